/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_MAPS_H
#define SONDE_BPF_MAPS_H

#include "bpf/kernel.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include "bpf/wire.h"

#define inlined static __always_inline

/*
 * A function that the verifier checks on its own, once, whatever it is called with; all others it
 * follows anew on every way that leads to a call. Where the function has loops, that is the
 * difference between milliseconds and a start that one waits for. Only numbers can be passed: the
 * CPU leads to the scratch.
 */
#define checked_once __attribute__((noinline))

/* Hide from the compiler what it knows of a value, so that a check stays where it is written. */
#define opaque(v) asm volatile("" : "+r"(v))

/* table[i], 0 beyond its end. The index is kept whole, so that the verifier sees the check. */
#define LOOK_UP(table, i)                                                  \
	({                                                                 \
		u64 i_ = (u32)(i);                                         \
		opaque(i_);                                                \
		i_ < sizeof(table) / sizeof((table)[0]) ? (table)[i_] : 0; \
	})

/* A parameter of an event: what it is, and from which argument it is made. */
#define ARG_RET 6
#define PARAMS	8
struct param {
	u8 kind, arg;
};
struct spec {
	u8 n;
	struct param p[PARAMS];
};

/* What is recorded of a system call. */
struct sys_row {
	u16 event; /* code of its enter event; the exit event follows it */
	u16 id;	   /* in generic events */
	u8 enter, enter_spec;
	u8 exit, exit_spec;
};

#include "event_codes.h"
#include "syscall_rows.h"

const volatile struct config config;
struct control control;
struct cpu_counters counters[WIRE_CPUS] __attribute__((aligned(64)));
struct ring_taken taken[WIRE_CPUS] __attribute__((aligned(64)));

/* The rings of all CPUs; see wire.h. The reader sets the sizes. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(u32));
	__uint(value_size, 2 * RING_SLACK);
} rings SEC(".maps");

/* What is put here wakes the reader; it says nothing else. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} bell SEC(".maps");

/* Of each hook its own: the kernel ties such a table to the hook of the first program in it. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, u32);
} enter_table SEC(".maps"), exit_table SEC(".maps");

/*
 * Where an event of variable size is put together, and what tail-called programs know of the
 * call. The second half of `block` is room for a write that begins within the first.
 */
#define BLOCK_ROOM 65536
#define NAMES	   128
#define TEXT_ROOM  256 /* what has to be looked at before it is sent */
struct scratch {
	u64 args[8]; /* [ARG_RET] is what the call returned */
	u64 ts;
	u64 tid;
	u32 nr; /* the architecture's number */
	u32 cpu;
	u32 off;  /* where the next parameter goes */
	u32 next; /* which that is */
	u16 row;
	u16 code;
	bool compat;
	bool bad; /* a parameter could not be read */
	u32 number; /* see forgotten() */
	const char *names[NAMES]; /* of a path that is being walked, from its end */
	struct {
		struct dentry *at;
		struct vfsmount *mnt;
		u32 names; /* gathered */
	} walk;
	u64 left; /* of what is copied in pieces */
	u8 text[TEXT_ROOM];
	u8 block[2 * BLOCK_ROOM];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

/* Narrowing: which processes are of interest. The values say nothing. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, u32);
	__type(value, u8);
} narrow_tgids SEC(".maps");

struct comm {
	u64 w[2]; /* the text, as words */
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, struct comm);
	__type(value, u8);
} narrow_comms SEC(".maps");

/*
 * Threads that gave themselves another name than one of narrow_comms, which they had: those who
 * read the events go on knowing them by that, since no event tells of it.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, u32);
	__type(value, u8);
} narrow_renamed SEC(".maps");

inlined struct cpu_counters *counters_of(u32 cpu)
{
	return &counters[cpu & (WIRE_CPUS - 1)];
}

#endif
