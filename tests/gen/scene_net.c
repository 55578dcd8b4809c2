/* SPDX-License-Identifier: Apache-2.0 */
#include "event_codes.h"
#include "tests/gen/scenes.h"

enum { UNIX = 1, INET = 2, INET6 = 10, NETLINK = 16, PACKET = 17 };
enum { STREAM = 1, DGRAM = 2, RAW = 3, NONBLOCK = 2048 };

static void socket_call(struct gen *g, int64_t tid, int64_t fd, int family, int type, int proto)
{
	EV(g, tid, EV_SOCKET_SOCKET_E, I(family), I(type), I(proto));
	EV(g, tid, EV_SOCKET_SOCKET_X, I(fd));
}

static void connect_call(struct gen *g, int64_t tid, int64_t fd, int64_t res, struct val addr,
			 struct val tuple)
{
	EV(g, tid, EV_SOCKET_CONNECT_E, I(fd), addr);
	EV(g, tid, EV_SOCKET_CONNECT_X, I(res), tuple);
}

static void write_call(struct gen *g, int64_t tid, int64_t fd)
{
	EV(g, tid, EV_SYSCALL_WRITE_E, I(fd), I(4));
	EV(g, tid, EV_SYSCALL_WRITE_X, I(4), BL("ping"));
}

static void read_call(struct gen *g, int64_t tid, int64_t fd)
{
	EV(g, tid, EV_SYSCALL_READ_E, I(fd), I(4096));
	EV(g, tid, EV_SYSCALL_READ_X, I(4), BL("pong"));
}

static void close_call(struct gen *g, int64_t tid, int64_t fd)
{
	EV(g, tid, EV_SYSCALL_CLOSE_E, I(fd));
	EV(g, tid, EV_SYSCALL_CLOSE_X, I(0));
}

static void bind_call(struct gen *g, int64_t tid, int64_t fd, struct val addr)
{
	EV(g, tid, EV_SOCKET_BIND_E, I(fd));
	EV(g, tid, EV_SOCKET_BIND_X, I(0), addr);
}

static void tcp_client(struct gen *g)
{
	const int64_t c = TID_CURL;

	socket_call(g, c, 3, INET, STREAM | NONBLOCK, 6);
	connect_call(g, c, 3, -115, A4("203.0.113.80", 80),
		     T4("192.168.1.7", 45000, "203.0.113.80", 80));
	write_call(g, c, 3);
	read_call(g, c, 3);
	EV0(g, c, EV_SOCKET_GETSOCKOPT_E);
	EV(g, c, EV_SOCKET_GETSOCKOPT_X, I(0), I(3), I(1), I(4), DI(1, 0), I(4));
	EV(g, c, EV_SOCKET_SHUTDOWN_E, I(3), I(1));
	EV(g, c, EV_SOCKET_SHUTDOWN_X, I(0));
	close_call(g, c, 3);

	socket_call(g, c, 4, INET, STREAM, 0);
	connect_call(g, c, 4, -111, A4("203.0.113.81", 81),
		     T4("192.168.1.7", 45001, "203.0.113.81", 81));
	write_call(g, c, 4);

	socket_call(g, c, 5, INET6, STREAM, 6);
	connect_call(g, c, 5, 0, A6("2001:db8::99", 443),
		     T6("2001:db8::7", 45002, "2001:db8::99", 443));
	write_call(g, c, 5);
	read_call(g, c, 5);

	/* A v6 socket that talks to a v4 peer. */
	socket_call(g, c, 6, INET6, STREAM, 0);
	connect_call(g, c, 6, 0, A6("::ffff:203.0.113.82", 8443),
		     T6("::ffff:192.168.1.7", 45003, "::ffff:203.0.113.82", 8443));
	write_call(g, c, 6);
	socket_call(g, c, 7, INET6, STREAM, 0);
	connect_call(g, c, 7, 0, A4("203.0.113.83", 99),
		     T4("192.168.1.7", 45004, "203.0.113.83", 99));
	write_call(g, c, 7);
	/* Loopback, and an fd that nobody has opened. */
	socket_call(g, c, 8, INET, STREAM, 6);
	connect_call(g, c, 8, 0, A4("127.0.0.1", 5432), T4("127.0.0.1", 45005, "127.0.0.1", 5432));
	write_call(g, c, 8);
	connect_call(g, c, 40, 0, A4("203.0.113.84", 1),
		     T4("192.168.1.7", 45006, "203.0.113.84", 1));
	write_call(g, c, 40);
}

