/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_FILL_MISC_H
#define SONDE_BPF_FILL_MISC_H

#include "bpf/spec.bpf.h"

/* Waiting for descriptors, pipes, semaphores, quotas, tracing. */

/* ---------------------------------------------------------------------------- poll --- */

struct pollfd {
	s32 fd;
	s16 events, revents;
};

#define POLL_FDS NAMES /* how many of a list are written: as many as there is room for */
_Static_assert(sizeof(struct pollfd) == sizeof(((struct scratch *)0)->names[0]), "the list fits");

/* One of them, of those in s->names; returns whether it is in the list. */
checked_once int put_pollfd(u32 cpu, u32 i, u32 came)
{
	struct scratch *s = scratch_of(cpu);
	const struct pollfd *p;
	u16 seen;

	if (!s || i >= POLL_FDS)
		return 0;
	p = (const struct pollfd *)&s->names[i];
	seen = came ? p->revents : p->events;
	if (came && !seen)
		return 0;
	PUT(u64, ev_at(s), 0, (s64)p->fd);
	PUT(u16, ev_at(s), 8, scap_poll(seen));
	s->off += 10;
	return 1;
}

/* An FDLIST: all with what is waited for; or those where something came, with that. */
checked_once int ev_poll_list(u32 cpu, u32 came)
{
	struct scratch *s = scratch_of(cpu);
	u32 i, n, from, count = 0;

	if (!s)
		return 0;
	from = s->off;
	s->off += 2;
	n = forgotten(s, s->args[1] < POLL_FDS ? s->args[1] : POLL_FDS);
	if (n > POLL_FDS || bpf_probe_read_user(s->names, n * sizeof(struct pollfd),
						(void *)s->args[0])) {
		s->bad = true;
		n = 0;
	}
	for (i = 0; i < POLL_FDS && i < n; i++)
		count += put_pollfd(cpu, i, came);
	PUT(u16, block_at(s, from), 0, count);
	ev_pieces(s, from);
	return 0;
}

SEC("tp_btf/sys_enter")
int e_poll(u64 *ctx)
{
	struct scratch *s = my_scratch();

	if (!s)
		return 0;
	ev_begin(s, s->code, 2);
	ev_poll_list(s->cpu, false);
	ev_u64(s, (s32)s->args[2]);
	return ev_send(s);
}

SEC("tp_btf/sys_enter")
int e_ppoll(u64 *ctx)
{
	struct scratch *s = my_scratch();

	if (!s)
		return 0;
	ev_begin(s, s->code, 3);
	ev_poll_list(s->cpu, false);
	ev_u64(s, user_time(s, s->args[2]));
	ev_u32(s, user_u32(s, s->args[3]));
	return ev_send(s);
}

SEC("tp_btf/sys_exit")
int x_poll(u64 *ctx)
{
	struct scratch *s = my_scratch();

	if (!s)
		return 0;
	ev_begin(s, s->code, 2);
	ev_u64(s, s->args[ARG_RET]);
	ev_poll_list(s->cpu, true);
	return ev_send(s);
}

/* ---------------------------------------------------------------------- pipes, semop --- */

SEC("tp_btf/sys_exit")
int x_pipe(u64 *ctx)
{
	struct scratch *s = my_scratch();
	s32 fds[2] = {-1, -1};
	struct file *f;

	if (!s)
		return 0;
	if (has_result(s) && bpf_probe_read_user(fds, sizeof(fds), (void *)s->args[0]))
		s->bad = true;
	f = file_of(fds[0]);
	ev_begin(s, s->code, 4);
	ev_u64(s, s->args[ARG_RET]);
	ev_u64(s, fds[0]);
	ev_u64(s, fds[1]);
	ev_u64(s, f ? BPF_CORE_READ(f, f_inode, i_ino) : 0);
	return ev_send(s);
}

struct sembuf {
	u16 num;
	s16 op;
	u16 flags;
};

