/* SPDX-License-Identifier: Apache-2.0 */
/* Unix sockets, named, abstract and without a name; messages in vectors. */
#include "tests/live/truth.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static long do_socket(int type)
{
	long fd = needs("socket", call(SYS_socket, AF_UNIX, type, 0));

	enter("socket", "domain=1(AF_LOCAL) type=%d proto=0", type);
	fd_is(fd, "<u>");
	leave("fd=%s", fd_text(fd));
	return fd;
}

static socklen_t named(struct sockaddr_un *a, const char *path, bool abstract)
{
	memset(a, 0, sizeof(*a));
	a->sun_family = AF_UNIX;
	snprintf(a->sun_path + abstract, sizeof(a->sun_path) - 1, "%s", path);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path) + 1);
}

/* A server at a name, a client that connects, and what is said between them. */
static void stream(int type, const char *path, bool abstract)
{
	struct sockaddr_un a;
	socklen_t len = named(&a, path, abstract);
	/* Of an abstract name the leading zero is no part of the text. */
	const char *shown = abstract ? text("{|@}%s", path) : path;
	char buf[32];
	long server, client, served, r;

	server = do_socket(type);
	r = call(SYS_bind, server, &a, len);
	enter("bind", "fd=%s", fd_text(server));
	leave("res=%s addr=%s", res_text(r), shown);
	fd_is(server, "<u>%s", shown);
	r = call(SYS_bind, server, &a, len);
	enter("bind", "fd=%s", fd_text(server));
	leave("res=%s addr=%s", res_text(r), shown);
	r = call(SYS_listen, server, 2);
	enter("listen", "fd=%s backlog=2", fd_text(server));
	leave("res=%s", res_text(r));
	client = do_socket(type);
	r = call(SYS_connect, client, &a, len);
	/* The address names the socket from here on, in the enter event, too. */
	enter("connect", "fd=%ld(<u>{*}) addr=%s", client, shown);
	leave("res=%s tuple={+}->{+} %s", res_text(r), shown);
	/* Before a slash and a name: the addresses of the two ends in the kernel. */
	fd_is(client, "<u>{+}->{+} %s", shown);
	served = call(SYS_accept, server, 0, 0);
	leave_only("accept", "fd=%ld(<u>{+}->{+} %s) tuple={+}->{+} %s queuepct=0 queuelen=0 "
			     "queuemax=2",
		   served, shown, shown);
	fd_is(served, "<u>{+}->{+} %s", shown);
	r = call(SYS_write, client, "to a name", 9);
	enter("write", "fd=%s size=9", fd_text(client));
	leave("res=%s data=to a name", res_text(r));
	r = call(SYS_recvfrom, served, buf, sizeof(buf), 0, 0, 0);
	enter("recvfrom", "fd=%s size=32", fd_text(served));
	leave("res=%s data=to a name tuple={*}", res_text(r));
	/* A tuple without a name in its event would take the name away. */
	call(SYS_close, served);
	enter("close", "fd=%ld(<u>{*})", served);
	leave("res=0");
	do_close(client);
	do_close(server);
}

static void datagrams(void)
{
	const char *path = text("%s/dgram", here);
	struct sockaddr_un a;
	socklen_t len = named(&a, path, false);
	char buf[32];
	long server, client, r;

	server = do_socket(SOCK_DGRAM);
	r = call(SYS_bind, server, &a, len);
	enter("bind", "fd=%s", fd_text(server));
	leave("res=%s addr=%s", res_text(r), path);
	client = do_socket(SOCK_DGRAM);
	r = call(SYS_sendto, client, "unnamed", 7, 0, &a, len);
	enter("sendto", "fd=%s size=7 tuple={+}->{+} %s", fd_text(client), path);
	leave("res=%s data=unnamed", res_text(r));
	r = call(SYS_recvfrom, server, buf, sizeof(buf), 0, 0, 0);
	enter("recvfrom", "fd=%ld(<u>{*}) size=32", server);
	leave("res=%s data=unnamed tuple={*}", res_text(r));
	call(SYS_close, client);
	enter("close", "fd=%ld(<u>{*})", client);
	leave("res=0");
	call(SYS_close, server);
	enter("close", "fd=%ld(<u>{*})", server);
	leave("res=0");
	r = call(SYS_unlink, path);
	leave_only("unlink", "res=0 path=%s", path);
}

