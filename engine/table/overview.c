/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/overview.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/table/series.h"

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
	struct filter_run *run;
	struct series series;
	struct cell_type type; /* of the field */
};

struct overview {
	const struct table_def *def;
	struct line *lines;
	bool begun;
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

struct overview *overview_new(struct log *log, const struct table_def *def,
			      const struct query_opts *query)
{
	struct overview *o = xcalloc(1, sizeof(*o));
	unsigned i;

	o->def = def;
	o->lines = xcalloc(def->nlines, sizeof(*o->lines));
	for (i = 0; i < def->nlines; i++) {
		struct line *l = &o->lines[i];

		l->run = filter_run_new(def->lines[i].filter, log, query);
		l->type = cell_type_of(def->lines[i].ref.type, def->lines[i].ref.fmt);
		series_init(&l->series);
	}
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
	free(o->lines);
	free(o);
}

static void take(struct line *l, const struct field_ref *ref, struct cursor *cur)
{
	struct cell c = {.count = 1};
	struct value v;

	if (!ref->field) {
		series_add(&l->series, cur->rec->ts, 1);
		return;
	}
	if (!field_get(filter_ctx(l->run, cur), ref, &v))
		return;
	if (l->type.kind == CELL_DOUBLE)
		c.d = v.d;
	else
		c.u = v.u;
	series_add(&l->series, cur->rec->ts, cell_number(&l->type, &c));
}

void overview_take(struct overview *o, struct cursor *cur)
{
	unsigned i;

	/* All courses begin at the same time. */
	for (i = 0; i < o->def->nlines && !o->begun; i++)
		series_reach(&o->lines[i].series, cur->rec->ts);
	o->begun = true;
	for (i = 0; i < o->def->nlines; i++) {
		if (filter_match(o->lines[i].run, cur))
			take(&o->lines[i], &o->def->lines[i].ref, cur);
	}
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