inlined void ev_sembuf(struct scratch *s, u32 i)
{
	struct sembuf b = {};

	if (i < (u32)s->args[2] &&
	    bpf_probe_read_user(&b, sizeof(b), (void *)(s->args[1] + i * sizeof(b))))
		s->bad = true;
	ev_u16(s, b.num);
	ev_u16(s, b.op);
	ev_u16(s, scap_semop(b.flags));
}

SEC("tp_btf/sys_exit")
int x_semop(u64 *ctx)
{
	struct scratch *s = my_scratch();

	if (!s)
		return 0;
	ev_begin(s, s->code, 8);
	ev_u64(s, s->args[ARG_RET]);
	ev_u32(s, s->args[2]);
	ev_sembuf(s, 0);
	ev_sembuf(s, 1);
	return ev_send(s);
}

/* --------------------------------------------------------------------------- ptrace --- */

/* The format's number of a request by the kernel's. */
static const u8 ptrace_low[34] = {
	[0] = 1,   [1] = 2,   [2] = 3,	 [3] = 4,   [4] = 5,   [5] = 6,	  [6] = 7,
	[7] = 8,   [8] = 9,   [9] = 10,	 [12] = 26, [13] = 27, [14] = 28, [15] = 29,
	[16] = 11, [17] = 12, [18] = 30, [19] = 31, [21] = 32, [24] = 13, [25] = 33,
	[26] = 34, [30] = 35, [31] = 36, [32] = 37, [33] = 38,
};
/* From 0x4200 on. */
static const u8 ptrace_high[12] = {14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25};

inlined u16 scap_ptrace(u32 request)
{
	if (request < 0x4200)
		return LOOK_UP(ptrace_low, request);
	return LOOK_UP(ptrace_high, request - 0x4200);
}

SEC("tp_btf/sys_enter")
int e_ptrace(u64 *ctx)
{
	struct scratch *s = my_scratch();

	if (!s)
		return 0;
	ev_begin(s, s->code, 2);
	ev_u16(s, scap_ptrace(s->args[0]));
	ev_u64(s, (s32)s->args[1]);
	return ev_send(s);
}

enum { DYN_NUMBER, DYN_SIGNAL };

inlined void ev_dyn_number(struct scratch *s, u64 v)
{
	PUT(u8, ev_at(s), 0, DYN_NUMBER);
	PUT(u64, ev_at(s), 1, v);
	ev_add(s, 9);
}

/* The last argument is a signal, where a value is put, or a value. */
inlined void ev_ptrace_data(struct scratch *s, u32 request, u64 data)
{
	switch (request) {
	case 7: /* CONT, SINGLESTEP, DETACH, SYSCALL */
	case 9:
	case 17:
	case 24:
		PUT(u8, ev_at(s), 0, DYN_SIGNAL);
		PUT(u8, ev_at(s), 1, data);
		ev_add(s, 2);
		break;
	case 1: /* PEEKTEXT, PEEKDATA, PEEKUSR */
	case 2:
	case 3:
		ev_dyn_number(s, s->compat ? user_u32(s, data) : user_u64(s, data));
		break;
	default:
		ev_dyn_number(s, data);
	}
}

SEC("tp_btf/sys_exit")
int x_ptrace(u64 *ctx)
{
	struct scratch *s = my_scratch();

	if (!s)
		return 0;
	ev_begin(s, s->code, 3);
	ev_u64(s, s->args[ARG_RET]);
	if (has_result(s)) {
		ev_dyn_number(s, s->args[2]);
		ev_ptrace_data(s, s->args[0], s->args[3]);
	} else {
		ev_dyn_number(s, 0);
		ev_dyn_number(s, 0);
	}
	return ev_send(s);
}

/* ------------------------------------------------------------------------- quotactl --- */

#define Q_SYNC	   0x800001
#define Q_QUOTAON  0x800002
#define Q_GETFMT   0x800004
#define Q_GETINFO  0x800005
#define Q_SETINFO  0x800006
#define Q_GETQUOTA 0x800007
#define Q_SETQUOTA 0x800008

