/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/table.h"

#include <stdlib.h>
#include <time.h>

#include "engine/base/mem.h"
#include "engine/table/quantiles.h"
#include "engine/table/sort.h"
#include "event_codes.h"

/*
 * How often a column has to be read. Most of an event is known from its thread and fd
 * versions; a row remembers the versions it saw last and reads again what they change.
 */
enum when {
	WHEN_FIRST,  /* for a new row only */
	WHEN_THREAD, /* when the row's thread version changes */
	WHEN_FD,     /* when the row's fd version changes, and on events without fd */
	WHEN_SPAN,   /* when the value may have changed: the field said how long it holds */
	WHEN_ALWAYS,
	WHEN_NEVER, /* a quantile that another column's numbers tell, too */
};

struct col {
	const struct table_col *def;
	struct cell_type type;
	uint8_t agg, when;
	uint8_t place; /* among the columns of the same kind */
	uint8_t source; /* quantiles: the column that collects the numbers */
	bool required; /* an event without this value is dropped */
};

/* What a row saw last. */
struct seen {
	uint32_t thread, fd;
	uint64_t until; /* the least of the row's spans */
};

/* Columns of a kind, by index. */
struct col_list {
	uint8_t *v;
	unsigned n;
};

/* Row numbers by version, for keys that depend on the version alone: row + 1, 0 unknown. */
struct memo {
	uint32_t *row;
	uint32_t n;
};

struct table {
	struct log *log;
	const struct table_def *def;
	struct table_opts opts;
	struct filter_run *run;
	struct cursor cursor;
	struct col *cols;
	struct cell *scratch; /* a row under construction */
	struct intern *strings;
	struct group rows;
	struct seen *seen; /* one a row */
	uint64_t *until;   /* the last event up to which a value holds: one a span and row */
	uint32_t nseen;
	struct col_list kinds[WHEN_ALWAYS + 1];
	/* the current event: columns that were read, and how long what they say holds */
	uint8_t *touched;
	uint64_t *same_until;
	uint8_t key_dep; /* enum field_dep of the key */
	struct memo memo;
	uint32_t era; /* whose versions memo and seen are about */
	struct group merged; /* derived: what is shown */
	bool derived;	     /* grouped, or with quantiles: not the rows themselves are shown */
	bool quantiles;
	uint32_t *heads, *next; /* grouped, with quantiles: the rows that make up a merged one */
	uint8_t *group_aggs;
	struct cell_type *types;
	uint32_t *order, *place; /* shown rows in order; a row's place in it */
	uint32_t norder;	 /* room in them */
	uint32_t count;		 /* rows shown: those of the last refresh */
	unsigned sort;
	bool sorted, down, dirty, ended;
};

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
	if (c->agg == AGG_NONE && !c->required)
		return WHEN_FIRST;
	switch (c->def->ref.field->dep) {
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
		c->type = cell_type_of(c->def->ref.type, c->def->ref.fmt);
		c->required = !(t->def->use_defaults && c->type.has_default);
		c->agg = (uint8_t)c->def->agg;
		c->when = when_to_read(c);
		if (agg_is_quantile(c->agg)) {
			c->source = quantile_source(t, i);
			if (c->source != i)
				c->when = WHEN_NEVER;
			t->quantiles = true;
		}
		if (i && c->when != WHEN_NEVER) {
			c->place = (uint8_t)t->kinds[c->when].n;
			t->kinds[c->when].v[t->kinds[c->when].n++] = (uint8_t)i;
		}
		t->types[i] = c->type;
		t->group_aggs[i] = (uint8_t)c->def->group_agg;
	}
}

