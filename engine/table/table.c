/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/table_internal.h"

#include <stdlib.h>

#include "engine/base/clock.h"
#include "engine/base/mem.h"
#include "engine/table/calls.h"
#include "engine/table/idle.h"
#include "engine/table/overview.h"
#include "engine/table/quantiles.h"
#include "engine/table/tally.h"

void table_def_release(struct table_def *d)
{
	unsigned i;

	for (i = 0; i < d->n; i++) {
		struct table_col *c = &d->cols[i];

		free(c->name);
		free(c->desc);
		free(c->field);
		free(c->filter_field);
		field_ref_release(&c->ref);
	}
	for (i = 0; i < d->nlines; i++) {
		free(d->lines[i].name);
		free(d->lines[i].desc);
		free(d->lines[i].target);
		free(d->lines[i].filter_text);
		filter_free(d->lines[i].filter);
		field_ref_release(&d->lines[i].ref);
	}
	free(d->lines);
	free(d->cols);
	*d = (struct table_def){0};
}

const struct table_col *table_def_key(const struct table_def *d)
{
	return d->keyed ? &d->cols[d->grouped ? 1 : 0] : NULL;
}

bool table_col_is_rate(const struct table_col *c)
{
	return c->agg == AGG_TIME_AVG || c->group_agg == AGG_TIME_AVG || c->agg == AGG_RATE ||
	       c->group_agg == AGG_RATE;
}

/* --------------------------------------------------------------------- set-up --- */

static uint8_t when_to_read(const struct col *c)
{
	/* Sums need every event; the others are the same as long as the value is. */
	if (c->agg == AGG_SUM || c->agg == AGG_AVG || c->agg == AGG_TIME_AVG ||
	    c->agg == AGG_RATE || agg_is_quantile(c->agg))
		return WHEN_ALWAYS;
	if (!c->ref.field || (c->agg == AGG_NONE && !c->required))
		return WHEN_FIRST;
	switch (c->ref.field->dep) {
	case DEP_THREAD:
		return WHEN_THREAD;
	case DEP_FD:
		return WHEN_FD;
	case DEP_EVENT:
		return WHEN_SPAN;
	default:
		return WHEN_ALWAYS;
	}
}

/* The key's own text stands in every event of a row. */
static bool repeats_key(const struct table *t, unsigned i)
{
	const struct col *c = &t->cols[i];

	return t->def->keyed && i && cell_is_text(&c->type) &&
	       (c->agg == AGG_SUM || c->agg == AGG_MIN || c->agg == AGG_MAX) &&
	       !strcmp(c->def->field, t->def->cols[0].field);
}

/*
 * What is read of every event is read once, however many columns are made of it. What the type
 * decides is read for some of them only (table_plan.c).
 */
static uint8_t first_alike(const struct table *t, unsigned col)
{
	const struct col *c = &t->cols[col], *o;
	unsigned i;

	for (i = 1; i < col; i++) {
		o = &t->cols[i];
		if (o->when == WHEN_ALWAYS && c->when == WHEN_ALWAYS && !c->looks_back &&
		    o->required == c->required && c->ref.field &&
		    c->ref.field->dep != DEP_TYPE && !strcmp(o->def->field, c->def->field))
			return (uint8_t)i;
	}
	return (uint8_t)col;
}

/* The first column that has quantiles of the same field; itself in the end. */
static uint8_t quantile_source(const struct table *t, unsigned col)
{
	unsigned i;

	for (i = 0; i < col; i++) {
		if (agg_is_quantile(t->def->cols[i].agg) &&
		    !strcmp(t->def->cols[i].field, t->def->cols[col].field))
			break;
	}
	return (uint8_t)i;
}

static void init_columns(struct table *t)
{
	unsigned i, n = t->def->n;

	t->cols = xcalloc(n, sizeof(*t->cols));
	t->types = xcalloc(n, sizeof(*t->types));
	t->group_aggs = xcalloc(n, 1);
	t->scratch = xcalloc(n, sizeof(*t->scratch));
	t->touched = xcalloc(n, 1);
	t->same_until = xcalloc(n, sizeof(*t->same_until));
	for (i = 0; i <= WHEN_ALWAYS; i++)
		t->kinds[i].v = xcalloc(n, 1);
	for (i = 0; i < n; i++) {
		struct col *c = &t->cols[i];

		c->def = &t->def->cols[i];
		/* It was parsed before; it parses again. */
		if (c->def->ref.field)
			field_parse(c->def->field, true, &c->ref, NULL);
		c->type = cell_type_of(c->ref.type, c->ref.fmt);
		c->required = !c->def->optional && !(t->def->use_defaults && c->type.has_default);
		c->agg = (uint8_t)c->def->agg;
		c->looks_back = c->ref.field && c->ref.field->flags & FF_LOOKS_BACK;
		c->when = repeats_key(t, i) ? WHEN_FIRST : when_to_read(c);
		if (agg_is_quantile(c->agg)) {
			c->source = quantile_source(t, i);
			if (c->source != i)
				c->when = WHEN_NEVER;
			t->quantiles = true;
		}
		c->same_as = first_alike(t, i);
		if (i && c->when != WHEN_NEVER) {
			c->place = (uint8_t)t->kinds[c->when].n;
			t->kinds[c->when].v[t->kinds[c->when].n++] = (uint8_t)i;
		}
		t->types[i] = c->type;
		t->group_aggs[i] = (uint8_t)c->def->group_agg;
	}
}

