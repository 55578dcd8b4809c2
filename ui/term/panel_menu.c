/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/text.h"
#include "ui/term/screen.h"

/* A list to choose from, at the left edge, and what is said about its entries. */

enum {
	WIDTH_LEAST = 12,
	WIDTH_MOST = 44,
};

unsigned panel_menu_width(const struct screen *s, unsigned most)
{
	const struct menu *m = &s->x->menu;
	unsigned i, w, width = text_width(m->title, strlen(m->title)) + 1;
	size_t len;

	for (i = 0; i < m->n; i++) {
		const char *text = menu_entry(m, i, &len);

		w = text_width(text, len) + 1;
		if (w > width)
			width = w;
	}
	/* Beside a table it should not move when entries differ a little. */
	if (width < WIDTH_LEAST)
		width = WIDTH_LEAST;
	width = (width + 3) & ~3u;
	if (width > WIDTH_MOST)
		width = WIDTH_MOST;
	if (width > most / 2)
		width = most / 2;
	return width < WIDTH_LEAST ? (most < WIDTH_LEAST ? most : WIDTH_LEAST) : width;
}

void panel_menu_draw(struct screen *s, struct rect r)
{
	struct menu *m = &s->x->menu;
	unsigned i, rows = r.h > 1 ? r.h - 1 : 1;

	if (m->row < m->top)
		m->top = m->row;
	if (m->row - m->top >= rows)
		m->top = m->row - rows + 1;
	screen_put(s, r.y, r.x, r.w, LOOK_LIST_HEADER, m->title, strlen(m->title), 0);
	for (i = 0; i + 1 < r.h; i++) {
		const char *text = "";
		size_t len = 0;

		if (m->top + i < m->n)
			text = menu_entry(m, m->top + i, &len);
		screen_put(s, r.y + 1 + i, r.x, r.w,
			   m->top + i == m->row && m->n ? LOOK_SELECTED : LOOK_TEXT, text, len, 0);
	}
}

void panel_about_draw(struct screen *s, struct rect r)
{
	struct menu *m = &s->x->menu;
	struct rect inside = {.x = r.x + 1, .y = r.y + 1, .w = r.w > 1 ? r.w - 1 : 1, .h = r.h - 1};
	struct lines text;
	unsigned i;

	screen_put(s, r.y, r.x, r.w, LOOK_LIST_HEADER, "", 0, 0);
	for (i = 1; i < r.h; i++)
		screen_put(s, r.y + i, r.x, 1, LOOK_TEXT, "", 0, 0);
	lines_init(&text);
	if (m->row < m->n)
		m->describe(s->x, m->values[m->row], &text);
	if (r.h > 1)
		panel_lines_draw(s, inside, &text);
	lines_release(&text);
}
