/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_CALL_H
#define SONDE_BPF_CALL_H

#include "bpf/maps.bpf.h"

/*
 * A system call as the registers have it, on each architecture, and of 32-bit programs.
 */

#ifdef __TARGET_ARCH_x86
#define TS_COMPAT  0x0002     /* thread_info.status: in a call of the 32-bit interface */
#define RT_SIGRETURN   15
#define RT_SIGRETURN32 173
#define X32_NUMBER 0x40000000 /* x32 programs: 64-bit calls with this bit in the number */

inlined bool is_compat(u64 flags, u32 status)
{
	return status & TS_COMPAT;
}

inlined s32 call_number(const struct pt_regs *r)
{
	return (s32)r->orig_ax;
}

#define ARG0(r, compat) ((compat) ? (u32)(r)->bx : (r)->di)
#define ARG1(r, compat) ((compat) ? (u32)(r)->cx : (r)->si)
#define ARG2(r, compat) ((compat) ? (u32)(r)->dx : (r)->dx)

inlined void call_args(const struct pt_regs *r, bool compat, u64 *a)
{
	if (compat) {
		a[0] = (u32)r->bx;
		a[1] = (u32)r->cx;
		a[2] = (u32)r->dx;
		a[3] = (u32)r->si;
		a[4] = (u32)r->di;
		a[5] = (u32)r->bp;
	} else {
		a[0] = r->di;
		a[1] = r->si;
		a[2] = r->dx;
		a[3] = r->r10;
		a[4] = r->r8;
		a[5] = r->r9;
	}
}

inlined u32 call_row(u32 nr, bool compat)
{
	nr &= ~X32_NUMBER;
	if (nr >= SYS_NUMBERS)
		return 0;
	return compat ? compat_rows[nr] : native_rows[nr];
}

#else /* arm64 */
#define RT_SIGRETURN   139
#define RT_SIGRETURN32 173
#define X32_NUMBER 0
#define TIF_32BIT  22

inlined bool is_compat(u64 flags, u32 status)
{
	return flags >> TIF_32BIT & 1;
}

inlined s32 call_number(const struct pt_regs *r)
{
	return r->syscallno;
}

/* The result has taken the place of the first argument by the time of sys_exit. */
#define ARG0(r, compat) ((compat) ? (u32)(r)->orig_x0 : (r)->orig_x0)
#define ARG1(r, compat) ((compat) ? (u32)(r)->user_regs.regs[1] : (r)->user_regs.regs[1])
#define ARG2(r, compat) ((compat) ? (u32)(r)->user_regs.regs[2] : (r)->user_regs.regs[2])

inlined void call_args(const struct pt_regs *r, bool compat, u64 *a)
{
	u64 mask = compat ? 0xffffffff : ~0ull;

	a[0] = r->orig_x0 & mask;
	a[1] = r->user_regs.regs[1] & mask;
	a[2] = r->user_regs.regs[2] & mask;
	a[3] = r->user_regs.regs[3] & mask;
	a[4] = r->user_regs.regs[4] & mask;
	a[5] = r->user_regs.regs[5] & mask;
}

/* The numbers of 32-bit ARM are in no table: such calls go out without a name. */
inlined u32 call_row(u32 nr, bool compat)
{
	return compat || nr >= SYS_NUMBERS ? 0 : native_rows[nr];
}
#endif

/* Who calls. With one helper, where the kernel lets us read a task directly (Linux 5.11). */
struct caller {
	u32 tid, tgid;
	bool compat;
};

inlined void caller_get(struct caller *c)
{
	struct task_struct *t;
	u32 status = 0;
	u64 id;

	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf)) {
		t = bpf_get_current_task_btf();
		c->tid = t->pid;
		c->tgid = t->tgid;
		if (bpf_core_field_exists(t->thread_info.status))
			status = t->thread_info.status;
		c->compat = is_compat(t->thread_info.flags, status);
		return;
	}
	t = (void *)bpf_get_current_task();
	id = bpf_get_current_pid_tgid();
	c->tid = id;
	c->tgid = id >> 32;
	if (bpf_core_field_exists(t->thread_info.status))
		status = BPF_CORE_READ(t, thread_info.status);
	c->compat = is_compat(BPF_CORE_READ(t, thread_info.flags), status);
}

#endif