static void missing(void)
{
	const char *path = text("%s/nobody", here);
	struct sockaddr_un a;
	socklen_t len = named(&a, path, false);
	long fd = do_socket(SOCK_STREAM);
	long r = call(SYS_connect, fd, &a, len);

	enter("connect", "fd=%ld(<u>{*}) addr=%s", fd, path);
	leave("res=%s tuple={*}", res_text(r));
	call(SYS_close, fd);
	enter("close", "fd=%ld(<u>{*})", fd);
	leave("res=0");
}

static void pair(int *fds)
{
	long r = needs("socketpair", call(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, fds));

	fd_is(fds[0], "<u>");
	fd_is(fds[1], "<u>");
	enter("socketpair", "domain=1(AF_LOCAL) type=1 proto=0");
	leave("res=%s fd1=%s fd2=%s source={+} peer={+}", res_text(r), fd_text(fds[0]),
	      fd_text(fds[1]));
}

void truth_unix(void)
{
	int fds[2];
	long r;

	stream(SOCK_STREAM, text("%s/stream", here), false);
	stream(SOCK_SEQPACKET, text("%s/seqpacket", here), false);
	stream(SOCK_STREAM, "sonde-truth-abstract", true);
	datagrams();
	missing();
	pair(fds);
	do_close(fds[0]);
	do_close(fds[1]);
	r = call(SYS_socketpair, AF_INET, SOCK_STREAM, 0, fds);
	enter("socketpair", "domain=2(AF_INET) type=1 proto=0");
	leave("res=%s fd1={*} fd2={*} source={*} peer={*}", res_text(r));
	r = call(SYS_unlink, "stream");
	leave_only("unlink", "res=%s path=%s", res_text(r), path_text("stream"));
	r = call(SYS_unlink, "seqpacket");
	leave_only("unlink", "res=%s path=%s", res_text(r), path_text("seqpacket"));
}

void truth_messages(void)
{
	char in[2][16];
	char words[] = "vector of two";
	struct iovec out_v[] = {{words, 7}, {words + 7, 6}};
	struct iovec in_v[] = {{in[0], 7}, {in[1], 6}};
	struct msghdr out = {.msg_iov = out_v, .msg_iovlen = 2};
	struct msghdr got = {.msg_iov = in_v, .msg_iovlen = 2};
	struct mmsghdr many[2];
	int fds[2];
	long r;

	pair(fds);
	r = call(SYS_sendmsg, fds[0], &out, 0);
	enter("sendmsg", "fd=%s size=13 tuple={*}", fd_text(fds[0]));
	leave("res=%s data=vector of two", res_text(r));
	r = call(SYS_recvmsg, fds[1], &got, 0);
	enter("recvmsg", "fd=%ld(<u>{*})", (long)fds[1]);
	leave("res=%s size=13 data=vector of two tuple={*}", res_text(r));
	r = call(SYS_recvmsg, fds[1], &got, MSG_DONTWAIT);
	enter("recvmsg", "fd=%ld(<u>{*})", (long)fds[1]);
	leave("res=%s size={0|13} data= tuple={*}", res_text(r));
	r = call(SYS_sendmsg, 199, &out, 0);
	enter("sendmsg", "fd=199 size=13 tuple={*}");
	leave("res=%s data={|vector of two}", res_text(r));
	r = call(SYS_recvmsg, 199, &got, 0);
	enter("recvmsg", "fd=199");
	leave("res=%s size={0|13} data= tuple=NULL", res_text(r));
	memset(many, 0, sizeof(many));
	many[0].msg_hdr = many[1].msg_hdr = out;
	r = call(SYS_sendmmsg, fds[0], many, 2, 0);
	leave_only("sendmmsg", "%s", "");
	many[0].msg_hdr = many[1].msg_hdr = got;
	r = call(SYS_recvmmsg, fds[1], many, 2, MSG_DONTWAIT, 0);
	leave_only("recvmmsg", "%s", "");
	call(SYS_close, fds[0]);
	enter("close", "fd=%ld(<u>{*})", (long)fds[0]);
	leave("res=0");
	call(SYS_close, fds[1]);
	enter("close", "fd=%ld(<u>{*})", (long)fds[1]);
	leave("res=0");
}
