/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_AHEAD_H
#define SONDE_UI_WEB_AHEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/web/params.h"

/*
 * While nobody asks for anything, what may be asked next is counted: the views of everything, or of
 * what somebody filtered last. What is kept are tallies (engine/table/tally.h), from which a view,
 * over any range of time, is there at once; views of which there are none are kept as places.
 * Belongs to the thread that answers.
 */
struct web;
struct place;
struct view;

struct ahead_view {
	const struct view *view;
	struct place *p;
	uint64_t spent_ns;
};

struct ahead {
	struct params about; /* the place; its first pair is the view, to be filled in */
	bool known;	     /* somebody looked somewhere */
	bool begun;
	struct ahead_view *open; /* what is being counted */
	unsigned n;
	uint64_t spent_ns;
};

void ahead_release(struct ahead *a);

/* This is where somebody looks. */
void ahead_look(struct ahead *a, const struct params *p);

/* Is there anything to count? */
bool ahead_has_work(const struct web *w);

/* Count for a moment. */
void ahead_step(struct web *w);

#endif
