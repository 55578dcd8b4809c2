/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_NARROW_H
#define SONDE_BPF_NARROW_H

#include "bpf/maps.bpf.h"

/* Whose events are wanted: narrowing by process. */

inlined bool is_renamed(u32 tid)
{
	return control.renamed && bpf_map_lookup_elem(&narrow_renamed, &tid);
}

inlined bool number_chosen(u32 narrow, u32 number)
{
	u32 i;

	if (!(narrow & NARROW_FEW))
		return bpf_map_lookup_elem(&narrow_tgids, &number);
	for (i = 0; i < FEW; i++)
		if (control.few.numbers[i] == number)
			return true;
	return false;
}

inlined bool name_chosen(u32 narrow, const struct comm *comm)
{
	u32 i;

	if (!(narrow & NARROW_FEW))
		return bpf_map_lookup_elem(&narrow_comms, comm);
	for (i = 0; i < FEW; i++)
		if (control.few.names[i][0] == comm->w[0] && control.few.names[i][1] == comm->w[1])
			return true;
	return false;
}

/* w with nothing behind its first byte of zero. */
inlined u64 cut_word(u64 w)
{
	u64 zeros = (w - 0x0101010101010101ull) & ~w & 0x8080808080808080ull;

	return w & ((zeros & -zeros) - 1);
}

/* Older kernels leave something of longer names behind the NUL. Read directly where that is allowed. */
inlined void my_comm(struct comm *comm)
{
	struct task_struct *t;
	u64 first;

	if (!bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf)) {
		bpf_get_current_comm(comm, sizeof(*comm));
		return;
	}
	t = bpf_get_current_task_btf();
	first = *(const u64 *)&t->comm[0];
	comm->w[0] = cut_word(first);
	comm->w[1] = comm->w[0] == first ? cut_word(*(const u64 *)&t->comm[8]) : 0;
}

/* Is the current task one of those that events are wanted from? */
inlined bool is_chosen(u32 tgid, u32 tid)
{
	u32 narrow = control.narrow;
	struct comm comm = {};

	if (narrow & NARROW_TGID && !number_chosen(narrow, tgid) &&
	    !(narrow & NARROW_THREAD && number_chosen(narrow, tid)))
		return false;
	if (!(narrow & NARROW_COMM))
		return true;
	my_comm(&comm);
	return name_chosen(narrow, &comm) || is_renamed(tid);
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
	if (!name_chosen(control.narrow, &old))
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
