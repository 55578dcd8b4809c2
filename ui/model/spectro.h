/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_SPECTRO_H
#define SONDE_UI_MODEL_SPECTRO_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/field/field.h"
#include "engine/filter/filter.h"
#include "engine/store/log.h"

/*
 * How long things took, and when: counts by time (rows) and by the logarithm of a duration
 * (columns), for any size of the screen. A fixed number of slices of time covers the events
 * however many there are: when they run out, two become one.
 */
struct spectro;

/*
 * field: of the duration, "evt.latency" or "evt.latency.quantized", which means the same.
 * filter (NULL: every event), query are borrowed. first, limit: events by number, 0 no bound.
 * returns NULL with *e filled when there is no such field
 */
struct spectro *spectro_new(struct log *log, const struct filter *filter,
			    const struct query_opts *query, const char *field, uint64_t first,
			    uint64_t limit, struct err *e);
void spectro_free(struct spectro *s); /* NULL is fine */

/* Read events for about budget_ns; true when nothing more can be read now. */
bool spectro_update(struct spectro *s, uint64_t budget_ns);
bool spectro_complete(const struct spectro *s);
void spectro_extend(struct spectro *s, uint64_t limit);
uint64_t spectro_position(const struct spectro *s); /* the last event looked at */
const char *spectro_field(const struct spectro *s); /* "evt.latency" */

/* A grid of rows and columns over all that there is. */
struct spectro_grid {
	unsigned rows, cols;
};

/* A cell, or a rectangle of them: what it is about (ends excluded), and how many. */
struct spectro_area {
	uint64_t from_ts, to_ts; /* ns since the epoch */
	uint64_t from_ns, to_ns; /* duration */
	uint64_t count;
};
void spectro_area(const struct spectro *s, const struct spectro_grid *g, unsigned row0,
		  unsigned col0, unsigned row1, unsigned col1, struct spectro_area *out);

/* The column at which a duration begins. */
unsigned spectro_column(const struct spectro_grid *g, double ns);

#endif
