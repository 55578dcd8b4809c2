/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/series.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"

#define SECOND 1000000000ull

void series_init(struct series *s)
{
	*s = (struct series){.width_ns = SECOND};
}

void series_release(struct series *s)
{
	free(s->sums);
	*s = (struct series){0};
}

void series_clear(struct series *s)
{
	s->start_ns = s->n = 0;
	s->width_ns = SECOND;
	s->total = 0;
}

/* Two sums become one. */
static void halve(struct series *s)
{
	uint32_t i, n = (s->n + 1) / 2;

	for (i = 0; i < n; i++)
		s->sums[i] = s->sums[2 * i] + (2 * i + 1 < s->n ? s->sums[2 * i + 1] : 0);
	s->n = n;
	s->width_ns *= 2;
}

/* The sum that ts belongs to; what lies before the start belongs to the first. */
static uint32_t place_of(struct series *s, uint64_t ts)
{
	uint64_t i;
	uint32_t cap;

	/* Most of what comes belongs to the last one. */
	if (s->n && ts - (s->start_ns + (s->n - 1) * s->width_ns) < s->width_ns)
		return s->n - 1;
	if (!s->start_ns)
		s->start_ns = ts ? ts : 1;
	/* Widths that do not overflow hold any time: a width of 2^63 ns has room for all of it. */
	while ((i = ts > s->start_ns ? (ts - s->start_ns) / s->width_ns : 0) >= SERIES_MAX)
		halve(s);
	if (i >= s->cap) {
		cap = s->cap ? s->cap : 64;
		while (cap <= i)
			cap *= 2;
		s->sums = xrealloc(s->sums, cap * sizeof(*s->sums));
		s->cap = cap;
	}
	while (s->n <= i)
		s->sums[s->n++] = 0;
	return (uint32_t)i;
}

void series_reach(struct series *s, uint64_t ts)
{
	place_of(s, ts);
}

void series_add(struct series *s, uint64_t ts, double v)
{
	uint32_t i = place_of(s, ts);

	s->sums[i] += v;
	s->total += v;
}

double series_rate(const struct series *s, uint32_t i)
{
	return s->sums[i] * (double)SECOND / (double)s->width_ns;
}

double series_peak(const struct series *s)
{
	double peak = 0;
	uint32_t i;

	for (i = 0; i < s->n; i++) {
		if (s->sums[i] > peak)
			peak = s->sums[i];
	}
	return peak * (double)SECOND / (double)s->width_ns;
}

double series_mean(const struct series *s)
{
	return s->n ? s->total * (double)SECOND / (double)s->width_ns / s->n : 0;
}

/* The greatest of the sums that character i of `width` stands for: peaks must not vanish. */
static double column(const struct series *s, unsigned i, unsigned width)
{
	uint32_t from = (uint32_t)((uint64_t)i * s->n / width);
	uint32_t to = (uint32_t)((uint64_t)(i + 1) * s->n / width);
	double top = 0;

	for (; from < to; from++) {
		if (s->sums[from] > top)
			top = s->sums[from];
	}
	return top;
}

void series_append(struct buf *out, const struct series *s, unsigned width, bool ascii)
{
	static const char *const blocks[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	static const char *const letters[] = {" ", ".", ".", "-", "-", "=", "=", "#", "#"};
	double peak = 0, v;
	unsigned i, level;

	if (width > s->n)
		width = s->n;
	for (i = 0; i < s->n; i++) {
		if (s->sums[i] > peak)
			peak = s->sums[i];
	}
	for (i = 0; i < width; i++) {
		v = column(s, i, width);
		/* Whatever is not nothing is seen. */
		level = v > 0 ? 1 + (unsigned)(v / peak * 7.001) : 0;
		buf_puts(out, (ascii ? letters : blocks)[level > 8 ? 8 : level]);
	}
}