/* Do the bytes of events tell what may change between two of a row? */
static bool spans_need_bytes(const struct table *t)
{
	const struct col_list *l = &t->kinds[WHEN_SPAN];
	unsigned i;

	for (i = 0; i < l->n && !table_needs_bytes(t, t->cols[l->v[i]].ref.field); i++)
		;
	return i < l->n;
}

static void plan_keys(struct table *t)
{
	t->spans_need_bytes = spans_need_bytes(t);
	row_memo_init(&t->memo, t->cols[0].ref.field);
	table_plan_types(t);
}

struct table *table_new(struct log *log, const struct table_def *def, const struct filter *filter,
			const struct table_opts *o)
{
	struct table *t = xcalloc(1, sizeof(*t));
	unsigned i;

	t->log = log;
	t->def = def;
	t->opts = *o;
	init_columns(t);
	t->strings = intern_new();
	t->run = filter_run_new(filter, log, o->query);
	cursor_init(&t->cursor, log);
	if (def->source == TABLE_CALLS)
		t->calls = calls_new();
	if (def->source == TABLE_OVERVIEW) {
		t->overview = overview_new(log, def, o->query);
		for (i = 0; i < def->n; i++)
			t->types[i] = overview_type(i);
	}
	if (def->keyed && !t->overview)
		plan_keys(t);
	/* A call may have begun before. */
	if (o->first > 1 && !t->calls)
		cursor_seek(&t->cursor, o->first - 1);
	group_init(&t->rows, def->n, 0);
	t->derived = def->grouped || t->quantiles;
	if (t->derived)
		group_init(&t->merged, def->n, def->grouped ? 1 : 0);
	t->sort = def->sort;
	t->sorted = def->keyed && !t->overview;
	t->down = cell_sorts_down(&t->types[t->sort]);
	t->dirty = true;
	return t;
}

static void free_quantiles(struct table *t)
{
	uint32_t row;
	unsigned i;

	for (i = 0; i < t->def->n && t->quantiles; i++) {
		if (!agg_is_quantile(t->cols[i].agg) || t->cols[i].source != i)
			continue;
		for (row = 0; row < t->rows.nrows; row++)
			quantiles_free(group_row(&t->rows, row)[i].q);
	}
}

void table_forget_rows(struct table *t)
{
	free_quantiles(t);
	group_clear(&t->rows);
	row_memo_forget(&t->memo);
}

void table_give_rows(struct table *t, struct tally *y)
{
	size_t bytes = (size_t)t->rows.nrows * t->def->n * sizeof(*y->cells);

	y->nrows = t->rows.nrows;
	if (bytes)
		y->cells = memcpy(xmalloc(bytes), t->rows.cells, bytes);
	group_clear(&t->rows);
	row_memo_forget(&t->memo);
	t->dirty = false;
}

void table_free(struct table *t)
{
	unsigned i;

	if (!t)
		return;
	cursor_release(&t->cursor);
	filter_run_free(t->run);
	free_quantiles(t);
	calls_free(t->calls);
	overview_free(t->overview);
	group_release(&t->rows);
	group_release(&t->merged);
	intern_free(t->strings);
	for (i = 0; i < t->def->n; i++)
		field_ref_release(&t->cols[i].ref);
	free(t->cols);
	free(t->types);
	free(t->group_aggs);
	free(t->scratch);
	free(t->seen);
	free(t->until);
	for (i = 0; i <= WHEN_ALWAYS; i++)
		free(t->kinds[i].v);
	table_free(t->spare);
	table_free_wide(t->wide);
	table_free_looks(t->looks);
	free(t->plans);
	free(t->reads);
	free(t->fixed);
	free(t->touched);
	free(t->same_until);
	row_memo_release(&t->memo);
	free(t->heads);
	free(t->next);
	free(t->order);
	free(t->parent);
	free(t->branches);
	free(t->place);
	free(t);
}

/* ----------------------------------------------------------------- an overview --- */

void table_take_overview(struct table *t)
{
	struct cell *cells = t->scratch;
	unsigned i;

	group_clear(&t->rows);
	for (i = 0; i < t->def->nlines; i++) {
		const char *name = t->def->lines[i].name;

		overview_cells(t->overview, i, t->now, cells);
		cells[0] = cells[1] = (struct cell){
			.s = intern(t->strings, name, (uint32_t)strlen(name)), .count = 1};
		group_add(&t->rows, cells);
	}
}

