/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/base/numlist.h"

#include <stdbool.h>

static struct numlist_block *at(const struct pool *p, uint32_t i)
{
	return pool_at(p, i);
}

/* Is the stored low half `v` at or before num? Both lie within 2^31 of each other. */
static int not_after(uint32_t v, uint64_t num)
{
	return (uint32_t)num - v < 1u << 31;
}

static uint32_t new_block(struct pool *blocks, uint32_t head)
{
	uint32_t i = pool_add(blocks);
	struct numlist_block *b = at(blocks, i);
	const struct numlist_block *p, *j;

	b->prev = b->jump = head;
	if (head) {
		p = at(blocks, head);
		b->depth = p->depth + 1;
		if (p->jump) {
			j = at(blocks, p->jump);
			if (j->jump && p->depth - j->depth == j->depth - at(blocks, j->jump)->depth)
				b->jump = j->jump;
		}
	}
	return i;
}

void numlist_add(struct pool *blocks, struct numlist *l, uint64_t num)
{
	uint32_t head = atomic_load_explicit(&l->head, memory_order_relaxed);
	struct numlist_block *b = head ? at(blocks, head) : NULL;
	uint32_t n = b ? atomic_load_explicit(&b->n, memory_order_relaxed) : NUMLIST_RUN;

	if (n < NUMLIST_RUN) {
		b->num[n] = (uint32_t)num;
		atomic_store_explicit(&b->n, n + 1, memory_order_release);
		return;
	}
	head = new_block(blocks, head);
	b = at(blocks, head);
	b->num[0] = (uint32_t)num;
	atomic_store_explicit(&b->n, 1, memory_order_relaxed);
	atomic_store_explicit(&l->head, head, memory_order_release);
}

/* The number that ends in the low half `v`, near num. */
static uint64_t whole(uint32_t v, uint64_t num)
{
	return num + (uint64_t)(int64_t)(int32_t)(v - (uint32_t)num);
}

uint64_t numlist_span(const struct pool *blocks, const struct numlist *l, uint64_t num,
		      uint64_t *until)
{
	uint32_t i = atomic_load_explicit(&l->head, memory_order_acquire), n, next = 0;
	const struct numlist_block *b = NULL;
	uint64_t found = 0;
	bool more = false; /* `next` is a number after num */

	for (; i; next = b->num[0], more = true) {
		b = at(blocks, i);
		if (not_after(b->num[0], num))
			break;
		i = b->prev;
		if (b->jump && !not_after(at(blocks, b->jump)->num[0], num))
			i = b->jump;
	}
	if (i) {
		n = atomic_load_explicit(&b->n, memory_order_acquire);
		while (n > 1 && !not_after(b->num[n - 1], num)) {
			next = b->num[--n];
			more = true;
		}
		found = whole(b->num[n - 1], num);
	}
	if (more && whole(next, num) - 1 < *until)
		*until = whole(next, num) - 1;
	return found;
}

uint64_t numlist_at(const struct pool *blocks, const struct numlist *l, uint64_t num)
{
	uint64_t until = UINT64_MAX;

	return numlist_span(blocks, l, num, &until);
}
