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
#include "event_codes.h"

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
	const struct field *f = t->cols[0].ref.field;

	t->spans_need_bytes = spans_need_bytes(t);

	t->key_but_connect = f->flags & FF_FD_BUT_CONNECT;
	t->key_dep = t->key_but_connect ? DEP_FD : f->dep;
	t->key_but_generic = f->flags & FF_BY_TYPE;
	if (f->flags & FF_BY_ENTRY)
		t->entry_rows = xcalloc(ENTRY_ROWS, sizeof(*t->entry_rows));
	if (f->dep == DEP_TYPE || t->key_but_generic)
		t->type_rows = xcalloc(event_count, sizeof(*t->type_rows));
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

static void forget_known(struct table *t)
{
	struct memo *m = &t->memo;
	uint32_t i;

	for (i = 0; i < m->nknown; i++)
		m->row[m->known[i]] = 0;
	m->nknown = 0;
	if (t->entry_rows)
		memset(t->entry_rows, 0, ENTRY_ROWS * sizeof(*t->entry_rows));
	if (t->type_rows)
		memset(t->type_rows, 0, event_count * sizeof(*t->type_rows));
}

void table_forget_rows(struct table *t)
{
	free_quantiles(t);
	group_clear(&t->rows);
	forget_known(t);
}

void table_give_rows(struct table *t, struct tally *y)
{
	size_t bytes = (size_t)t->rows.nrows * t->def->n * sizeof(*y->cells);

	y->nrows = t->rows.nrows;
	if (bytes)
		y->cells = memcpy(xmalloc(bytes), t->rows.cells, bytes);
	group_clear(&t->rows);
	forget_known(t);
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
	free(t->entry_rows);
	free(t->type_rows);
	free(t->touched);
	free(t->same_until);
	free(t->memo.row);
	free(t->memo.known);
	free(t->heads);
	free(t->next);
	free(t->order);
	free(t->parent);
	free(t->branches);
	free(t->place);
	free(t);
}

/* ------------------------------------------------------------------ one event --- */

/* Most texts come from where they came from before: comparing costs less than hashing. */
static const struct str *intern_text(struct table *t, const char *p, uint32_t len)
{
	const struct str **s = &t->lately[((uintptr_t)p >> 3 ^ (uintptr_t)p >> 9) % LATELY];

	if (!len)
		return str_empty;
	if (!*s || (*s)->len != len || memcmp((*s)->s, p, len) != 0)
		*s = intern(t->strings, p, len);
	return *s;
}

