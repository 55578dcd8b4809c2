/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/base/mem.h"
#include "engine/state/internal.h"

#define DENSE (1u << 22) /* ids that a kernel gives out are below this */

static uint32_t place(int64_t key, uint32_t mask)
{
	uint64_t h = (uint64_t)key;

	/*
	 * Ids are small and dense: the low bits are a good hash. Larger keys may be made to
	 * collide by who writes a capture, unless they are mixed in a way that he cannot know.
	 */
	if (h < DENSE)
		return (uint32_t)(h ^ (h >> 17)) & mask;
	return hash_u64(h) & mask;
}

static struct idmap_table *table_new(uint32_t mask)
{
	struct idmap_table *t = xcalloc(1, sizeof(*t) + ((size_t)mask + 1) * sizeof(t->e[0]));

	t->mask = mask;
	return t;
}

uint32_t idmap_get(const struct idmap *m, int64_t key)
{
	const struct idmap_table *t = atomic_load_explicit(&m->t, memory_order_acquire);
	uint32_t k, val;

	if (!t)
		return 0;
	for (k = place(key, t->mask);
	     (val = atomic_load_explicit(&t->e[k].val, memory_order_acquire));
	     k = (k + 1) & t->mask)
		if (t->e[k].key == key)
			return val;
	return 0;
}

static void insert(struct idmap_table *t, int64_t key, uint32_t val)
{
	uint32_t k;

	for (k = place(key, t->mask); t->e[k].val; k = (k + 1) & t->mask)
		if (t->e[k].key == key)
			break;
	t->e[k].key = key;
	atomic_store_explicit(&t->e[k].val, val, memory_order_release);
}

void idmap_set(struct idmap *m, int64_t key, uint32_t val)
{
	struct idmap_table *t = m->t, *bigger;
	uint32_t k;

	if (!t || m->n >= t->mask - t->mask / 4) {
		bigger = table_new(t ? t->mask * 2 + 1 : 7);
		for (k = 0; t && k <= t->mask; k++)
			if (t->e[k].val)
				insert(bigger, t->e[k].key, t->e[k].val);
		bigger->older = t;
		atomic_store_explicit(&m->t, bigger, memory_order_release);
		t = bigger;
	}
	if (!idmap_get(m, key))
		m->n++;
	insert(t, key, val);
}

void idmap_release(struct idmap *m)
{
	struct idmap_table *t = m->t, *older;

	for (; t; t = older) {
		older = t->older;
		free(t);
	}
	m->t = NULL;
}
