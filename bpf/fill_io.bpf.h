/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_FILL_IO_H
#define SONDE_BPF_FILL_IO_H

#include "bpf/event.bpf.h"

/* Calls that move data. */

/* Data that an exit event of read or write has: what was moved, or was to be written. */
inlined u64 io_size(u16 code, s64 ret, u64 asked)
{
	bool writes = code == EV_SYSCALL_WRITE_X || code == EV_SYSCALL_PWRITE_X;
	u64 n = ret >= 0 ? (u64)ret : writes ? asked : 0;

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

#endif
