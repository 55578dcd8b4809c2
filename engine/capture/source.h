/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_SOURCE_H
#define SONDE_CAPTURE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/event/event.h"
#include "engine/state/state.h"

/*
 * Where events come from. A source feeds the metadata it meets into the state and hands out
 * the events in runs. Used by the capture thread only.
 */
struct source;

struct source_event {
	struct evt e; /* decoded */
	uint64_t off; /* of its block from source_base() */
};

/* Events that follow each other with nothing between; borrowed until the next call. */
struct source_run {
	const struct source_event *ev;
	unsigned n;
	bool leading; /* container events before the first other event: never shown */
};

/*
 * A capture file, "-" standard input. keep: as scap_reader_open; ahead: decode on a thread of
 * its own. NULL and *e on failure.
 */
struct source *source_open_file(const char *path, bool keep, bool ahead, struct err *e);
struct source *source_open_mem(uint8_t *p, uint64_t len, struct err *e);
void source_close(struct source *src); /* NULL is fine */

/*
 * The next events, at least one.
 * in      num: the number the first will have, for what the metadata before it changes
 * returns 1, 0 clean end, < 0 damage with *e (everything before it was delivered)
 */
int source_next(struct source *src, struct state *st, uint64_t num, struct source_run *run,
		struct err *e);

/*
 * Is this a capture of a recent producer, that writes exit events only? Known once the first
 * event was delivered; looks ahead for the first event that tells.
 */
bool source_exit_only(const struct source *src);

const uint8_t *source_base(const struct source *src);
/* Bytes from there on that may be looked at. */
uint64_t source_bytes(const struct source *src);
/*
 * From another thread: end a source_next() that waits for input. A live source still hands out
 * what has come until now.
 */
void source_stop(struct source *src);
void source_release(struct source *src, uint64_t off);
void source_progress(const struct source *src, uint64_t *pos, uint64_t *size);

#endif
