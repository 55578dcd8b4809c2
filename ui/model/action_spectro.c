/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui/model/explorer.h"

/* Spectrograms: opening them, moving in them, and the events behind a part of them. */

static void open_view(struct explorer *x, const char *id)
{
	const struct view *v = view_set_find(x->views, id);
	struct err e = {0};

	if (!v)
		explorer_say(x, "There is no view %s.", id);
	else if (nav_drill_view(&x->nav, v, &e))
		explorer_say(x, "%s", e.msg);
	else
		explorer_arrived(x);
}

void action_spectro(struct explorer *x, unsigned which)
{
	const struct view *v = explorer_level(x)->view;

	(void)which;
	open_view(x, v && !strcmp(v->spectro_type, "tracers") ? "spectro_traces" : "spectro_all");
}

void action_spectro_file(struct explorer *x, unsigned which)
{
	(void)which;
	open_view(x, "spectro_file");
}

static void move(struct explorer *x, int rows, int cols)
{
	struct level *l = explorer_level(x);
	int row = (int)l->spectro_row + rows, col = (int)l->spectro_col + cols;

	if (row >= 0 && row < (int)l->grid.rows)
		l->spectro_row = (unsigned)row;
	if (col >= 0 && col < (int)l->grid.cols)
		l->spectro_col = (unsigned)col;
}

void action_spectro_up(struct explorer *x, unsigned which)
{
	(void)which;
	move(x, -1, 0);
}

void action_spectro_down(struct explorer *x, unsigned which)
{
	(void)which;
	move(x, 1, 0);
}

void action_spectro_left(struct explorer *x, unsigned which)
{
	(void)which;
	move(x, 0, -1);
}

void action_spectro_right(struct explorer *x, unsigned which)
{
	(void)which;
	move(x, 0, 1);
}

void action_spectro_first(struct explorer *x, unsigned which)
{
	(void)which;
	explorer_level(x)->spectro_row = 0;
}

void action_spectro_last(struct explorer *x, unsigned which)
{
	struct level *l = explorer_level(x);

	(void)which;
	l->spectro_row = l->grid.rows ? l->grid.rows - 1 : 0;
}

void action_spectro_mark(struct explorer *x, unsigned which)
{
	struct level *l = explorer_level(x);

	(void)which;
	if (l->mark_row >= 0) {
		l->mark_row = l->mark_col = -1;
		return;
	}
	l->mark_row = (int)l->spectro_row;
	l->mark_col = (int)l->spectro_col;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned most(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

void level_spectro_area(const struct level *l, struct spectro_area *out)
{
	unsigned row = l->mark_row < 0 ? l->spectro_row : (unsigned)l->mark_row;
	unsigned col = l->mark_row < 0 ? l->spectro_col : (unsigned)l->mark_col;

	spectro_area(l->spectro, &l->grid, least(row, l->spectro_row), least(col, l->spectro_col),
		     most(row, l->spectro_row), most(col, l->spectro_col), out);
}

bool level_spectro_selected(const struct level *l, unsigned row, unsigned col)
{
	unsigned r = l->mark_row < 0 ? l->spectro_row : (unsigned)l->mark_row;
	unsigned c = l->mark_row < 0 ? l->spectro_col : (unsigned)l->mark_col;

	return row >= least(r, l->spectro_row) && row <= most(r, l->spectro_row) &&
	       col >= least(c, l->spectro_col) && col <= most(c, l->spectro_col);
}

void action_spectro_open(struct explorer *x, unsigned which)
{
	const struct level *l = explorer_level(x);
	struct spectro_area a;
	struct err e = {0};
	struct buf b;
	const char *field;
	int len;

	(void)which;
	level_spectro_area(l, &a);
	if (!a.count) {
		explorer_say(x, "Nothing happened there.");
		return;
	}
	field = l->def.cols[l->def.first].field;
	len = (int)spectro_field_len(field);
	buf_init(&b, 0);
	buf_printf(&b, "evt.rawtime>=%" PRIu64 " and evt.rawtime<%" PRIu64 " and %.*s>=%" PRIu64,
		   a.from_ts, a.to_ts, len, field, a.from_ns ? a.from_ns : 1);
	if (a.to_ns < UINT64_MAX)
		buf_printf(&b, " and %.*s<%" PRIu64, len, field, a.to_ns);
	if (nav_open_part(&x->nav, buf_cstr(&b), &e))
		explorer_say(x, "%s", e.msg);
	else
		explorer_arrived(x);
	buf_release(&b);
}
