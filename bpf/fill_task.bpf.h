/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_FILL_TASK_H
#define SONDE_BPF_FILL_TASK_H

#include "bpf/task.bpf.h"

/* Calls that make a task or give it a program: all that is to be known of it from then on. */

#define CHILD_IN_PIDNS 0x20000000

/* Will the caller know the child by another number than we do? */
inlined bool child_in_pidns(struct task_struct *t)
{
	return pid_level(t) || BPF_CORE_READ(t, nsproxy, pid_ns_for_children, level);
}

/* argv[0], then the rest: what the memory of the program says. */
inlined void ev_program(struct scratch *s, struct mm_struct *mm)
{
	u64 at = BPF_CORE_READ(mm, arg_start), end = BPF_CORE_READ(mm, arg_end);
	u32 before = s->off;

	if (at >= end) {
		ev_u8(s, 0);
		ev_add(s, 0);
		return;
	}
	ev_user_text(s, at);
	ev_user_texts(s, at + (s->off - before), end);
}

#define ARGS 64 /* of a failed call */

inlined u64 asked_at(const struct scratch *s, u64 argv, u32 i)
{
	u32 size = s->compat ? 4 : 8;
	u64 text = 0;

	bpf_probe_read_user(&text, size, (void *)(argv + i * size));
	return text;
}

/* The text of argv[i], which a failed call asked for, at the place `off`; returns its length. */
checked_once int put_asked(u32 cpu, u32 off, u64 argv, u32 i)
{
	struct scratch *s = scratch_of(cpu);
	u64 text = s ? asked_at(s, argv, i) : 0;
	long n;

	if (!s || !text)
		return 0;
	n = bpf_probe_read_user_str(block_at(s, off), TEXT_MAX, (void *)text);
	return n > 0 ? n : 0;
}

/* argv[0], then the rest: what a call that failed asked for. */
checked_once int ev_asked(u32 cpu, u64 argv)
{
	struct scratch *s = scratch_of(cpu);
	u32 i, n, off;
	u64 text;

	if (!s)
		return 0;
	text = argv ? asked_at(s, argv, 0) : 0;
	if (!text) {
		ev_u8(s, 0);
		ev_add(s, 0);
		return 0;
	}
	ev_user_text(s, text);
	off = s->off;
	for (i = 1; i < ARGS; i++) {
		n = put_asked(cpu, off, argv, i);
		if (!n || off + n > s->off + TEXT_MAX)
			break;
		off += n;
	}
	ev_add(s, off - s->off);
	return 0;
}

/* Parameters that clone and execve have in common, behind the program. */
inlined void ev_task(struct scratch *s, struct task_struct *t)
{
	struct memory m;

	ev_u64(s, (s64)BPF_CORE_READ(t, pid));
	ev_u64(s, (s64)BPF_CORE_READ(t, tgid));
	ev_u64(s, (s64)BPF_CORE_READ(t, real_parent, tgid));
	ev_cwd(s->cpu, (u64)BPF_CORE_READ(t, fs));
	ev_u64(s, BPF_CORE_READ(t, signal, rlim[RLIMIT_NOFILE].rlim_cur));
	task_memory(t, &m);
	ev_u64(s, m.pgft_maj);
	ev_u64(s, m.pgft_min);
	ev_u32(s, m.size_kb);
	ev_u32(s, m.rss_kb);
	ev_u32(s, m.swap_kb);
	ev_kernel_text(s, &t->comm, 16);
	ev_cgroups(s->cpu, (u64)BPF_CORE_READ(t, cgroups));
}

/* ----------------------------------------------------------------------------- clone --- */

/* The child has its parent's registers: its flags are those of the call that made it. */
inlined u32 clone_flags(const struct scratch *s, struct task_struct *t)
{
	u64 flags = s->args[0];

	if (s->code == EV_SYSCALL_FORK_20_X || s->code == EV_SYSCALL_VFORK_20_X)
		flags = 0;
	else if (s->code == EV_SYSCALL_CLONE3_X &&
		 bpf_probe_read_user(&flags, sizeof(flags), (void *)s->args[0]))
		flags = 0;
	return scap_clone_flags(flags) | (child_in_pidns(t) ? CHILD_IN_PIDNS : 0);
}

SEC("tp_btf/sys_exit")
int x_clone(u64 *ctx)
{
	struct task_struct *t = current_task();
	struct scratch *s = my_scratch();

	if (!s)
		return 0;
	ev_begin(s, s->code, 20);
	ev_u64(s, s->args[ARG_RET]);
	ev_program(s, BPF_CORE_READ(t, mm));
	ev_task(s, t);
	ev_u32(s, clone_flags(s, t));
	ev_u32(s, BPF_CORE_READ(t, cred, euid.val));
	ev_u32(s, BPF_CORE_READ(t, cred, egid.val));
	ev_u64(s, (s64)task_vtid(t));
	ev_u64(s, (s64)task_vpid(t));
	return ev_send(s);
}

/* ---------------------------------------------------------------------------- execve --- */

#define EXE_WRITABLE	 1
#define CAP_DAC_OVERRIDE 1
#define SB_RDONLY	 1
#define S_IWUSR		 0200
#define S_IWGRP		 0020
#define S_IWOTH		 0002

/* May who runs the program write to its file? */
inlined u32 exe_flags(struct task_struct *t, struct mm_struct *mm)
{
	struct inode *inode = BPF_CORE_READ(mm, exe_file, f_inode);
	u32 mode = BPF_CORE_READ(inode, i_mode), may = S_IWOTH;
	const struct cred *cred = BPF_CORE_READ(t, cred);
	u64 caps = 0;

	if (!inode || BPF_CORE_READ(inode, i_sb, s_flags) & SB_RDONLY)
		return 0;
	if (BPF_CORE_READ(inode, i_uid.val) == BPF_CORE_READ(cred, fsuid.val))
		may = S_IWUSR;
	else if (BPF_CORE_READ(inode, i_gid.val) == BPF_CORE_READ(cred, fsgid.val))
		may = S_IWGRP;
	bpf_core_read(&caps, sizeof(caps), &cred->cap_effective);
	return mode & may || caps >> CAP_DAC_OVERRIDE & 1 ? EXE_WRITABLE : 0;
}

SEC("tp_btf/sys_exit")
int x_execve(u64 *ctx)
{
	struct task_struct *t = current_task();
	struct scratch *s = my_scratch();
	struct mm_struct *mm = BPF_CORE_READ(t, mm);
	bool failed;

	if (!s)
		return 0;
	failed = (s64)s->args[ARG_RET] < 0;
	ev_begin(s, s->code, 20);
	ev_u64(s, s->args[ARG_RET]);
	if (failed)
		ev_asked(s->cpu, s->args[s->code == EV_SYSCALL_EXECVEAT_X ? 2 : 1]);
	else
		ev_program(s, mm);
	ev_task(s, t);
	ev_user_texts(s, BPF_CORE_READ(mm, env_start), BPF_CORE_READ(mm, env_end));
	ev_u32(s, task_tty(t));
	ev_u64(s, (s64)task_vpgid(t));
	ev_u32(s, task_loginuid(t));
	ev_u32(s, exe_flags(t, mm));
	return ev_send(s);
}

#endif
