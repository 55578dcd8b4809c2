/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_FILL_NET_H
#define SONDE_BPF_FILL_NET_H

#include "bpf/socket.bpf.h"
#include "bpf/spec.bpf.h"

/* Calls about sockets. Those that move data are in fill_io.bpf.h. */

#define EINPROGRESS 115

SEC("tp_btf/sys_enter")
int e_connect(u64 *ctx)
{
	struct scratch *s = my_scratch();

	if (!s)
		return 0;
	ev_begin(s, s->code, 2);
	ev_u64(s, (s32)s->args[0]);
	ev_user_addr(s->cpu, s->args[1], s->args[2]);
	return ev_send(s);
}

SEC("tp_btf/sys_exit")
int x_connect(u64 *ctx)
{
	struct scratch *s = my_scratch();
	s64 ret = s ? s->args[ARG_RET] : 0;

	if (!s)
		return 0;
	ev_begin(s, s->code, 2);
	ev_u64(s, ret);
	if (ret == 0 || ret == -EINPROGRESS)
		ev_tuple(s->cpu, (s32)s->args[0], s->args[1], s->args[2], false);
	else
		ev_none(s);
	return ev_send(s);
}

SEC("tp_btf/sys_exit")
int x_bind(u64 *ctx)
{
	struct scratch *s = my_scratch();

	if (!s)
		return 0;
	ev_begin(s, s->code, 2);
	ev_u64(s, s->args[ARG_RET]);
	ev_user_addr(s->cpu, s->args[1], s->args[2]);
	return ev_send(s);
}

SEC("tp_btf/sys_exit")
int x_accept(u64 *ctx)
{
	struct scratch *s = my_scratch();
	u32 waiting = 0, most = 0;
	struct sock *listening;

	if (!s)
		return 0;
	ev_begin(s, s->code, 5);
	ev_u64(s, s->args[ARG_RET]);
	if (has_result(s)) {
		ev_tuple(s->cpu, s->args[ARG_RET], 0, 0, true);
		listening = sock_of((s32)s->args[0]);
		if (listening) {
			waiting = BPF_CORE_READ(listening, sk_ack_backlog);
			most = BPF_CORE_READ(listening, sk_max_ack_backlog);
		}
	} else {
		ev_none(s);
	}
	ev_u8(s, most ? waiting * 100ull / most : 0);
	ev_u32(s, waiting);
	ev_u32(s, most);
	return ev_send(s);
}

SEC("tp_btf/sys_exit")
int x_socketpair(u64 *ctx)
{
	struct scratch *s = my_scratch();
	struct sock *one = NULL, *other = NULL;
	s32 fds[2] = {-1, -1};

	if (!s)
		return 0;
	if (has_result(s)) {
		if (bpf_probe_read_user(fds, sizeof(fds), (void *)s->args[3]))
			s->bad = true;
		one = sock_of(fds[0]);
		other = sock_of(fds[1]);
	}
	ev_begin(s, s->code, 5);
	ev_u64(s, s->args[ARG_RET]);
	ev_u64(s, fds[0]);
	ev_u64(s, fds[1]);
	ev_u64(s, (u64)one);
	ev_u64(s, (u64)other);
	return ev_send(s);
}

/* ------------------------------------------------------------------------- options --- */

#define SOL_SOCKET 1
#define SOL_TCP	   6

enum { OPT_BYTES, OPT_ERRNO, OPT_U32, OPT_U64, OPT_TIME };

/* The format's number by the kernel's, of level SOL_SOCKET: the first 60. */
static const u8 sockopt[60] = {
	[1] = 1,   [2] = 2,   [3] = 3,	 [4] = 4,   [5] = 5,   [6] = 6,	  [7] = 7,   [8] = 8,
	[9] = 9,   [10] = 10, [11] = 11, [12] = 12, [13] = 13, [14] = 14, [15] = 15, [16] = 16,
	[17] = 17, [18] = 18, [19] = 19, [20] = 20, [21] = 21, [22] = 22, [23] = 23, [24] = 24,
	[25] = 25, [26] = 26, [27] = 27, [28] = 28, [29] = 29, [30] = 30, [31] = 31, [32] = 32,
	[33] = 33, [34] = 34, [35] = 35, [36] = 36, [37] = 37, [38] = 38, [39] = 39, [40] = 40,
	[41] = 41, [42] = 42, [43] = 43, [44] = 44, [45] = 45, [46] = 46, [47] = 47, [48] = 48,
	[49] = 49, [50] = 50, [55] = 52, [57] = 53, [59] = 51,
};

