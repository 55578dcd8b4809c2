/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/term/mouse.h"

#include <ncurses.h>
#include <stdio.h>

#include "ui/model/keys.h"
#include "ui/term/screen.h"

enum { DOUBLE_NS = 400000000, WHEEL_ROWS = 3 };

void mouse_start(void)
{
	mouseinterval(0);
	if (!mousemask(BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON4_PRESSED | BUTTON5_PRESSED |
			       REPORT_MOUSE_POSITION,
		       NULL))
		return;
	/* Movement, too, while a button is down: selecting a range of time. */
	fputs("\033[?1002h", stdout);
	fflush(stdout);
}

void mouse_stop(void)
{
	fputs("\033[?1002l", stdout);
	fflush(stdout);
	mousemask(0, NULL);
}

/* false for what does not matter */
static bool understand(const MEVENT *e, struct mouse *m)
{
	if (e->x < 0 || e->y < 0)
		return false;
	m->x = (unsigned)e->x;
	m->y = (unsigned)e->y;
	if (e->bstate & BUTTON4_PRESSED)
		m->kind = MOUSE_UP;
	else if (e->bstate & BUTTON5_PRESSED)
		m->kind = MOUSE_DOWN;
	else if (e->bstate & BUTTON1_PRESSED)
		m->kind = MOUSE_PRESS;
	else if (e->bstate & BUTTON1_RELEASED)
		m->kind = MOUSE_RELEASE;
	else if (e->bstate & REPORT_MOUSE_POSITION)
		m->kind = MOUSE_DRAG;
	else
		return false;
	return true;
}

unsigned mouse_get(struct mouse m[MOUSE_MOST])
{
	unsigned n = 0, i;
	struct mouse swap;
	MEVENT e;

	/* What came in one go is one key for ncurses, and it gives the newest first. */
	while (n < MOUSE_MOST && getmouse(&e) == OK)
		n += understand(&e, &m[n]);
	for (i = 0; i < n / 2; i++) {
		swap = m[i];
		m[i] = m[n - 1 - i];
		m[n - 1 - i] = swap;
	}
	return n;
}

static bool inside(const struct rect *r, const struct mouse *m)
{
	return m->x >= r->x && m->x < r->x + r->w && m->y >= r->y && m->y < r->y + r->h;
}

/* A second press at the same place, soon. */
static bool is_double(struct screen *s, const struct mouse *m)
{
	uint64_t now = explorer_now();
	bool twice = now - s->pressed_at < DOUBLE_NS && s->pressed.x == m->x && s->pressed.y == m->y;

	s->pressed_at = twice ? 0 : now;
	s->pressed = *m;
	return twice;
}

static void wheel(struct screen *s, int key)
{
	unsigned i;

	for (i = 0; i < WHEEL_ROWS && !s->x->prompting; i++)
		explorer_key(s->x, key);
}

static void press_footer(struct screen *s, const struct mouse *m)
{
	unsigned i;

	for (i = 0; i < s->nhits; i++) {
		const struct action *a = s->hits[i].action;

		if (m->x >= s->hits[i].x && m->x < s->hits[i].x + s->hits[i].w) {
			explorer_key(s->x, key_parse(a->keys, (unsigned)strcspn(a->keys, " ")));
			return;
		}
	}
}

static void press_spectro(struct screen *s, const struct mouse *m, bool twice)
{
	struct level *l = explorer_level(s->x);
	unsigned row = m->y - s->body.y - 1, col = m->x - s->body.x;

	if (m->y == s->body.y || row >= l->grid.rows || col >= l->grid.cols)
		return;
	l->spectro_row = row;
	l->spectro_col = col;
	l->mark_row = -1;
	s->marking = true;
	if (twice)
		explorer_key(s->x, UK_ENTER);
}

