/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "engine/event/render.h"
#include "engine/state/internal.h"
#include "event_codes.h"

/* Handlers of socket events: what a socket is called, between whom, and in which role. */

enum { AF_UNIX_SCAP = 1, AF_INET_SCAP = 2, AF_INET6_SCAP = 10, AF_NETLINK_SCAP = 16 };
enum { SOCK_STREAM_N = 1, SOCK_DGRAM_N = 2, SOCK_RAW_N = 3 };
enum { IPPROTO_ICMP_N = 1, IPPROTO_TCP_N = 6, IPPROTO_UDP_N = 17, IPPROTO_RAW_N = 255 };
#define EINPROGRESS_RES -115

/* ----------------------------------------------------------------- addresses --- */

struct tuple {
	uint8_t family;
	bool v6; /* after v4-mapped addresses became IPv4 */
	struct endpoint src, dst;
	uint64_t unix_src, unix_dst;
	struct slice path;
};

static void read_end(const uint8_t *p, bool v6, struct endpoint *ep)
{
	memcpy(ep->ip, p, v6 ? 16 : 4);
	ep->port = ld16(p + (v6 ? 16 : 4));
}

static void to_v4(struct endpoint *ep)
{
	memmove(ep->ip, ep->ip + 12, 4);
	memset(ep->ip + 4, 0, 12);
}

static struct slice text_to_nul(const uint8_t *p, uint32_t n)
{
	const struct param q = {.p = p, .len = n};

	return param_text(&q);
}

/* A SOCKTUPLE; false when empty, of another family, or too short. */
static bool read_tuple(const struct param *p, struct tuple *t)
{
	*t = (struct tuple){.family = p->len ? p->p[0] : 0, .path = {.p = "", .len = 0}};
	if (t->family == AF_INET_SCAP && p->len >= 13) {
		read_end(p->p + 1, false, &t->src);
		read_end(p->p + 7, false, &t->dst);
		return true;
	}
	if (t->family == AF_INET6_SCAP && p->len >= 37) {
		read_end(p->p + 1, true, &t->src);
		read_end(p->p + 19, true, &t->dst);
		t->v6 = !(ip6_is_mapped(t->src.ip) && ip6_is_mapped(t->dst.ip));
		if (!t->v6) {
			to_v4(&t->src);
			to_v4(&t->dst);
		}
		return true;
	}
	if (t->family == AF_UNIX_SCAP && p->len >= 17) {
		t->unix_src = ld64(p->p + 1);
		t->unix_dst = ld64(p->p + 9);
		t->path = text_to_nul(p->p + 17, p->len - 17);
		return true;
	}
	return false;
}

/* A SOCKADDR in t->dst (or t->path). */
static bool read_address(const struct param *p, struct tuple *t)
{
	*t = (struct tuple){.family = p->len ? p->p[0] : 0, .path = {.p = "", .len = 0}};
	if (t->family == AF_INET_SCAP && p->len >= 7) {
		read_end(p->p + 1, false, &t->dst);
		return true;
	}
	if (t->family == AF_INET6_SCAP && p->len >= 19) {
		read_end(p->p + 1, true, &t->dst);
		t->v6 = !ip6_is_mapped(t->dst.ip);
		if (!t->v6)
			to_v4(&t->dst);
		return true;
	}
	if (t->family == AF_UNIX_SCAP) {
		t->path = text_to_nul(p->p + 1, p->len - 1);
		return true;
	}
	return false;
}

static bool is_inet_tuple(const struct tuple *t)
{
	return t->family == AF_INET_SCAP || t->family == AF_INET6_SCAP;
}

static bool same_end(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && !memcmp(a->ip, b->ip, 16);
}

static bool is_zero(const struct endpoint *ep)
{
	static const uint8_t zero[16];

	return !memcmp(ep->ip, zero, 16);
}

static void swap_ends(struct fd_version *f)
{
	struct endpoint ep = f->src;

	f->src = f->dst;
	f->dst = ep;
}

static uint8_t inet_type(const struct tuple *t)
{
	return t->v6 ? FD_IPV6_SOCK : FD_IPV4_SOCK;
}

