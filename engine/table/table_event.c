/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/table/quantiles.h"
#include "engine/table/table_internal.h"
#include "event_codes.h"

/*
 * What an event adds to a table. It is looked at as little as can be: its entry in the log may
 * tell its row (row_memo.h), its type what it can add (table_plan.c), and the row's versions that
 * nothing it knows has changed.
 */

/* -------------------------------------------------------------------------- cells --- */

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

static void add_quantile(const struct col *c, struct cell *dst, const struct cell *v)
{
	if (!v->count)
		return;
	quantiles_add(dst->q, c->type.kind == CELL_INT && v->i < 0 ? 0 : v->u);
	dst->count = 1;
}

/* ------------------------------------------------------------------------------ a row --- */

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
		row_memo_set(&t->memo, slot, row);
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

/* --------------------------------------------------------------------------- an event --- */

/* Versions are numbered anew in each era of a log that forgets. */
static void forget_era(struct table *t, const struct cursor *cur)
{
	uint32_t i;

	if (t->era == cur->era)
		return;
	t->era = cur->era;
	row_memo_forget(&t->memo);
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
	if (t->memo.kind == MEMO_SPAN && ctx->same_until != UINT64_MAX)
		*slot = NULL;
	*row = group_find(&t->rows, t->scratch[0].u);
	if (*slot && *row != GROUP_NONE)
		row_memo_set(&t->memo, *slot, *row);
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
	if (slot && t->memo.kind != MEMO_SPAN)
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
	slot = row_memo_slot(&t->memo, rec);
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

void table_take_event(struct table *t, struct cursor *cur)
{
	if (t->def->keyed) {
		take_keyed(t, cur);
	} else {
		forget_era(t, cur);
		new_row(t, filter_ctx(t->run, cur), cur->rec, NULL);
	}
}
