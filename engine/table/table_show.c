/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/base/mem.h"
#include "engine/table/quantiles.h"
#include "engine/table/sort.h"
#include "engine/table/table_internal.h"
#include "engine/table/tree.h"

/* ---------------------------------------------------------------- what is shown --- */

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

void table_derive(struct table *t)
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

/* ------------------------------------------------------------------------ asking --- */

void table_sort(struct table *t, unsigned col, bool down)
{
	t->sort = col;
	t->down = down;
	t->sorted = true;
	t->dirty = true;
}

void table_unsort(struct table *t)
{
	t->sorted = t->def->keyed && !t->overview;
	t->dirty = true;
}

bool table_is_sorted(const struct table *t)
{
	return t->sorted;
}

bool table_refresh(struct table *t)
{
	const struct group *g = table_shown(t);
	uint32_t i;

	if (!t->dirty)
		return false;
	t->dirty = false;
	if (t->calls && !t->intervals)
		table_take_calls(t);
	if (t->overview)
		table_take_overview(t);
	if (t->derived && !t->intervals)
		table_derive(t);
	if (t->norder < g->nrows || !t->order) {
		t->norder = g->cap;
		t->order = xrealloc(t->order, g->cap * sizeof(*t->order));
		t->place = xrealloc(t->place, g->cap * sizeof(*t->place));
		t->parent = xrealloc(t->parent, g->cap * sizeof(*t->parent));
		t->branches = xrealloc(t->branches, g->cap * sizeof(*t->branches));
	}
	for (i = 0; i < g->nrows; i++)
		t->order[i] = i;
	if (t->sorted)
		sort_rows(g, t->sort, &t->types[t->sort], t->down, t->order);
	if (t->tree)
		table_grow(t);
	for (i = 0; i < g->nrows; i++)
		t->place[t->order[i]] = i;
	t->count = g->nrows;
	return true;
}

uint32_t table_count(const struct table *t)
{
	return t->count;
}

const struct overview_line *table_line(const struct table *t, uint32_t i)
{
	return t->overview ? &t->def->lines[t->order[i]] : NULL;
}

const struct cell *table_row(const struct table *t, uint32_t i)
{
	return group_row(table_shown(t), t->order[i]);
}

uint64_t table_key(const struct table *t, uint32_t i)
{
	return t->def->keyed ? table_row(t, i)[table_shown(t)->key_col].u : t->order[i];
}

const struct cell *table_key_cell(const struct table *t, uint32_t i)
{
	return t->def->keyed ? &table_row(t, i)[table_shown(t)->key_col] : NULL;
}

int64_t table_find(const struct table *t, uint64_t key)
{
	const struct group *g = table_shown(t);
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

	if (t->intervals)
		return (double)t->span_ns / 1e9;
	cursor_init(&c, t->log);
	if (t->opts.first > 1 && cursor_seek(&c, t->opts.first))
		first = c.rec->ts;
	if (t->opts.limit && cursor_seek(&c, t->opts.limit))
		last = c.rec->ts;
	cursor_release(&c);
	return last > first ? (double)(last - first) / 1e9 : 0;
}

static void append_cell(const struct table *t, uint32_t i, unsigned col, struct cell_style style,
			struct buf *out)
{
	if (t->def->cols[col].optional && !table_row(t, i)[col].count)
		return;
	if (table_col_is_rate(&t->def->cols[col]))
		style.seconds = table_seconds(t);
	style.exact = t->def->cols[col].agg == AGG_RATE;
	cell_append(out, &t->types[col], &table_row(t, i)[col], &style);
}

void table_append(const struct table *t, uint32_t i, unsigned col, unsigned size, bool ascii,
		  struct buf *out)
{
	append_cell(t, i, col, (struct cell_style){.size = size, .ascii = ascii}, out);
}

void table_append_reference(const struct table *t, uint32_t i, unsigned col, unsigned size,
			    struct buf *out)
{
	append_cell(t, i, col,
		    (struct cell_style){.size = size, .ascii = true, .reference = true}, out);
}

void table_append_plain(const struct table *t, uint32_t i, unsigned col, struct buf *out)
{
	append_cell(t, i, col, (struct cell_style){.plain = true}, out);
}
