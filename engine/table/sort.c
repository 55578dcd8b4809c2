/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/sort.h"

#include <stdlib.h>

#include "engine/base/mem.h"

/*
 * Sorting moves small items whose keys compare as integers; texts are looked at only where
 * their first eight bytes are equal.
 */
struct item {
	uint64_t key;
	uint32_t row;
	uint32_t spare;
};

struct plan {
	const struct group *g;
	const struct cell_type *type;
	unsigned col;
	bool down, averages, text;
};

static uint64_t order_double(double d)
{
	uint64_t u;

	if (d == 0)
		d = 0; /* -0.0 equals 0.0 */
	memcpy(&u, &d, sizeof(u));
	return u >> 63 ? ~u : u | 1ull << 63;
}

static uint64_t prefix(const struct str *s)
{
	uint64_t k = 0;
	uint32_t i;

	for (i = 0; i < 8; i++)
		k = k << 8 | (i < s->len ? (uint8_t)s->s[i] : 0);
	return k;
}

static uint64_t key_of(const struct plan *p, const struct cell *c)
{
	if (p->type->kind == CELL_TEXT)
		return prefix(c->s);
	if (p->type->kind == CELL_ADDR)
		return c->s->len;
	if (p->averages)
		return order_double(cell_number(p->type, c));
	return p->type->kind == CELL_INT ? c->u ^ 1ull << 63 : c->u;
}

static int compare(const void *va, const void *vb, void *arg)
{
	const struct item *a = va, *b = vb;
	const struct plan *p = arg;
	int r;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	if (p->text) {
		r = cell_compare(p->type, &group_row(p->g, a->row)[p->col],
				 &group_row(p->g, b->row)[p->col]);
		if (r)
			return p->down ? -r : r;
	}
	return a->row < b->row ? -1 : a->row > b->row;
}

void sort_rows(const struct group *g, unsigned col, const struct cell_type *t, bool down,
	       uint32_t *order)
{
	struct plan p = {.g = g, .type = t, .col = col, .down = down};
	struct item *items;
	uint32_t i;

	if (!g->nrows)
		return;
	p.text = t->kind == CELL_TEXT || t->kind == CELL_ADDR;
	p.averages = t->kind == CELL_DOUBLE;
	for (i = 0; i < g->nrows && !p.averages && !p.text; i++)
		p.averages = group_row(g, i)[col].count > 1;
	items = xmalloc(g->nrows * sizeof(*items));
	for (i = 0; i < g->nrows; i++) {
		uint64_t key = key_of(&p, &group_row(g, i)[col]);

		items[i] = (struct item){.key = down ? ~key : key, .row = i};
	}
	qsort_r(items, g->nrows, sizeof(*items), compare, &p);
	for (i = 0; i < g->nrows; i++)
		order[i] = items[i].row;
	free(items);
}
