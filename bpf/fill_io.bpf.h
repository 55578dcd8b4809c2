/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_FILL_IO_H
#define SONDE_BPF_FILL_IO_H

#include "bpf/iovec.bpf.h"
#include "bpf/socket.bpf.h"
#include "bpf/spec.bpf.h"

/* Calls that move data. */

/* The data of a call that failed is what was to be written; one that reads has none. */
inlined bool code_writes(u16 code)
{
	return code == EV_SYSCALL_WRITE_X || code == EV_SYSCALL_PWRITE_X ||
	       code == EV_SOCKET_SEND_X || code == EV_SOCKET_SENDTO_X;
}

/* Bytes of data that an exit event has. */
inlined u64 io_size(u16 code, s64 ret, u64 asked)
{
	u64 n = ret >= 0 ? (u64)ret : code_writes(code) ? asked : 0;

	return n < config.snaplen ? n : config.snaplen;
}

SEC("tp_btf/sys_exit")
int x_io(u64 *ctx)
{
	struct scratch *s = my_scratch();

	if (!s)
		return 0;
	ev_begin(s, s->code, 2);
	ev_u64(s, s->args[ARG_RET]);
	ev_user_bytes(s, s->args[1], io_size(s->code, s->args[ARG_RET], s->args[2]));
	return ev_send(s);
}

SEC("tp_btf/sys_enter")
int e_sendto(u64 *ctx)
{
	struct scratch *s = my_scratch();

	if (!s)
		return 0;
	ev_begin(s, s->code, 3);
	ev_u64(s, (s32)s->args[0]);
	ev_u32(s, s->args[2]);
	if (s->args[4])
		ev_tuple(s->cpu, (s32)s->args[0], s->args[4], s->args[5], false);
	else
		ev_none(s);
	return ev_send(s);
}

/* Where it came from, when the call wanted to know; of a connected socket the state knows it. */
SEC("tp_btf/sys_exit")
int x_recvfrom(u64 *ctx)
{
	struct scratch *s = my_scratch();

	if (!s)
		return 0;
	ev_begin(s, s->code, 3);
	ev_u64(s, s->args[ARG_RET]);
	ev_user_bytes(s, s->args[1], io_size(s->code, s->args[ARG_RET], 0));
	if (has_result(s) && s->args[4])
		ev_tuple(s->cpu, (s32)s->args[0], s->args[4], user_u32(s, s->args[5]), true);
	else
		ev_none(s);
	return ev_send(s);
}

/* ------------------------------------------------------------------------- vectors --- */

SEC("tp_btf/sys_enter")
int e_writev(u64 *ctx)
{
	struct scratch *s = my_scratch();
	bool at = s && s->code == EV_SYSCALL_PWRITEV_E;

	if (!s)
		return 0;
	ev_begin(s, s->code, at ? 3 : 2);
	ev_u64(s, (s32)s->args[0]);
	ev_u32(s, vector_size(s->cpu, s->args[1], s->args[2]));
	if (at)
		ev_u64(s, spec_u64(s, K_POS, 3));
	return ev_send(s);
}

SEC("tp_btf/sys_exit")
int x_writev(u64 *ctx)
{
	struct scratch *s = my_scratch();

	if (!s)
		return 0;
	ev_begin(s, s->code, 2);
	ev_u64(s, s->args[ARG_RET]);
	ev_vector(s->cpu, s->args[1], s->args[2], has_result(s) ? s->args[ARG_RET] : ~0ull);
	return ev_send(s);
}

SEC("tp_btf/sys_exit")
int x_readv(u64 *ctx)
{
	struct scratch *s = my_scratch();

	if (!s)
		return 0;
	ev_begin(s, s->code, 3);
	ev_u64(s, s->args[ARG_RET]);
	ev_u32(s, vector_size(s->cpu, s->args[1], s->args[2]));
	ev_vector(s->cpu, s->args[1], s->args[2], has_result(s) ? s->args[ARG_RET] : 0);
	return ev_send(s);
}

/* ------------------------------------------------------------------------ messages --- */

SEC("tp_btf/sys_enter")
int e_sendmsg(u64 *ctx)
{
	struct scratch *s = my_scratch();
	struct message m;

	if (!s)
		return 0;
	message_read(s, &m, s->args[1]);
	ev_begin(s, s->code, 3);
	ev_u64(s, (s32)s->args[0]);
	ev_u32(s, vector_size(s->cpu, m.v.at, m.v.n));
	if (m.name)
		ev_tuple(s->cpu, (s32)s->args[0], m.name, m.name_len, false);
	else
		ev_none(s);
	return ev_send(s);
}

SEC("tp_btf/sys_exit")
int x_sendmsg(u64 *ctx)
{
	struct scratch *s = my_scratch();
	struct message m;

	if (!s)
		return 0;
	message_read(s, &m, s->args[1]);
	ev_begin(s, s->code, 2);
	ev_u64(s, s->args[ARG_RET]);
	ev_vector(s->cpu, m.v.at, m.v.n, has_result(s) ? s->args[ARG_RET] : ~0ull);
	return ev_send(s);
}

SEC("tp_btf/sys_exit")
int x_recvmsg(u64 *ctx)
{
	struct scratch *s = my_scratch();
	struct message m;

	if (!s)
		return 0;
	message_read(s, &m, s->args[1]);
	ev_begin(s, s->code, 4);
	ev_u64(s, s->args[ARG_RET]);
	ev_u32(s, vector_size(s->cpu, m.v.at, m.v.n));
	ev_vector(s->cpu, m.v.at, m.v.n, has_result(s) ? s->args[ARG_RET] : 0);
	if (has_result(s) && m.name)
		ev_tuple(s->cpu, (s32)s->args[0], m.name, m.name_len, true);
	else
		ev_none(s);
	return ev_send(s);
}

#endif
