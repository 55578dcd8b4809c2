/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/base/hist.h"

static uint32_t depth_of(const struct pool *nodes, uint32_t i)
{
	return ((const struct hist_node *)pool_at(nodes, i))->depth;
}

void hist_push(struct pool *nodes, struct hist *h, uint64_t since, uint32_t val)
{
	uint32_t head = atomic_load_explicit(&h->head, memory_order_relaxed);
	uint32_t i = pool_add(nodes);
	struct hist_node *n = pool_at(nodes, i);
	const struct hist_node *p, *j;

	*n = (struct hist_node){.since = since, .val = val, .prev = head};
	if (head) {
		p = pool_at(nodes, head);
		n->depth = p->depth + 1;
		n->jump = head;
		/* Skew-binary: two jumps of equal length are joined into one. */
		if (p->jump) {
			j = pool_at(nodes, p->jump);
			if (j->jump && p->depth - j->depth == j->depth - depth_of(nodes, j->jump))
				n->jump = j->jump;
		}
	}
	atomic_store_explicit(&h->head, i, memory_order_release);
}

uint32_t hist_span(const struct pool *nodes, const struct hist *h, uint64_t num, uint64_t *until)
{
	uint32_t i = atomic_load_explicit(&h->head, memory_order_acquire);
	const struct hist_node *n, *j, *newer = NULL;

	for (; i; newer = n) {
		n = pool_at(nodes, i);
		if (n->since <= num)
			break;
		i = n->prev;
		if (n->jump) {
			j = pool_at(nodes, n->jump);
			if (j->since > num)
				i = n->jump;
		}
	}
	/* One jumps to newer nodes only, so the last one seen is the next in time. */
	if (newer && newer->since - 1 < *until)
		*until = newer->since - 1;
	return i ? n->val : 0;
}

uint32_t hist_at(const struct pool *nodes, const struct hist *h, uint64_t num)
{
	uint64_t until = UINT64_MAX;

	return hist_span(nodes, h, num, &until);
}

void hist_each(const struct pool *nodes, const struct hist *h, uint64_t first, uint64_t num,
	       void (*f)(void *arg, uint32_t val), void *arg)
{
	uint32_t i = atomic_load_explicit(&h->head, memory_order_acquire);
	const struct hist_node *n;

	for (; i; i = n->prev) {
		n = pool_at(nodes, i);
		if (n->since > num)
			continue;
		f(arg, n->val);
		if (n->since <= first)
			return;
	}
}

uint32_t hist_last(const struct pool *nodes, const struct hist *h)
{
	uint32_t i = atomic_load_explicit(&h->head, memory_order_relaxed);

	return i ? ((const struct hist_node *)pool_at(nodes, i))->val : 0;
}
