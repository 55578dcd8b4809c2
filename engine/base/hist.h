/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_BASE_HIST_H
#define SONDE_BASE_HIST_H

#include <stdatomic.h>
#include <stdint.h>

#include "engine/base/pool.h"

/*
 * A history: what a value was since which event. One thread pushes, in event order; any
 * thread asks for the value at an event that was published. Nodes are immutable and form
 * a chain with jump pointers (a skew-binary list), so a look-up costs O(log n) however
 * far back it goes, and two steps for the present.
 */
struct hist_node {
	uint64_t since; /* first event number for which it holds */
	uint32_t val;
	uint32_t prev; /* older node, 0 none */
	uint32_t jump; /* a node much older */
	uint32_t depth;
};

struct hist {
	_Atomic(uint32_t) head;
};

/* nodes: a pool of struct hist_node. Two pushes at the same event: the later one wins. */
void hist_push(struct pool *nodes, struct hist *h, uint64_t since, uint32_t val);

/* The value at event `num`; 0 when the history starts later. */
uint32_t hist_at(const struct pool *nodes, const struct hist *h, uint64_t num);

/*
 * The same, and how long it stays so: *until is lowered to the last event before the value
 * changes, and left alone when no change is known. What a caller saw published before it
 * asks is an upper bound of its own.
 */
uint32_t hist_span(const struct pool *nodes, const struct hist *h, uint64_t num, uint64_t *until);

/* Every value up to event `num` but those that ended before `first`, the newest first. */
void hist_each(const struct pool *nodes, const struct hist *h, uint64_t first, uint64_t num,
	       void (*f)(void *arg, uint32_t val), void *arg);

/* The newest value, whatever event it starts at. For the thread that pushes. */
uint32_t hist_last(const struct pool *nodes, const struct hist *h);

#endif