static void tcp_server(struct gen *g)
{
	const int64_t s = TID_POSTGRES, n = TID_NGINX;

	socket_call(g, s, 3, INET, STREAM, 6);
	bind_call(g, s, 3, A4("127.0.0.1", 5432));
	EV(g, s, EV_SOCKET_LISTEN_E, I(3), I(128));
	EV(g, s, EV_SOCKET_LISTEN_X, I(0));
	EV0(g, s, EV_SOCKET_ACCEPT_5_E);
	EV(g, s, EV_SOCKET_ACCEPT_5_X, I(4), T4("127.0.0.1", 45005, "127.0.0.1", 5432), I(0), I(0),
	   I(128));
	read_call(g, s, 4);
	write_call(g, s, 4);
	EV(g, s, EV_SOCKET_ACCEPT4_5_E, I(0));
	EV(g, s, EV_SOCKET_ACCEPT4_5_X, I(5),
	   T6("::ffff:203.0.113.90", 50000, "::ffff:192.168.1.7", 5432), I(3), I(4), I(128));
	read_call(g, s, 5);
	EV(g, s, EV_SOCKET_ACCEPT4_5_E, I(0));
	EV(g, s, EV_SOCKET_ACCEPT4_5_X, I(-11), E, I(0), I(0), I(128));
	socket_call(g, s, 6, INET6, STREAM, 6);
	bind_call(g, s, 6, A6("2001:db8::7", 5433));
	EV0(g, s, EV_SOCKET_ACCEPT_E);
	EV(g, s, EV_SOCKET_ACCEPT_X, I(7), T6("2001:db8::99", 50001, "2001:db8::7", 5433), I(0));
	read_call(g, s, 7);
	socket_call(g, s, 8, INET6, STREAM, 6);
	bind_call(g, s, 8, A6("::ffff:192.168.1.7", 5434));
	EV(g, s, EV_SOCKET_ACCEPT4_E, I(0));
	EV(g, s, EV_SOCKET_ACCEPT4_X, I(9), T4("203.0.113.91", 50002, "192.168.1.7", 5434), I(0));
	read_call(g, s, 9);
	close_call(g, s, 9);
	/* Sockets that the process list gave roles to, or none. */
	write_call(g, n, 5);
	write_call(g, n, 6);
	write_call(g, n, 7);
	write_call(g, n, 8);
	write_call(g, n, 11);
	EV0(g, n, EV_SOCKET_ACCEPT_5_E);
	EV(g, n, EV_SOCKET_ACCEPT_5_X, I(30), E, I(0), I(0), I(128));
	read_call(g, n, 30);
}

void scene_tcp(struct gen *g)
{
	tcp_client(g);
	tcp_server(g);
}

static void sendto_call(struct gen *g, int64_t tid, int64_t fd, int64_t res, struct val tuple)
{
	EV(g, tid, EV_SOCKET_SENDTO_E, I(fd), I(4), tuple);
	EV(g, tid, EV_SOCKET_SENDTO_X, I(res), BL("ask!"));
}

static void recvfrom_call(struct gen *g, int64_t tid, int64_t fd, int64_t res, struct val tuple)
{
	EV(g, tid, EV_SOCKET_RECVFROM_E, I(fd), I(512));
	EV(g, tid, EV_SOCKET_RECVFROM_X, I(res), BL("tell"), tuple);
}

