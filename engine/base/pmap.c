/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/base/pmap.h"

#define SUB_MASK (PMAP_FAN - 1)

static struct pmap_node *node_at(const struct pool *nodes, uint32_t i)
{
	return pool_at(nodes, i);
}

/* A map of so many levels has no room for the key. */
static bool beyond(uint32_t levels, uint32_t key)
{
	return levels * PMAP_SHIFT < 32 && key >> (levels * PMAP_SHIFT);
}

uint32_t pmap_get(const struct pool *nodes, struct pmap m, uint32_t key)
{
	uint32_t at = m.root, level;

	if (beyond(m.levels, key))
		return 0;
	for (level = m.levels; level-- > 0 && at;)
		at = node_at(nodes, at)->sub[key >> (level * PMAP_SHIFT) & SUB_MASK];
	return at;
}

/* The node to write to in the place of `at`. */
static uint32_t writable(struct pool *nodes, uint32_t at, uint32_t own)
{
	uint32_t i;

	if (at && at >= own)
		return at;
	i = pool_add(nodes);
	if (at)
		*node_at(nodes, i) = *node_at(nodes, at);
	return i;
}

void pmap_set(struct pool *nodes, struct pmap *m, uint32_t key, uint32_t val, uint32_t own)
{
	uint32_t at, i, level, *sub;

	if (!val && !pmap_get(nodes, *m, key))
		return;
	while (beyond(m->levels, key)) {
		if (m->root) {
			i = pool_add(nodes);
			node_at(nodes, i)->sub[0] = m->root;
			m->root = i;
		}
		m->levels++;
	}
	if (!m->levels)
		m->levels = 1;
	at = m->root = writable(nodes, m->root, own);
	for (level = m->levels; --level > 0;) {
		sub = &node_at(nodes, at)->sub[key >> (level * PMAP_SHIFT) & SUB_MASK];
		at = *sub = writable(nodes, *sub, own);
	}
	node_at(nodes, at)->sub[key & SUB_MASK] = val;
}

bool pmap_each(const struct pool *nodes, struct pmap m,
	       bool (*f)(void *arg, uint32_t key, uint32_t val), void *arg)
{
	uint32_t path[32 / PMAP_SHIFT]; /* nodes on the way down */
	uint32_t level = m.levels, sub;
	uint64_t key = 0;

	if (!m.root)
		return true;
	path[level - 1] = m.root;
	level--;
	while (key < 1ull << (m.levels * PMAP_SHIFT)) {
		sub = node_at(nodes, path[level])->sub[key >> (level * PMAP_SHIFT) & SUB_MASK];
		if (sub && level) {
			path[--level] = sub;
			continue;
		}
		if (sub && !f(arg, (uint32_t)key, sub))
			return false;
		key += 1ull << (level * PMAP_SHIFT);
		/* At the end of a node, on in the one above. */
		while (level + 1 < m.levels && !(key >> (level * PMAP_SHIFT) & SUB_MASK))
			level++;
	}
	return true;
}