/* What the value of an option is. */
inlined u8 option_kind(u32 name)
{
	switch (name) {
	case 4: /* SO_ERROR */
		return OPT_ERRNO;
	case 1: /* those that are an int */
	case 2:
	case 3:
	case 5 ... 12:
	case 15:
	case 16:
	case 18:
	case 19:
	case 29 ... 30:
	case 32 ... 49:
		return OPT_U32;
	case 57: /* SO_COOKIE */
		return OPT_U64;
	case 20: /* SO_RCVTIMEO, SO_SNDTIMEO: a struct timeval */
	case 21:
		return OPT_TIME;
	default:
		return OPT_BYTES;
	}
}

inlined void ev_option_time(struct scratch *s, u64 from)
{
	s64 seconds = user_long(s, from, 0, 0), us = user_long(s, from, 1, 0);

	PUT(u8, ev_at(s), 0, OPT_TIME);
	PUT(u64, ev_at(s), 1, seconds * 1000000000 + us * 1000);
	ev_add(s, 9);
}

inlined void ev_option_bytes(struct scratch *s, u64 from, u32 n)
{
	u32 at = s->off;

	PUT(u8, ev_at(s), 0, OPT_BYTES);
	s->off++;
	ev_user_bytes(s, from, n);
	s->next--;
	ev_pieces(s, at);
}

inlined void ev_option(struct scratch *s, u32 level, u32 name, u64 from, u32 len)
{
	u8 kind = level == SOL_SOCKET ? option_kind(name) : OPT_BYTES;

	if (kind == OPT_U32 && len >= 4) {
		PUT(u8, ev_at(s), 0, kind);
		PUT(u32, ev_at(s), 1, user_u32(s, from));
		ev_add(s, 5);
	} else if (kind == OPT_ERRNO && len >= 4) {
		PUT(u8, ev_at(s), 0, kind);
		PUT(u64, ev_at(s), 1, -(s64)(s32)user_u32(s, from));
		ev_add(s, 9);
	} else if (kind == OPT_U64 && len >= 8) {
		PUT(u8, ev_at(s), 0, kind);
		PUT(u64, ev_at(s), 1, user_u64(s, from));
		ev_add(s, 9);
	} else if (kind == OPT_TIME && len >= 8) {
		ev_option_time(s, from);
	} else {
		ev_option_bytes(s, from, len);
	}
}

inlined int fill_option(struct scratch *s, u32 len)
{
	u32 level = s->args[1], name = s->args[2];

	ev_begin(s, s->code, 6);
	ev_u64(s, s->args[ARG_RET]);
	ev_u64(s, (s32)s->args[0]);
	ev_u8(s, level == SOL_SOCKET ? 1 : level == SOL_TCP ? 2 : 0);
	ev_u8(s, level == SOL_SOCKET ? LOOK_UP(sockopt, name) : 0);
	ev_option(s, level, name, s->args[3], len);
	ev_u32(s, len);
	return ev_send(s);
}

SEC("tp_btf/sys_exit")
int x_setsockopt(u64 *ctx)
{
	struct scratch *s = my_scratch();

	return s ? fill_option(s, s->args[4]) : 0;
}

/* The call says how long the value is. */
SEC("tp_btf/sys_exit")
int x_getsockopt(u64 *ctx)
{
	struct scratch *s = my_scratch();

	return s ? fill_option(s, has_result(s) ? user_u32(s, s->args[4]) : 0) : 0;
}

#endif
