/* SPDX-License-Identifier: Apache-2.0 */
/* TCP and UDP, over IPv4 and IPv6. */
#include "tests/live/truth.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* One address family: how addresses are made and printed. */
struct family {
	int domain;
	char digit;
	const char *name, *loopback, *any;
	socklen_t len;
};

static const struct family ip4 = {AF_INET,     '4', "AF_INET", "127.0.0.1", "0.0.0.0",
				  sizeof(struct sockaddr_in)};
static const struct family ip6 = {AF_INET6,    '6', "AF_INET6", "::1", "::",
				  sizeof(struct sockaddr_in6)};

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static union address loopback(const struct family *f, unsigned port)
{
	union address a;

	memset(&a, 0, sizeof(a));
	a.any.sa_family = (sa_family_t)f->domain;
	if (f->domain == AF_INET) {
		a.v4.sin_port = htons((uint16_t)port);
		a.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	} else {
		a.v6.sin6_port = htons((uint16_t)port);
		a.v6.sin6_addr = in6addr_loopback;
	}
	return a;
}

static unsigned port_of(long fd)
{
	union address a;
	socklen_t len = sizeof(a);

	memset(&a, 0, sizeof(a));
	needs("getsockname", call(SYS_getsockname, fd, &a, &len));
	/* At the same place in both. */
	return ntohs(a.v4.sin_port);
}

static void tell_port_of(void)
{
	leave_only("getsockname", "%s", "");
}

static const char *end_text(const struct family *f, unsigned port)
{
	return text("%s:%u", f->loopback, port);
}

static const char *tuple_text(const struct family *f, unsigned from, unsigned to)
{
	return text("%s->%s", end_text(f, from), end_text(f, to));
}

/* Before it is bound or connected, a socket has no role, and its protocol is not shown. */
static long do_socket(const struct family *f, int type)
{
	long fd = needs("socket", call(SYS_socket, f->domain, type, 0));

	enter("socket", "domain=%d(%s) type=%d proto=0", f->domain, f->name, type);
	fd_is(fd, "<%c>", f->digit);
	leave("fd=%s", fd_text(fd));
	return fd;
}

/* A port of the loopback that is free now: one that the kernel has chosen, and given back. */
static unsigned free_port(const struct family *f, int type)
{
	union address a = loopback(f, 0);
	long fd = do_socket(f, type);
	unsigned port;
	long r;

	r = call(SYS_bind, fd, &a, f->len);
	port = port_of(fd);
	enter("bind", "fd=%s", fd_text(fd));
	leave("res=%s addr=%s", res_text(r), end_text(f, 0));
	fd_is(fd, "<%c>%s", f->digit, end_text(f, 0));
	tell_port_of();
	do_close(fd);
	return port;
}

static void do_bind(const struct family *f, long fd, char proto, unsigned port)
{
	union address a = loopback(f, port);
	long r = needs("bind", call(SYS_bind, fd, &a, f->len));

	enter("bind", "fd=%s", fd_text(fd));
	leave("res=%s addr=%s", res_text(r), end_text(f, port));
	fd_is(fd, "<%c%c>%s", f->digit, proto, end_text(f, port));
}

