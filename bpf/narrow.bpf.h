/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_NARROW_H
#define SONDE_BPF_NARROW_H

#include "bpf/maps.bpf.h"

/* Whose events are wanted: narrowing by process. */

inlined bool is_renamed(u32 tid)
{
	return control.renamed && bpf_map_lookup_elem(&narrow_renamed, &tid);
}

/* Is the current task one of those that events are wanted from? */
inlined bool is_chosen(u32 tgid, u32 tid)
{
	u32 narrow = control.narrow;
	struct comm comm = {};
	u64 cgroup;

	if (narrow & NARROW_TGID && !bpf_map_lookup_elem(&narrow_tgids, &tgid) &&
	    !(narrow & NARROW_THREAD && bpf_map_lookup_elem(&narrow_tgids, &tid)))
		return false;
	if (narrow & NARROW_COMM) {
		bpf_get_current_comm(&comm, sizeof(comm));
		if (!bpf_map_lookup_elem(&narrow_comms, &comm) && !is_renamed(tid))
			return false;
	}
	if (narrow & NARROW_CGROUP) {
		cgroup = bpf_get_current_cgroup_id();
		if (!bpf_map_lookup_elem(&narrow_cgroups, &cgroup))
			return false;
	}
	return true;
}

/* An exec gives a name, too, but of that an event tells: it is taken back below. */
SEC("tp_btf/task_rename")
int task_renamed(u64 *ctx)
{
	struct task_struct *t = (struct task_struct *)ctx[0];
	struct comm old = {};
	u32 tid = t->pid;
	u8 yes = 1;

	if (!(control.narrow & NARROW_COMM))
		return 0;
	bpf_probe_read_kernel_str(&old, sizeof(old), &t->comm);
	if (!bpf_map_lookup_elem(&narrow_comms, &old))
		return 0;
	/* Rather everything than too little. */
	if (bpf_map_update_elem(&narrow_renamed, &tid, &yes, BPF_ANY))
		control.narrow &= ~NARROW_COMM;
	control.renamed = 1;
	return 0;
}

inlined void forget_renamed(u32 tid)
{
	if (control.renamed)
		bpf_map_delete_elem(&narrow_renamed, &tid);
}

SEC("tp_btf/sched_process_exec")
int process_exec(u64 *ctx)
{
	struct task_struct *t = (struct task_struct *)ctx[0];

	forget_renamed(t->pid);
	return 0;
}

#endif
