/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/spectro.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/mem.h"

enum { DECADES = 11 }; /* 1 ns .. 100 s: what the quantized fields span */

#define FIRST_WIDTH 1000u /* ns */

struct spectro {
	struct query_opts query; /* with the number of bins in it */
	struct table_opts opts;
	struct filter_run *run;
	struct cursor cursor;
	struct log *log;
	const struct field_ref *bin, *count; /* count NULL: 1 each */
	unsigned bins;
	bool ended;
	uint64_t start, width;
	uint32_t n;
	uint32_t *counts; /* SPECTRO_SLICES * bins */
};

struct spectro *spectro_new(struct log *log, const struct table_def *def,
			    const struct filter *filter, const struct table_opts *o, unsigned bins)
{
	struct spectro *s = xcalloc(1, sizeof(*s));

	s->log = log;
	s->opts = *o;
	s->query = *o->query;
	s->query.quantize = bins;
	s->bins = bins;
	s->width = FIRST_WIDTH;
	s->bin = &def->cols[def->first].ref;
	s->count = def->first + 1 < def->n ? &def->cols[def->first + 1].ref : NULL;
	s->counts = xcalloc((size_t)SPECTRO_SLICES * bins, sizeof(*s->counts));
	s->run = filter_run_new(filter, log, &s->query);
	cursor_init(&s->cursor, log);
	if (o->first > 1)
		cursor_seek(&s->cursor, o->first - 1);
	return s;
}

void spectro_free(struct spectro *s)
{
	if (!s)
		return;
	cursor_release(&s->cursor);
	filter_run_free(s->run);
	free(s->counts);
	free(s);
}

/* A count that is full stays so. */
static void add(uint32_t *to, uint64_t n)
{
	*to = n < UINT32_MAX - *to ? *to + (uint32_t)n : UINT32_MAX;
}

/* Two slices become one. */
static void halve(struct spectro *s)
{
	uint32_t i, b;

	for (i = 0; i < s->n; i++) {
		uint32_t *from = s->counts + (size_t)i * s->bins;
		uint32_t *to = s->counts + (size_t)(i / 2) * s->bins;

		for (b = 0; b < s->bins; b++) {
			if (i % 2)
				add(&to[b], from[b]);
			else
				to[b] = from[b];
		}
	}
	s->n = (s->n + 1) / 2;
	memset(s->counts + (size_t)s->n * s->bins, 0,
	       (size_t)(SPECTRO_SLICES - s->n) * s->bins * sizeof(*s->counts));
	s->width *= 2;
}

/* The slice that ts is in; events before the start are in the first. */
static uint32_t *slice_at(struct spectro *s, uint64_t ts)
{
	uint64_t i;

	if (!s->start)
		s->start = ts ? ts : 1;
	while ((i = ts > s->start ? (ts - s->start) / s->width : 0) >= SPECTRO_SLICES)
		halve(s);
	if (i >= s->n)
		s->n = (uint32_t)i + 1;
	return s->counts + i * s->bins;
}

static void take(struct spectro *s)
{
	struct event_ctx *ctx = filter_ctx(s->run, &s->cursor);
	uint32_t *slice = slice_at(s, s->cursor.rec->ts);
	struct value bin, count = {.u = 1};

	if (!field_get(ctx, s->bin, &bin) || !bin.u)
		return;
	if (s->count && !field_get(ctx, s->count, &count))
		return;
	add(&slice[(bin.u <= s->bins ? bin.u : s->bins) - 1], count.u);
}

bool spectro_update(struct spectro *s, uint64_t budget_ns)
{
	uint64_t until = budget_ns ? monotonic_ns() + budget_ns : 0, limit = s->opts.limit;
	/* Before looking for events: what was published when the input ended is all there is. */
	bool ended = log_ended(s->log), more = true;
	unsigned turns = 0;
	int r;

	while (more && (!limit || s->cursor.num < limit) &&
	       (r = filter_step(s->run, &s->cursor)) != 0) {
		if (r > 0 && (!limit || s->cursor.num <= limit))
			take(s);
		more = !until || !(r < 0 || !(++turns & 255)) || monotonic_ns() < until;
	}
	if (more)
		s->ended = ended || (limit && s->cursor.num >= limit);
	filter_park(s->run, &s->cursor);
	return more;
}

void spectro_extend(struct spectro *s, uint64_t limit)
{
	s->opts.limit = limit;
	s->ended = false;
}

bool spectro_complete(const struct spectro *s)
{
	return s->ended;
}

uint64_t spectro_position(const struct spectro *s)
{
	return s->cursor.num;
}

unsigned spectro_bins(const struct spectro *s)
{
	return s->bins;
}

double spectro_bin_ns(const struct spectro *s, unsigned i)
{
	return pow(10, (double)DECADES * i / s->bins);
}

uint32_t spectro_slices(const struct spectro *s)
{
	return s->n;
}

uint64_t spectro_start(const struct spectro *s)
{
	return s->start;
}

uint64_t spectro_width(const struct spectro *s)
{
	return s->width;
}

const uint32_t *spectro_slice(const struct spectro *s, uint32_t i)
{
	return s->counts + (size_t)i * s->bins;
}

uint32_t spectro_peak(const struct spectro *s)
{
	uint32_t peak = 0;
	size_t i;

	for (i = 0; i < (size_t)s->n * s->bins; i++) {
		if (s->counts[i] > peak)
			peak = s->counts[i];
	}
	return peak;
}
