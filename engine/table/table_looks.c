/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/table/table_internal.h"
#include "engine/table/tally.h"

/*
 * Fields that look back one step, in tables that count a block of events apart: all that the block
 * does not tell of them is what they say on the first event of each thread, since the one before
 * lies in another block. So in the block that value is left out, and it is asked for when the block
 * is added up, by the field of the table that adds up. That one looks at the last event of each
 * thread, too, so that it knows what to look back at in the blocks to come.
 */
struct looks {
	struct tally *y;
	uint64_t num;  /* the event at hand */
	uint8_t *left; /* columns left out of it */
	unsigned nleft;
	uint32_t *last; /* by the thread's slot: index in y->last + 1, 0 none yet */
	uint32_t nlast;
};

static struct looks *looks_new(const struct table *t)
{
	struct looks *l = xcalloc(1, sizeof(*l));

	l->left = xcalloc(t->def->n, sizeof(*l->left));
	return l;
}

void table_free_looks(struct looks *l)
{
	if (!l)
		return;
	free(l->left);
	free(l->last);
	free(l);
}

void table_start_looks(struct table *t, struct tally *y)
{
	struct looks *l = t->looks ? t->looks : (t->looks = looks_new(t));
	unsigned i;

	if (l->nlast)
		memset(l->last, 0, l->nlast * sizeof(*l->last));
	l->y = y;
	for (i = 0; i < t->def->n; i++) {
		if (!t->cols[i].looks_back)
			continue;
		free(t->cols[i].ref.memo);
		t->cols[i].ref.memo = NULL;
	}
}

static void see_thread(struct looks *l, uint32_t slot, uint64_t num)
{
	const struct tally_look look = {.num = num, .slot = slot};
	uint32_t n = l->nlast ? l->nlast : 256;

	if (slot >= l->nlast) {
		while (n <= slot)
			n *= 2;
		l->last = xrealloc(l->last, n * sizeof(*l->last));
		memset(l->last + l->nlast, 0, (n - l->nlast) * sizeof(*l->last));
		l->nlast = n;
	}
	if (l->last[slot]) {
		l->y->last.v[l->last[slot] - 1].num = num;
		return;
	}
	tally_add_look(&l->y->last, &look);
	l->last[slot] = l->y->last.n;
}

void table_looked(struct table *t, const struct event_ctx *ctx, const struct col *c,
		  struct cell *out)
{
	struct looks *l = t->looks;

	if (l->num != ctx->num)
		l->nleft = 0;
	l->num = ctx->num;
	if (!ctx->thread)
		return;
	see_thread(l, ctx->thread->slot, ctx->num);
	if (!ctx->first_look)
		return;
	*out = (struct cell){0};
	l->left[l->nleft++] = (uint8_t)(c - t->cols);
}

void table_keep_looks(struct table *t, uint64_t num)
{
	struct looks *l = t->looks;
	unsigned i;

	for (i = 0; num == l->num && i < l->nleft; i++)
		tally_add_look(&l->y->first, &(struct tally_look){.num = num, .col = l->left[i]});
}

/* ------------------------------------------------------------------------- adding up --- */

static void count_first(struct table *t, struct event_ctx *ctx, unsigned col)
{
	const struct col *c = &t->cols[col];
	uint32_t row;

	if (!table_read_cell(t, ctx, &t->cols[0], &t->scratch[0]) ||
	    !table_read_cell(t, ctx, c, &t->scratch[col]))
		return;
	row = group_find(&t->rows, t->scratch[0].u);
	if (row != GROUP_NONE)
		cell_fold(&group_row(&t->rows, row)[col], &t->scratch[col], &t->types[col],
			  (enum agg)c->agg);
}

static void look_at_last(struct table *t, struct event_ctx *ctx)
{
	unsigned i;

	for (i = 0; i < t->def->n; i++) {
		if (t->cols[i].looks_back)
			table_read_cell(t, ctx, &t->cols[i], &t->scratch[i]);
	}
}

void table_settle_looks(struct table *t, const struct tally *y)
{
	uint32_t i;

	for (i = 0; i < y->first.n; i++) {
		if (cursor_seek(&t->cursor, y->first.v[i].num))
			count_first(t, filter_ctx(t->run, &t->cursor), y->first.v[i].col);
	}
	for (i = 0; i < y->last.n; i++) {
		if (cursor_seek(&t->cursor, y->last.v[i].num))
			look_at_last(t, filter_ctx(t->run, &t->cursor));
	}
}
