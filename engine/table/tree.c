/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/tree.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/table/group.h"

struct node {
	uint32_t child, sibling; /* first and next, GROUP_NONE none */
	uint16_t depth;
	bool placed;
};

struct tree {
	struct node *nodes; /* by row number */
	const uint32_t *parent;
	uint32_t *order, n;
	struct branch *branches;
};

/* Place a row and everything below it; no recursion, since depth is the input's affair. */
static void place(struct tree *t, uint32_t top)
{
	uint32_t at = top, child;

	for (;;) {
		struct node *node = &t->nodes[at];

		if (!node->placed) {
			node->placed = true;
			t->branches[t->n].depth = node->depth;
			t->order[t->n++] = at;
		}
		/* Children are taken off the list one by one; in a ring, one may be placed. */
		child = node->child;
		if (child != GROUP_NONE) {
			node->child = t->nodes[child].sibling;
			if (t->nodes[child].placed)
				continue;
			t->nodes[child].depth = node->depth < UINT16_MAX ? node->depth + 1 : node->depth;
			at = child;
			continue;
		}
		if (at == top)
			return;
		at = t->parent[at];
	}
}

/* Seen from the end, the first child of a parent is its last; `placed` says that one was seen. */
static void mark_last(struct tree *t)
{
	uint32_t i, up;

	for (i = 0; i < t->n; i++)
		t->nodes[i].placed = false;
	for (i = t->n; i-- > 0;) {
		up = t->branches[i].depth ? t->parent[t->order[i]] : GROUP_NONE;
		t->branches[i].last = up == GROUP_NONE || !t->nodes[up].placed;
		if (up != GROUP_NONE)
			t->nodes[up].placed = true;
	}
}

void tree_order(uint32_t *order, const uint32_t *parent, uint32_t n, struct branch *branches)
{
	struct tree t = {.parent = parent, .order = order, .branches = branches};
	uint32_t *sorted, i;

	if (!n)
		return;
	t.nodes = xmalloc(n * sizeof(*t.nodes));
	sorted = xmalloc(n * sizeof(*sorted));
	memcpy(sorted, order, n * sizeof(*sorted));
	for (i = 0; i < n; i++)
		t.nodes[i] = (struct node){.child = GROUP_NONE, .sibling = GROUP_NONE};
	/* From the last to the first, so that the first comes to stand in front. */
	for (i = n; i-- > 0;) {
		uint32_t row = sorted[i], up = parent[row];

		if (up == GROUP_NONE)
			continue;
		t.nodes[row].sibling = t.nodes[up].child;
		t.nodes[up].child = row;
	}
	for (i = 0; i < n; i++) {
		if (parent[sorted[i]] == GROUP_NONE)
			place(&t, sorted[i]);
	}
	for (i = 0; i < n; i++) {
		if (!t.nodes[sorted[i]].placed)
			place(&t, sorted[i]);
	}
	mark_last(&t);
	free(sorted);
	free(t.nodes);
}
