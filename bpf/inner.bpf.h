/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_INNER_H
#define SONDE_BPF_INNER_H

#include "bpf/call.bpf.h"
#include "bpf/event.bpf.h"

/*
 * Calls within calls: 32-bit x86 programs reach sockets, semaphores and the first mmap through a
 * number that stands for many, or with their arguments in memory. They become the call that is
 * meant, with its arguments.
 */
struct inner {
	u16 row;   /* of the call that is meant; 0: this is no such call */
	u8 shift;  /* arguments begin behind so many */
	u8 nargs;  /* in memory, 0 in registers */
	u64 at;	   /* where in memory */
};

#ifdef __TARGET_ARCH_x86
#define NR32_MMAP	90
#define NR32_SOCKETCALL 102
#define NR32_IPC	117
#define IPC_SEMCTL	3

static const u16 socket_calls[21] = {
	[1] = ROW_SOCKET,	[2] = ROW_BIND,	     [3] = ROW_CONNECT,	     [4] = ROW_LISTEN,
	[5] = ROW_ACCEPT,	[6] = ROW_GETSOCKNAME, [7] = ROW_GETPEERNAME, [8] = ROW_SOCKETPAIR,
	[9] = ROW_SEND,		[10] = ROW_RECV,     [11] = ROW_SENDTO,	     [12] = ROW_RECVFROM,
	[13] = ROW_SHUTDOWN,	[14] = ROW_SETSOCKOPT, [15] = ROW_GETSOCKOPT, [16] = ROW_SENDMSG,
	[17] = ROW_RECVMSG,	[18] = ROW_ACCEPT4,  [19] = ROW_RECVMMSG,    [20] = ROW_SENDMMSG,
};

static const u8 socket_nargs[21] = {0, 3, 3, 3, 2, 3, 3, 3, 4, 4, 4,
				    6, 6, 2, 5, 5, 3, 3, 4, 5, 4};

static const u16 ipc_calls[25] = {
	[1] = ROW_SEMOP,  [2] = ROW_SEMGET, [3] = ROW_SEMCTL,  [4] = ROW_SEMTIMEDOP,
	[11] = ROW_MSGSND, [12] = ROW_MSGRCV, [13] = ROW_MSGGET, [14] = ROW_MSGCTL,
	[21] = ROW_SHMAT, [22] = ROW_SHMDT, [23] = ROW_SHMGET, [24] = ROW_SHMCTL,
};

inlined void inner_find(struct inner *in, const struct pt_regs *regs, u32 nr)
{
	u32 which = regs->bx;

	in->row = 0;
	switch (nr) {
	case NR32_MMAP:
		in->row = ROW_MMAP;
		in->nargs = 6;
		in->at = (u32)regs->bx;
		break;
	case NR32_SOCKETCALL:
		in->row = LOOK_UP(socket_calls, which);
		in->nargs = LOOK_UP(socket_nargs, which);
		in->at = (u32)regs->cx;
		break;
	case NR32_IPC:
		in->row = LOOK_UP(ipc_calls, which & 0xffff);
		in->nargs = 0;
		in->shift = 1;
		break;
	}
}

/* s->args are those of the call itself: put those of the call that is meant in their place. */
inlined void inner_args(struct scratch *s, const struct inner *in)
{
	u32 a[6] = {}, n = in->nargs, i;

	if (n) {
		opaque(n);
		n &= 7;
		if (n > 6)
			n = 6;
		if (bpf_probe_read_user(a, 4 * n, (void *)in->at))
			s->bad = true;
		for (i = 0; i < 6; i++)
			s->args[i] = a[i];
		return;
	}
	/* ipc(call, first, second, third, pointer): a semop's list comes before its length. */
	if (in->row == ROW_SEMOP) {
		s->args[0] = s->args[1];
		s->args[1] = s->args[4];
		return;
	}
	if (in->row == ROW_SEMCTL && bpf_probe_read_user(a, 4, (void *)s->args[4]))
		s->bad = true;
	s->args[0] = s->args[1];
	s->args[1] = s->args[2];
	s->args[2] = s->args[3];
	s->args[3] = a[0];
}

#else
inlined void inner_find(struct inner *in, const struct pt_regs *regs, u32 nr)
{
	in->row = 0;
}

inlined void inner_args(struct scratch *s, const struct inner *in)
{
}
#endif

#endif
