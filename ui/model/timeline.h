/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_TIMELINE_H
#define SONDE_UI_MODEL_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/filter/filter.h"
#include "engine/store/log.h"

struct explorer;

enum { ERROR_BUCKETS = 2048 };

/*
 * The time strip: how many events and errors there were when, a cursor, and a range that all
 * levels are restricted to. Times are ns since the epoch. Events are numbered in the order of
 * time, so how many there were is a matter of looking up two times; errors are counted.
 */
struct timeline {
	bool open;
	uint64_t from, to; /* the window; to 0: everything there is */
	uint64_t at;	   /* the cursor; 0 the beginning */
	uint64_t at_event; /* the event it stands on, 0 between events */
	uint64_t range_from, range_to; /* 0 not bounded */
	unsigned width;	   /* cells of the strip, as it was drawn last */

	bool replay; /* play as soon as there are events */
	bool playing;
	double speed; /* seconds of the capture in a second */
	uint64_t play_clock, play_at; /* when it was begun, by both clocks */

	/* errors from errors_from on, in buckets of equal width; more of them double it */
	struct filter *failed;
	struct filter_run *run;
	struct cursor cursor;
	bool scanning, scanned;
	uint64_t errors_from, errors_to; /* errors_to 0: to the end of the log */
	uint64_t bucket_ns;
	uint32_t errors[ERROR_BUCKETS];
};

void timeline_init(struct timeline *t);
void timeline_release(struct timeline *t);

/* The window as it is now: whole or zoomed. */
void timeline_window(const struct explorer *x, uint64_t *from, uint64_t *to);

/* One cell of `width`: the time that it begins at; events and errors in it. */
uint64_t timeline_cell_ts(const struct explorer *x, unsigned cell, unsigned width);
struct timeline_cell {
	uint64_t events, errors;
};
void timeline_cells(struct explorer *x, unsigned width, struct timeline_cell *out);
unsigned timeline_cell_of(const struct explorer *x, uint64_t ts, unsigned width);

/* Count errors until the clock says so, and go on playing; true when there is more at once. */
bool timeline_step(struct explorer *x, uint64_t until_ns);

/* The window changed: count its errors anew. */
void timeline_rescan(struct explorer *x);

/* Put the cursor, or restrict everything to a range (0: no bound). */
void timeline_set_cursor(struct explorer *x, uint64_t ts);
void timeline_set_range(struct explorer *x, uint64_t from, uint64_t to);

/* From the cursor on, as fast as speed says. */
void timeline_play(struct explorer *x);
/* Replay from the beginning, with the strip open, as soon as there are events. */
void timeline_replay(struct explorer *x, double speed);
void timeline_stop(struct explorer *x);

/* "+1.5s of 12.09s  2.1K events/s ..."; the range alone: "Time: +1.2s to +3.4s", "" none. */
void timeline_title(struct explorer *x, struct buf *out);
void timeline_range(const struct explorer *x, struct buf *out);

#endif
