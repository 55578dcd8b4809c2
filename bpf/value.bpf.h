/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_VALUE_H
#define SONDE_BPF_VALUE_H

#include "bpf/event.bpf.h"

/*
 * Values in the numbering of the .scap format where that is not the kernel's. Bits are moved
 * without branches: the verifier would follow each of them both ways.
 */

/* The bit `to`, if v has the bit `from`. */
#define MOVE(v, from, to) (((v) / (from) & 1) * (to))

/* Kernel's open flags; those of arm64 differ where said. */
#define O_ACCMODE  3
#define O_CREAT	   0x40
#define O_EXCL	   0x80
#define O_TRUNC	   0x200
#define O_APPEND   0x400
#define O_NONBLOCK 0x800
#define O_DSYNC	   0x1000
#ifdef __TARGET_ARCH_x86
#define O_DIRECT    0x4000
#define O_LARGEFILE 0x8000
#define O_DIRECTORY 0x10000
#else
#define O_DIRECTORY 0x4000
#define O_DIRECT    0x10000
#define O_LARGEFILE 0x20000
#endif
#define O_CLOEXEC   0x80000
#define O_SYNC_BIT  0x100000 /* O_SYNC is this and O_DSYNC */
#define O_TMPFILE_BIT 0x400000

inlined u32 scap_open_flags(u32 v)
{
	/* Read, write, both: 0, 1, 2 there, 1, 2, 3 here; the fourth means neither. */
	u32 r = ((v & O_ACCMODE) + 1) & O_ACCMODE;

	r |= MOVE(v, O_CREAT, 0x4) | MOVE(v, O_APPEND, 0x8) | MOVE(v, O_DSYNC, 0x10) |
	     MOVE(v, O_EXCL, 0x20) | MOVE(v, O_NONBLOCK, 0x40) | MOVE(v, O_SYNC_BIT, 0x80) |
	     MOVE(v, O_TRUNC, 0x100) | MOVE(v, O_DIRECT, 0x200) | MOVE(v, O_DIRECTORY, 0x400) |
	     MOVE(v, O_LARGEFILE, 0x800) | MOVE(v, O_CLOEXEC, 0x1000);
	return r | MOVE(v, O_TMPFILE_BIT, 0x2000);
}

inlined u32 scap_prot(u32 v)
{
	return (v & 0xf) | MOVE(v, 0x01000000, 0x10) | MOVE(v, 0x02000000, 0x20) |
	       MOVE(v, 0x10, 0x40);
}

#ifdef __TARGET_ARCH_x86
#define MAP_32BIT(v) MOVE(v, 0x40, 0x10)
#else
#define MAP_32BIT(v) 0
#endif

inlined u32 scap_mmap_flags(u32 v)
{
	return (v & 3) | MOVE(v, 0x10, 0x4) | MOVE(v, 0x20, 0x8) | MAP_32BIT(v) |
	       MOVE(v, 0x4000, 0x40) | MOVE(v, 0x8000, 0x80) | MOVE(v, 0x10000, 0x100) |
	       MOVE(v, 0x100, 0x200) | MOVE(v, 0x800, 0x400) | MOVE(v, 0x1000, 0x800) |
	       MOVE(v, 0x2000, 0x4000);
}

inlined u16 scap_poll(u16 v)
{
	return (v & 7) | (v & 0x3f8) << 1 | MOVE(v, 0x2000, 0x8);
}

inlined u16 scap_semop(u16 v)
{
	return MOVE(v, 0x800, 1) | MOVE(v, 0x1000, 2);
}

inlined u8 scap_rlimit(u32 v)
{
	return v < 16 ? v : 255;
}

/* Kernel's clone flags; the format numbers most of them otherwise. */
inlined u32 scap_clone_flags(u64 v)
{
	u32 r = MOVE(v, 0x400, 0x1) | MOVE(v, 0x200, 0x2) | MOVE(v, 0x80000000, 0x4) |
		MOVE(v, 0x8000000, 0x8) | MOVE(v, 0x40000000, 0x10) | MOVE(v, 0x20000, 0x20) |
		MOVE(v, 0x20000000, 0x40) | MOVE(v, 0x4000000, 0x80) | MOVE(v, 0x8000, 0x100);

	r |= MOVE(v, 0x100000, 0x200) | MOVE(v, 0x2000, 0x400) | MOVE(v, 0x800, 0x800) |
	     MOVE(v, 0x40000, 0x1000) | MOVE(v, 0x10000, 0x2000) | MOVE(v, 0x800000, 0x4000) |
	     MOVE(v, 0x100, 0x8000) | MOVE(v, 0x10000000, 0x100000);
	return r | MOVE(v, 0x200000, 0x800000) | MOVE(v, 0x1000000, 0x1000000) |
	       MOVE(v, 0x80000, 0x2000000) | MOVE(v, 0x4000, 0x8000000) |
	       MOVE(v, 0x2000000, 0x10000000);
}

/* How a path is resolved: bits of openat2. */
inlined u32 scap_resolve(u32 v)
{
	return MOVE(v, 0x08, 0x1) | MOVE(v, 0x10, 0x2) | MOVE(v, 0x02, 0x4) | MOVE(v, 0x04, 0x8) |
	       MOVE(v, 0x01, 0x10) | MOVE(v, 0x20, 0x20);
}

/* By the kernel's number of the command; 0 is "unknown". */
static const u8 fcntl_low[17] = {
	[0] = 1, [1] = 2, [2] = 3, [3] = 4, [4] = 5, [5] = 6, [6] = 8, [7] = 9, [8] = 10,
	[9] = 12, [10] = 13, [11] = 15, [12] = 17, [13] = 18, [14] = 19, [15] = 21, [16] = 22,
};
static const u8 fcntl_ofd[3] = {30, 31, 32};			 /* 36 .. 38 */
static const u8 fcntl_high[9] = {23, 24, 27, 0, 0, 25, 26, 28, 29}; /* 1024 .. */

inlined u8 scap_fcntl(u32 cmd)
{
	if (cmd < 36)
		return LOOK_UP(fcntl_low, cmd);
	if (cmd < 1024)
		return LOOK_UP(fcntl_ofd, cmd - 36);
	return LOOK_UP(fcntl_high, cmd - 1024);
}

/* LOCK_SH 1, LOCK_EX 2, LOCK_NB 4, LOCK_UN 8 are the same. */
inlined u32 scap_flock(u32 v)
{
	return v & 0xf;
}

/* The low bits are permissions, which have the format's numbers. */
inlined u32 scap_semget(u32 v)
{
	return (v & 0x1ff) | MOVE(v, 0x200, 0x2000) | MOVE(v, 0x400, 0x4000);
}

static const u16 semctl_low[20] = {
	[0] = 0x4,    [1] = 0x2,    [2] = 0x1,	  [3] = 0x8,	[11] = 0x100, [12] = 0x200,
	[13] = 0x40,  [14] = 0x80,  [15] = 0x400, [16] = 0x1000, [17] = 0x800, [18] = 0x20,
	[19] = 0x10,
};

inlined u16 scap_semctl(u32 cmd)
{
	return LOOK_UP(semctl_low, cmd & ~0x100u); /* without IPC_64, which 32-bit programs add */
}

/* The upper half may hold an old magic number. */
inlined u32 scap_mount(u32 v)
{
	return (v & 0xffff0000) == 0xc0ed0000 ? v & 0xffff : v;
}

#endif