static void cell_from_value(struct table *t, const struct col *c, const struct value *v,
			    struct cell *out)
{
	out->count = 1;
	out->version = 0;
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

bool table_read_cell(struct table *t, struct event_ctx *ctx, const struct col *c, struct cell *out)
{
	struct value v;

	ctx->same_until = 0;
	if (field_get(ctx, &c->ref, &v)) {
		cell_from_value(t, c, &v, out);
		if (t->looks && c->looks_back)
			table_looked(t, ctx, c, out);
		return true;
	}
	if (c->required)
		return false;
	*out = (struct cell){0};
	if (cell_is_text(&c->type))
		out->s = str_empty;
	return true;
}

/* The place where the row is remembered that a version decides about; NULL: by this event alone. */
static uint32_t *version_slot(struct table *t, const struct log_rec *rec)
{
	/* Keys that depend on the event may still say that they are the thread's (same_until). */
	uint32_t v = t->key_dep == DEP_FD ? rec->fd : rec->thread;
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

static uint32_t *entry_slot(struct table *t, const struct log_rec *rec)
{
	uint32_t h = rec->thread * 0x9E3779B1u ^ rec->fd * 0x85EBCA6Bu ^ rec->fdnum * 0xC2B2AE35u;
	struct entry_row *e = &t->entry_rows[h >> 16 & (ENTRY_ROWS - 1)];

	if (e->thread != rec->thread || e->fd != rec->fd || e->fdnum != rec->fdnum)
		*e = (struct entry_row){
			.thread = rec->thread, .fd = rec->fd, .fdnum = rec->fdnum};
	return &e->row;
}

static uint32_t *type_slot(struct table *t, const struct log_rec *rec)
{
	if (rec->type >= event_count || (t->key_but_generic && rec->type <= EV_GENERIC_X))
		return NULL;
	return &t->type_rows[rec->type];
}

/* The same for the keys of any table. */
static uint32_t *memo_slot(struct table *t, const struct log_rec *rec)
{
	if (t->entry_rows)
		return field_entry_decides(rec) ? entry_slot(t, rec) : NULL;
	if (t->type_rows)
		return type_slot(t, rec);
	if (t->key_dep == DEP_FD &&
	    (!rec->thread || (t->key_but_connect && rec->type == EV_SOCKET_CONNECT_X)))
		return NULL;
	return version_slot(t, rec);
}

static void memo_set(struct table *t, uint32_t *slot, uint32_t row)
{
	struct memo *m = &t->memo;

	*slot = row + 1;
	if (t->entry_rows || t->type_rows)
		return;
	if (m->nknown == m->known_cap) {
		m->known_cap = m->known_cap ? 2 * m->known_cap : 256;
		m->known = xrealloc(m->known, m->known_cap * sizeof(*m->known));
	}
	m->known[m->nknown++] = (uint32_t)(slot - m->row);
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

void table_unseen(struct table *t, uint32_t row)
{
	unsigned i, n = t->kinds[WHEN_SPAN].n;

	if (t->nseen <= row) {
		t->nseen = t->rows.cap;
		t->seen = xrealloc(t->seen, t->nseen * sizeof(*t->seen));
		t->until = xrealloc(t->until, (size_t)t->nseen * n * sizeof(*t->until));
	}
	t->seen[row] = (struct seen){0};
	for (i = 0; i < n; i++)
		t->until[(size_t)row * n + i] = 0;
}

static void new_row(struct table *t, struct event_ctx *ctx, const struct log_rec *rec,
		    uint32_t *slot)
{
	uint32_t row;
	unsigned i;

	for (i = t->def->keyed ? 1 : 0; i < t->def->n; i++) {
		if (t->cols[i].when != WHEN_NEVER &&
		    !table_read_cell(t, ctx, &t->cols[i], &t->scratch[i]))
			return;
	}
	begin_quantiles(t);
	if (!t->def->keyed) {
		group_append(&t->rows, t->scratch);
		return;
	}
	row = group_add(&t->rows, t->scratch);
	table_unseen(t, row);
	t->seen[row].thread = rec->thread;
	t->seen[row].fd = rec->fd;
	table_keep_versions(t, row, rec->fd, rec->thread);
	if (slot)
		memo_set(t, slot, row);
	if (t->looks)
		table_keep_looks(t, ctx->num);
}

/* Read columns; false when the event has to be dropped. */
static bool read_columns(struct table *t, struct event_ctx *ctx, const uint8_t *cols,
			 unsigned ncols, const uint64_t *until, unsigned *n)
{
	unsigned i;

	for (i = 0; i < ncols; i++) {
		uint8_t col = cols[i];

		if (until && ctx->num <= until[i])
			continue;
		if (t->cols[col].same_as != col)
			t->scratch[col] = t->scratch[t->cols[col].same_as];
		else if (!table_read_cell(t, ctx, &t->cols[col], &t->scratch[col]))
			return false;
		t->same_until[col] = ctx->same_until;
		t->touched[(*n)++] = col;
	}
	return true;
}

static bool read_kind(struct table *t, struct event_ctx *ctx, enum when kind, const uint64_t *until,
		      unsigned *n)
{
	return read_columns(t, ctx, t->kinds[kind].v, t->kinds[kind].n, until, n);
}

/* What the type decides. */
static void fold_fixed(struct table *t, uint32_t row, const struct plan *plan)
{
	const struct fixed *f = t->fixed + plan->fixed, *end = f + plan->nfixed;
	struct cell *cells = group_row(&t->rows, row);

	for (; f < end; f++)
		cell_fold(&cells[f->col], &f->v, &t->types[f->col],
			  (enum agg)t->cols[f->col].agg);
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
		     uint32_t row, const struct plan *plan)
{
	struct seen *seen = &t->seen[row];
	unsigned i, n = 0, nspans = t->kinds[WHEN_SPAN].n;
	uint64_t *until = t->until + (size_t)row * nspans;
	bool thread_same = rec->thread && seen->thread == rec->thread;
	bool spans_hold = thread_same && ctx->num <= seen->until;

	/* All values first: an event that is dropped must not leave half of itself behind. */
	if (!read_columns(t, ctx, t->reads + plan->reads, plan->nreads, NULL, &n) ||
	    (!thread_same && !read_kind(t, ctx, WHEN_THREAD, NULL, &n)) ||
	    (!(rec->fd && seen->fd == rec->fd) && !read_kind(t, ctx, WHEN_FD, NULL, &n)) ||
	    (!spans_hold && !read_kind(t, ctx, WHEN_SPAN, thread_same ? until : NULL, &n)))
		return;
	fold_touched(t, row, until, n);
	fold_fixed(t, row, plan);
	if (t->looks)
		table_keep_looks(t, ctx->num);
	seen->thread = rec->thread;
	seen->fd = rec->fd;
	table_keep_versions(t, row, rec->fd, rec->thread);
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
	forget_known(t);
	for (i = 0; i < t->rows.nrows && t->def->keyed; i++)
		t->seen[i].thread = t->seen[i].fd = 0;
	table_forget_versions(t);
}

/* Does the row know everything that the event says through its versions? */
static inline bool row_knows(const struct table *t, const struct cursor *cur, uint32_t row)
{
	const struct seen *seen = &t->seen[row];

	return cur->rec->thread && seen->thread == cur->rec->thread && cur->num <= seen->until &&
	       (!t->kinds[WHEN_FD].n || (cur->rec->fd && seen->fd == cur->rec->fd));
}

/* The row of the event under the cursor, GROUP_NONE when it begins one; false: it has no key. */
static bool find_row(struct table *t, struct event_ctx *ctx, uint32_t **slot, uint32_t *row)
{
	if (!table_read_cell(t, ctx, &t->cols[0], &t->scratch[0]))
		return false;
	if (t->key_dep == DEP_EVENT && !t->entry_rows && !t->type_rows &&
	    ctx->same_until != UINT64_MAX)
		*slot = NULL;
	*row = group_find(&t->rows, t->scratch[0].u);
	if (*slot && *row != GROUP_NONE)
		memo_set(t, *slot, *row);
	return true;
}

/* The event that a row which is there is told about; with its bytes only where a column asks. */
static struct event_ctx *known_row_ctx(struct table *t, struct cursor *cur, const struct plan *plan)
{
	const struct log_rec *rec = cur->rec;

	if (plan->bytes || (plan->result && !rec->result) || t->spans_need_bytes || !rec->thread ||
	    (!rec->fd && t->kinds[WHEN_FD].n))
		return filter_ctx(t->run, cur);
	return filter_ctx_versions(t->run, cur);
}

/* The event that a key is read of: where a slot remembers its row, its entry says it all. */
static struct event_ctx *key_ctx(struct table *t, struct cursor *cur, const uint32_t *slot)
{
	if (slot && (t->entry_rows || t->type_rows || t->key_dep != DEP_EVENT))
		return filter_ctx_versions(t->run, cur);
	return filter_ctx(t->run, cur);
}

/* For a table with keys. */
static void take_keyed(struct table *t, struct cursor *cur)
{
	const struct log_rec *rec = cur->rec;
	const struct plan *plan = &t->plans[rec->type < event_count ? rec->type : event_count];
	bool counted = t->offering && t->accumulate; /* is not counted again */
	uint32_t *slot, row;

	if (plan->drop)
		return;
	forget_era(t, cur);
	slot = memo_slot(t, rec);
	row = slot && *slot ? *slot - 1 : GROUP_NONE;
	if (row != GROUP_NONE && (counted || (!plan->ask && row_knows(t, cur, row)))) {
		if (!counted)
			fold_fixed(t, row, plan);
		return;
	}
	if (row == GROUP_NONE && !find_row(t, key_ctx(t, cur, slot), &slot, &row))
		return;
	if (row == GROUP_NONE)
		new_row(t, filter_ctx(t->run, cur), rec, slot);
	else if (!counted)
		fold_row(t, known_row_ctx(t, cur, plan), rec, row, plan);
}

static void take_event(struct table *t, struct cursor *cur)
{
	if (t->def->keyed) {
		take_keyed(t, cur);
	} else {
		forget_era(t, cur);
		new_row(t, filter_ctx(t->run, cur), cur->rec, NULL);
	}
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
			.s = intern_text(t, name, (uint32_t)strlen(name)), .count = 1};
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
		take_event(t, cur);
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
				take_event(t, &t->cursor);
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
