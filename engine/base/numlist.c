/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/base/numlist.h"

#include <stdbool.h>
#include <stddef.h>

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

void numlist_add(struct pool *blocks, struct numlist *l, uint64_t num,
		 const union numlist_value *v)
{
	uint32_t head = atomic_load_explicit(&l->head, memory_order_relaxed);
	struct numlist_block *b = head ? at(blocks, head) : NULL, *fresh;
	uint32_t n = b ? atomic_load_explicit(&b->n, memory_order_relaxed) : NUMLIST_RUN;

	if (n < NUMLIST_RUN) {
		b->num[n] = (uint32_t)num;
		b->value[n] = *v;
		atomic_store_explicit(&b->n, n + 1, memory_order_release);
		return;
	}
	head = new_block(blocks, head);
	fresh = at(blocks, head);
	fresh->num[0] = (uint32_t)num;
	fresh->value[0] = *v;
	atomic_store_explicit(&fresh->n, 1, memory_order_relaxed);
	if (b)
		atomic_store_explicit(&b->next, head, memory_order_release);
	atomic_store_explicit(&l->head, head, memory_order_release);
}

/* The number that ends in the low half `v`, near num. */
static uint64_t whole(uint32_t v, uint64_t num)
{
	return num + (uint64_t)(int64_t)(int32_t)(v - (uint32_t)num);
}

/* The block in which num's place is, 0 before the first; *after: the newer one next to it, or 0. */
static uint32_t find_block(const struct pool *blocks, uint32_t head, uint64_t num, uint32_t *after)
{
	const struct numlist_block *b;
	uint32_t i = head;

	*after = 0;
	while (i) {
		b = at(blocks, i);
		if (not_after(b->num[0], num))
			break;
		*after = i;
		i = b->prev;
		if (b->jump && !not_after(at(blocks, b->jump)->num[0], num))
			i = b->jump;
	}
	return i;
}

/* The same from a block on that does not lie behind it; false when that would be a long way. */
static bool find_ahead(const struct pool *blocks, uint32_t *i, uint64_t num, uint32_t *after)
{
	unsigned steps;

	for (steps = 0; steps < 8; steps++) {
		*after = atomic_load_explicit(&at(blocks, *i)->next, memory_order_acquire);
		if (!*after || !not_after(at(blocks, *after)->num[0], num))
			return true;
		*i = *after;
	}
	return false;
}

/* Its place in a block that begins at or before it; *next: the number behind it, if there is one. */
static uint32_t find_in(const struct numlist_block *b, uint64_t num, uint32_t *next, bool *more)
{
	uint32_t n = atomic_load_explicit(&b->n, memory_order_acquire);

	while (n > 1 && !not_after(b->num[n - 1], num)) {
		*next = b->num[--n];
		*more = true;
	}
	return n - 1;
}

static bool begins_before(const struct pool *blocks, uint32_t i, uint64_t num)
{
	return i && not_after(at(blocks, i)->num[0], num);
}

uint64_t numlist_follow(const struct pool *blocks, const struct numlist *l, uint64_t num,
			uint64_t *until, uint32_t *place, const union numlist_value **v)
{
	uint32_t i = *place, k = 0, after = 0, next = 0;
	bool near = begins_before(blocks, i, num), more = false;
	const struct numlist_block *b;

	*v = NULL;
	/* Mostly it has a number behind it in the same block: others need not be looked at. */
	if (near)
		k = find_in(at(blocks, i), num, &next, &more);
	if (!more) {
		if (!near || !find_ahead(blocks, &i, num, &after))
			i = find_block(blocks,
				       atomic_load_explicit(&l->head, memory_order_acquire), num,
				       &after);
		*place = i;
		if (after) {
			next = at(blocks, after)->num[0];
			more = true;
		}
		if (i)
			k = find_in(at(blocks, i), num, &next, &more);
	}
	if (more && whole(next, num) - 1 < *until)
		*until = whole(next, num) - 1;
	if (!i)
		return 0;
	b = at(blocks, i);
	*v = &b->value[k];
	return whole(b->num[k], num);
}
