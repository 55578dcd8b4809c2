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
 *
 * A selection may be divided into several files. Each is complete in itself: it begins with
 * what was true at that moment, and calls under way then are known in it.
 */
struct saver;

struct saver_opts {
	bool all;     /* every event will be selected: spares what only the others need */
	bool rotates; /* saver_next_file() will be called */
	/*
	 * Only threads for which this is true go into the lists, with their fds; and what is
	 * written for the sake of state, figures of procinfo and the first event are of such
	 * threads only. at: a moment, with the state
	 * that the thread version is of; not to be moved. NULL: all.
	 */
	bool (*wanted)(void *arg, const struct cursor *at, uint32_t thread);
	void *arg;
};

/* Borrows writer and log. */
struct saver *saver_new(struct scap_writer *w, struct log *log, const struct saver_opts *o);
void saver_free(struct saver *s); /* NULL is fine */

/*
 * The event under the cursor. To be called for every event of the log, in order. Bytes may be
 * left where they are, in the log, until the last event of their chunk comes by: who moves the
 * cursor otherwise, or releases it, calls scap_writer_settle(), saver_end() or closes the writer
 * before.
 */
int saver_event(struct saver *s, const struct cursor *c, bool selected, struct err *e);

/*
 * The event under the cursor and as many of those behind it as can be dealt with at once, at most
 * `most`, all of them selected; the cursor then stands at the last of them. shown: how many are
 * not hidden.
 */
int saver_run(struct saver *s, struct cursor *c, uint64_t most, uint64_t *shown, struct err *e);

/*
 * From the event under the cursor on everything goes to `w`, a file of its own. The writer
 * before is the caller's to close. To be called before saver_event() for this event, and not
 * for the first one.
 */
int saver_next_file(struct saver *s, struct scap_writer *w, const struct cursor *c,
		    struct err *e);

/* After the last event: a capture without events still gets its metadata. */
int saver_end(struct saver *s, struct err *e);

#endif
