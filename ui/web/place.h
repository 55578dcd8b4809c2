/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_PLACE_H
#define SONDE_UI_WEB_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "ui/model/explorer.h"
#include "ui/web/params.h"

/*
 * A place is what a request is about: the way of views and selections, filters, a time range. It
 * is in the request as a whole, so that every browser has its own, and none is kept for anybody:
 * the cache only spares counting again what somebody looked at a moment ago.
 *
 *   v=ID     a level: a view, or dig, echo, flame. The first is the top; without any it is
 *            the view that the program was started with
 *   c=TEXT   what was selected to get to the level of the next v: a condition
 *   f=TEXT   the filter of the level before, as the user wrote it: all of it
 *   g=TEXT   the same without the filter of the view, which counts, too: the user wrote it in
 *            another view
 *   from, to a range: ns since the first event
 *   tree=1   processes as a tree
 *   add=1    live: tables add up what is still known, and do not begin anew every interval
 *
 * Belongs to the thread that answers.
 */
struct place {
	struct place *next;
	char *key;
	struct explorer x;
	uint64_t used; /* explorer_now() */
};

struct places {
	struct log *log;
	const struct view_set *views;
	struct explorer_opts opts; /* tallies: of all places, made with the first */
	const char *filter; /* of the command line, "" none */
	const char *first;  /* the view of a place that names none */
	bool live;
	unsigned delay_ms;
	struct place *all;
	unsigned n;
};

void places_release(struct places *s);

/*
 * The place of a request, which will be shown; *wait is set when what it speaks of has not been
 * read yet.
 * returns NULL with *e filled, or with *wait set
 */
struct place *place_get(struct places *s, const struct params *p, bool *wait, struct err *e);

/* The same, kept by nobody: to be freed. */
struct place *place_open(struct places *s, const struct params *p, bool *wait, struct err *e);
void place_free(struct place *p); /* NULL is fine */

/* Is the place of a request among those that are kept? */
bool places_have(const struct places *s, const struct params *p);

/* Keep a place that was opened for a request; it is the callee's from then on. */
void places_keep(struct places *s, struct place *n, const struct params *p);

/* Is the view among those that one may go to from there? */
bool place_has_view(const struct place *p, const struct view *v);

/* Work until the clock says so. Returns true when what is shown is what there is to show. */
bool place_step(struct place *p, uint64_t until_ns);

/* Forget places that were not asked for recently; keep at most a few. Not during a request. */
void places_tidy(struct places *s);

/* The span of events that a request's range means, and its ends in ns since the epoch (0 none). */
void place_range(const struct places *s, const struct params *p, uint64_t *from, uint64_t *to);

/* ns since the first event, as the page has times; and the other way round. */
uint64_t place_relative(const struct places *s, uint64_t ts);

#endif
