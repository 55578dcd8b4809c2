/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_STORE_SAVE_PAST_H
#define SONDE_STORE_SAVE_PAST_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/event/event.h"
#include "engine/store/log.h"

/*
 * Events that have gone by and may still be needed in a file being saved: the enter events of
 * calls under way, what last said how much memory a process uses (that only where not all events
 * are selected: what is true when a file begins is in its lists), what is known of containers.
 * While such an event is in the log, it is read there. Only when the log is about to drop the
 * chunk that it is in, a copy is made, for each thread the latest of a kind: that costs a few
 * instructions an event, where copying each at once would cost more than the event itself.
 */
struct past;

enum past_kind {
	PAST_ENTER,
	PAST_MEMORY,
	PAST_FAULTS,
	PAST_KINDS,
};

/* all: every event gets written when it comes by. */
struct past *past_new(bool all);
void past_free(struct past *p); /* NULL is fine */

/* A new file begins with event `first`: nothing is in it yet. */
void past_new_file(struct past *p, uint64_t first);

/* Event num is in the file now. Not to be called when all are. */
void past_written(struct past *p, uint64_t num);

/* To be called when all was done with the last event of a chunk (cursor_last_of_chunk). */
void past_keep(struct past *p, const struct cursor *c);

/*
 * Event num, the one under the cursor or one before, which is the latest of its kind of thread
 * `tid`: its block, if it is neither lost nor in the file; the caller then writes it. Valid until
 * past_keep().
 */
struct event_block past_take(struct past *p, const struct cursor *c, int64_t tid,
			     enum past_kind kind, uint64_t num);

/* Container events describe containers, whatever the file; the latest of each is kept. */
void past_container(struct past *p, struct event_block b);
struct event_block past_container_at(const struct past *p, unsigned i); /* NULL: no more */

#endif
