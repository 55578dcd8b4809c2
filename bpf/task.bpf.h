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
#define DEPTH	     64 /* of a working directory; the verifier follows each step */
#define CGROUP_DEPTH 16
#define CONTROLLERS  16

/* The names gathered in s->names, from the last to the first, each behind a slash. */
checked_once int put_names(u32 cpu, u32 off, u32 n)
{
	struct scratch *s = scratch_of(cpu);
	u32 i, at;

	if (!s)
		return off;
	n = forgotten(s, n);
	if (!n) {
		PUT(u8, block_at(s, off), 0, '/');
		off++;
	}
	for (i = 0; i < DEPTH; i++) {
		at = n - 1 - i;
		if (i >= n || at >= NAMES || off > TEXT_MAX * 4)
			break;
		PUT(u8, block_at(s, off), 0, '/');
		off = put_kernel_text(s, off + 1, s->names[at], NAME_ROOM);
		off = forgotten(s, off - 1); /* the NUL makes place for the next slash */
	}
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

/* NUL-separated "controller=path"; controllers of version 1 by the names they have there. */
checked_once int ev_cgroups(u32 cpu, u64 css_set)
{
	struct scratch *s = scratch_of(cpu);
	struct css_set *set = (void *)css_set;
	struct cgroup_root *unified = BPF_CORE_READ(set, dfl_cgrp, root);
	u32 n = bpf_core_field_size(set->subsys) / sizeof(void *), off, i;
	struct cgroup_subsys_state *css;
	struct cgroup_subsys *ss;
	struct cgroup *c;
	const char *name;

	if (!s)
		return 0;
	off = s->off;
	for (i = 0; i < CONTROLLERS; i++) {
		if (i >= n || off > s->off + TEXT_MAX)
			break;
		bpf_core_read(&css, sizeof(css), &set->subsys[i]);
		if (!css)
			continue;
		ss = BPF_CORE_READ(css, ss);
		c = BPF_CORE_READ(css, cgroup);
		name = NULL;
		if (BPF_CORE_READ(c, root) != unified)
			name = BPF_CORE_READ(ss, legacy_name);
		if (!name)
			name = BPF_CORE_READ(ss, name);
		off = put_kernel_text(s, off, name, 32);
		PUT(u8, block_at(s, off - 1), 0, '=');
		off = forgotten(s, put_cgroup_path(cpu, off, (u64)BPF_CORE_READ(c, kn)));
	}
	ev_add(s, off - s->off);
	return 0;
}

/* The working directory as the task would see it. */
checked_once int ev_cwd(u32 cpu, u64 fs_struct)
{
	struct scratch *s = scratch_of(cpu);
	struct fs_struct *fs = (void *)fs_struct;
	struct vfsmount *m = BPF_CORE_READ(fs, pwd.mnt), *root_m = BPF_CORE_READ(fs, root.mnt);
	struct dentry *d = BPF_CORE_READ(fs, pwd.dentry), *root = BPF_CORE_READ(fs, root.dentry);
	struct dentry *parent;
	struct mount *mount, *above;
	u32 i, n = 0, end;

	if (!s)
		return 0;
	for (i = 0; i < DEPTH; i++) {
		if (!d || (d == root && m == root_m))
			break;
		parent = BPF_CORE_READ(d, d_parent);
		if (d != parent && d != BPF_CORE_READ(m, mnt_root)) {
			s->names[n++ & (NAMES - 1)] = (const char *)BPF_CORE_READ(d, d_name.name);
			n = forgotten(s, n);
			d = parent;
			continue;
		}
		mount = (void *)m - bpf_core_field_offset(struct mount, mnt);
		above = BPF_CORE_READ(mount, mnt_parent);
		if (above == mount)
			break;
		d = BPF_CORE_READ(mount, mnt_mountpoint);
		m = (void *)above + bpf_core_field_offset(struct mount, mnt);
	}
	end = put_names(cpu, s->off, n);
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
