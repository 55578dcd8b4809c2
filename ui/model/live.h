/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_LIVE_H
#define SONDE_UI_MODEL_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/capture/live.h"

struct explorer;
struct level;

/*
 * The explorer on a log that grows and forgets. A table shows what happened between two
 * refreshes (or, accumulating, since the beginning); lists and events show what is kept and
 * follow what comes. Pausing holds the picture, not the capture: what is opened meanwhile
 * shows the time at which it was paused.
 */
struct live {
	bool on;
	bool accumulate;
	uint64_t delay_ns;
	uint64_t next_ns; /* when the tables are renewed; explorer_now() */
	unsigned turn;	  /* counts what makes a level begin anew: levels remember theirs */
	uint64_t held;	  /* paused: the last event of the picture */

	/* figures, once a second */
	uint64_t figures_ns;
	uint64_t events; /* in the log then */
	double rate;	 /* events a second */
	struct live_counts counts;
	uint64_t losing;  /* events lost in the last of these seconds */
	uint64_t span_ns; /* of the history that is kept */
};

/* delay_ms: between two refreshes. The explorer's log is a live one. */
void live_init(struct explorer *x, unsigned delay_ms);

/* The part of explorer_step() that reads the log. */
bool live_step(struct explorer *x, uint64_t budget_ns);

/* How long there is nothing to do, ms. */
int live_wait_ms(const struct explorer *x);

/* What is shown is what there is to be shown now. */
bool live_settled(const struct explorer *x);

/* Another level is on top, or something is to be seen anew. */
void live_arrived(struct explorer *x);

/* After the picture was held or let go of. */
void live_paused(struct explorer *x);

/* After the rows of a table were brought up to date. */
void live_refreshed(struct explorer *x, struct level *l);

/* "Live System (18.4K/s, last 42s)"; brief: without what is in brackets. */
void live_source(const struct explorer *x, bool brief, struct buf *out);

/* "LOST 1234 " once something was lost. */
void live_state(const struct explorer *x, struct buf *out);

#endif
