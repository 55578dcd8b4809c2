/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_STORE_SAVE_H
#define SONDE_STORE_SAVE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/scap/writer.h"
#include "engine/store/log.h"

/*
 * Saving events of a log as a capture, with the state they need.
 */

/*
 * Write a section's metadata: what was true after event num (0 = before the first) of the
 * machine, its users, threads and fds. Ends of sockets are written as /proc lists them.
 */
int save_state(struct scap_writer *w, struct log *log, const struct state *st, uint64_t num,
	       struct err *e);

/*
 * Saves a selection of events so that they print as they did among all the others. What the
 * selection leaves out is written too where it matters, marked so that readers apply it and do
 * not show it (sysdig -F does the like):
 *
 * - events that change state: opens, closes, clones, execs, connects ...: every fifth event or
 *   so of a usual capture;
 * - before an exit event, the enter event that it belongs to;
 * - before an event, what last said how much memory its process uses (brk, mmap, switch);
 * - the first event: relative times count from it.
 *
 * The two in the middle are written when they turn out to be needed, later than events that
 * came after them; their own times do not change. One thing is lost: the latency shown with a
 * switch event, which is that of the thread's call before it, when that call is left out.
 *
 * Internal events (procinfo, drop) are always kept, as sysdig does; nobody shows them anyway.
 */
struct saver;

struct saver *saver_new(struct scap_writer *w, struct log *log); /* borrows both */
void saver_free(struct saver *s);				 /* NULL is fine */

/* The event under the cursor. To be called for every event of the log, in order. */
int saver_event(struct saver *s, const struct cursor *c, bool selected, struct err *e);

/* After the last event: a capture without events still gets its metadata. */
int saver_end(struct saver *s, struct err *e);

#endif