static void name_by_param(struct apply *a, struct fd_version *f, const struct param *p)
{
	struct buf *b = &a->st->tmp;

	buf_clear(b);
	if (p->info->type == PT_SOCKADDR)
		render_sockaddr(p->p, p->len, b);
	else
		render_socktuple(p->p, p->len, b);
	fd_set_name(f, intern(a->st->strings, b->p, b->len));
}

/* ----------------------------------------------------------- socket, bind --- */

static uint8_t proto_of(uint32_t type, uint32_t proto)
{
	switch (proto) {
	case IPPROTO_TCP_N:
		return L4_TCP;
	case IPPROTO_UDP_N:
		return L4_UDP;
	case IPPROTO_ICMP_N:
		return (type & 0xff) == SOCK_RAW_N ? L4_RAW : L4_ICMP;
	case IPPROTO_RAW_N:
		return L4_RAW;
	case 0:
		if ((type & 0xff) == SOCK_STREAM_N)
			return L4_TCP;
		return (type & 0xff) == SOCK_DGRAM_N ? L4_UDP : L4_UNKNOWN;
	default:
		return L4_UNKNOWN;
	}
}

static void socket_exit(struct apply *a)
{
	int64_t fd = evt_i64(a->e, 0, -1), domain = apply_i64(a, 1, 0, -1);
	struct fd_version *f;
	uint8_t type;

	if (fd < 0)
		return;
	switch (domain) {
	case AF_UNIX_SCAP:
		type = FD_UNIX_SOCK;
		break;
	case AF_INET_SCAP:
		type = FD_IPV4_SOCK;
		break;
	case AF_INET6_SCAP:
		type = FD_IPV6_SOCK;
		break;
	case AF_NETLINK_SCAP:
		type = FD_NETLINK;
		break;
	default:
		type = FD_UNKNOWN;
	}
	f = fd_add(a, fd);
	if (!f)
		return;
	f->type = type;
	if (fd_is_inet(f))
		f->proto = proto_of((uint32_t)apply_i64(a, 2, 1, 0), (uint32_t)apply_i64(a, 3, 2, 0));
}

static void bind_exit(struct apply *a)
{
	struct fd_version *f;
	struct tuple t;
	struct param p;

	if (evt_i64(a->e, 0, -1) < 0 || !a->fd || !evt_param(a->e, 1, &p) || !p.len)
		return;
	f = fd_modify(a);
	if (read_address(&p, &t) && is_inet_tuple(&t) && t.dst.port) {
		f->type = t.v6 ? FD_IPV6_SERVSOCK : FD_IPV4_SERVSOCK;
		f->src = t.dst;
		f->dst = (struct endpoint){.port = 0};
		f->role = ROLE_SERVER;
	}
	name_by_param(a, f, &p);
}

/* ------------------------------------------------------------------- connect --- */

/*
 * Take over the ends that a call names. The first destination stays (as the reference has it), so
 * that an unconnected socket keeps its first peer. False when there is nothing new.
 */
static bool update_tuple(struct apply *a, const struct tuple *t)
{
	const struct fd_version *old = fd_ver(a->st, a->fd);
	struct fd_version *f;

	if (fd_is_inet(old) &&
	    ((same_end(&old->src, &t->src) && same_end(&old->dst, &t->dst)) ||
	     (same_end(&old->src, &t->dst) && same_end(&old->dst, &t->src))))
		return false;
	f = fd_modify(a);
	/* A bound address is the source of what the socket sends: a clean tuple begins with it. */
	f->type = inet_type(t);
	f->src = t->src;
	if (is_zero(&f->dst))
		memcpy(f->dst.ip, t->dst.ip, sizeof(f->dst.ip));
	if (!f->dst.port)
		f->dst.port = t->dst.port;
	if (f->proto == L4_UNKNOWN)
		f->proto = L4_UDP;
	fd_fill_addresses(a->st, f);
	return true;
}


static void set_destination(struct apply *a, const struct param *p)
{
	struct fd_version *f;
	struct tuple t;

	if (!p->len)
		return;
	f = fd_modify(a);
	if (read_address(p, &t) && is_inet_tuple(&t)) {
		f->type = inet_type(&t);
		f->dst = t.dst;
	} else {
		name_by_param(a, f, p);
	}
}