void scene_udp(struct gen *g)
{
	const int64_t c = TID_CURL, d = TID_DNSD;

	/* A client that names its peer each time. */
	socket_call(g, c, 3, INET, DGRAM, 17);
	sendto_call(g, c, 3, 4, T4("192.168.1.7", 33000, "192.168.1.1", 53));
	recvfrom_call(g, c, 3, 4, T4("192.168.1.1", 53, "192.168.1.7", 33000));
	sendto_call(g, c, 3, 4, T4("192.168.1.7", 33000, "192.168.1.2", 53));
	recvfrom_call(g, c, 3, -11, E);
	close_call(g, c, 3);
	/* One that connects and then sends without an address. */
	socket_call(g, c, 4, INET, DGRAM, 0);
	connect_call(g, c, 4, 0, A4("192.168.1.1", 53),
		     T4("192.168.1.7", 33001, "192.168.1.1", 53));
	sendto_call(g, c, 4, 4, E);
	recvfrom_call(g, c, 4, 4, E);
	/* IPv6, by messages. */
	socket_call(g, c, 5, INET6, DGRAM, 17);
	EV(g, c, EV_SOCKET_SENDMSG_E, I(5), I(4), T6("2001:db8::7", 33002, "2001:db8::53", 53));
	EV(g, c, EV_SOCKET_SENDMSG_X, I(4), BL("ask!"));
	EV(g, c, EV_SOCKET_RECVMSG_E, I(5));
	EV(g, c, EV_SOCKET_RECVMSG_X, I(4), I(4), BL("tell"),
	   T6("2001:db8::53", 53, "2001:db8::7", 33002));
	/* A socket whose creation was lost. */
	sendto_call(g, c, 41, 4, T4("192.168.1.7", 33003, "192.168.1.3", 123));
	recvfrom_call(g, c, 41, 4, T4("192.168.1.3", 123, "192.168.1.7", 33003));
	/* ICMP and raw sockets. */
	socket_call(g, c, 6, INET, RAW, 1);
	sendto_call(g, c, 6, 4, T4("192.168.1.7", 0, "203.0.113.1", 0));
	socket_call(g, c, 7, INET, RAW, 255);
	sendto_call(g, c, 7, -1, T4("192.168.1.7", 0, "203.0.113.2", 0));
	socket_call(g, c, 8, INET, DGRAM, 1);
	sendto_call(g, c, 8, 4, T4("192.168.1.7", 0, "203.0.113.3", 0));
	/* A server without a bind in the capture, unconnected: first receives, then answers. */
	socket_call(g, d, 10, INET, DGRAM, 17);
	recvfrom_call(g, d, 10, 4, T4("203.0.113.20", 40000, "192.168.1.7", 53));
	sendto_call(g, d, 10, 4, T4("192.168.1.7", 53, "203.0.113.20", 40000));
	/* The same process as a client of somebody else. */
	socket_call(g, d, 11, INET, DGRAM, 17);
	sendto_call(g, d, 11, 4, T4("192.168.1.7", 41000, "198.51.100.53", 53));
	recvfrom_call(g, d, 11, 4, T4("198.51.100.53", 53, "192.168.1.7", 41000));
}

void scene_unix(struct gen *g)
{
	const int64_t b = TID_BASH, i = TID_INIT;

	socket_call(g, b, 3, UNIX, STREAM, 0);
	connect_call(g, b, 3, 0, AU("/run/systemd/private"),
		     TU(0xffff8800aaaa0000ull, 0xffff8800bbbb0000ull, "/run/systemd/private"));
	write_call(g, b, 3);
	read_call(g, b, 3);
	EV0(g, i, EV_SOCKET_ACCEPT_5_E);
	EV(g, i, EV_SOCKET_ACCEPT_5_X, I(20),
	   TU(0xffff8800aaaa0000ull, 0xffff8800bbbb0000ull, "/run/systemd/private"), I(0), I(0),
	   I(10));
	read_call(g, i, 20);
	EV(g, i, EV_SOCKET_RECVMSG_E, I(20));
	EV(g, i, EV_SOCKET_RECVMSG_X, I(4), I(4), BL("AUTH"),
	   TU(0xffff8800aaaa0000ull, 0xffff8800bbbb0000ull, "/run/systemd/private"));
	socket_call(g, b, 4, UNIX, DGRAM, 0);
	connect_call(g, b, 4, -2, AU("/dev/log"), TU(0xffff8800aaaa1111ull, 0, "/dev/log"));
	sendto_call(g, b, 4, 4, TU(0xffff8800aaaa1111ull, 0xffff8800cccc0000ull, "/dev/log"));
	bind_call(g, b, 4, AU("/tmp/own.sock"));
	write_call(g, b, 4);
	EV(g, b, EV_SOCKET_SOCKETPAIR_E, I(UNIX), I(STREAM), I(0));
	EV(g, b, EV_SOCKET_SOCKETPAIR_X, I(0), I(5), I(6), I(0xffff8800dddd0000ull),
	   I(0xffff8800dddd1111ull));
	write_call(g, b, 5);
	read_call(g, b, 6);
	EV(g, b, EV_SOCKET_SOCKETPAIR_E, I(UNIX), I(STREAM), I(0));
	EV(g, b, EV_SOCKET_SOCKETPAIR_X, I(-24), I(0), I(0), I(0), I(0));
	socket_call(g, b, 7, NETLINK, RAW, 0);
	write_call(g, b, 7);
	socket_call(g, b, 8, PACKET, RAW, 3);
	write_call(g, b, 8);
	socket_call(g, b, -97, 99, STREAM, 0);
	write_call(g, i, 12);
	write_call(g, i, 13);
}
