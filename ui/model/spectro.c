/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/spectro.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/model/explorer.h"

enum {
	SLICES = 512,
	DECADES = 11,		 /* 1 ns to 100 s; what takes longer counts as that */
	STEPS = DECADES * 40,	 /* of duration */
	FIRST_SLICE_NS = 1000,
	LOOKS_PER_CLOCK = 256,
};

struct spectro {
	struct log *log;
	struct filter_run *run;
	struct cursor cursor;
	struct field_ref ref;
	char *field;
	uint64_t limit;
	bool ended;
	uint64_t from_ts, slice_ns;
	unsigned used; /* slices up to the last event */
	uint32_t *counts; /* SLICES * STEPS */
};

struct spectro *spectro_new(struct log *log, const struct filter *filter,
			    const struct query_opts *query, const char *field, uint64_t first,
			    uint64_t limit, struct err *e)
{
	static const char suffix[] = ".quantized";
	struct spectro *s = xcalloc(1, sizeof(*s));
	size_t n = strlen(field), cut = sizeof(suffix) - 1;

	if (n > cut && !strcmp(field + n - cut, suffix))
		n -= cut;
	s->field = xstrndup(field, n);
	if (field_parse(s->field, true, &s->ref, e) <= 0) {
		free(s->field);
		free(s);
		return NULL;
	}
	s->log = log;
	s->limit = limit;
	s->run = filter_run_new(filter, log, query);
	s->slice_ns = FIRST_SLICE_NS;
	s->counts = xcalloc(SLICES * STEPS, sizeof(*s->counts));
	cursor_init(&s->cursor, log);
	if (first > 1)
		cursor_seek(&s->cursor, first - 1);
	return s;
}

void spectro_free(struct spectro *s)
{
	if (!s)
		return;
	cursor_release(&s->cursor);
	filter_run_free(s->run);
	field_ref_release(&s->ref);
	free(s->field);
	free(s->counts);
	free(s);
}

/* Two slices become one. */
static void widen(struct spectro *s)
{
	unsigned i, k;

	for (i = 0; i < SLICES / 2; i++) {
		const uint32_t *a = s->counts + (size_t)2 * i * STEPS, *b = a + STEPS;
		uint32_t *to = s->counts + (size_t)i * STEPS;

		for (k = 0; k < STEPS; k++)
			to[k] = a[k] + b[k];
	}
	memset(s->counts + (size_t)i * STEPS, 0, (size_t)(SLICES - i) * STEPS * sizeof(*s->counts));
	s->slice_ns *= 2;
	s->used = (s->used + 1) / 2;
}

static unsigned step_of(double ns)
{
	double step = log10(ns) * STEPS / DECADES;

	return step <= 0 ? 0 : step >= STEPS ? STEPS - 1 : (unsigned)step;
}

/* Time goes on, whether there is something to count or not. */
static unsigned slice_at(struct spectro *s, uint64_t ts)
{
	uint64_t d;

	if (!s->from_ts)
		s->from_ts = ts;
	d = ts > s->from_ts ? ts - s->from_ts : 0;
	while (d / s->slice_ns >= SLICES)
		widen(s);
	d /= s->slice_ns;
	if (d + 1 > s->used)
		s->used = (unsigned)d + 1;
	return (unsigned)d;
}

static void take(struct spectro *s)
{
	unsigned slice = slice_at(s, s->cursor.rec->ts);
	struct value v;

	/* Nothing took no time: an enter event, or no value. */
	if (field_get(filter_ctx(s->run, &s->cursor), &s->ref, &v) && v.u && v.u <= INT64_MAX)
		s->counts[(size_t)slice * STEPS + step_of((double)v.u)]++;
}

bool spectro_update(struct spectro *s, uint64_t budget_ns)
{
	uint64_t until = budget_ns ? explorer_now() + budget_ns : 0;
	bool ended = log_ended(s->log);
	unsigned looks = 0;
	int r;

	while ((!s->limit || s->cursor.num < s->limit) &&
	       (r = filter_step(s->run, &s->cursor)) != 0) {
		if (s->limit && s->cursor.num > s->limit)
			break;
		if (r > 0)
			take(s);
		if (until && (r < 0 || !(++looks % LOOKS_PER_CLOCK)) && explorer_now() >= until)
			return false;
	}
	s->ended = ended || (s->limit && s->cursor.num >= s->limit);
	cursor_park(&s->cursor);
	return true;
}

bool spectro_complete(const struct spectro *s)
{
	return s->ended;
}

void spectro_extend(struct spectro *s, uint64_t limit)
{
	s->limit = limit;
	s->ended = false;
}

uint64_t spectro_position(const struct spectro *s)
{
	return s->cursor.num;
}

const char *spectro_field(const struct spectro *s)
{
	return s->field;
}

/* -------------------------------------------------------------------------- grids --- */

/* Where part i of n of `all` things begins. */
static unsigned part(unsigned i, unsigned n, unsigned all)
{
	return n ? (unsigned)((uint64_t)i * all / n) : 0;
}

static uint64_t step_ns(unsigned step)
{
	return (uint64_t)ceil(pow(10, (double)step * DECADES / STEPS));
}

void spectro_area(const struct spectro *s, const struct spectro_grid *g, unsigned row0,
		  unsigned col0, unsigned row1, unsigned col1, struct spectro_area *out)
{
	unsigned t0 = part(row0, g->rows, s->used), t1 = part(row1 + 1, g->rows, s->used);
	unsigned d0 = part(col0, g->cols, STEPS), d1 = part(col1 + 1, g->cols, STEPS);
	unsigned t, d;

	*out = (struct spectro_area){
		.from_ts = s->from_ts + t0 * s->slice_ns,
		.to_ts = s->from_ts + t1 * s->slice_ns,
		.from_ns = d0 ? step_ns(d0) : 0,
		.to_ns = d1 < STEPS ? step_ns(d1) : UINT64_MAX,
	};
	for (t = t0; t < t1; t++) {
		for (d = d0; d < d1; d++)
			out->count += s->counts[(size_t)t * STEPS + d];
	}
}

unsigned spectro_column(const struct spectro_grid *g, double ns)
{
	unsigned col = (unsigned)(log10(ns) * g->cols / DECADES);

	return col < g->cols ? col : g->cols - 1;
}
