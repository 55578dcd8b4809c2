/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/explorer.h"

/* Moving: in tables and events the selection, in menus the entry, in pages the text. */

enum { SCROLL_CELLS = 4 };

/* To row `from + by`, staying inside. */
static uint64_t moved(uint64_t from, int64_t by, uint64_t count)
{
	uint64_t last = count ? count - 1 : 0;

	if (by < 0)
		return from > (uint64_t)-by ? from - (uint64_t)-by : 0;
	return last - (from < last ? from : last) > (uint64_t)by ? from + (uint64_t)by : last;
}

/* The lines of entry i of an echo pane at the width of the screen. */
static unsigned entry_height(const struct explorer *x, struct pane *p, uint64_t i)
{
	struct lines lines;
	unsigned n;

	lines_init(&lines);
	pane_lines(p, i, x->width, &lines);
	n = lines.n;
	lines_release(&lines);
	return n ? n : 1;
}

static void echo_up(struct explorer *x, struct level *l, uint64_t by)
{
	for (; by; by--) {
		if (l->sub) {
			l->sub--;
		} else if (l->row) {
			l->row--;
			l->sub = entry_height(x, l->pane, l->row) - 1;
		} else {
			break;
		}
	}
}

static void echo_down(struct explorer *x, struct level *l, uint64_t by)
{
	uint64_t n = level_count(l);

	while (by && l->row < n) {
		unsigned rest = entry_height(x, l->pane, l->row) - l->sub;

		if (by < rest) {
			l->sub += (unsigned)by;
			break;
		}
		if (l->row + 1 == n) {
			l->sub += rest - 1;
			break;
		}
		by -= rest;
		l->row++;
		l->sub = 0;
	}
}

void echo_scroll(struct explorer *x, int64_t by)
{
	struct level *l = explorer_level(x);
	uint64_t n = level_count(l), last;
	unsigned sub;

	if (by < INT32_MIN) {
		l->row = l->sub = 0;
	} else if (by < 0) {
		echo_up(x, l, (uint64_t)-by);
	} else if (n) {
		if (by < INT32_MAX)
			echo_down(x, l, (uint64_t)by);
		/* Not beyond the screen that shows the last line. */
		last = l->row;
		sub = l->sub;
		if (by >= INT32_MAX || n - last <= x->rows) {
			l->row = n - 1;
			l->sub = entry_height(x, l->pane, n - 1) - 1;
			echo_up(x, l, x->rows - 1);
			if (by < INT32_MAX && (last < l->row || (last == l->row && sub < l->sub))) {
				l->row = last;
				l->sub = sub;
			}
		}
	}
	l->top = l->row;
}

static bool is_echo(const struct level *l)
{
	return l->pane && pane_kind(l->pane) == PANE_ECHO;
}

static void move(struct explorer *x, int64_t by)
{
	struct level *l = explorer_level(x);

	switch (x->overlay) {
	case OVERLAY_MENU:
		x->menu.row = (unsigned)moved(x->menu.row, by, x->menu.n);
		return;
	case OVERLAY_PAGE:
		page_prepare(&x->page, x->width, x->rows); /* it may not have been drawn yet */
		x->page.top = (unsigned)moved(x->page.top, by, x->page.shown.n);
		return;
	case OVERLAY_NONE:
		break;
	}
	x->follow = false;
	if (is_echo(l))
		echo_scroll(x, by);
	else
		level_select(l, moved(l->row, by, level_count(l)));
}

void action_up(struct explorer *x, unsigned which)
{
	(void)which;
	move(x, -1);
}

void action_down(struct explorer *x, unsigned which)
{
	(void)which;
	move(x, 1);
}

void action_redraw(struct explorer *x, unsigned which)
{
	(void)which;
	x->redraw = true;
}

/* A page takes the first row along, so that it is seen how the rows go on. */
static void page(struct explorer *x, int64_t by)
{
	struct level *l = explorer_level(x);

	if (x->overlay == OVERLAY_NONE && !is_echo(l)) {
		uint64_t top = moved(l->top, by, level_count(l));

		l->top = top;
	}
	move(x, by);
}

void action_page_up(struct explorer *x, unsigned which)
{
	(void)which;
	page(x, -(int64_t)x->rows);
}

void action_page_down(struct explorer *x, unsigned which)
{
	(void)which;
	page(x, x->rows);
}

void action_half_up(struct explorer *x, unsigned which)
{
	(void)which;
	page(x, -(int64_t)((x->rows + 1) / 2));
}

void action_half_down(struct explorer *x, unsigned which)
{
	(void)which;
	page(x, (x->rows + 1) / 2);
}

void action_first(struct explorer *x, unsigned which)
{
	(void)which;
	move(x, INT64_MIN / 2);
}

void action_last(struct explorer *x, unsigned which)
{
	bool events = x->overlay == OVERLAY_NONE && explorer_level(x)->pane;

	(void)which;
	move(x, INT64_MAX / 2);
	x->follow = events && (x->live.on ? !x->paused : !explorer_settled(x));
}

void action_follow(struct explorer *x, unsigned which)
{
	bool on = !x->follow;

	action_last(x, which);
	x->follow = on;
}

void action_left(struct explorer *x, unsigned which)
{
	struct level *l = explorer_level(x);

	(void)which;
	l->left = l->left > SCROLL_CELLS ? l->left - SCROLL_CELLS : 0;
}

void action_right(struct explorer *x, unsigned which)
{
	struct level *l = explorer_level(x);

	(void)which;
	/* The screen knows how far there is something to see, and brings it back. */
	l->left += SCROLL_CELLS;
}

void action_left_or_help(struct explorer *x, unsigned which)
{
	if (explorer_level(x)->left)
		action_left(x, which);
	else
		action_help(x, which);
}
