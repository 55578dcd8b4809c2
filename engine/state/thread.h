/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_STATE_THREAD_H
#define SONDE_STATE_THREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/hist.h"
#include "engine/base/intern.h"

/* Bits of thread_version.flags: the format's clone flags (flags.tsv, clone_flags). */
enum {
	TF_CLONE_FILES = 1u << 0,
	TF_CLONE_PARENT = 1u << 8,
	TF_CLONE_THREAD = 1u << 13,
	TF_CLONE_INVERTED = 1u << 16, /* introduced by the child's own clone exit */
	TF_ACTIVE = 1u << 19,
	TF_CLONE_VFORK = 1u << 27,
	TF_CHILD_IN_PIDNS = 1u << 29,
};

/* A call that a thread was in when the lists were made; nobody saw it begin. */
struct thread_call {
	uint64_t seen_ts; /* when it was seen: ns since the epoch; 0 there was none */
	uint16_t type;	  /* its enter event */
	uint16_t id;	  /* of EV_GENERIC_E: the number of the call (ppm_sc) */
	int32_t fd;	  /* that it is about, -1 none */
};

/*
 * What is true of a thread from one event to another. Immutable once an event refers to
 * it; a change makes a new version. All strings are interned, never NULL.
 */
struct thread_version {
	int64_t tid, pid, ptid;	  /* ptid -1 unknown */
	int64_t sid, vpgid, pgid; /* -1 unknown */
	int64_t vtid, vpid;	  /* ids in the innermost pid namespace, -1 unknown */
	uint64_t clone_ts;	  /* ns since the epoch, 0 = from the process list */
	int64_t fdlimit;	  /* -1 unknown; meaningful on the main thread */
	uint64_t pidns_init_start_ts;
	uint64_t cap_inheritable, cap_permitted, cap_effective;
	uint64_t exe_ino, exe_ino_ctime, exe_ino_mtime; /* times in ns */
	const struct str *comm, *exe, *exepath, *root;
	const struct str *cwd;	   /* ends with '/'; "" unknown; meaningful on the main thread */
	const struct str *cwd_as_is; /* the same with all bytes: in cwd, odd ones are dots */
	const struct str *args;	   /* argv[1..], each followed by NUL */
	const struct str *env;	   /* likewise; meaningful on the main thread */
	const struct str *cgroups; /* "subsys=path", each followed by NUL */
	const struct str *container_id; /* 12 hex digits, "" = host */
	uint32_t uid, gid, loginuid;	/* UINT32_MAX unknown */
	int32_t tty;
	uint32_t flags;	  /* TF_*, clone flags */
	uint32_t slot;	  /* the thread slot it belongs to */
	uint32_t life;	  /* what all versions of this thread have in common, an id being reused */
	uint32_t fdtable; /* fd table of its own (not the one it may share), 0 none yet */
	bool exe_writable, exe_upper_layer, exe_lower_layer, exe_from_memfd;
	bool placeholder; /* made up because an event named a thread that nothing introduced */
};

#endif
