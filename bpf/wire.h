/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_WIRE_H
#define SONDE_BPF_WIRE_H

/*
 * What the kernel side and engine/capture agree on. The includer brings u8 .. u64.
 *
 * An event travels as the block of a .scap file that it will be: an EV_V2 block from its type to
 * its trailing length.
 */
#define BLOCK_EVENT 0x216 /* EV_V2 */

/* Offsets in a block. */
#define AT_TYPE	   0  /* u32 */
#define AT_LEN	   4  /* u32, whole block */
#define AT_CPU	   8  /* u16 */
#define AT_TS	   10 /* u64 ns since the epoch */
#define AT_TID	   18 /* u64 */
#define AT_EVLEN   26 /* u32 header, lengths, parameters */
#define AT_CODE	   30 /* u16 */
#define AT_NPARAMS 32 /* u32 */
#define AT_LENS	   36 /* u16 each */
#define EVLEN_FROM AT_TS

#define SYS_NUMBERS 512 /* system call numbers are below */
#define WIRE_CPUS   1024
#define SNAPLEN_MAX 65000 /* with it a block stays below 64 KiB, the format's limit */

/*
 * Each CPU has a ring of its own: a number of chunks, which are elements of one array that the
 * reader maps. Only that CPU writes into it, and all it takes is to move `written` (below) once
 * the block is complete: no helper of the kernel, no lock. Positions count bytes from the start;
 * blocks begin at multiples of RING_ALIGN. A block begins in a chunk and is in one piece, since
 * each chunk has RING_SLACK bytes behind it; the next one begins in the next chunk, as far from its
 * beginning as the first has run over.
 */
#define RING_CHUNK_SHIFT 21 /* of large rings; of others, the ring is the chunk */
#define RING_SLACK	 (128u << 10)
#define RING_ALIGN	 8
struct ring_layout {
	u64 bytes; /* of one ring, a power of two */
	u32 chunk_shift;
	u32 chunk_mask; /* of the position in a chunk */
	u32 chunks;	/* of one ring, a power of two */
};

/* How far the reader is; what is before may be overwritten. A cache line of its own. */
struct ring_taken {
	u64 pos;
	u64 pad[7];
};

/* What of a call is wanted: control.wanted[], by the row in bpf/syscalls.tsv. */
enum {
	WANT_ENTER = 1 << 0,
	WANT_EXIT = 1 << 1,
	/* The same from processes that the narrowing leaves out: what the state needs. */
	STATE_ENTER = 1 << 2,
	STATE_EXIT = 1 << 3,
};

/* Which of the narrowing maps decide; a process has to be in each of those named. */
enum {
	NARROW_TGID = 1 << 0,
	NARROW_COMM = 1 << 1,
	NARROW_THREAD = 1 << 2, /* with NARROW_TGID: there are numbers of threads among them */
	NARROW_FEW = 1 << 3, /* control.few has all numbers and names: the maps need not be asked */
};

#define FEW 4

/* Events that are no system calls: control.hooks. */
enum {
	HOOK_EXIT = 1 << 0,
	HOOK_SWITCH = 1 << 1,
	HOOK_SIGNAL = 1 << 2,
	HOOK_FAULT = 1 << 3,
};

/* Fixed before the programs are loaded. */
struct config {
	struct ring_layout ring;
	u64 wake_bytes; /* waiting in a ring when the reader is woken */
	u64 magic;	/* argument of the getpid() by which the reader makes itself known */
	u32 snaplen;
	u32 cpus;
	u32 page_kb;
};

/* Changed while they run. */
struct control {
	u64 epoch_ns; /* added to the monotonic clock makes ns since the epoch */
	u32 self;    /* thread group that is not traced; 0: nothing is sent yet */
	u32 waiting; /* the reader sleeps and wants to be woken */
	u32 narrow;  /* NARROW_* */
	u32 hooks;   /* HOOK_* */
	u32 hooks_state; /* those that the state needs from processes that are left out, too */
	u32 renamed; /* some thread is in narrow_renamed */
	struct {
		u64 names[FEW][2]; /* zeroed behind the NUL; places left over repeat others */
		u32 numbers[FEW];
	} few;
	u8 wanted[SYS_NUMBERS];
};

/* Of one CPU; only that CPU writes. */
struct cpu_counters {
	u64 written; /* how far the ring is filled */
	u64 sent;
	u64 full;	/* events lost: no room in the ring */
	u64 broken;	/* events lost: could not be assembled */
	u64 unreadable; /* parameters without a value: the memory was not there */
	u64 narrowed;	/* left out by narrowing */
	u64 pad[2];
};

#endif
