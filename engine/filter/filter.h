/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FILTER_FILTER_H
#define SONDE_FILTER_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/field/field.h"

/*
 * Filters: text -> tree -> compiled. A compiled filter is immutable and may be shared by
 * threads; each query runs it through a filter_run of its own, which remembers what was
 * decided about versions.
 */
struct filter;

/*
 * Compile a filter.
 * returns NULL with *e filled: e->off is the column (0-based), the text names what was
 *         expected and the nearest field name when one is misspelt
 */
struct filter *filter_compile(const char *text, struct err *e);
void filter_free(struct filter *f); /* NULL is fine */
const char *filter_text(const struct filter *f);

struct filter_run;

/* opts is borrowed. f may be NULL: everything matches. */
struct filter_run *filter_run_new(const struct filter *f, struct log *log,
				  const struct query_opts *opts);
void filter_run_free(struct filter_run *r);

/*
 * Who asks will look at the bytes of events that match: have them fetched in time.
 * in      codes: of which; by event code, event_count for those we do not know
 */
void filter_fetch(struct filter_run *r, const bool *codes);

/*
 * The next event at or after the cursor's position that matches.
 * wait: wait for events still being read
 * returns 1 with the cursor at it, 0 at the end
 */
int filter_next(struct filter_run *r, struct cursor *c, bool wait);

/*
 * Step to the next event that matches, never waiting and never looking at more than one
 * stretch of the log (a chunk), so that a caller can do something else meanwhile.
 * returns 1 with the cursor at it, 0 at the end, -1 when the stretch had none: call again
 */
int filter_step(struct filter_run *r, struct cursor *c);

/* Does the event under c match? ctx is set to it if evaluation needed it. */
bool filter_match(struct filter_run *r, struct cursor *c);

/*
 * Does a thread match, at the moment at which the cursor stands, with an event of it of which
 * nothing is known but the thread? What asks for the event, or for its fd, does not hold.
 */
bool filter_match_thread(struct filter_run *r, const struct cursor *at, uint32_t version);

/* The context of the event that filter_next/filter_match last looked at, set to it. */
struct event_ctx *filter_ctx(struct filter_run *r, struct cursor *c);
/* The same where event_ctx_set_versions() will do. */
struct event_ctx *filter_ctx_versions(struct filter_run *r, struct cursor *c);

/* Let go of the log: c, and what was looked at for its event. Both go on where they were. */
void filter_park(struct filter_run *r, struct cursor *c);

/* The filter that is run, NULL for every event. */
const struct filter *filter_of(const struct filter_run *r);

/* Does it not matter in which order events are looked at, and whether all are? */
bool filter_any_order(const struct filter_run *r);

/* For events that are made up: the one under the cursor has changed in place, look anew. */
void filter_forget_event(struct filter_run *r);

/* See event_ctx_set_moment(). */
void filter_set_moment(struct filter_run *r, uint64_t num, uint64_t ts);

/* What of the filter is decided where, for -v and for narrowing: "types: open, openat; ..." */
void filter_explain(const struct filter *f, struct buf *out);

/* Calls see for every field in it. */
void filter_each_field(const struct filter *f, void (*see)(void *arg, const struct field_ref *r),
		       void *arg);

/* True if no event of this type can match. */
bool filter_excludes_type(const struct filter *f, uint16_t type);

#endif