static void connect_enter(struct apply *a)
{
	struct param p;

	if (a->fd && evt_param(a->e, 1, &p))
		set_destination(a, &p);
}

static void connect_exit(struct apply *a)
{
	int64_t res = evt_i64(a->e, 0, -1);
	struct fd_version *f;
	struct tuple t;
	struct param p;

	if ((res < 0 && res != EINPROGRESS_RES) || !a->fd || !evt_param(a->e, 1, &p) ||
	    !read_tuple(&p, &t))
		return;
	if (is_inet_tuple(&t)) {
		update_tuple(a, &t);
		f = fd_modify(a);
		if (f->proto == L4_UDP && f->role == ROLE_SERVER)
			swap_ends(f);
		fd_name_tuple(a->st, f);
	} else {
		f = fd_modify(a);
		f->unix_src = t.unix_src;
		f->unix_dst = t.unix_dst;
		name_by_param(a, f, &p);
	}
	if (f->role == ROLE_NONE)
		f->role = ROLE_CLIENT;
	f->connected = true;
}

static void accept_exit(struct apply *a)
{
	int64_t fd = evt_i64(a->e, 0, -1);
	struct fd_version *f;
	struct tuple t;
	struct param p;

	if (fd < 0 || !a->slot)
		return;
	a->slot->last_fd = fd;
	if (!evt_param(a->e, 1, &p) || !read_tuple(&p, &t) || !(f = fd_add(a, fd)))
		return;
	f->role = ROLE_SERVER;
	f->connected = true;
	if (is_inet_tuple(&t)) {
		f->type = inet_type(&t);
		f->proto = L4_TCP;
		f->src = t.src;
		f->dst = t.dst;
		fd_name_tuple(a->st, f);
	} else {
		f->type = FD_UNIX_SOCK;
		f->unix_src = t.unix_src;
		f->unix_dst = t.unix_dst;
		name_by_param(a, f, &p);
	}
}

static void socketpair_exit(struct apply *a)
{
	struct fd_version *f;
	unsigned i;

	for (i = 1; i <= 2 && (f = fd_add_of_pair(a, i)); i++) {
		f->type = FD_UNIX_SOCK;
		f->unix_src = evt_u64(a->e, i == 1 ? 3 : 4, 0);
		f->unix_dst = evt_u64(a->e, i == 1 ? 4 : 3, 0);
	}
}

static void getsockopt_exit(struct apply *a)
{
	int64_t fd = evt_i64(a->e, 1, -1);
	uint32_t v;

	if (fd < 0 || !apply_table(a))
		return;
	v = table_get(a->st, a->table, fd);
	if (!v)
		return;
	a->fd = v;
	a->fdnum = fd;
	a->slot->last_fd = fd;
}

/* ------------------------------------------------------------------- traffic --- */

/*
 * Who is the server? The end whose port this process has bound; when both could be, the one
 * that receives first.
 */
static void guess_role(struct apply *a, struct fd_version *f, bool receives)
{
	struct ports_used used =
		table_ports(a->st, a->table, fd_is_ipv6(f), f->dst.port, f->src.port);

	if (!used.bound)
		f->role = ROLE_CLIENT;
	else if (!used.client)
		f->role = ROLE_SERVER;
	else
		f->role = receives ? ROLE_SERVER : ROLE_CLIENT;
}

static void message(struct apply *a, const struct param *p, bool receives)
{
	const struct fd_version *old = fd_ver(a->st, a->fd);
	struct fd_version *f;
	struct tuple t;

	if (old->name->len && old->type == FD_IPV4_SOCK && old->proto == L4_TCP)
		return;
	if (!read_tuple(p, &t))
		return;
	if (!is_inet_tuple(&t)) {
		f = fd_modify(a);
		f->unix_src = t.unix_src;
		f->unix_dst = t.unix_dst;
		name_by_param(a, f, p);
		return;
	}
	if (!update_tuple(a, &t))
		return;
	f = fd_modify(a);
	if (f->role == ROLE_NONE)
		guess_role(a, f, receives);
	if (f->role == (receives ? ROLE_CLIENT : ROLE_SERVER))
		swap_ends(f);
	fd_name_by_proto(a->st, f);
}