static const u16 quota_commands[9] = {[1] = 0x80, [2] = 0x1, [3] = 0x2, [4] = 0x4,
				      [5] = 0x8,  [6] = 0x10, [7] = 0x20, [8] = 0x40};
/* XFS: X << 8 and a number. One more than needed: of 16 bytes, it would not stay in .rodata. */
static const u16 quota_commands_xfs[9] = {[1] = 0x100, [2] = 0x200, [3] = 0x400, [4] = 0x800,
					  [5] = 0x1000, [6] = 0x2000, [7] = 0x4000};
static const u8 quota_formats[5] = {[0] = 1, [1] = 2, [2] = 4, [4] = 8};

inlined u16 scap_quota_command(u32 sub)
{
	if (sub >> 8 == 'X')
		return LOOK_UP(quota_commands_xfs, sub & 0xff);
	return sub >> 8 == 0x8000 ? LOOK_UP(quota_commands, sub & 0xff) : 0;
}

inlined bool quota_has_id(u32 sub)
{
	return sub == Q_GETQUOTA || sub == Q_SETQUOTA || sub == ('X' << 8) + 3 ||
	       sub == ('X' << 8) + 4;
}

SEC("tp_btf/sys_enter")
int e_quotactl(u64 *ctx)
{
	struct scratch *s = my_scratch();
	u32 sub;

	if (!s)
		return 0;
	sub = (u32)s->args[0] >> 8;
	ev_begin(s, s->code, 4);
	ev_u16(s, scap_quota_command(sub));
	ev_u8(s, (s->args[0] & 0xff) == 0 ? 1 : (s->args[0] & 0xff) == 1 ? 2 : 0);
	ev_u32(s, quota_has_id(sub) ? s->args[2] : 0);
	ev_u8(s, sub == Q_QUOTAON ? LOOK_UP(quota_formats, s->args[2]) : 1);
	return ev_send(s);
}

/* What GETQUOTA and SETQUOTA, GETINFO and SETINFO pass. */
struct quota_block {
	u64 bhard, bsoft, space, ihard, isoft, inodes, btime, itime;
};
struct quota_info {
	u64 bgrace, igrace;
	u32 flags, valid;
};

inlined void ev_quota_block(struct scratch *s, bool there, u64 from)
{
	struct quota_block b = {};

	if (there && bpf_probe_read_user(&b, sizeof(b), (void *)from))
		s->bad = true;
	ev_u64(s, b.bhard);
	ev_u64(s, b.bsoft);
	ev_u64(s, b.space);
	ev_u64(s, b.ihard);
	ev_u64(s, b.isoft);
	ev_u64(s, b.btime);
	ev_u64(s, b.itime);
}

SEC("tp_btf/sys_exit")
int x_quotactl(u64 *ctx)
{
	struct scratch *s = my_scratch();
	struct quota_info info = {};
	u32 sub, format = 0;
	u64 data;
	bool ok;

	if (!s)
		return 0;
	sub = (u32)s->args[0] >> 8;
	data = s->args[3];
	ok = has_result(s);
	ev_begin(s, s->code, 14);
	ev_u64(s, s->args[ARG_RET]);
	ev_user_text(s, s->args[1]);
	ev_user_text(s, sub == Q_QUOTAON ? data : 0);
	ev_quota_block(s, ok && (sub == Q_GETQUOTA || sub == Q_SETQUOTA), data);
	if (ok && (sub == Q_GETINFO || sub == Q_SETINFO) &&
	    bpf_probe_read_user(&info, sizeof(info), (void *)data))
		s->bad = true;
	ev_u64(s, info.bgrace);
	ev_u64(s, info.igrace);
	ev_u8(s, info.flags ? 2 : 1);
	if (ok && sub == Q_GETFMT)
		format = user_u32(s, data);
	ev_u8(s, LOOK_UP(quota_formats, format));
	return ev_send(s);
}

#endif
