/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/term/screen.h"

/* A list to choose from, at the left edge. */
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
			   m->top + i == m->row ? LOOK_SELECTED : LOOK_TEXT, text, len, 0);
	}
}
