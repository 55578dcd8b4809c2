/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ui/model/config.h"
#include "ui/model/explorer.h"

/*
 * Which columns a table has, in which order, how wide. What the user makes of a view's columns
 * is kept in the configuration: "columns.procs = PID CPU:12 -USER".
 */

enum { WIDTH_LEAST = 3, REST_BEGINS = 40 };

/* The name of the setting; false for an id that would not make one. */
static bool setting(const struct level *l, char *out, size_t size)
{
	const char *p;

	for (p = l->view->id; *p; p++) {
		if (!isalnum((unsigned char)*p) && !strchr("_-.", *p))
			return false;
	}
	return p > l->view->id && (size_t)snprintf(out, size, "columns.%s", l->view->id) < size;
}

void level_load_columns(struct level *l)
{
	char name[128];
	struct buf text;

	if (!l->view || !setting(l, name, sizeof(name)))
		return;
	buf_init(&text, 4096);
	if (config_get(name, &text) && text.len)
		columns_parse(&l->columns, &l->def, buf_cstr(&text));
	buf_release(&text);
}

bool level_save_columns(const struct level *l)
{
	char name[128];
	struct buf text;
	bool saved;

	if (!setting(l, name, sizeof(name)))
		return false;
	buf_init(&text, 4096);
	if (!columns_are_plain(&l->columns, &l->def))
		columns_put(&l->columns, &l->def, &text);
	saved = config_set(name, buf_cstr(&text));
	buf_release(&text);
	return saved;
}

/* ----------------------------------------------------------------------- the list --- */

/* Everything was done when its key was pressed. */
static void done(struct explorer *x, unsigned value)
{
	(void)x;
	(void)value;
}

static void fill(struct explorer *x, unsigned row)
{
	const struct level *l = explorer_level(x);
	struct buf b;
	unsigned i;

	menu_open(x, "Columns", done);
	x->menu.where = IN_COLUMNS;
	buf_init(&b, 0);
	for (i = 0; i < l->columns.n; i++) {
		const struct column *c = &l->columns.v[i];

		buf_clear(&b);
		buf_printf(&b, "[%c] %-14s", c->hidden ? ' ' : 'x', l->def.cols[c->col].name);
		if (c->width)
			buf_printf(&b, "%4d", c->width);
		else
			buf_puts(&b, "rest");
		menu_add(&x->menu, buf_cstr(&b), i, 0);
	}
	x->menu.row = row;
	buf_release(&b);
}

/* Something about the columns is different: in every level of this view, and from now on. */
static void changed(struct explorer *x, unsigned row)
{
	struct level *l = explorer_level(x);
	unsigned i;

	for (i = 0; i < x->nav.n; i++) {
		struct level *other = x->nav.levels[i];

		if (other != l && other->table && other->view == l->view)
			columns_copy(&other->columns, &l->columns);
	}
	if (l->cell >= 0 && columns_place(&l->columns, (unsigned)l->cell) < 0)
		l->cell = -1;
	fill(x, row);
	if (x->opts.remember && !level_save_columns(l))
		explorer_say(x, "The columns could not be written to the configuration.");
}

void action_columns(struct explorer *x, unsigned which)
{
	(void)which;
	fill(x, 0);
}

void action_column_show(struct explorer *x, unsigned which)
{
	struct columns *c = &explorer_level(x)->columns;
	unsigned i = x->menu.row;

	(void)which;
	if (i >= c->n)
		return;
	if (!c->v[i].hidden && columns_visible(c) == 1) {
		explorer_say(x, "It is the last one.");
		return;
	}
	c->v[i].hidden = !c->v[i].hidden;
	changed(x, i);
}

static void move_column(struct explorer *x, unsigned from, unsigned to)
{
	struct columns *c = &explorer_level(x)->columns;

	if (from >= c->n || to >= c->n)
		return;
	columns_move(c, from, to);
	changed(x, to);
}

void action_column_back(struct explorer *x, unsigned which)
{
	(void)which;
	move_column(x, x->menu.row, x->menu.row - 1);
}

void action_column_forth(struct explorer *x, unsigned which)
{
	(void)which;
	move_column(x, x->menu.row, x->menu.row + 1);
}

static void resize(struct explorer *x, int by)
{
	struct level *l = explorer_level(x);
	unsigned i = x->menu.row;
	struct column *c;
	int least = WIDTH_LEAST, width;

	if (i >= l->columns.n)
		return;
	c = &l->columns.v[i];
	/* A number whose end is cut off would be another number. */
	if (cell_is_number(table_type(l->table, c->col)))
		least = (int)level_column_need(l, c->col);
	width = (c->width ? c->width : REST_BEGINS) + by;
	if (width < least || width > COLUMN_WIDTH_MOST)
		return;
	c->width = width;
	c->sized = true;
	changed(x, i);
}

void action_column_wider(struct explorer *x, unsigned which)
{
	(void)which;
	resize(x, 1);
}

void action_column_narrower(struct explorer *x, unsigned which)
{
	(void)which;
	resize(x, -1);
}

void action_column_reset(struct explorer *x, unsigned which)
{
	struct level *l = explorer_level(x);

	(void)which;
	columns_reset(&l->columns, &l->def);
	changed(x, 0);
}
