/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/overview.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/table/series.h"
#include "event_codes.h"

enum { COL_KEY, COL_NAME, COL_LAST, COL_MEAN, COL_PEAK, COL_TOTAL, COL_COURSE, COLS };

static const struct {
	const char *name, *desc;
	int width;
} columns[COLS] = {
	[COL_KEY] = {"NA", "", 0},
	[COL_NAME] = {"FIGURE", "What is shown; Enter opens the view behind it.", 22},
	[COL_LAST] = {"LAST/S", "Of the last second that is complete.", 9},
	[COL_MEAN] = {"MEAN/S", "A second, on average.", 9},
	[COL_PEAK] = {"PEAK/S", "Of the second with the most.", 9},
	[COL_TOTAL] = {"TOTAL", "All together.", 9},
	[COL_COURSE] = {"COURSE", "Its course over time; full height is the peak.", 0},
};

struct line {
	struct filter_run *run; /* NULL: no filter */
	struct series series;
	struct cell_type type; /* of the field */
};

struct overview {
	const struct table_def *def;
	struct line *lines;
	struct filter_run *all; /* looks at events for the lines without a filter */
	bool begun;

	/* Lines that events of code i can count for: those of `on` from first[i], before first[i + 1]. */
	uint32_t *first, *on;
};

void overview_columns(struct table_def *d)
{
	unsigned i;

	d->cols = xcalloc(COLS, sizeof(*d->cols));
	for (i = 0; i < COLS; i++)
		d->cols[i] = (struct table_col){
			.name = xstrdup(columns[i].name),
			.desc = xstrdup(columns[i].desc),
			.field = xstrdup(""),
			.width = columns[i].width,
		};
	d->n = COLS;
	d->first = d->sort = COL_NAME;
	d->keyed = true;
}

struct cell_type overview_type(unsigned col)
{
	struct cell_type t = cell_type_of(PT_CHARBUF, PF_NA);

	if (col > COL_NAME)
		t = cell_type_of(PT_UINT64, PF_DEC);
	if (col == COL_COURSE)
		t.kind = CELL_SERIES;
	return t;
}

static bool can_count(const struct overview_line *l, uint16_t code)
{
	const struct field *f = l->ref.field;

	return !(l->filter && filter_excludes_type(l->filter, code)) && !(f && f->on && !f->on(f, code));
}

/* Most events count for few lines, and their type tells for which. */
static void plan_codes(struct overview *o)
{
	const struct table_def *def = o->def;
	unsigned code, i;
	uint32_t n = 0;

	o->first = xcalloc(event_count + 2, sizeof(*o->first));
	o->on = xcalloc((size_t)(event_count + 1) * def->nlines, sizeof(*o->on));
	for (code = 0; code <= event_count; code++) {
		for (i = 0; i < def->nlines; i++) {
			if (can_count(&def->lines[i], (uint16_t)code))
				o->on[n++] = i;
		}
		o->first[code + 1] = n;
	}
}

struct overview *overview_new(struct log *log, const struct table_def *def,
			      const struct query_opts *query)
{
	struct overview *o = xcalloc(1, sizeof(*o));
	unsigned i;

	o->def = def;
	o->lines = xcalloc(def->nlines, sizeof(*o->lines));
	for (i = 0; i < def->nlines; i++) {
		struct line *l = &o->lines[i];

		if (def->lines[i].filter)
			l->run = filter_run_new(def->lines[i].filter, log, query);
		l->type = cell_type_of(def->lines[i].ref.type, def->lines[i].ref.fmt);
		series_init(&l->series);
	}
	o->all = filter_run_new(NULL, log, query);
	plan_codes(o);
	return o;
}

void overview_free(struct overview *o)
{
	unsigned i;

	if (!o)
		return;
	for (i = 0; i < o->def->nlines; i++) {
		filter_run_free(o->lines[i].run);
		series_release(&o->lines[i].series);
	}
	filter_run_free(o->all);
	free(o->first);
	free(o->on);
	free(o->lines);
	free(o);
}

static void take(struct overview *o, unsigned line, struct cursor *cur)
{
	const struct field_ref *ref = &o->def->lines[line].ref;
	struct line *l = &o->lines[line];
	struct cell c = {.count = 1};
	struct value v;

	if (l->run && !filter_match(l->run, cur))
		return;
	if (!ref->field) {
		series_add(&l->series, cur->rec->ts, 1);
		return;
	}
	if (!field_get(filter_ctx(l->run ? l->run : o->all, cur), ref, &v))
		return;
	if (l->type.kind == CELL_DOUBLE)
		c.d = v.d;
	else
		c.u = v.u;
	series_add(&l->series, cur->rec->ts, cell_number(&l->type, &c));
}

void overview_take(struct overview *o, struct cursor *cur)
{
	unsigned code = cur->rec->type < event_count ? cur->rec->type : event_count;
	uint32_t i;

	/* All courses begin at the same time. */
	for (i = 0; i < o->def->nlines && !o->begun; i++)
		series_reach(&o->lines[i].series, cur->rec->ts);
	o->begun = true;
	for (i = o->first[code]; i < o->first[code + 1]; i++)
		take(o, o->on[i], cur);
}

static struct cell figure(double v)
{
	return (struct cell){.u = v > 0 ? (uint64_t)(v + 0.5) : 0, .count = 1};
}

void overview_cells(struct overview *o, unsigned line, uint64_t now, struct cell *cells)
{
	struct series *s = &o->lines[line].series;

	if (o->begun)
		series_reach(s, now);
	cells[COL_LAST] = figure(s->n ? series_rate(s, s->n > 1 ? s->n - 2 : 0) : 0);
	cells[COL_MEAN] = figure(series_mean(s));
	cells[COL_PEAK] = figure(series_peak(s));
	cells[COL_TOTAL] = figure(s->total);
	cells[COL_COURSE] = (struct cell){.series = s, .count = 1};
}
