/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_SOCKET_H
#define SONDE_BPF_SOCKET_H

#include "bpf/event.bpf.h"
#include "bpf/file.bpf.h"

/* Addresses and tuples, in the encodings of the .scap format. */

#define FAMILY_UNIX  1
#define FAMILY_INET  2
#define FAMILY_INET6 10
#define S_IFMT	     0170000
#define S_IFSOCK     0140000
#define SUN_PATH     108

inlined u16 swap16(u16 v)
{
	return v << 8 | v >> 8;
}

/* The socket behind an fd of the current process; NULL when it is none. */
inlined struct sock *sock_of(s64 fd)
{
	struct file *f = file_of(fd);
	struct socket *so;

	if (!f || (BPF_CORE_READ(f, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	so = BPF_CORE_READ(f, private_data);
	return BPF_CORE_READ(so, sk);
}

/*
 * A unix socket's name: n bytes in s->text, as a text. An abstract one begins with a zero, for
 * which @ stands, as other tools have it. Returns how many bytes it takes at `to`.
 */
inlined u32 put_unix_name(struct scratch *s, u8 *to, u32 n)
{
	long len;

	s->text[n & (TEXT_ROOM / 2 - 1)] = 0;
	if (n > 1 && !s->text[0])
		s->text[0] = '@';
	len = bpf_probe_read_kernel_str(to, SUN_PATH + 1, s->text);
	return len > 0 ? len : 0;
}

/* The name that a unix socket is bound to. */
inlined u32 put_unix_bound(struct scratch *s, u8 *to, struct unix_sock *us)
{
	struct unix_address *a = BPF_CORE_READ(us, addr);
	u32 n = 0;

	if (a) {
		n = BPF_CORE_READ(a, len) - 2;
		if (n > SUN_PATH)
			n = 0;
		opaque(n);
		n &= TEXT_ROOM / 2 - 1;
		bpf_probe_read_kernel(s->text, n, &a->name[0].sun_path);
	}
	return put_unix_name(s, to, n);
}

/* An address that the program has given, its family and its bytes. */
struct user_addr {
	u16 family; /* 0: there is none */
	u16 port;   /* host order */
	u32 ip;
	struct in6_addr ip6;
	u64 path; /* where it is */
	u32 path_len;
};

inlined void user_addr_read(struct scratch *s, struct user_addr *a, u64 from, u32 len)
{
	u16 head[2];

	__builtin_memset(a, 0, sizeof(*a));
	if (!from || len < sizeof(a->family))
		return;
	if (bpf_probe_read_user(head, len < 4 ? 2 : 4, (void *)from)) {
		s->bad = true;
		return;
	}
	a->family = head[0];
	if (a->family == FAMILY_UNIX) {
		a->path = from + 2;
		a->path_len = len - 2 < SUN_PATH ? len - 2 : SUN_PATH;
		return;
	}
	a->port = len < 4 ? 0 : swap16(head[1]);
	if (a->family == FAMILY_INET && len >= 8)
		bpf_probe_read_user(&a->ip, 4, (void *)(from + 4));
	else if (a->family == FAMILY_INET6 && len >= 24)
		bpf_probe_read_user(&a->ip6, 16, (void *)(from + 8));
}

inlined u32 put_user_path(struct scratch *s, u8 *to, const struct user_addr *a)
{
	u32 n = a->path_len;

	opaque(n);
	n &= TEXT_ROOM / 2 - 1;
	if (n && bpf_probe_read_user(s->text, n, (void *)a->path)) {
		s->bad = true;
		n = 0;
	}
	return put_unix_name(s, to, n);
}

/* A SOCKADDR. */
checked_once int ev_user_addr(u32 cpu, u64 from, u32 len)
{
	struct scratch *s = scratch_of(cpu);
	struct user_addr a;
	u8 *p;

	if (!s)
		return 0;
	p = ev_at(s);
	user_addr_read(s, &a, from, len);
	PUT(u8, p, 0, a.family);
	switch (a.family) {
	case 0:
		ev_none(s);
		break;
	case FAMILY_INET:
		PUT(u32, p, 1, a.ip);
		PUT(u16, p, 5, a.port);
		ev_add(s, 7);
		break;
	case FAMILY_INET6:
		*(struct in6_addr *)(p + 1) = a.ip6;
		PUT(u16, p, 17, a.port);
		ev_add(s, 19);
		break;
	case FAMILY_UNIX:
		ev_add(s, 1 + put_user_path(s, p + 1, &a));
		break;
	default:
		ev_add(s, 1);
	}
	return 0;
}

/* One end after the other: where it came from, where it went. */
inlined void put_inet(u8 *p, u32 ip, u16 port, u32 peer, u16 peer_port, bool inbound)
{
	PUT(u32, p, 1, inbound ? peer : ip);
	PUT(u16, p, 5, inbound ? peer_port : port);
	PUT(u32, p, 7, inbound ? ip : peer);
	PUT(u16, p, 11, inbound ? port : peer_port);
}

inlined void put_inet6(u8 *p, const struct in6_addr *from, u16 port, const struct in6_addr *to,
		       u16 to_port)
{
	*(struct in6_addr *)(p + 1) = *from;
	PUT(u16, p, 17, port);
	*(struct in6_addr *)(p + 19) = *to;
	PUT(u16, p, 35, to_port);
}

inlined u32 tuple_inet(u8 *p, struct sock *sk, const struct user_addr *a, bool inbound)
{
	u32 ip = BPF_CORE_READ((struct inet_sock *)sk, inet_saddr);
	u32 peer = BPF_CORE_READ(sk, __sk_common.skc_daddr);
	u16 port = BPF_CORE_READ(sk, __sk_common.skc_num);
	u16 peer_port = swap16(BPF_CORE_READ(sk, __sk_common.skc_dport));

	if (a->family == FAMILY_INET) {
		peer = a->ip;
		peer_port = a->port;
	}
	put_inet(p, ip, port, peer, peer_port, inbound);
	return 13;
}

inlined u32 tuple_inet6(u8 *p, struct sock *sk, const struct user_addr *a, bool inbound)
{
	struct in6_addr ip, peer;
	u16 port = BPF_CORE_READ(sk, __sk_common.skc_num);
	u16 peer_port = swap16(BPF_CORE_READ(sk, __sk_common.skc_dport));

	bpf_core_read(&ip, sizeof(ip), &sk->__sk_common.skc_v6_rcv_saddr);
	bpf_core_read(&peer, sizeof(peer), &sk->__sk_common.skc_v6_daddr);
	if (a->family == FAMILY_INET6) {
		peer = a->ip6;
		peer_port = a->port;
	}
	if (inbound)
		put_inet6(p, &peer, peer_port, &ip, port);
	else
		put_inet6(p, &ip, port, &peer, peer_port);
	return 37;
}

inlined u32 tuple_unix(struct scratch *s, u8 *p, struct sock *sk, const struct user_addr *a,
		       bool inbound)
{
	struct unix_sock *us = (void *)sk;
	struct sock *peer = BPF_CORE_READ(us, peer);
	u32 n;

	PUT(u64, p, 1, inbound ? (u64)sk : (u64)peer);
	PUT(u64, p, 9, inbound ? (u64)peer : (u64)sk);
	if (a->family == FAMILY_UNIX)
		n = put_user_path(s, p + 17, a);
	else
		n = put_unix_bound(s, p + 17, inbound || !peer ? us : (struct unix_sock *)peer);
	return 17 + n;
}

/*
 * A SOCKTUPLE: of the socket, with the address that the program named in place of the peer's.
 * inbound: the peer is the source. Nothing when the fd is no socket.
 */
checked_once int ev_tuple(u32 cpu, s64 fd, u64 user, u32 user_len, u32 inbound)
{
	struct scratch *s = scratch_of(cpu);
	struct sock *sk = sock_of(fd);
	struct user_addr a;
	u32 len = 0;
	u16 family;
	u8 *p;

	if (!s)
		return 0;
	p = ev_at(s);
	if (sk) {
		user_addr_read(s, &a, user, user_len);
		family = BPF_CORE_READ(sk, __sk_common.skc_family);
		PUT(u8, p, 0, family);
		len = 1;
		if (family == FAMILY_INET)
			len = tuple_inet(p, sk, &a, inbound);
		else if (family == FAMILY_INET6)
			len = tuple_inet6(p, sk, &a, inbound);
		else if (family == FAMILY_UNIX)
			len = tuple_unix(s, p, sk, &a, inbound);
	}
	ev_add(s, len);
	return 0;
}

#endif
