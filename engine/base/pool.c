/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/base/pool.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"

void pool_init(struct pool *p, uint32_t size)
{
	p->seg = mem_map(POOL_SEGS * sizeof(*p->seg));
	p->n = 1;
	p->size = size;
}

void pool_release(struct pool *p)
{
	uint32_t i;

	if (!p->seg)
		return;
	for (i = 0; i < POOL_SEGS && p->seg[i]; i++)
		free(p->seg[i]);
	mem_unmap((void *)p->seg, POOL_SEGS * sizeof(*p->seg));
	p->seg = NULL;
}

/* Room for the next element. */
static uint32_t make_room(struct pool *p)
{
	uint32_t s = p->n >> POOL_SEG_SHIFT;

	if (s >= POOL_SEGS)
		mem_exhausted();
	if (!p->seg[s])
		atomic_store_explicit(&p->seg[s], xcalloc(POOL_SEG, p->size),
				      memory_order_release);
	return p->n;
}

static uint32_t publish(struct pool *p)
{
	uint32_t i = p->n;

	__atomic_store_n(&p->n, i + 1, __ATOMIC_RELEASE);
	return i;
}

uint32_t pool_add(struct pool *p)
{
	make_room(p);
	return publish(p);
}

uint32_t pool_push(struct pool *p, const void *element)
{
	memcpy(pool_at(p, make_room(p)), element, p->size);
	return publish(p);
}
