/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_SNAPSHOT_H
#define SONDE_CAPTURE_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/state/state.h"

/*
 * What is there when a live capture begins: the machine, its users and interfaces, every
 * process and thread with its open files. Read from /proc, as far as privileges allow; what
 * cannot be read stays unknown and costs nothing else. No file system that could hang is
 * asked for anything.
 *
 * One thread uses a snapshot: the one that writes the state.
 */
struct snapshot;

struct snapshot_opts {
	const char *proc_dir;	  /* where proc is mounted, NULL = /proc */
	bool skip_self;		  /* leave out our own process */
	bool skip_kernel_threads; /* as the reference does */
	bool skip_users;	  /* no users and groups */
	bool calls;		  /* snapshot_take: with the calls that threads wait in */
	uint32_t max_fds;	  /* of one process, 0 = 65536 */
	/* What else the thread has to do in time: called again and again, NULL nothing. */
	void (*meanwhile)(void *arg);
	void *arg;
};

/* Kept for snapshot_thread(): it remembers mounts, cgroups and sockets. */
struct snapshot *snapshot_new(const struct snapshot_opts *o, struct err *e); /* NULL: ERR_IO */
void snapshot_free(struct snapshot *s);					     /* NULL is fine */

/*
 * Put everything into the state, state_import_done() included. What is true from an event
 * other than number 0 on is said by state_import_begin() before. Two threads of one id cannot
 * be: an entry replaces what the state had of that thread.
 * returns 0, or ERR_IO when there is no /proc
 */
int snapshot_take(struct snapshot *s, struct state *st, struct err *e);

/*
 * One thread that the state does not know (its process, too, when that is unknown), from event
 * `num` on; between events. Sockets come from lists that may be a second old; what is in none
 * of them is a socket without ends.
 * returns false when the thread is gone (or is one to be left out)
 */
bool snapshot_thread(struct snapshot *s, struct state *st, int64_t tid, uint64_t num);

/* What the last snapshot_take() met. */
struct snapshot_stats {
	uint64_t processes, threads, fds;
	uint64_t gone;		 /* ended while we looked */
	uint64_t fds_unreadable; /* processes whose open files we may not see */
	uint64_t fds_skipped;	 /* beyond max_fds */
	uint64_t took_ns;
};
const struct snapshot_stats *snapshot_stats(const struct snapshot *s);

#endif