/* Any successful transfer shows that an inet socket is connected. */
static void transferred(struct apply *a)
{
	const struct fd_version *f = fd_ver(a->st, a->fd);

	if (fd_is_inet(f) && !f->connected)
		fd_modify(a)->connected = true;
}

static void io_exit(struct apply *a)
{
	if (a->fd && evt_i64(a->e, 0, -1) >= 0)
		transferred(a);
}

static void traffic(struct apply *a, int exit_i, int enter_i, bool receives)
{
	struct param p;

	if (!a->fd || evt_i64(a->e, 0, -1) < 0)
		return;
	if (apply_param(a, exit_i, enter_i, &p))
		message(a, &p, receives);
	transferred(a);
}

static void sendto_exit(struct apply *a)
{
	traffic(a, 4, 2, false);
}

static void recvfrom_exit(struct apply *a)
{
	traffic(a, 2, -1, true);
}

static void recvmsg_exit(struct apply *a)
{
	traffic(a, 3, -1, true);
}

static void sendmmsg_exit(struct apply *a)
{
	traffic(a, 4, -1, false);
}

static void recvmmsg_exit(struct apply *a)
{
	traffic(a, 4, -1, true);
}

/* Data sent to somewhere over an fd that nothing introduced: it can only be a UDP socket. */
static void sendto_enter(struct apply *a)
{
	struct fd_version *f;
	struct tuple t;
	struct param p;

	if (a->fd || !a->slot || !evt_param(a->e, 2, &p) || !read_tuple(&p, &t) ||
	    !is_inet_tuple(&t) || !(f = fd_add(a, a->fdnum)))
		return;
	f->type = t.family == AF_INET6_SCAP ? FD_IPV6_SOCK : FD_IPV4_SOCK;
	f->proto = L4_UDP;
}

static const struct apply_row rows[] = {
	{EV_SOCKET_SOCKET_X, socket_exit},
	{EV_SOCKET_SOCKETPAIR_X, socketpair_exit},
	{EV_SOCKET_BIND_X, bind_exit},
	{EV_SOCKET_CONNECT_E, connect_enter},
	{EV_SOCKET_CONNECT_X, connect_exit},
	{EV_SOCKET_ACCEPT_X, accept_exit},
	{EV_SOCKET_ACCEPT_5_X, accept_exit},
	{EV_SOCKET_ACCEPT4_X, accept_exit},
	{EV_SOCKET_ACCEPT4_5_X, accept_exit},
	{EV_SOCKET_ACCEPT4_6_X, accept_exit},
	{EV_SOCKET_GETSOCKOPT_X, getsockopt_exit},
	{EV_SOCKET_SENDTO_E, sendto_enter},
	{EV_SOCKET_SENDTO_X, sendto_exit},
	{EV_SOCKET_SENDMSG_X, sendto_exit},
	{EV_SOCKET_SENDMMSG_X, sendmmsg_exit},
	{EV_SOCKET_RECVFROM_X, recvfrom_exit},
	{EV_SOCKET_RECVMSG_X, recvmsg_exit},
	{EV_SOCKET_RECVMMSG_X, recvmmsg_exit},
	{EV_SOCKET_SEND_X, io_exit},
	{EV_SOCKET_RECV_X, io_exit},
	{EV_SYSCALL_READ_X, io_exit},
	{EV_SYSCALL_WRITE_X, io_exit},
	{EV_SYSCALL_PREAD_X, io_exit},
	{EV_SYSCALL_PWRITE_X, io_exit},
	{EV_SYSCALL_READV_X, io_exit},
	{EV_SYSCALL_WRITEV_X, io_exit},
	{EV_SYSCALL_PREADV_X, io_exit},
	{EV_SYSCALL_PWRITEV_X, io_exit},
};
const struct apply_rows apply_net = {rows, sizeof(rows) / sizeof(rows[0])};
