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

inlined s64 mm_pages(struct mm_struct *mm, u32 what)
{
	struct mm_struct___old *old = (void *)mm;
	s64 n = 0;

	if (bpf_core_type_exists(struct mm_rss_stat))
		bpf_core_read(&n, sizeof(n), &old->rss_stat.count[what]);
	else
		bpf_core_read(&n, sizeof(n), &mm->rss_stat[what].count);
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
