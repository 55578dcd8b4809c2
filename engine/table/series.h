/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TABLE_SERIES_H
#define SONDE_TABLE_SERIES_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"

/*
 * A figure over time: sums by second; when there would be more than SERIES_MAX of them, by two
 * seconds, four ...
 */
enum { SERIES_MAX = 8192 };

struct series {
	uint64_t start_ns; /* of the first sum, ns since the epoch; 0 nothing yet */
	uint64_t width_ns; /* that a sum is about */
	uint32_t n, cap;
	double *sums;
	double total;
};

void series_init(struct series *s);
void series_release(struct series *s);
void series_clear(struct series *s);

/* Time goes on to ts, whether or not anything is added: silence counts, too. */
void series_reach(struct series *s, uint64_t ts);
void series_add(struct series *s, uint64_t ts, double v);

/* The i-th sum as figure a second. */
double series_rate(const struct series *s, uint32_t i);
double series_peak(const struct series *s); /* the greatest rate */
double series_mean(const struct series *s);

/*
 * Append a line of at most `width` characters that shows the course, the greatest rate being
 * full height. ascii: of ' ' . - = # instead of block elements (three bytes each)
 */
void series_append(struct buf *out, const struct series *s, unsigned width, bool ascii);

#endif
