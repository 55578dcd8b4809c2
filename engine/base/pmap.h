/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_BASE_PMAP_H
#define SONDE_BASE_PMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/pool.h"

/*
 * A map from 32-bit keys to 32-bit values of which any state can be kept: who holds a root sees
 * what the map was when he took it, whatever is set later. Keeping costs nothing; setting a key
 * afterwards copies the few nodes that lead to it. Small keys are the cheap ones.
 *
 * One thread sets; any thread reads a root that it learned from something published
 * afterwards.
 */
#define PMAP_SHIFT 4
#define PMAP_FAN   (1u << PMAP_SHIFT)

struct pmap_node {
	uint32_t sub[PMAP_FAN]; /* nodes, or values at the lowest level; 0 none */
};

struct pmap {
	uint32_t root;	 /* 0 empty */
	uint32_t levels; /* keys are below 16 ^ levels */
};

/* nodes: a pool of struct pmap_node. 0 when the key is not there. */
uint32_t pmap_get(const struct pool *nodes, struct pmap m, uint32_t key);

/*
 * Set a key; 0 removes it. Nodes from `own` on belong to this map alone and are changed in
 * place: the size of the pool when somebody last kept the root.
 */
void pmap_set(struct pool *nodes, struct pmap *m, uint32_t key, uint32_t val, uint32_t own);

/* Calls f for each key in rising order until it returns false; false then. */
bool pmap_each(const struct pool *nodes, struct pmap m,
	       bool (*f)(void *arg, uint32_t key, uint32_t val), void *arg);

#endif