struct table *table_new(struct log *log, const struct table_def *def, const struct filter *filter,
			const struct table_opts *o)
{
	struct table *t = xcalloc(1, sizeof(*t));

	t->log = log;
	t->def = def;
	t->opts = *o;
	init_columns(t);
	t->strings = intern_new();
	t->run = filter_run_new(filter, log, o->query);
	cursor_init(&t->cursor, log);
	if (o->first > 1)
		cursor_seek(&t->cursor, o->first - 1);
	t->key_dep = def->keyed ? t->cols[0].def->ref.field->dep : DEP_EVENT;
	group_init(&t->rows, def->n, 0);
	t->derived = def->grouped || t->quantiles;
	if (t->derived)
		group_init(&t->merged, def->n, def->grouped ? 1 : 0);
	t->sort = def->sort;
	t->sorted = def->keyed;
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

void table_free(struct table *t)
{
	unsigned i;

	if (!t)
		return;
	cursor_release(&t->cursor);
	filter_run_free(t->run);
	free_quantiles(t);
	group_release(&t->rows);
	group_release(&t->merged);
	intern_free(t->strings);
	free(t->cols);
	free(t->types);
	free(t->group_aggs);
	free(t->scratch);
	free(t->seen);
	free(t->until);
	for (i = 0; i <= WHEN_ALWAYS; i++)
		free(t->kinds[i].v);
	free(t->touched);
	free(t->same_until);
	free(t->memo.row);
	free(t->heads);
	free(t->next);
	free(t->order);
	free(t->place);
	free(t);
}

/* ------------------------------------------------------------------ one event --- */

static const struct str *intern_text(struct table *t, const char *p, uint32_t len)
{
	return len ? intern(t->strings, p, len) : str_empty;
}

static void cell_from_value(struct table *t, const struct col *c, const struct value *v,
			    struct cell *out)
{
	out->count = 1;
	out->spare = 0;
	switch (c->type.kind) {
	case CELL_TEXT:
		out->s = intern_text(t, v->s, v->len);
		break;
	case CELL_ADDR:
		out->s = intern_text(t, (const char *)v->ip, v->len);
		break;
	case CELL_DOUBLE:
		out->d = v->d;
		break;
	default:
		out->u = v->u;
	}
}

/* Read one column; false when the event has to be dropped for want of it. */
static bool read_cell(struct table *t, struct event_ctx *ctx, const struct col *c, struct cell *out)
{
	struct value v;

	ctx->same_until = 0;
	if (field_get(ctx, &c->def->ref, &v)) {
		cell_from_value(t, c, &v, out);
		return true;
	}
	if (c->required)
		return false;
	*out = (struct cell){0};
	if (c->type.kind == CELL_TEXT)
		out->s = str_empty;
	return true;
}

/* The place where a row is remembered by the version that decides about its key. */
static uint32_t *memo_slot(struct table *t, const struct log_rec *rec)
{
	/* Keys that depend on the event may still say that they are the thread's (same_until). */
	uint32_t v = t->key_dep == DEP_FD ? rec->fd : t->key_dep == DEP_TYPE ? 0 : rec->thread;
	struct memo *m = &t->memo;
	uint32_t n;

	if (!v)
		return NULL;
	if (v >= m->n) {
		n = m->n ? m->n : 1024;
		while (n <= v)
			n *= 2;
		m->row = xrealloc(m->row, n * sizeof(*m->row));
		memset(m->row + m->n, 0, (n - m->n) * sizeof(*m->row));
		m->n = n;
	}
	return &m->row[v];
}

static void add_quantile(const struct col *c, struct cell *dst, const struct cell *v)
{
	if (!v->count)
		return;
	quantiles_add(dst->q, c->type.kind == CELL_INT && v->i < 0 ? 0 : v->u);
	dst->count = 1;
}

/* A row under construction: numbers become the beginnings of distributions. */
static void begin_quantiles(struct table *t)
{
	unsigned i;

	for (i = 0; i < t->def->n && t->quantiles; i++) {
		struct cell v = t->scratch[i];

		if (!agg_is_quantile(t->cols[i].agg))
			continue;
		t->scratch[i] = (struct cell){0};
		if (t->cols[i].source != i)
			continue;
		t->scratch[i].q = quantiles_new();
		add_quantile(&t->cols[i], &t->scratch[i], &v);
	}
}

static void new_row(struct table *t, struct event_ctx *ctx, const struct log_rec *rec,
		    uint32_t *slot)
{
	uint32_t row;
	unsigned i;

	for (i = t->def->keyed ? 1 : 0; i < t->def->n; i++) {
		if (t->cols[i].when != WHEN_NEVER &&
		    !read_cell(t, ctx, &t->cols[i], &t->scratch[i]))
			return;
	}
	begin_quantiles(t);
	if (!t->def->keyed) {
		group_append(&t->rows, t->scratch);
		return;
	}
	row = group_add(&t->rows, t->scratch);
	if (t->nseen <= row) {
		t->nseen = t->rows.cap;
		t->seen = xrealloc(t->seen, t->nseen * sizeof(*t->seen));
		t->until = xrealloc(t->until,
				    (size_t)t->nseen * t->kinds[WHEN_SPAN].n * sizeof(*t->until));
	}
	t->seen[row] = (struct seen){.thread = rec->thread, .fd = rec->fd};
	for (i = 0; i < t->kinds[WHEN_SPAN].n; i++)
		t->until[(size_t)row * t->kinds[WHEN_SPAN].n + i] = 0;
	if (slot)
		*slot = row + 1;
}

/* Read the columns of a kind; false when the event has to be dropped. */
static bool read_kind(struct table *t, struct event_ctx *ctx, enum when kind, const uint64_t *until,
		      unsigned *n)
{
	const struct col_list *l = &t->kinds[kind];
	unsigned i;

	for (i = 0; i < l->n; i++) {
		uint8_t col = l->v[i];

		if (until && ctx->num <= until[i])
			continue;
		if (!read_cell(t, ctx, &t->cols[col], &t->scratch[col]))
			return false;
		t->same_until[col] = ctx->same_until;
		t->touched[(*n)++] = col;
	}
	return true;
}

static void fold_touched(struct table *t, uint32_t row, uint64_t *until, unsigned n)
{
	struct cell *cells = group_row(&t->rows, row);
	unsigned i, k;

	for (k = 0; k < n; k++) {
		i = t->touched[k];
		if (agg_is_quantile(t->cols[i].agg)) {
			add_quantile(&t->cols[i], &cells[i], &t->scratch[i]);
			continue;
		}
		cell_fold(&cells[i], &t->scratch[i], &t->types[i], (enum agg)t->cols[i].agg);
		if (t->cols[i].when == WHEN_SPAN)
			until[t->cols[i].place] = t->same_until[i];
	}
}

static void fold_row(struct table *t, struct event_ctx *ctx, const struct log_rec *rec,
		     uint32_t row)
{
	struct seen *seen = &t->seen[row];
	unsigned i, n = 0, nspans = t->kinds[WHEN_SPAN].n;
	uint64_t *until = t->until + (size_t)row * nspans;
	bool thread_same = rec->thread && seen->thread == rec->thread;
	bool spans_hold = thread_same && ctx->num <= seen->until;

	/* All values first: an event that is dropped must not leave half of itself behind. */
	if (!read_kind(t, ctx, WHEN_ALWAYS, NULL, &n) ||
	    (!thread_same && !read_kind(t, ctx, WHEN_THREAD, NULL, &n)) ||
	    (!(rec->fd && seen->fd == rec->fd) && !read_kind(t, ctx, WHEN_FD, NULL, &n)) ||
	    (!spans_hold && !read_kind(t, ctx, WHEN_SPAN, thread_same ? until : NULL, &n)))
		return;
	fold_touched(t, row, until, n);
	seen->thread = rec->thread;
	seen->fd = rec->fd;
	if (spans_hold)
		return;
	seen->until = UINT64_MAX;
	for (i = 0; i < nspans; i++) {
		if (until[i] < seen->until)
			seen->until = until[i];
	}
}

/* Versions are numbered anew in each era of a log that forgets. */
static void forget_era(struct table *t, const struct cursor *cur)
{
	uint32_t i;

	if (t->era == cur->era)
		return;
	t->era = cur->era;
	if (t->memo.n)
		memset(t->memo.row, 0, t->memo.n * sizeof(*t->memo.row));
	for (i = 0; i < t->rows.nrows && t->def->keyed; i++)
		t->seen[i].thread = t->seen[i].fd = 0;
}

static void take_event(struct table *t, struct cursor *cur)
{
	struct event_ctx *ctx = filter_ctx(t->run, cur);
	const struct log_rec *rec = cur->rec;
	uint32_t *slot = NULL, row = GROUP_NONE;

	forget_era(t, cur);
	if (t->def->keyed) {
		slot = memo_slot(t, rec);
		if (slot && *slot) {
			row = *slot - 1;
		} else {
			if (!read_cell(t, ctx, &t->cols[0], &t->scratch[0]))
				return;
			if (t->key_dep == DEP_EVENT && ctx->same_until != UINT64_MAX)
				slot = NULL;
			row = group_find(&t->rows, t->scratch[0].u);
			if (slot && row != GROUP_NONE)
				*slot = row + 1;
		}
	}
	if (row == GROUP_NONE)
		new_row(t, ctx, rec, slot);
	else
		fold_row(t, ctx, rec, row);
}

/* ------------------------------------------------------------- threads at rest --- */

/*
 * At the end every thread that exists is offered once more, through an event that says
 * nothing: so that threads which did nothing have a row, and the figures of the others are
 * those of the end. The event has no type, no fd and no arguments; its time is the
 * nanosecond before the last second began.
 */
struct idle {
	struct table *t;
	struct cursor cursor;
	struct log_rec rec;
	uint8_t block[8 + 2 + 22 + 4]; /* a BLOCK_EV with a bare v1 event header */
};

static bool take_idle(void *arg, uint32_t version)
{
	struct idle *idle = arg;
	const struct thread_version *tv = state_thread(idle->cursor.state, version);
	int64_t tid = tv->tid;

	idle->rec.thread = version;
	memcpy(idle->block + 10 + 8, &tid, sizeof(tid));
	if (filter_match(idle->t->run, &idle->cursor))
		take_event(idle->t, &idle->cursor);
	/*
	 * All these events have one number and one entry. The filter must not take the next
	 * one for this one, so it looks at another in between.
	 */
	filter_ctx(idle->t->run, &idle->t->cursor);
	return true;
}

static void take_idle_threads(struct table *t, uint64_t last)
{
	struct idle idle = {.t = t};
	uint32_t len = 22, type = BLOCK_EV, total = sizeof(idle.block);
	uint16_t code = EV_SCAPEVENT_X;
	uint64_t ts;

	cursor_init(&idle.cursor, t->log);
	/* Stand at the last event, so that it is its state that counts. */
	if (!cursor_seek(&idle.cursor, last))
		return;
	ts = idle.cursor.rec->ts;
	ts -= ts % 1000000000u + 1;
	memcpy(idle.block, &type, 4);
	memcpy(idle.block + 4, &total, 4);
	memcpy(idle.block + 10, &ts, 8);
	memcpy(idle.block + 10 + 16, &len, 4);
	memcpy(idle.block + 10 + 20, &code, 2);
	memcpy(idle.block + sizeof(idle.block) - 4, &total, 4);
	idle.rec = (struct log_rec){.ts = ts, .type = code};
	idle.cursor.rec = &idle.rec;
	idle.cursor.base = idle.block;
	state_each_thread(idle.cursor.state, last, take_idle, &idle);
	cursor_release(&idle.cursor);
}

/* ---------------------------------------------------------------------- update --- */

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static uint64_t last_event(const struct table *t)
{
	uint64_t n = log_count(t->log);

	return t->opts.limit && t->opts.limit < n ? t->opts.limit : n;
}

static void finish(struct table *t)
{
	t->ended = true;
	if (t->opts.idle_threads)
		take_idle_threads(t, last_event(t));
	t->dirty = true;
}

bool table_update(struct table *t, uint64_t budget_ns)
{
	uint64_t until = budget_ns ? now_ns() + budget_ns : 0;
	/* Before looking for events: what was published when the input ended is all there is. */
	bool ended = log_ended(t->log);
	unsigned turns = 0;
	int r;

	if (t->ended)
		return true;
	while ((!t->opts.limit || t->cursor.num < t->opts.limit) &&
	       (r = filter_step(t->run, &t->cursor)) != 0) {
		if (r > 0 && (!t->opts.limit || t->cursor.num <= t->opts.limit)) {
			take_event(t, &t->cursor);
			t->dirty = true;
		}
		if (until && (r < 0 || !(++turns & 255)) && now_ns() >= until)
			return false;
	}
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
	return t->ended ? last_event(t) : t->cursor.num;
}

/* ---------------------------------------------------------------- what is shown --- */

static const struct group *shown(const struct table *t)
{
	return t->derived ? &t->merged : &t->rows;
}

static unsigned percent_of(enum agg agg)
{
	return agg == AGG_P50 ? 50 : agg == AGG_P95 ? 95 : 99;
}

/* The distribution behind a cell of the rows that are shown. */
static const struct quantiles *distribution(struct table *t, uint32_t row, unsigned source,
					    struct quantiles *sum)
{
	uint32_t i;

	if (!t->def->grouped)
		return group_row(&t->rows, row)[source].q;
	quantiles_clear(sum);
	for (i = t->heads[row]; i != GROUP_NONE; i = t->next[i])
		quantiles_merge(sum, group_row(&t->rows, i)[source].q);
	return sum;
}

/* Which rows make up each of the merged ones: lists by row number. */
static void chain_rows(struct table *t)
{
	uint32_t i, to;

	t->heads = xrealloc(t->heads, (t->merged.nrows + 1) * sizeof(*t->heads));
	t->next = xrealloc(t->next, (t->rows.nrows + 1) * sizeof(*t->next));
	for (i = 0; i < t->merged.nrows; i++)
		t->heads[i] = GROUP_NONE;
	for (i = 0; i < t->rows.nrows; i++) {
		to = group_find(&t->merged, group_row(&t->rows, i)[t->merged.key_col].u);
		t->next[i] = t->heads[to];
		t->heads[to] = i;
	}
}

static void settle_quantiles(struct table *t)
{
	struct quantiles *sum = quantiles_new();
	const struct quantiles *q;
	uint32_t row;
	unsigned i;

	if (t->def->grouped)
		chain_rows(t);
	for (row = 0; row < t->merged.nrows; row++) {
		for (i = 0; i < t->def->n; i++) {
			const struct col *c = &t->cols[i];

			if (!agg_is_quantile(c->agg))
				continue;
			q = distribution(t, row, c->source, sum);
			group_row(&t->merged, row)[i] = (struct cell){
				.u = quantiles_at(q, percent_of((enum agg)c->agg)),
				.count = quantiles_count(q) > 0,
			};
		}
	}
	quantiles_free(sum);
}

static void derive(struct table *t)
{
	uint32_t i;

	group_clear(&t->merged);
	if (t->def->grouped) {
		group_merge(&t->merged, &t->rows, t->types, t->group_aggs);
	} else {
		for (i = 0; i < t->rows.nrows; i++)
			group_add(&t->merged, group_row(&t->rows, i));
	}
	if (t->quantiles)
		settle_quantiles(t);
}

void table_sort(struct table *t, unsigned col, bool down)
{
	t->sort = col;
	t->down = down;
	t->sorted = true;
	t->dirty = true;
}

void table_unsort(struct table *t)
{
	t->sorted = t->def->keyed;
	t->dirty = true;
}

bool table_refresh(struct table *t)
{
	const struct group *g = shown(t);
	uint32_t i;

	if (!t->dirty)
		return false;
	t->dirty = false;
	if (t->derived)
		derive(t);
	if (t->norder < g->nrows || !t->order) {
		t->norder = g->cap;
		t->order = xrealloc(t->order, g->cap * sizeof(*t->order));
		t->place = xrealloc(t->place, g->cap * sizeof(*t->place));
	}
	for (i = 0; i < g->nrows; i++)
		t->order[i] = i;
	if (t->sorted)
		sort_rows(g, t->sort, &t->types[t->sort], t->down, t->order);
	for (i = 0; i < g->nrows; i++)
		t->place[t->order[i]] = i;
	t->count = g->nrows;
	return true;
}

uint32_t table_count(const struct table *t)
{
	return t->count;
}

const struct cell *table_row(const struct table *t, uint32_t i)
{
	return group_row(shown(t), t->order[i]);
}

uint64_t table_key(const struct table *t, uint32_t i)
{
	return t->def->keyed ? table_row(t, i)[shown(t)->key_col].u : t->order[i];
}

const struct cell *table_key_cell(const struct table *t, uint32_t i)
{
	return t->def->keyed ? &table_row(t, i)[shown(t)->key_col] : NULL;
}

int64_t table_find(const struct table *t, uint64_t key)
{
	const struct group *g = shown(t);
	uint64_t row = t->def->keyed ? group_find(g, key) : key;

	return row < t->count ? (int64_t)t->place[row] : -1;
}

const struct cell_type *table_type(const struct table *t, unsigned col)
{
	return &t->types[col];
}

double table_seconds(const struct table *t)
{
	uint64_t first = log_first_ts(t->log), last = log_last_ts(t->log);
	struct cursor c;

	cursor_init(&c, t->log);
	if (t->opts.first > 1 && cursor_seek(&c, t->opts.first))
		first = c.rec->ts;
	if (t->opts.limit && cursor_seek(&c, t->opts.limit))
		last = c.rec->ts;
	cursor_release(&c);
	return last > first ? (double)(last - first) / 1e9 : 0;
}

void table_append(const struct table *t, uint32_t i, unsigned col, unsigned size, bool ascii,
		  struct buf *out)
{
	struct cell_style style = {.size = size, .ascii = ascii};

	if (table_col_is_rate(&t->def->cols[col]))
		style.seconds = table_seconds(t);
	style.exact = t->def->cols[col].agg == AGG_RATE;
	cell_append(out, &t->types[col], &table_row(t, i)[col], &style);
}
