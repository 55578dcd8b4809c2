/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_HOOKS_H
#define SONDE_BPF_HOOKS_H

#include "bpf/narrow.bpf.h"
#include "bpf/task.bpf.h"

/*
 * Events that are no system calls. A page fault may come while another event is put together, a
 * signal between two calls: all of these are written in place and leave the scratch alone.
 */

/* Is an event of this kind, of the current task, to be sent? */
inlined bool hook_wanted(u32 hook)
{
	u64 id = bpf_get_current_pid_tgid();
	u32 tgid = id >> 32;

	if (!control.self || tgid == control.self || !(control.hooks & hook))
		return false;
	return !control.narrow || control.hooks_state & hook || is_chosen(tgid, (u32)id);
}

inlined struct head hook_head(u16 code, u64 tid)
{
	return (struct head){
		.ts = now(), .tid = tid, .cpu = bpf_get_smp_processor_id(), .code = code};
}

/* Parameters of 8 bytes in place; the caller goes on behind them. */
inlined void put_u64s(u8 *p, u32 nparams, const u64 *v, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		PUT(u16, p, AT_LENS + 2 * i, 8);
		PUT(u64, p, AT_LENS + 2 * nparams + 8 * i, v[i]);
	}
}

/* ------------------------------------------------------------------------------ exit --- */

#define EXIT_END (AT_LENS + 2 * 4 + 18)

SEC("tp_btf/sched_process_exit")
int process_exit(u64 *ctx)
{
	struct task_struct *t = (struct task_struct *)ctx[0];
	struct head h = hook_head(EV_PROCEXIT_1_E, t->pid);
	u32 status = t->exit_code;
	u64 values[2] = {status, status >> 8 & 0xff};
	struct slot s;

	if (!hook_wanted(HOOK_EXIT))
		return 0;
	forget_renamed(t->pid);
	if (status & 0x7f) /* killed: there is no exit code */
		values[1] = 0;
	s = reserve(h.cpu, BLOCK_LEN(EXIT_END));
	if (!s.p)
		return 0;
	PUT(u32, s.p, EXIT_END - 2, 0); /* padding, and what stands before it for the moment */
	put_u64s(s.p, 4, values, 2);
	PUT(u16, s.p, AT_LENS + 4, 1);
	PUT(u16, s.p, AT_LENS + 6, 1);
	PUT(u8, s.p, EXIT_END - 2, status & 0x7f);
	PUT(u8, s.p, EXIT_END - 1, status >> 7 & 1);
	return finish(&s, &h, 4, EXIT_END);
}

/* ---------------------------------------------------------------------------- switch --- */

#define SWITCH_END (AT_LENS + 2 * 6 + 36)

SEC("tp_btf/sched_switch")
int process_switch(u64 *ctx)
{
	struct task_struct *prev = (struct task_struct *)ctx[1];
	struct task_struct *next = (struct task_struct *)ctx[2];
	struct head h;
	struct memory m;
	struct slot s;
	u64 values[3];

	if (!hook_wanted(HOOK_SWITCH))
		return 0;
	h = hook_head(EV_SCHEDSWITCH_6_E, prev->pid);
	task_memory(prev, &m);
	values[0] = (s64)next->pid;
	values[1] = m.pgft_maj;
	values[2] = m.pgft_min;
	s = reserve(h.cpu, BLOCK_LEN(SWITCH_END));
	if (!s.p)
		return 0;
	put_u64s(s.p, 6, values, 3);
	PUT(u16, s.p, AT_LENS + 6, 4);
	PUT(u16, s.p, AT_LENS + 8, 4);
	PUT(u16, s.p, AT_LENS + 10, 4);
	PUT(u32, s.p, SWITCH_END - 12, m.size_kb);
	PUT(u32, s.p, SWITCH_END - 8, m.rss_kb);
	PUT(u32, s.p, SWITCH_END - 4, m.swap_kb);
	return finish(&s, &h, 6, SWITCH_END);
}

/* --------------------------------------------------------------------------- signals --- */

#define SIGNAL_END (AT_LENS + 2 * 3 + 17)

#define SIG_CHLD 17

/* Who sent it. A signal that the kernel makes of a fault has no sender. */
inlined s32 signal_sender(struct kernel_siginfo *info, int sig)
{
	/* Two small numbers stand for signals that carry no information. */
	if ((unsigned long)info <= 2 || (BPF_CORE_READ(info, si_code) > 0 && sig != SIG_CHLD))
		return 0;
	return BPF_CORE_READ(info, _sifields._kill._pid);
}

SEC("tp_btf/signal_deliver")
int signal_delivered(u64 *ctx)
{
	u64 id = bpf_get_current_pid_tgid();
	int sig = ctx[0];
	struct head h;
	struct slot s;
	u64 values[2];

	if (!hook_wanted(HOOK_SIGNAL))
		return 0;
	h = hook_head(EV_SIGNALDELIVER_E, (u32)id);
	values[0] = (s64)signal_sender((void *)ctx[1], sig);
	values[1] = (u32)id;
	s = reserve(h.cpu, BLOCK_LEN(SIGNAL_END));
	if (!s.p)
		return 0;
	PUT(u32, s.p, SIGNAL_END - 1, 0);
	put_u64s(s.p, 3, values, 2);
	PUT(u16, s.p, AT_LENS + 4, 1);
	PUT(u8, s.p, SIGNAL_END - 1, sig);
	return finish(&s, &h, 3, SIGNAL_END);
}

/* ----------------------------------------------------------------------- page faults --- */

#ifdef __TARGET_ARCH_x86
#define FAULT_END (AT_LENS + 2 * 3 + 20)

/* The processor's bits: each says one thing when set and the other when not. */
inlined u32 scap_fault(u64 v)
{
	return (v & 1 ? 0x1 : 0x2) | (v & 2 ? 0x4 : 0x8) | (v & 4 ? 0x10 : 0x20) |
	       (v & 8 ? 0x40 : 0) | (v & 16 ? 0x80 : 0);
}

inlined int page_fault(u64 *ctx)
{
	const struct pt_regs *regs = (const struct pt_regs *)ctx[1];
	u64 id = bpf_get_current_pid_tgid();
	struct head h;
	struct slot s;
	u64 values[2];

	if (!hook_wanted(HOOK_FAULT))
		return 0;
	h = hook_head(EV_PAGE_FAULT_E, (u32)id);
	values[0] = ctx[0];
	values[1] = regs->ip;
	s = reserve(h.cpu, BLOCK_LEN(FAULT_END));
	if (!s.p)
		return 0;
	put_u64s(s.p, 3, values, 2);
	PUT(u16, s.p, AT_LENS + 4, 4);
	PUT(u32, s.p, FAULT_END - 4, scap_fault(ctx[2]));
	PUT(u32, s.p, FAULT_END, 0);
	return finish(&s, &h, 3, FAULT_END);
}

SEC("tp_btf/page_fault_user")
int fault_user(u64 *ctx)
{
	return page_fault(ctx);
}

SEC("tp_btf/page_fault_kernel")
int fault_kernel(u64 *ctx)
{
	return page_fault(ctx);
}
#endif

#endif
