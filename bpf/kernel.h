/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_KERNEL_H
#define SONDE_BPF_KERNEL_H

/*
 * The kernel's types as far as we read them. Offsets are found when the programs are loaded
 * (CO-RE), so that neither order nor omissions matter here, and no kernel's headers are needed.
 */
#include <stdbool.h>
#include <linux/bpf.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;

#define CORE __attribute__((preserve_access_index))

#ifdef __TARGET_ARCH_x86
struct pt_regs {
	unsigned long bp, bx, r10, r9, r8, cx, dx, si, di, orig_ax;
} CORE;
#else
struct user_pt_regs {
	u64 regs[31];
} CORE;
struct pt_regs {
	struct user_pt_regs user_regs;
	u64 orig_x0;
	s32 syscallno;
} CORE;
#endif

struct thread_info {
	unsigned long flags;
	u32 status;
} CORE;

struct qstr {
	u32 len;
	const unsigned char *name;
} CORE;

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
} CORE;

struct super_block {
	u32 s_dev;
} CORE;

struct inode {
	u16 i_mode;
	unsigned long i_ino;
	struct super_block *i_sb;
} CORE;

struct file {
	struct inode *f_inode;
	void *private_data;
	unsigned int f_flags;
} CORE;

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
} CORE;

struct files_struct {
	struct fdtable *fdt;
} CORE;

struct task_struct {
	struct thread_info thread_info;
	struct files_struct *files;
} CORE;

#endif
