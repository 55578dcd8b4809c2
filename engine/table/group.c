/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/group.h"

#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/base/mem.h"

void group_init(struct group *g, unsigned ncols, unsigned key_col)
{
	*g = (struct group){.ncols = ncols, .key_col = key_col, .nslots = 256};
	g->slots = xcalloc(g->nslots, sizeof(*g->slots));
}

void group_release(struct group *g)
{
	free(g->cells);
	free(g->slots);
	*g = (struct group){0};
}

void group_clear(struct group *g)
{
	memset(g->slots, 0, (size_t)g->nslots * sizeof(*g->slots));
	g->nrows = 0;
}

static uint64_t key_of(const struct group *g, uint32_t row)
{
	return group_row(g, row)[g->key_col].u;
}

uint32_t group_find(const struct group *g, uint64_t key)
{
	uint32_t mask = g->nslots - 1, i = hash_u64(key) & mask;

	while (g->slots[i]) {
		if (key_of(g, g->slots[i] - 1) == key)
			return g->slots[i] - 1;
		i = (i + 1) & mask;
	}
	return GROUP_NONE;
}

static void put_slot(struct group *g, uint32_t row)
{
	uint32_t mask = g->nslots - 1, i = hash_u64(key_of(g, row)) & mask;

	while (g->slots[i])
		i = (i + 1) & mask;
	g->slots[i] = row + 1;
}

void group_rehash(struct group *g)
{
	uint32_t row;

	memset(g->slots, 0, (size_t)g->nslots * sizeof(*g->slots));
	for (row = 0; row < g->nrows; row++)
		put_slot(g, row);
}

static void grow_slots(struct group *g)
{
	g->nslots *= 2;
	g->slots = xrealloc(g->slots, (size_t)g->nslots * sizeof(*g->slots));
	group_rehash(g);
}

uint32_t group_append(struct group *g, const struct cell *cells)
{
	if (g->nrows == g->cap) {
		/* Rows are numbered in 32 bits, and slots hold the number plus one. */
		if (g->cap >= UINT32_MAX / 4)
			mem_exhausted();
		g->cap = g->cap ? g->cap * 2 : 64;
		g->cells = xrealloc(g->cells, (size_t)g->cap * g->ncols * sizeof(*g->cells));
	}
	memcpy(group_row(g, g->nrows), cells, g->ncols * sizeof(*cells));
	return g->nrows++;
}

uint32_t group_add(struct group *g, const struct cell *cells)
{
	uint32_t row = group_append(g, cells);

	if ((uint64_t)g->nrows * 2 > g->nslots)
		grow_slots(g);
	else
		put_slot(g, row);
	return row;
}

void group_drop(struct group *g, uint32_t n)
{
	memmove(g->cells, group_row(g, n), (size_t)(g->nrows - n) * g->ncols * sizeof(*g->cells));
	g->nrows -= n;
}

/* ----------------------------------------------------------------- aggregation --- */

static void add(struct cell *dst, const struct cell *src, const struct cell_type *t)
{
	switch (t->kind) {
	case CELL_DOUBLE:
		dst->d += src->d;
		break;
	case CELL_PORT:
	case CELL_TEXT:
	case CELL_ADDR:
		break;
	default: /* unsigned arithmetic wraps the same way for both signs */
		dst->u += src->u;
	}
}

static bool exceeds(const struct cell *a, const struct cell *b, const struct cell_type *t)
{
	switch (t->kind) {
	case CELL_INT:
		return a->i > b->i;
	case CELL_DOUBLE:
		return a->d > b->d;
	default:
		return a->u > b->u;
	}
}

void cell_fold(struct cell *dst, const struct cell *src, const struct cell_type *t, enum agg agg)
{
	if (!src->count)
		return;
	switch (agg) {
	case AGG_NONE:
	case AGG_P50:
	case AGG_P95:
	case AGG_P99:
		break;
	case AGG_SUM:
	case AGG_TIME_AVG:
	case AGG_RATE:
		add(dst, src, t);
		if (!dst->count)
			dst->count = 1;
		break;
	case AGG_AVG:
		add(dst, src, t);
		dst->count += src->count;
		break;
	case AGG_MIN:
		if (!dst->count || cell_is_text(t) || exceeds(dst, src, t))
			*dst = *src;
		break;
	case AGG_MAX:
		if (!dst->count || cell_is_text(t) || exceeds(src, dst, t))
			*dst = *src;
		break;
	}
}

/* --------------------------------------------------------------------- merging --- */

/* What an average is worth as one value. */
static void settle(struct cell *c, const struct cell_type *t)
{
	if (c->count < 2 || cell_is_text(t))
		return;
	if (t->kind == CELL_DOUBLE)
		c->d /= c->count;
	else if (t->kind == CELL_INT)
		c->i /= (int64_t)c->count;
	else
		c->u /= c->count;
	c->count = 1;
}

static bool says_something(const struct cell *c, const struct cell_type *t)
{
	return c->count && !(cell_is_text(t) && !c->s->len);
}

static void merge_cell(struct cell *dst, const struct cell *src, const struct cell_type *t,
		       enum agg agg, bool main_row)
{
	struct cell s = *src;

	if (cell_is_text(t) || agg == AGG_NONE || agg_is_quantile(agg)) {
		if (says_something(src, t) && (main_row || !says_something(dst, t)))
			*dst = *src;
		return;
	}
	if (agg == AGG_SUM || agg == AGG_TIME_AVG || agg == AGG_RATE) {
		/* A sum of averages: what each row shows is what adds up. */
		settle(dst, t);
		settle(&s, t);
	}
	cell_fold(dst, &s, t, agg);
}

void group_merge(struct group *dst, const struct group *src, const struct cell_type *types,
		 const uint8_t *aggs)
{
	unsigned key = src->key_col, by = dst->key_col, c;
	bool ids = types[key].kind <= CELL_UINT && types[by].kind <= CELL_UINT;
	uint32_t i, row;

	for (i = 0; i < src->nrows; i++) {
		const struct cell *from = group_row(src, i);
		bool main_row = ids && from[key].u == from[by].u;
		struct cell *to;

		row = group_find(dst, from[by].u);
		if (row == GROUP_NONE) {
			group_add(dst, from);
			continue;
		}
		to = group_row(dst, row);
		for (c = 0; c < src->ncols; c++) {
			if (c != by)
				merge_cell(&to[c], &from[c], &types[c], (enum agg)aggs[c],
					   main_row);
		}
	}
}
