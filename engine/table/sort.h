/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TABLE_SORT_H
#define SONDE_TABLE_SORT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/table/group.h"

/*
 * The rows of g in the order of one column; rows that are equal there stay in the order in
 * which they were made, whatever the direction.
 * out     order: g->nrows row numbers
 */
void sort_rows(const struct group *g, unsigned col, const struct cell_type *t, bool down,
	       uint32_t *order);

#endif
