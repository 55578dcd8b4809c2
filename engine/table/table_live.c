/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/table_internal.h"

/* Tables that are kept up to date while a live capture runs. */

void table_set_intervals(struct table *t, bool accumulate)
{
	/* What has happened so far is what an overview is about. */
	if (!t->def->keyed || t->overview)
		return;
	if (!t->derived)
		group_init(&t->merged, t->def->n, 0);
	t->derived = t->intervals = true;
	t->accumulate = accumulate;
}

void table_start(struct table *t, uint64_t first)
{
	table_forget_rows(t);
	/* Of calls it matters when they began, which may be before. */
	if (!t->calls) {
		cursor_release(&t->cursor);
		cursor_init(&t->cursor, t->log);
		t->cursor.num = first ? first - 1 : 0;
	}
	t->opts.first = first;
	t->opts.limit = 0;
	t->ended = false;
}

void table_end_interval(struct table *t, uint64_t last, uint64_t span_ns)
{
	t->opts.limit = last;
	t->ended = false;
	t->next_span_ns = span_ns;
}

/* The same texts in a pool of their own. */
static void move_texts(struct table *t, struct group *g, struct intern *to)
{
	uint32_t row;
	unsigned i;

	for (row = 0; row < g->nrows; row++) {
		struct cell *c = group_row(g, row);

		for (i = 0; i < t->def->n; i++) {
			if (cell_is_text(&t->types[i]) && c[i].s && c[i].s->len)
				c[i].s = intern(to, c[i].s->s, c[i].s->len);
		}
	}
}

uint32_t table_compact(struct table *t, uint32_t max_rows, size_t max_bytes, uint64_t *key)
{
	const struct str *s;
	struct intern *fresh;
	uint32_t gone = 0;

	if (!t->def->keyed && t->rows.nrows > max_rows) {
		gone = t->rows.nrows - max_rows / 2;
		group_drop(&t->rows, gone);
		t->dirty = true;
	}
	if (intern_bytes(t->strings) <= max_bytes)
		return gone;
	fresh = intern_new();
	move_texts(t, &t->rows, fresh);
	if (t->derived)
		move_texts(t, &t->merged, fresh);
	if (key && t->def->keyed && cell_is_text(&t->types[table_shown(t)->key_col])) {
		s = (const struct str *)(uintptr_t)*key;
		*key = s->len ? (uintptr_t)intern(fresh, s->s, s->len) : *key;
	}
	intern_free(t->strings);
	t->strings = fresh;
	memset(t->lately, 0, sizeof(t->lately));
	if (t->def->keyed)
		group_rehash(&t->rows);
	if (t->derived)
		group_rehash(&t->merged);
	return gone;
}
