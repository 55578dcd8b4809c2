/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "ui/model/explorer.h"

/* Going down and back, sorting, leaving. */

static void went(struct explorer *x, int r, const struct err *e)
{
	if (r)
		explorer_say(x, "%s", e->msg);
	else
		explorer_arrived(x);
}

/*
 * What a thread does that is inside a call is what it did last: its events, and its data, are
 * shown from their end.
 */
static void to_the_call(struct explorer *x, bool call)
{
	if (call && explorer_level(x)->pane)
		action_last(x, 0);
}

static bool shows_calls(const struct explorer *x)
{
	const struct level *l = explorer_level(x);

	return l->table && l->def.source == TABLE_CALLS;
}

void action_drill(struct explorer *x, unsigned which)
{
	struct err e = {0};
	bool calls = shows_calls(x);
	int r = nav_drill(&x->nav, &e);

	(void)which;
	went(x, r, &e);
	to_the_call(x, calls && !r);
}

/* From a table to the events of its row; from events to the same ones in the other way. */
static void open_pane(struct explorer *x, enum pane_kind kind)
{
	struct level *l = explorer_level(x);
	struct err e = {0};
	bool calls = shows_calls(x);
	int r;

	if (l->pane && pane_kind(l->pane) == kind)
		return;
	r = l->pane ? nav_switch_pane(&x->nav, kind, &e) : nav_drill_pane(&x->nav, kind, &e);
	went(x, r, &e);
	to_the_call(x, calls && !r);
}

void action_dig(struct explorer *x, unsigned which)
{
	(void)which;
	open_pane(x, PANE_EVENTS);
}

void action_echo(struct explorer *x, unsigned which)
{
	(void)which;
	open_pane(x, PANE_ECHO);
}

void action_back(struct explorer *x, unsigned which)
{
	(void)which;
	if (nav_back(&x->nav))
		explorer_arrived(x);
	else
		explorer_say(x, "This is the first screen; q quits.");
}

/* One thing at a time: what was done last on this level is undone first. */
void action_escape(struct explorer *x, unsigned which)
{
	struct level *l = explorer_level(x);

	if (x->saving)
		explorer_save_stop(x);
	else if (l->cell >= 0)
		l->cell = -1;
	else if (l->quick.len)
		level_set_quick(l, "", 0);
	else if (l->pane && x->nav.n > 1)
		action_back(x, which);
	else
		buf_clear(&x->search.text);
}

void action_quit(struct explorer *x, unsigned which)
{
	(void)which;
	if (x->nav.n == 1 || x->quit_asked) {
		x->quit = true;
		return;
	}
	x->quit_asked = true;
	explorer_say(x, "q once more quits; Backspace goes back.");
}

void action_quit_now(struct explorer *x, unsigned which)
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
	unsigned i;

	(void)which;
	buf_init(&b, 0);
	menu_open(x, "Sort by", sort_by);
	for (i = 0; i < l->columns.n; i++) {
		unsigned col = l->columns.v[i].col;
		const char *name = l->def.cols[col].name;

		if (!strcmp(name, "NA"))
			continue;
		buf_clear(&b);
		buf_puts(&b, name);
		if (col == l->sort && table_is_sorted(l->table)) {
			buf_puts(&b, l->down ? " (descending)" : " (ascending)");
			x->menu.row = x->menu.n;
		}
		menu_add(&x->menu, buf_cstr(&b), col, 0);
	}
	buf_release(&b);
}

void action_sort_column(struct explorer *x, unsigned which)
{
	struct level *l = explorer_level(x);

	const struct column *c = columns_nth(&l->columns, which);

	if (c)
		level_sort(l, c->col);
	else
		explorer_say(x, "There are %u columns.", columns_visible(&l->columns));
}

void action_choose(struct explorer *x, unsigned which)
{
	(void)which;
	menu_choose(x, x->menu.row);
}

void action_close(struct explorer *x, unsigned which)
{
	(void)which;
	/* What was typed there has nowhere to go. */
	if (x->prompting)
		explorer_prompt_close(x);
	x->overlay = OVERLAY_NONE;
}