static void tcp(const struct family *f)
{
	union address to, peer;
	socklen_t len = sizeof(peer);
	unsigned sport, cport;
	char buf[32];
	long server, client, served, r;
	const char *tuple;

	sport = free_port(f, SOCK_STREAM);
	server = do_socket(f, SOCK_STREAM);
	do_bind(f, server, 't', sport);
	r = call(SYS_listen, server, 5);
	enter("listen", "fd=%s backlog=5", fd_text(server));
	leave("res=%s", res_text(r));

	client = do_socket(f, SOCK_STREAM | SOCK_CLOEXEC);
	to = loopback(f, sport);
	r = call(SYS_connect, client, &to, f->len);
	cport = port_of(client);
	tuple = tuple_text(f, cport, sport);
	/* Where it goes is known from here on; whether it gets there is not. */
	enter("connect", "fd=%ld(<%c{|t}>{*}) addr=%s", client, f->digit, end_text(f, sport));
	fd_is(client, "<%ct>%s", f->digit, tuple);
	leave("res=%s tuple=%s", res_text(r), tuple);
	tell_port_of();
	served = needs("accept4", call(SYS_accept4, server, &peer, &len, SOCK_CLOEXEC));
	enter("accept", "flags={0|80000|1000}");
	fd_is(served, "<%ct>%s", f->digit, tuple);
	leave("fd=%s tuple=%s queuepct=0 queuelen=0 queuemax=5", fd_text(served), tuple);
	r = call(SYS_getpeername, served, &peer, &len);
	leave_only("getpeername", "%s", "");

	r = call(SYS_sendto, client, "over tcp", 8, 0, 0, 0);
	enter("sendto", "fd=%s size=8 tuple={NULL|%s}", fd_text(client), tuple);
	leave("res=%s data=over tcp", res_text(r));
	r = call(SYS_recvfrom, served, buf, 32, 0, 0, 0);
	enter("recvfrom", "fd=%s size=32", fd_text(served));
	leave("res=%s data=over tcp tuple={NULL|%s}", res_text(r), tuple);
	r = call(SYS_write, served, "back", 4);
	enter("write", "fd=%s size=4", fd_text(served));
	leave("res=%s data=back", res_text(r));
	r = call(SYS_read, client, buf, 32);
	enter("read", "fd=%s size=32", fd_text(client));
	leave("res=%s data=back", res_text(r));
	r = call(SYS_recvfrom, client, buf, 32, MSG_DONTWAIT, 0, 0);
	enter("recvfrom", "fd=%s size=32", fd_text(client));
	leave("res=%s data= tuple={*}", res_text(r));
	r = call(SYS_shutdown, client, SHUT_WR);
	enter("shutdown", "fd=%s how=1(SHUT_WR)", fd_text(client));
	leave("res=%s", res_text(r));
	r = call(SYS_shutdown, 199, SHUT_RDWR);
	enter("shutdown", "fd=199 how=2(SHUT_RDWR)");
	leave("res=%s", res_text(r));
	do_close(served);
	do_close(client);
	do_close(server);

	/* Nobody listens there any more. */
	client = do_socket(f, SOCK_STREAM);
	r = call(SYS_connect, client, &to, f->len);
	enter("connect", "fd=%ld(<%c{|t}>{*}) addr=%s", client, f->digit, end_text(f, sport));
	leave("res=%s tuple={*}", res_text(r));
	call(SYS_close, client);
	enter("close", "fd=%ld(<%c{|t}>{*})", client, f->digit);
	leave("res=0");
}

static void udp(const struct family *f)
{
	union address to, from;
	socklen_t len = sizeof(from);
	unsigned sport, cport;
	char buf[32];
	const char *tuple;
	long server, client, r;

	sport = free_port(f, SOCK_DGRAM);
	server = do_socket(f, SOCK_DGRAM);
	do_bind(f, server, 'u', sport);
	cport = free_port(f, SOCK_DGRAM);
	client = do_socket(f, SOCK_DGRAM);
	do_bind(f, client, 'u', cport);
	tuple = tuple_text(f, cport, sport);
	to = loopback(f, sport);
	r = call(SYS_sendto, client, "datagram", 8, 0, &to, f->len);
	/* How the names of UDP sockets change with use is a matter of state, not of capture. */
	enter("sendto", "fd=%ld(<%cu>{*}) size=8 tuple=%s", client, f->digit, tuple);
	leave("res=%s data=datagram", res_text(r));
	r = call(SYS_recvfrom, server, buf, 32, 0, &from, &len);
	enter("recvfrom", "fd=%ld(<%cu>{*}) size=32", server, f->digit);
	leave("res=%s data=datagram tuple=%s", res_text(r), tuple);
	r = call(SYS_connect, client, &to, f->len);
	enter("connect", "fd=%ld(<%cu>{*}) addr=%s", client, f->digit, end_text(f, sport));
	leave("res=%s tuple=%s", res_text(r), tuple);
	r = call(SYS_sendto, client, "again", 5, 0, 0, 0);
	/* Bound before it was connected, it is shown as seen from the other end. */
	enter("sendto", "fd=%ld(<%cu>{*}) size=5 tuple={NULL|%s}", client, f->digit, tuple);
	leave("res=%s data=again", res_text(r));
	r = call(SYS_recvfrom, server, buf, 32, 0, 0, 0);
	enter("recvfrom", "fd=%ld(<%cu>{*}) size=32", server, f->digit);
	leave("res=%s data=again tuple={NULL|%s}", res_text(r), tuple);
	call(SYS_close, client);
	enter("close", "fd=%ld(<%cu>{*})", client, f->digit);
	leave("res=0");
	call(SYS_close, server);
	enter("close", "fd=%ld(<%cu>{*})", server, f->digit);
	leave("res=0");
}

