/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_FILE_H
#define SONDE_BPF_FILE_H

#include "bpf/maps.bpf.h"

/* Open files of the current task. */

/* The file behind an fd; NULL when there is none. */
inlined struct file *file_of(s64 fd)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	struct fdtable *table = BPF_CORE_READ(t, files, fdt);
	struct file **files = BPF_CORE_READ(table, fd);
	struct file *f = NULL;

	if (fd < 0 || fd >= BPF_CORE_READ(table, max_fds))
		return NULL;
	bpf_probe_read_kernel(&f, sizeof(f), &files[fd]);
	return f;
}

/* The device as user space numbers it. */
inlined u32 file_dev(struct file *f)
{
	u32 dev = f ? BPF_CORE_READ(f, f_inode, i_sb, s_dev) : 0;
	u32 major = dev >> 20, minor = dev & 0xfffff;

	return (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12;
}

#endif
