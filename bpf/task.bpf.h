/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_TASK_H
#define SONDE_BPF_TASK_H

#include "bpf/event.bpf.h"
#include "bpf/memory.bpf.h"

/* What the kernel knows of a task, as parameters of events. */

inlined struct task_struct *current_task(void)
{
	return (struct task_struct *)bpf_get_current_task();
}

/* ------------------------------------------------------------------------------- ids --- */

#define PIDTYPE_PGID 2

/* The number of a pid in the namespace `level`; those it is not visible in have none. */
inlined s32 pid_nr(struct pid *pid, u32 level)
{
	struct upid *u;
	s32 nr = 0;

	if (!pid || level > BPF_CORE_READ(pid, level))
		return 0;
	u = (void *)pid + bpf_core_field_offset(struct pid, numbers) +
	    level * bpf_core_type_size(struct upid);
	bpf_core_read(&nr, sizeof(nr), &u->nr);
	return nr;
}

/* Depth of the task's pid namespace; 0 is that of the machine. */
inlined u32 pid_level(struct task_struct *t)
{
	return BPF_CORE_READ(t, thread_pid, level);
}

inlined s32 task_vtid(struct task_struct *t)
{
	return pid_nr(BPF_CORE_READ(t, thread_pid), pid_level(t));
}

inlined s32 task_vpid(struct task_struct *t)
{
	return pid_nr(BPF_CORE_READ(t, group_leader, thread_pid), pid_level(t));
}

inlined s32 task_vpgid(struct task_struct *t)
{
	return pid_nr(BPF_CORE_READ(t, signal, pids[PIDTYPE_PGID]), pid_level(t));
}

