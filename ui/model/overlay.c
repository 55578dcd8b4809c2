/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/model/explorer.h"

/* What lies over the table: lists to choose from, pages to read. */

void menu_open(struct explorer *x, const char *title,
	       void (*chosen)(struct explorer *x, unsigned value))
{
	buf_clear(&x->menu.texts);
	x->menu.title = title;
	x->menu.chosen = chosen;
	x->menu.describe = NULL;
	x->menu.where = 0;
	x->menu.n = x->menu.row = x->menu.top = 0;
	x->overlay = OVERLAY_MENU;
}

void menu_add(struct menu *m, const char *text, unsigned value, char hotkey)
{
	m->values = xrealloc(m->values, (m->n + 1) * sizeof(*m->values));
	m->hotkeys = xrealloc(m->hotkeys, m->n + 1);
	m->hotkeys[m->n] = hotkey;
	m->values[m->n++] = value;
	buf_puts(&m->texts, text);
	buf_putc(&m->texts, '\n');
}

const char *menu_entry(const struct menu *m, unsigned i, size_t *len)
{
	const char *p = m->texts.p, *end = m->texts.p + m->texts.len, *nl;

	for (;; p = nl + 1) {
		nl = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
		if (!nl) {
			*len = 0;
			return "";
		}
		if (!i--)
			break;
	}
	*len = (size_t)(nl - p);
	return p;
}

void menu_choose(struct explorer *x, unsigned row)
{
	x->overlay = OVERLAY_NONE;
	if (row < x->menu.n)
		x->menu.chosen(x, x->menu.values[row]);
}

struct lines *page_open(struct explorer *x, const char *title)
{
	struct page *p = &x->page;

	lines_clear(&p->raw);
	snprintf(p->title, sizeof(p->title), "%s", title);
	p->width = p->top = p->broken = p->found = 0;
	p->whole = p->from = p->placed = 0;
	p->event = 0;
	p->of_chisel = false;
	x->overlay = OVERLAY_PAGE;
	return &p->raw;
}

/* A key has moved the page: from there on it is shown, in whatever width. */
static void page_place(struct page *p)
{
	if (p->top == p->placed || p->top >= p->shown.n)
		return;
	p->whole = p->shown.v[p->top].part_of;
	p->from = p->shown.v[p->top].from;
}

static bool is_before(const struct line *l, const struct page *p)
{
	return l->part_of < p->whole || (l->part_of == p->whole && l->from < p->from);
}

/* What was above stays above. */
static void page_break_anew(struct page *p, unsigned width)
{
	p->width = width;
	p->broken = p->found = p->top = 0;
	lines_clear(&p->shown);
	lines_wrap_from(&p->shown, &p->raw, 0, width);
	while (p->top < p->shown.n && is_before(&p->shown.v[p->top], p))
		p->top++;
}

void page_prepare(struct page *p, unsigned width, unsigned rows)
{
	bool resized = p->width != width || p->rows != rows;
	bool at_end = resized && p->top && p->top + p->rows >= p->shown.n;

	page_place(p);
	if (p->width != width)
		page_break_anew(p, width);
	else
		lines_wrap_from(&p->shown, &p->raw, p->broken, width);
	p->broken = p->raw.n;
	p->rows = rows;
	/* The last page is a full one. */
	if (at_end || p->top + rows > p->shown.n)
		p->top = p->shown.n > rows ? p->shown.n - rows : 0;
	p->placed = p->top;
}
