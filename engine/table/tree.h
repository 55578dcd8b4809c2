/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TABLE_TREE_H
#define SONDE_TABLE_TREE_H

#include <stdbool.h>
#include <stdint.h>

struct branch {
	uint16_t depth; /* 0 at the top */
	bool last;	/* no sibling follows */
};

/*
 * Rows as a tree: each right behind its parent, or behind the descendants of an elder sibling.
 * in      order: n row numbers, sorted; siblings keep this order
 *         parent: by row number, GROUP_NONE for those that have none; rows that are their own
 *         ancestors hang together in rings, which are opened at the first of their rows
 * out     order; branches, one a place in it
 */
void tree_order(uint32_t *order, const uint32_t *parent, uint32_t n, struct branch *branches);

#endif
