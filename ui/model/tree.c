/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/model/nav.h"

/*
 * Processes as a tree: the rows of a table in another order, children below their parent, each
 * family in the order in which the table is sorted. A row whose parent is not in the table is a
 * root.
 */

/* The displayed column of a field; 0 none (column 0 is a key, or a list's). */
static unsigned column_of(const struct table_def *d, const char *field)
{
	unsigned i;

	for (i = d->first ? d->first : 1; i < d->n; i++) {
		if (!strcmp(d->cols[i].field, field))
			return i;
	}
	return 0;
}

bool level_has_tree(const struct level *l)
{
	return l->table && l->def.keyed && column_of(&l->def, "proc.pid") &&
	       column_of(&l->def, "proc.ppid");
}

/* A row by its pid: sorted for looking up, the first of equal ones stands for all. */
struct by_pid {
	int64_t pid;
	uint32_t row;
};

static int compare(const void *a, const void *b)
{
	const struct by_pid *x = a, *y = b;

	if (x->pid != y->pid)
		return x->pid < y->pid ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static uint32_t find(const struct by_pid *v, uint32_t n, int64_t pid)
{
	uint32_t lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (v[mid].pid < pid)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && v[lo].pid == pid ? v[lo].row : UINT32_MAX;
}

/* Families as lists: first child and next sibling, row + 1 each; [n] holds the roots. */
struct families {
	uint32_t *child, *sibling, *parent;
};

static void link_rows(const struct level *l, struct families *f, uint32_t n)
{
	unsigned pid = column_of(&l->def, "proc.pid"), ppid = column_of(&l->def, "proc.ppid");
	struct by_pid *v = xcalloc(n, sizeof(*v));
	uint32_t i, up;

	for (i = 0; i < n; i++)
		v[i] = (struct by_pid){.pid = table_row(l->table, i)[pid].i, .row = i};
	qsort(v, n, sizeof(*v), compare);
	/* From the last on, so that lists come out in the order of the table. */
	for (i = n; i-- > 0;) {
		const struct cell *row = table_row(l->table, i);

		up = find(v, n, row[ppid].i);
		if (up == UINT32_MAX || up == i || row[pid].i < 0 || row[ppid].i < 0)
			up = n;
		f->parent[i] = up;
		f->sibling[i] = f->child[up];
		f->child[up] = i + 1;
	}
	free(v);
}

static void put(struct level *l, uint32_t row, unsigned depth, bool *seen)
{
	seen[row] = true;
	l->depths[l->nshown] = (uint8_t)(depth < UINT8_MAX ? depth : UINT8_MAX);
	l->shown[l->nshown++] = row;
}

/* A family without recursion: it may be as deep as there are processes. */
static void put_family(struct level *l, const struct families *f, uint32_t n, uint32_t root,
		       bool *seen)
{
	uint32_t row = root;
	unsigned depth = 0;

	put(l, row, 0, seen);
	for (;;) {
		if (f->child[row] && !seen[f->child[row] - 1]) {
			row = f->child[row] - 1;
			depth++;
		} else {
			while (row != root && !f->sibling[row]) {
				row = f->parent[row];
				depth--;
			}
			if (row == root || row == n)
				return;
			row = f->sibling[row] - 1;
		}
		put(l, row, depth, seen);
	}
}

void level_make_tree(struct level *l)
{
	uint32_t n = table_count(l->table), i;
	struct families f = {
		.child = xcalloc((size_t)n + 1, sizeof(uint32_t)),
		.sibling = xcalloc((size_t)n + 1, sizeof(uint32_t)),
		.parent = xcalloc((size_t)n + 1, sizeof(uint32_t)),
	};
	bool *seen = xcalloc((size_t)n + 1, 1);

	l->shown = xrealloc(l->shown, ((size_t)n + 1) * sizeof(*l->shown));
	l->depths = xrealloc(l->depths, (size_t)n + 1);
	l->shown_cap = n + 1;
	l->nshown = 0;
	if (n)
		link_rows(l, &f, n);
	for (i = f.child[n]; i; i = f.sibling[i - 1])
		put_family(l, &f, n, i - 1, seen);
	/* Parents that are each other's children: pids are used again. */
	for (i = 0; i < n; i++) {
		if (!seen[i])
			put(l, i, 0, seen);
	}
	free(f.child);
	free(f.sibling);
	free(f.parent);
	free(seen);
}
