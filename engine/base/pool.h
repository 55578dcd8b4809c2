/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_BASE_POOL_H
#define SONDE_BASE_POOL_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A growing array whose elements never move, addressed by a 32-bit index. Index 0 is
 * never handed out, so 0 can mean "none". One thread adds; any thread may read an element
 * whose index it learned through something published after the element was filled.
 */
#define POOL_SEG_SHIFT 12
#define POOL_SEG	   (1u << POOL_SEG_SHIFT)
#define POOL_SEGS	   (1u << 18)

struct pool {
	_Atomic(char *) *seg; /* POOL_SEGS entries */
	uint32_t n;	      /* next index; for readers pool_count() */
	uint32_t size;	      /* bytes of one element */
};

void pool_init(struct pool *p, uint32_t size);
void pool_release(struct pool *p);

/* Add a zeroed element; aborts through the memory hook when 2^30 elements are not enough. */
uint32_t pool_add(struct pool *p);

/* Add a copy of *element, which is whole by the time that pool_count() says so. */
uint32_t pool_push(struct pool *p, const void *element);

/* Indices below this have elements, for any thread; those of pool_add() may still be zeroed. */
static inline uint32_t pool_count(const struct pool *p)
{
	return __atomic_load_n(&p->n, __ATOMIC_ACQUIRE);
}

static inline void *pool_at(const struct pool *p, uint32_t i)
{
	char *s = atomic_load_explicit(&p->seg[i >> POOL_SEG_SHIFT], memory_order_acquire);

	return s + (size_t)(i & (POOL_SEG - 1)) * p->size;
}

#endif
