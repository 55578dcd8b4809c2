/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "engine/table/table_internal.h"
#include "engine/table/tree.h"

/* Tables of processes as a tree. */

bool table_has_tree(const struct table *t)
{
	const struct table_col *key = table_def_key(t->def);

	return key && !strcmp(key->field, "proc.pid");
}

void table_set_tree(struct table *t, bool yes)
{
	t->tree = yes && table_has_tree(t);
	t->dirty = true;
}

/* The displayed column that says who the parent is; 0 none. */
static unsigned parent_column(const struct table *t)
{
	unsigned i;

	for (i = t->def->first; i < t->def->n; i++) {
		if (!strcmp(t->def->cols[i].field, "proc.ppid"))
			return i;
	}
	return 0;
}

/* As it is where the table ends; -1 when the process is not known there. */
static int64_t parent_of(const struct cursor *c, int64_t pid)
{
	uint32_t v = c->rec ? state_thread_at(c->state, pid, c->num) : 0;

	v = v ? state_thread_at(c->state, state_thread(c->state, v)->ptid, c->num) : 0;
	return v ? state_thread(c->state, v)->pid : -1;
}

void table_grow(struct table *t)
{
	const struct group *g = table_shown(t);
	unsigned col = parent_column(t);
	struct cursor c;
	uint32_t row, up;
	int64_t pid;

	cursor_init(&c, t->log);
	if (!col)
		cursor_seek(&c, table_position(t));
	for (row = 0; row < g->nrows; row++) {
		const struct cell *cells = group_row(g, row);

		pid = col ? cells[col].i : parent_of(&c, cells[g->key_col].i);
		up = pid > 0 ? group_find(g, (uint64_t)pid) : GROUP_NONE;
		t->parent[row] = up == row ? GROUP_NONE : up;
	}
	cursor_release(&c);
	tree_order(t->order, t->parent, g->nrows, t->branches);
}

unsigned table_depth(const struct table *t, uint32_t i)
{
	return t->tree ? t->branches[i].depth : 0;
}

int64_t table_parent(const struct table *t, uint32_t i)
{
	uint32_t up = t->tree ? t->parent[t->order[i]] : GROUP_NONE;

	return up == GROUP_NONE ? -1 : (int64_t)t->place[up];
}

/* What one level of the tree is drawn with: levels above a row, and its own. */
static const char *piece(bool own, bool last, bool ascii)
{
	if (own && ascii)
		return last ? "`-" : "|-";
	if (own)
		return last ? "\xE2\x94\x94\xE2\x94\x80" : "\xE2\x94\x9C\xE2\x94\x80";
	if (last)
		return "  ";
	return ascii ? "| " : "\xE2\x94\x82 ";
}

void table_append_branch(const struct table *t, uint32_t i, bool ascii, struct buf *out)
{
	struct buf last; /* one byte a level, the row's own first */
	size_t k;

	buf_init(&last, 0);
	for (; table_depth(t, i); i = (uint32_t)table_parent(t, i))
		buf_putc(&last, (char)t->branches[i].last);
	for (k = last.len; k-- > 0;)
		buf_puts(out, piece(!k, last.p[k], ascii));
	buf_release(&last);
}
