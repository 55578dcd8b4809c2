/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TABLE_GROUP_H
#define SONDE_TABLE_GROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/table/cell.h"

/*
 * Rows by key, and what happens to a cell when another value of its row arrives. A row is
 * `ncols` cells in a line; one column is the key. Texts are compared by address: whoever
 * fills cells interns them first, in one table of strings.
 */
enum agg {
	AGG_NONE,
	AGG_SUM,
	AGG_AVG,
	AGG_TIME_AVG, /* a second, as csysdig has it: less than a second counts as one */
	AGG_MIN,
	AGG_MAX,
	AGG_RATE, /* a second, however short the time is */
	/* quantiles; what a cell holds meanwhile is the table's business (table.c) */
	AGG_P50,
	AGG_P95,
	AGG_P99,
};

static inline bool agg_is_quantile(unsigned agg)
{
	return agg >= AGG_P50;
}

struct group {
	unsigned ncols;
	unsigned key_col;
	uint32_t nrows;
	uint32_t cap;	    /* rows allocated */
	struct cell *cells; /* moves when rows are added */
	uint32_t *slots;    /* row + 1, 0 empty; a power of two of them */
	uint32_t nslots;
};

#define GROUP_NONE UINT32_MAX

void group_init(struct group *g, unsigned ncols, unsigned key_col);
void group_release(struct group *g);
void group_clear(struct group *g);

static inline struct cell *group_row(const struct group *g, uint32_t row)
{
	return g->cells + (size_t)row * g->ncols;
}

/* The row with this key (the cell's 64 bits), GROUP_NONE when there is none. */
uint32_t group_find(const struct group *g, uint64_t key);

/* A new row with these cells, which are copied. Its key must not be there yet. */
uint32_t group_add(struct group *g, const struct cell *cells);

/* A new row that cannot be found by its key: lists. */
uint32_t group_append(struct group *g, const struct cell *cells);

/* After keys were changed, the rows staying what they are. */
void group_rehash(struct group *g);

/* Lists: let go of the first n rows. */
void group_drop(struct group *g, uint32_t n);

/* Another value arrives for a cell. A default (count 0) never displaces a value. */
void cell_fold(struct cell *dst, const struct cell *src, const struct cell_type *t, enum agg agg);

/*
 * Merge the rows of src that have the same key in dst's key column.
 * in      types, aggs: one a column; dst empty, with as many columns as src
 * Where columns are not aggregated, the row whose two keys are equal speaks for the others
 * (of a process: the main thread), then the first that has a value.
 */
void group_merge(struct group *dst, const struct group *src, const struct cell_type *types,
		 const uint8_t *aggs);

#endif
