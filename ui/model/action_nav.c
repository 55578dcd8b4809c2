/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "ui/model/explorer.h"

/* Going down and back, sorting, leaving. */

static void arrived(struct explorer *x)
{
	x->follow = false;
	x->search.active = false;
	x->refresh_at = 0;
}

void action_drill(struct explorer *x, unsigned which)
{
	struct err e = {0};

	(void)which;
	if (nav_drill(&x->nav, &e))
		explorer_say(x, "%s", e.msg);
	else
		arrived(x);
}

void action_dig(struct explorer *x, unsigned which)
{
	struct err e = {0};

	(void)which;
	if (nav_dig(&x->nav, &e))
		explorer_say(x, "%s", e.msg);
	else
		arrived(x);
}

void action_back(struct explorer *x, unsigned which)
{
	(void)which;
	if (nav_back(&x->nav))
		arrived(x);
	else
		explorer_say(x, "This is the first screen; q quits.");
}

void action_escape(struct explorer *x, unsigned which)
{
	if (explorer_level(x)->pane && x->nav.n > 1)
		action_back(x, which);
	else
		buf_clear(&x->search.text);
}

void action_quit(struct explorer *x, unsigned which)
{
	(void)which;
	x->quit = true;
}

/* ------------------------------------------------------------------------- menus --- */

static void sort_by(struct explorer *x, unsigned col)
{
	level_sort(explorer_level(x), col);
}

void action_sort(struct explorer *x, unsigned which)
{
	const struct level *l = explorer_level(x);
	struct buf b;
	unsigned col;

	(void)which;
	buf_init(&b, 0);
	menu_open(x, "Sort by", sort_by);
	for (col = l->def.first; col < l->def.n; col++) {
		const char *name = l->def.cols[col].name;

		if (!strcmp(name, "NA"))
			continue;
		buf_clear(&b);
		buf_puts(&b, name);
		if (col == l->sort) {
			buf_puts(&b, l->down ? " (descending)" : " (ascending)");
			x->menu.row = x->menu.n;
		}
		menu_add(&x->menu, buf_cstr(&b), col);
	}
	buf_release(&b);
}

void action_sort_column(struct explorer *x, unsigned which)
{
	struct level *l = explorer_level(x);

	if (l->def.first + which < l->def.n)
		level_sort(l, l->def.first + which);
	else
		explorer_say(x, "There are %u columns.", l->def.n - l->def.first);
}

void action_choose(struct explorer *x, unsigned which)
{
	unsigned row = x->menu.row;

	(void)which;
	x->overlay = OVERLAY_NONE;
	if (row < x->menu.n)
		x->menu.chosen(x, x->menu.values[row]);
}

void action_close(struct explorer *x, unsigned which)
{
	(void)which;
	x->overlay = OVERLAY_NONE;
}