/* A rectangle from where the button went down. */
static void drag_spectro(struct screen *s, const struct mouse *m)
{
	struct level *l = explorer_level(s->x);
	unsigned row = m->y - s->body.y - 1, col = m->x - s->body.x;

	if (!l->spectro || !inside(&s->body, m) || m->y == s->body.y || row >= l->grid.rows ||
	    col >= l->grid.cols || (row == l->spectro_row && col == l->spectro_col))
		return;
	if (l->mark_row < 0) {
		l->mark_row = (int)l->spectro_row;
		l->mark_col = (int)l->spectro_col;
	}
	l->spectro_row = row;
	l->spectro_col = col;
}

static void press_table(struct screen *s, const struct mouse *m, bool twice)
{
	struct level *l = explorer_level(s->x);
	uint64_t row = l->top + (m->y - s->body.y - 1);
	unsigned i, x = m->x - s->body.x + l->left;

	if (l->spectro) {
		press_spectro(s, m, twice);
		return;
	}

	if (m->y == s->body.y) {
		for (i = 0; l->table && i < s->rows.ncols_laid; i++) {
			const struct rows_col *c = &s->rows.cols[i];

			if (x >= c->x && x < c->x + c->w)
				level_sort(l, c->col);
		}
		return;
	}
	if (row >= level_count(l) || (l->pane && pane_kind(l->pane) == PANE_ECHO))
		return;
	level_select(l, row);
	s->x->follow = false;
	if (twice)
		explorer_key(s->x, UK_ENTER);
}

static void press_menu(struct screen *s, const struct mouse *m, bool twice)
{
	struct menu *menu = &s->x->menu;
	unsigned row = menu->top + (m->y - s->menu.y - 1);

	if (m->y == s->menu.y || row >= menu->n)
		return;
	menu->row = row;
	if (twice)
		explorer_key(s->x, UK_ENTER);
}

static void press(struct screen *s, const struct mouse *m)
{
	bool twice = is_double(s, m);

	s->dragging = s->marking = false;
	if (s->x->prompting)
		return;
	if (m->y + 1 == s->height)
		press_footer(s, m);
	else if (m->y == 1 && m->x >= s->filter_x && s->x->overlay == OVERLAY_NONE)
		explorer_key(s->x, 'f');
	else if (s->x->overlay == OVERLAY_MENU && inside(&s->menu, m))
		press_menu(s, m, twice);
	else if (s->x->overlay == OVERLAY_NONE && inside(&s->body, m))
		press_table(s, m, twice);
	else if (s->x->overlay != OVERLAY_PAGE && inside(&s->strip, m)) {
		s->dragging = true;
		s->drag_from = m->x;
		timeline_set_cursor(s->x, timeline_cell_ts(s->x, m->x - s->strip.x, s->strip.w));
	}
}

/* From where the button went down to where it is now. */
static void drag(struct screen *s, const struct mouse *m)
{
	unsigned a = s->drag_from, b = m->x, swap;

	if (s->marking)
		drag_spectro(s, m);
	if (!s->dragging || m->x < s->strip.x || m->x >= s->strip.x + s->strip.w || a == b)
		return;
	if (a > b) {
		swap = a;
		a = b;
		b = swap;
	}
	timeline_set_range(s->x, timeline_cell_ts(s->x, a - s->strip.x, s->strip.w),
			   timeline_cell_ts(s->x, b + 1 - s->strip.x, s->strip.w) - 1);
	timeline_set_cursor(s->x, timeline_cell_ts(s->x, m->x - s->strip.x, s->strip.w));
}

void screen_mouse(struct screen *s, const struct mouse *m)
{
	s->x->changed = true;
	switch (m->kind) {
	case MOUSE_UP:
		wheel(s, UK_UP);
		break;
	case MOUSE_DOWN:
		wheel(s, UK_DOWN);
		break;
	case MOUSE_DRAG:
		drag(s, m);
		break;
	case MOUSE_RELEASE:
		drag(s, m);
		s->dragging = s->marking = false;
		break;
	case MOUSE_PRESS:
		press(s, m);
		break;
	}
}
