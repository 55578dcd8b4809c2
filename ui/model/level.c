/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/model/explorer.h"
#include "ui/model/nav.h"
#include "ui/model/rows.h"
#include "ui/model/text.h"

/* One level: what is selected, where it is scrolled to, which rows the quick filter leaves. */

enum { LOOKS_PER_CLOCK = 64 };

struct level *level_new(int depth)
{
	struct level *l = xcalloc(1, sizeof(*l));

	l->crumb.condition = xstrdup("");
	l->crumb.field = xstrdup("");
	l->crumb.view_filter = xstrdup("");
	l->depth = depth;
	l->cell = l->mark_row = l->mark_col = -1;
	buf_init(&l->quick, 4096);
	buf_init(&l->wish.bytes, 0);
	return l;
}

void level_free(struct level *l)
{
	if (!l)
		return;
	table_free(l->table);
	pane_free(l->pane);
	spectro_free(l->spectro);
	filter_free(l->filter);
	table_def_release(&l->def);
	buf_release(&l->quick);
	buf_release(&l->wish.bytes);
	free(l->shown);
	free(l->manual);
	free(l->filter_text);
	free(l->widths);
	columns_release(&l->columns);
	free(l->crumb.condition);
	free(l->crumb.field);
	free(l->crumb.view_filter);
	free(l);
}

const char *level_title(const struct level *l)
{
	if (l->view)
		return l->view->name;
	return pane_kind(l->pane) == PANE_ECHO ? "I/O" : "Events";
}

uint64_t level_count(const struct level *l)
{
	if (l->spectro)
		return 0;
	if (!l->table)
		return pane_count(l->pane);
	return l->quick.len ? l->nshown : table_count(l->table);
}

uint32_t level_table_row(const struct level *l, uint64_t i)
{
	return l->quick.len ? l->shown[i] : (uint32_t)i;
}

bool level_complete(const struct level *l)
{
	if (l->spectro)
		return spectro_complete(l->spectro);
	return l->table ? table_complete(l->table) : pane_complete(l->pane);
}

bool level_update(struct level *l, uint64_t budget_ns)
{
	if (l->spectro)
		return spectro_update(l->spectro, budget_ns);
	return l->table ? table_update(l->table, budget_ns) : pane_update(l->pane, budget_ns);
}

uint64_t level_position(const struct level *l)
{
	if (l->spectro)
		return spectro_position(l->spectro);
	return l->table ? table_position(l->table) : pane_count(l->pane);
}

void level_extend(struct level *l, uint64_t last)
{
	if (l->table)
		table_extend(l->table, last);
	else if (l->spectro)
		spectro_extend(l->spectro, last);
	else
		pane_extend(l->pane, last);
}

/* ------------------------------------------------------------------- selection --- */

void level_select(struct level *l, uint64_t i)
{
	uint64_t n = level_count(l);

	if (i >= n)
		i = n ? n - 1 : 0;
	l->row = i;
	l->sub = 0;
	l->wish.active = false;
	l->by_key = l->table && n;
	if (l->by_key)
		l->key = table_key(l->table, level_table_row(l, i));
}

/* The row of the level that shows row `at` of the table; the next one if it is hidden. */
static uint64_t row_showing(const struct level *l, uint32_t at)
{
	uint32_t lo = 0, hi = l->nshown, mid;

	if (!l->quick.len)
		return at;
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (l->shown[mid] < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void level_wish_row(struct level *to, const struct level *from)
{
	const struct cell *key;
	const struct cell_type *t;

	if (from->spectro || !level_count(from) || from->row >= level_count(from))
		return;
	if (from->pane) {
		level_wish_event(to, pane_event(from->pane, from->row));
		return;
	}
	if (!from->by_key || !from->def.keyed)
		return;
	key = table_key_cell(from->table, level_table_row(from, from->row));
	t = table_type(from->table, from->def.grouped ? 1 : 0);
	to->wish.active = true;
	to->wish.text = t->kind == CELL_TEXT || t->kind == CELL_ADDR;
	buf_clear(&to->wish.bytes);
	if (to->wish.text)
		buf_put(&to->wish.bytes, key->s->s, key->s->len);
	else
		to->wish.num = key->u;
}

void level_wish_event(struct level *to, uint64_t event)
{
	to->wish.active = event != 0;
	to->wish.num = event;
}

static bool is_wished(const struct wish *w, const struct cell *key)
{
	if (!w->text)
		return key->u == w->num;
	return key->s->len == w->bytes.len &&
	       !memcmp(key->s->s, w->bytes.p ? w->bytes.p : "", w->bytes.len);
}

/* Try to grant the wish; it stays open until everything has been read. */
static void find_wished(struct level *l)
{
	uint64_t n = level_count(l), i;

	if (l->pane) {
		i = pane_find(l->pane, l->wish.num);
		if (i < n || pane_complete(l->pane))
			level_select(l, i);
		return;
	}
	for (i = 0; i < n; i++) {
		if (is_wished(&l->wish, table_key_cell(l->table, level_table_row(l, i)))) {
			level_select(l, i);
			return;
		}
	}
	if (table_complete(l->table))
		l->wish.active = false;
}

void level_refind(struct level *l)
{
	uint64_t n = level_count(l);
	int64_t at;

	if (l->wish.active && n) {
		find_wished(l);
		return;
	}
	if (l->by_key && l->table) {
		at = table_find(l->table, l->key);
		if (at >= 0)
			l->row = row_showing(l, (uint32_t)at);
	}
	if (l->row >= n)
		l->row = n ? n - 1 : 0;
}

void level_scroll(struct level *l, unsigned page)
{
	uint64_t n = level_count(l);

	if (l->spectro)
		return;
	if (!page)
		page = 1;
	if (l->pane && pane_kind(l->pane) == PANE_ECHO)
		return;
	if (l->row < l->top)
		l->top = l->row;
	if (l->row - l->top >= page)
		l->top = l->row - page + 1;
	if (l->top + page > n)
		l->top = n > page ? n - page : 0;
}

void level_sort(struct level *l, unsigned col)
{
	if (l->sort == col && table_is_sorted(l->table))
		l->down = !l->down;
	else
		l->down = cell_sorts_down(table_type(l->table, col));
	l->sort = col;
	table_sort(l->table, col, l->down);
}

/* ----------------------------------------------------------------- quick filter --- */

void level_set_quick(struct level *l, const char *text, size_t len)
{
	buf_clear(&l->quick);
	buf_put(&l->quick, text, len);
	l->nshown = l->looked = 0;
	if (l->pane)
		pane_set_text(l->pane, text, len);
}

static void show_row(struct level *l, uint32_t row)
{
	if (l->nshown == l->shown_cap) {
		l->shown_cap = l->shown_cap ? 2 * l->shown_cap : 256;
		l->shown = xrealloc(l->shown, l->shown_cap * sizeof(*l->shown));
	}
	l->shown[l->nshown++] = row;
}

bool level_quick_step(struct level *l, bool ascii, uint64_t until_ns)
{
	uint32_t n = l->table ? table_count(l->table) : 0;
	struct buf b;

	if (!l->quick.len || l->looked >= n)
		return true;
	buf_init(&b, 0);
	while (l->looked < n) {
		buf_clear(&b);
		rows_line_of(l, l->looked, ascii, &b);
		if (text_contains(b.p, b.len, l->quick.p, l->quick.len))
			show_row(l, l->looked);
		if (!(++l->looked % LOOKS_PER_CLOCK) && explorer_now() >= until_ns)
			break;
	}
	buf_release(&b);
	level_refind(l);
	return l->looked >= n;
}