/* ------------------------------------------------------ what did not do anything --- */

static void take_matching(void *arg, struct cursor *cur)
{
	struct table *t = arg;

	/* What is offered may share number and entry with others: do not take one for another. */
	filter_forget_event(t->run);
	if (filter_match(t->run, cur))
		table_take_event(t, cur);
}

/* ------------------------------------------------------------- calls under way --- */

static void take_call(void *arg, uint64_t num)
{
	struct table *t = arg;
	struct log_rec about;
	struct cursor c;

	cursor_init(&c, t->log);
	/* What the log has forgotten cannot be shown. */
	if (cursor_seek(&c, num)) {
		if (calls_waits_for_one(&c, &about))
			c.rec = &about;
		take_matching(t, &c);
	}
	cursor_release(&c);
}

void table_take_calls(struct table *t)
{
	table_forget_rows(t);
	filter_set_moment(t->run, t->cursor.num, t->now);
	calls_each(t->calls, take_call, t);
	idle_each(t->log, t->cursor.num, IDLE_CALLS, take_matching, t);
	filter_park(t->run, &t->cursor);
}

/* ---------------------------------------------------------------------- update --- */

uint64_t table_last_event(const struct table *t)
{
	uint64_t n = log_count(t->log);

	return t->opts.limit && t->opts.limit < n ? t->opts.limit : n;
}

/* So that what did nothing has a row, and the figures of the others are those of the end. */
static void take_idle(struct table *t)
{
	bool fds = t->def->source == TABLE_FDS;

	if (fds)
		filter_set_moment(t->run, table_last_event(t), 0);
	t->offering = true;
	idle_each(t->log, table_last_event(t), fds ? IDLE_FDS : IDLE_THREADS, take_matching, t);
	t->offering = false;
	if (fds)
		table_ask_closed(t);
	filter_set_moment(t->run, 0, 0);
	filter_park(t->run, &t->cursor);
}

static void finish(struct table *t)
{
	t->ended = true;
	table_free_wide(t->wide);
	t->wide = NULL;
	if (t->calls)
		table_take_calls(t);
	else if (t->opts.idle_threads && !t->overview)
		take_idle(t);
	if (t->intervals) {
		t->span_ns = t->next_span_ns;
		table_derive(t);
		if (!t->accumulate)
			table_forget_rows(t);
	}
	t->dirty = true;
}

/* Nothing is read between two updates, so nothing keeps a log that forgets from forgetting. */
static void rest(struct table *t)
{
	filter_park(t->run, &t->cursor);
	/* The search for the next match may have gone too far, for when the limit is moved. */
	if (t->opts.limit && t->cursor.num > t->opts.limit)
		t->cursor.num = t->opts.limit;
}

bool table_scan(struct table *t, uint64_t last, uint64_t until)
{
	unsigned turns = 0;
	int r;

	while ((!last || t->cursor.num < last) && (r = filter_step(t->run, &t->cursor)) != 0) {
		if (r > 0 && (!last || t->cursor.num <= last)) {
			if (t->overview)
				overview_take(t->overview, &t->cursor);
			else
				table_take_event(t, &t->cursor);
			t->now = t->cursor.rec->ts;
			t->dirty |= !t->intervals;
		}
		if (until && (r < 0 || !(++turns & 255)) && monotonic_ns() >= until)
			return false;
	}
	return true;
}

/* The same where it matters which calls have ended: every event counts. */
static bool scan_calls(struct table *t, uint64_t until)
{
	unsigned turns = 0;

	while ((!t->opts.limit || t->cursor.num < t->opts.limit) && cursor_next(&t->cursor)) {
		calls_take(t->calls, &t->cursor);
		t->now = t->cursor.rec->ts;
		t->dirty |= !t->intervals;
		if (until && !(++turns & 1023) && monotonic_ns() >= until)
			return false;
	}
	return true;
}

bool table_update(struct table *t, uint64_t budget_ns)
{
	uint64_t until = budget_ns ? monotonic_ns() + budget_ns : 0;
	/* Before looking for events: what was published when the input ended is all there is. */
	bool ended = log_ended(t->log), done;

	if (t->ended)
		return true;
	/* Blocks of events stay whole. */
	if (ended && !t->calls && !t->overview && !table_scan_wide(t, until))
		return false;
	t->grew |= !ended;
	done = t->calls ? scan_calls(t, until) : table_scan(t, t->opts.limit, until);
	rest(t);
	if (!done)
		return false;
	if (ended || (t->opts.limit && t->cursor.num >= t->opts.limit))
		finish(t);
	return true;
}

void table_extend(struct table *t, uint64_t limit)
{
	t->opts.limit = limit;
	t->ended = false;
}

bool table_complete(const struct table *t)
{
	return t->ended;
}

uint64_t table_position(const struct table *t)
{
	return t->ended ? table_last_event(t) : t->cursor.num;
}