static void failing(void)
{
	union address a = loopback(&ip4, 1);
	long r;

	r = call(SYS_socket, 77, SOCK_STREAM, 0);
	enter("socket", "domain=77({*}) type=1 proto=0");
	leave("fd=%s", res_text(r));
	r = call(SYS_socket, AF_INET, SOCK_STREAM, 200);
	enter("socket", "domain=2(AF_INET) type=1 proto=200");
	leave("fd=%s", res_text(r));
	r = call(SYS_bind, 199, &a, ip4.len);
	enter("bind", "fd=199");
	leave("res=%s addr={NULL|127.0.0.1:1}", res_text(r));
	r = call(SYS_connect, 199, &a, ip4.len);
	enter("connect", "fd=199 addr=127.0.0.1:1");
	leave("res=%s tuple={*}", res_text(r));
	r = call(SYS_listen, 199, 3);
	enter("listen", "fd=199 backlog=3");
	leave("res=%s", res_text(r));
	r = call(SYS_accept, 199, 0, 0);
	leave_only("accept", "fd=%s tuple=NULL queuepct=0 queuelen=0 queuemax=0", res_text(r));
	r = call(SYS_sendto, 199, "x", 1, 0, &a, ip4.len);
	enter("sendto", "fd=199 size=1 tuple={*}");
	leave("res=%s data={|x}", res_text(r));
	r = call(SYS_recvfrom, 199, 1, 1, 0, 0, 0);
	enter("recvfrom", "fd=199 size=1");
	leave("res=%s data= tuple=NULL", res_text(r));
	r = call(SYS_getsockname, 199, 0, 0);
	leave_only("getsockname", "%s", "");
	r = call(SYS_getpeername, 199, 0, 0);
	leave_only("getpeername", "%s", "");
}

static void options(void)
{
	struct timeval wait = {2, 500000};
	long fd = do_socket(&ip4, SOCK_STREAM);
	int on = 1, got = 0;
	socklen_t len = sizeof(got);
	long r;

	r = call(SYS_setsockopt, fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	leave_only("setsockopt",
		   "res=%s fd=%s level=1(SOL_SOCKET) optname=2(SO_REUSEADDR) val=1 optlen=4",
		   res_text(r), fd_text(fd));
	r = call(SYS_getsockopt, fd, SOL_SOCKET, SO_REUSEADDR, &got, &len);
	leave_only("getsockopt",
		   "res=%s fd=%s level=1(SOL_SOCKET) optname=2(SO_REUSEADDR) val=1 optlen=4",
		   res_text(r), fd_text(fd));
	r = call(SYS_getsockopt, fd, SOL_SOCKET, SO_ERROR, &got, &len);
	leave_only("getsockopt",
		   "res=%s fd=%s level=1(SOL_SOCKET) optname=4(SO_ERROR) val=0 optlen=4",
		   res_text(r), fd_text(fd));
	r = call(SYS_setsockopt, fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	leave_only("setsockopt",
		   "res=%s fd=%s level=1(SOL_SOCKET) optname=20(SO_RCVTIMEO) "
		   "val=2500000000(2.5s) optlen=16",
		   res_text(r), fd_text(fd));
	r = call(SYS_setsockopt, fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	leave_only("setsockopt", "res=%s fd=%s level={+} optname={+} val={+} optlen=4",
		   res_text(r), fd_text(fd));
	r = call(SYS_setsockopt, 199, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	leave_only("setsockopt",
		   "res=%s fd=199 level=1(SOL_SOCKET) optname=9(SO_KEEPALIVE) val=1 optlen=4",
		   res_text(r));
	do_close(fd);
}

void truth_inet(void)
{
	tcp(&ip4);
	tcp(&ip6);
	udp(&ip4);
	udp(&ip6);
	failing();
	options();
}
