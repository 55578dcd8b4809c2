/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/explorer.h"

/* Moving: in tables and events the selection, in menus the entry, in the help the text. */

enum { SCROLL_CELLS = 4 };

static unsigned help_lines(void)
{
	struct buf b;
	bool heading;
	unsigned n;

	buf_init(&b, 0);
	for (n = 0; explorer_help(n, &b, &heading); n++)
		buf_clear(&b);
	buf_release(&b);
	return n;
}

/* To row `from + by`, staying inside. */
static uint64_t moved(uint64_t from, int64_t by, uint64_t count)
{
	uint64_t last = count ? count - 1 : 0;

	if (by < 0)
		return from > (uint64_t)-by ? from - (uint64_t)-by : 0;
	return last - (from < last ? from : last) > (uint64_t)by ? from + (uint64_t)by : last;
}

static void move(struct explorer *x, int64_t by)
{
	struct level *l = explorer_level(x);
	unsigned lines;

	switch (x->overlay) {
	case OVERLAY_MENU:
		x->menu.row = (unsigned)moved(x->menu.row, by, x->menu.n);
		return;
	case OVERLAY_HELP:
		lines = help_lines();
		/* Its lines may be wrapped, so only the screen knows how many fit. */
		x->help_top = (unsigned)moved(x->help_top, by, lines);
		return;
	case OVERLAY_NONE:
		break;
	}
	x->follow = false;
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

	if (x->overlay == OVERLAY_NONE) {
		uint64_t top = moved(l->top, by, level_count(l));

		l->top = top;
	}
	move(x, by);
}

void action_page_up(struct explorer *x, unsigned which)
{
	(void)which;
	page(x, -(int64_t)x->page);
}

void action_page_down(struct explorer *x, unsigned which)
{
	(void)which;
	page(x, x->page);
}

void action_half_up(struct explorer *x, unsigned which)
{
	(void)which;
	page(x, -(int64_t)((x->page + 1) / 2));
}

void action_half_down(struct explorer *x, unsigned which)
{
	(void)which;
	page(x, (x->page + 1) / 2);
}

void action_first(struct explorer *x, unsigned which)
{
	(void)which;
	move(x, INT64_MIN / 2);
}

void action_last(struct explorer *x, unsigned which)
{
	(void)which;
	move(x, INT64_MAX / 2);
	x->follow = x->overlay == OVERLAY_NONE && explorer_level(x)->pane && !explorer_settled(x);
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