inlined s32 task_tty(struct task_struct *t)
{
	struct tty_struct *tty = BPF_CORE_READ(t, signal, tty);
	u32 major, minor;

	if (!tty)
		return 0;
	major = BPF_CORE_READ(tty, driver, major);
	minor = BPF_CORE_READ(tty, driver, minor_start) + BPF_CORE_READ(tty, index);
	return (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12;
}

inlined u32 task_loginuid(struct task_struct *t)
{
	if (!bpf_core_field_exists(t->loginuid))
		return ~0u;
	return BPF_CORE_READ(t, loginuid.val);
}

/* ---------------------------------------------------------------------------- memory --- */

struct memory {
	u64 pgft_maj, pgft_min;
	u32 size_kb, rss_kb, swap_kb;
};

inlined void task_memory(struct task_struct *t, struct memory *m)
{
	struct mm_struct *mm = BPF_CORE_READ(t, mm);

	__builtin_memset(m, 0, sizeof(*m));
	m->pgft_maj = BPF_CORE_READ(t, maj_flt);
	m->pgft_min = BPF_CORE_READ(t, min_flt);
	m->size_kb = mm_size(mm);
	m->rss_kb = mm_resident(mm);
	m->swap_kb = mm_swapped(mm);
}

/* ----------------------------------------------------------------------------- texts --- */

/* Text of the kernel with its NUL, at the place `off`; returns the place behind the NUL. */
inlined u32 put_kernel_text(struct scratch *s, u32 off, const void *from, u32 room)
{
	long n = bpf_probe_read_kernel_str(block_at(s, off), room, from);

	return off + (n > 0 ? n : 0);
}

inlined void ev_kernel_text(struct scratch *s, const void *from, u32 room)
{
	u32 end = put_kernel_text(s, s->off, from, room);

	if (end == s->off)
		PUT(u8, block_at(s, end++), 0, 0);
	ev_add(s, end - s->off);
}

#define NAME_ROOM    256
#define DEPTH	     64 /* of a working directory */
#define CGROUP_DEPTH 16
#define CONTROLLERS  16

/* A slash and one of s->names, at the place `off`; returns that of its NUL. */
checked_once int put_name(u32 cpu, u32 off, u32 i)
{
	struct scratch *s = scratch_of(cpu);

	if (!s || i >= NAMES || off > TEXT_MAX * 4)
		return off;
	PUT(u8, block_at(s, off), 0, '/');
	return put_kernel_text(s, off + 1, s->names[i], NAME_ROOM) - 1;
}

/* The names gathered in s->names, from the last to the first, each behind a slash. */
checked_once int put_names(u32 cpu, u32 off, u32 n)
{
	struct scratch *s = scratch_of(cpu);
	u32 i;

	if (!s)
		return off;
	if (!n) {
		PUT(u8, block_at(s, off), 0, '/');
		off++;
	}
	for (i = 0; i < DEPTH && i < n; i++)
		off = put_name(cpu, off, n - 1 - i);
	PUT(u8, block_at(s, off), 0, 0);
	return off + 1;
}

inlined struct kernfs_node *kernfs_parent(struct kernfs_node *kn)
{
	struct kernfs_node___old *old = (void *)kn;

	if (bpf_core_field_exists(old->parent))
		return BPF_CORE_READ(old, parent);
	return BPF_CORE_READ(kn, __parent);
}

checked_once int put_cgroup_path(u32 cpu, u32 off, u64 kernfs_node)
{
	struct kernfs_node *kn = (void *)kernfs_node, *parent;
	struct scratch *s = scratch_of(cpu);
	u32 i;

	if (!s)
		return off;
	for (i = 0; i < CGROUP_DEPTH; i++) {
		parent = kn ? kernfs_parent(kn) : NULL;
		if (!parent)
			break;
		s->names[i] = BPF_CORE_READ(kn, name);
		kn = parent;
	}
	return put_names(cpu, off, i);
}

/* "controller=path" at the place `off`, of the controller that css is the state of; returns its end. */
checked_once int put_cgroup(u32 cpu, u32 off, u64 subsys_state, u64 unified)
{
	struct cgroup_subsys_state *css = (void *)subsys_state;
	struct cgroup_subsys *ss = BPF_CORE_READ(css, ss);
	struct cgroup *c = BPF_CORE_READ(css, cgroup);
	struct scratch *s = scratch_of(cpu);
	const char *name = NULL;

	if (!s)
		return off;
	if (BPF_CORE_READ(c, root) != (struct cgroup_root *)unified)
		name = BPF_CORE_READ(ss, legacy_name);
	if (!name)
		name = BPF_CORE_READ(ss, name);
	off = put_kernel_text(s, off, name, 32);
	PUT(u8, block_at(s, off - 1), 0, '=');
	return put_cgroup_path(cpu, off, (u64)BPF_CORE_READ(c, kn));
}

/* NUL-separated "controller=path"; controllers of version 1 by the names they have there. */
checked_once int ev_cgroups(u32 cpu, u64 css_set)
{
	struct scratch *s = scratch_of(cpu);
	struct css_set *set = (void *)css_set;
	struct cgroup_root *unified = BPF_CORE_READ(set, dfl_cgrp, root);
	u32 n = bpf_core_field_size(set->subsys) / sizeof(void *), off, i;
	struct cgroup_subsys_state *css;

	if (!s)
		return 0;
	off = s->off;
	for (i = 0; i < CONTROLLERS; i++) {
		if (i >= n || off > s->off + TEXT_MAX)
			break;
		bpf_core_read(&css, sizeof(css), &set->subsys[i]);
		if (css)
			off = put_cgroup(cpu, off, (u64)css, (u64)unified);
	}
	ev_add(s, off - s->off);
	return 0;
}

/* One step up the tree, with the name that is left behind; false at the root. */
checked_once int cwd_step(u32 cpu, u64 root, u64 root_m)
{
	struct scratch *s = scratch_of(cpu);
	struct mount *mount, *above;
	struct dentry *d, *parent;
	struct vfsmount *m;

	if (!s)
		return false;
	d = s->walk.at;
	m = s->walk.mnt;
	if (!d || ((u64)d == root && (u64)m == root_m))
		return false;
	parent = BPF_CORE_READ(d, d_parent);
	if (d != parent && d != BPF_CORE_READ(m, mnt_root)) {
		s->names[s->walk.names++ & (NAMES - 1)] =
			(const char *)BPF_CORE_READ(d, d_name.name);
		s->walk.at = parent;
		return true;
	}
	mount = (void *)m - bpf_core_field_offset(struct mount, mnt);
	above = BPF_CORE_READ(mount, mnt_parent);
	s->walk.at = BPF_CORE_READ(mount, mnt_mountpoint);
	s->walk.mnt = (void *)above + bpf_core_field_offset(struct mount, mnt);
	return above != mount;
}

/* The working directory as the task would see it. */
checked_once int ev_cwd(u32 cpu, u64 fs_struct)
{
	struct scratch *s = scratch_of(cpu);
	struct fs_struct *fs = (void *)fs_struct;
	u64 root = (u64)BPF_CORE_READ(fs, root.dentry), root_m = (u64)BPF_CORE_READ(fs, root.mnt);
	u32 i, end;

	if (!s)
		return 0;
	s->walk.at = BPF_CORE_READ(fs, pwd.dentry);
	s->walk.mnt = BPF_CORE_READ(fs, pwd.mnt);
	s->walk.names = 0;
	for (i = 0; i < DEPTH; i++)
		if (!cwd_step(cpu, root, root_m))
			break;
	end = put_names(cpu, s->off, s->walk.names);
	ev_add(s, end - s->off);
	return 0;
}

/* n bytes of the traced program that are texts, each with its NUL; the last one is cut. */
inlined void ev_user_texts(struct scratch *s, u64 from, u64 to)
{
	u64 n = to > from ? to - from : 0;

	if (n > TEXT_MAX)
		n = TEXT_MAX;
	opaque(n);
	n &= 2 * TEXT_MAX - 1;
	if (n && bpf_probe_read_user(ev_at(s), n, (void *)from)) {
		s->bad = true;
		n = 0;
	}
	if (n) {
		opaque(n);
		PUT(u8, block_at(s, s->off + n - 1), 0, 0);
	}
	ev_add(s, n);
}

#endif
