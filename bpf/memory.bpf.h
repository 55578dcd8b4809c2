/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_MEMORY_H
#define SONDE_BPF_MEMORY_H

#include "bpf/maps.bpf.h"

/* How much memory the current process uses, in KiB. */

inlined struct mm_struct *my_mm(void)
{
	struct task_struct *t = (void *)bpf_get_current_task();

	return BPF_CORE_READ(t, mm);
}

inlined u32 mm_size(struct mm_struct *mm)
{
	return mm ? BPF_CORE_READ(mm, total_vm) * config.page_kb : 0;
}

/* A counter of pages: one number a kind before Linux 6.2, from then on one a CPU and a sum. */
inlined s64 mm_pages(struct mm_struct *mm, u32 what)
{
	struct mm_struct___old *old = (void *)mm;
	void *at = mm;
	s64 n = 0;

	/* An element's size is the kernel's, so it is not left to the compiler to count them. */
	if (bpf_core_field_exists(old->rss_stat.count))
		at += bpf_core_field_offset(struct mm_struct___old, rss_stat) + what * sizeof(long);
	else
		at += bpf_core_field_offset(struct mm_struct, rss_stat) +
		      what * bpf_core_type_size(struct percpu_counter) +
		      bpf_core_field_offset(struct percpu_counter, count);
	bpf_probe_read_kernel(&n, sizeof(n), at);
	return n > 0 ? n : 0;
}

inlined u32 mm_resident(struct mm_struct *mm)
{
	return mm ? (mm_pages(mm, MM_FILEPAGES) + mm_pages(mm, MM_ANONPAGES) +
		     mm_pages(mm, MM_SHMEMPAGES)) *
			    config.page_kb
		  : 0;
}

inlined u32 mm_swapped(struct mm_struct *mm)
{
	return mm ? mm_pages(mm, MM_SWAPENTS) * config.page_kb : 0;
}

#endif
