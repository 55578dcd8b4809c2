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
	unsigned long bp, bx, r10, r9, r8, cx, dx, si, di, orig_ax, ip;
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
	unsigned long s_flags;
} CORE;

typedef struct {
	u32 val;
} kuid_t;

typedef struct {
	u32 val;
} kgid_t;

struct inode {
	u16 i_mode;
	kuid_t i_uid;
	kgid_t i_gid;
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

struct vfsmount {
	struct dentry *mnt_root;
} CORE;

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
} CORE;

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
} CORE;

struct fs_struct {
	struct path root, pwd;
} CORE;

struct pid_namespace {
	u32 level;
} CORE;

struct nsproxy {
	struct pid_namespace *pid_ns_for_children;
} CORE;

struct upid {
	s32 nr;
} CORE;

struct pid {
	u32 level;
	struct upid numbers[1];
} CORE;

struct tty_driver {
	s32 major, minor_start;
} CORE;

struct tty_struct {
	struct tty_driver *driver;
	s32 index;
} CORE;

#define RLIMIT_NOFILE 7
struct rlimit {
	unsigned long rlim_cur;
} CORE;

struct signal_struct {
	struct pid *pids[4];
	struct tty_struct *tty;
	struct rlimit rlim[16];
} CORE;

/* One number or two, by the kernel's version; 64 bits in either case. */
typedef struct {
	u64 val;
} kernel_cap_t;

struct cred {
	kuid_t euid, fsuid;
	kgid_t egid, fsgid;
	kernel_cap_t cap_effective;
} CORE;

/* Counters of memory: per-CPU ones since 6.2, of which this is the common part. */
struct percpu_counter {
	s64 count;
} CORE;

enum { MM_FILEPAGES, MM_ANONPAGES, MM_SWAPENTS, MM_SHMEMPAGES, NR_MM_COUNTERS };

struct mm_struct {
	unsigned long arg_start, arg_end, env_start, env_end, total_vm;
	struct file *exe_file;
	struct percpu_counter rss_stat[NR_MM_COUNTERS];
} CORE;

struct mm_rss_stat {
	long count[NR_MM_COUNTERS];
} CORE;

struct mm_struct___old {
	struct mm_rss_stat rss_stat;
} CORE;

/* The parent was renamed in Linux 6.15. */
struct kernfs_node {
	struct kernfs_node *__parent;
	const char *name;
} CORE;

struct kernfs_node___old {
	struct kernfs_node *parent;
} CORE;

struct cgroup_root;

struct cgroup {
	struct kernfs_node *kn;
	struct cgroup_root *root;
} CORE;

struct cgroup_subsys {
	const char *name, *legacy_name;
} CORE;

struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys *ss;
} CORE;

struct css_set {
	struct cgroup_subsys_state *subsys[16];
	struct cgroup *dfl_cgrp;
} CORE;

union __sifields {
	struct {
		s32 _pid;
	} _kill;
} CORE;

struct kernel_siginfo {
	s32 si_signo, si_errno, si_code;
	union __sifields _sifields;
} CORE;

struct task_struct {
	struct thread_info thread_info;
	s32 pid, tgid;
	struct task_struct *real_parent, *group_leader;
	struct pid *thread_pid;
	struct signal_struct *signal;
	struct nsproxy *nsproxy;
	struct fs_struct *fs;
	struct files_struct *files;
	struct mm_struct *mm;
	const struct cred *cred;
	struct css_set *cgroups;
	unsigned long maj_flt, min_flt;
	kuid_t loginuid;
	s32 exit_code;
	char comm[16];
} CORE;

/* Sockets. */
struct in6_addr {
	u8 bytes[16]; /* not the kernel's name of it: read whole */
};

struct sock_common {
	u32 skc_daddr;
	u32 skc_rcv_saddr;
	u16 skc_dport; /* network order */
	u16 skc_num;   /* the local port, host order */
	u16 skc_family;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
} CORE;

struct sock {
	struct sock_common __sk_common;
	u32 sk_ack_backlog;
	u32 sk_max_ack_backlog;
} CORE;

struct socket {
	struct sock *sk;
} CORE;

struct inet_sock {
	u32 inet_saddr;
} CORE;

struct sockaddr_un {
	u16 sun_family;
	char sun_path[108];
} CORE;

struct unix_address {
	int len; /* of name, its family included */
	struct sockaddr_un name[];
} CORE;

struct unix_sock {
	struct unix_address *addr;
	struct sock *peer;
} CORE;

#endif
