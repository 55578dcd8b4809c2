/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "ui/model/explorer.h"

/* Which view is shown, what it means, and how data looks. */

/* ------------------------------------------------------------------------- views --- */

static void show_view(struct explorer *x, unsigned value)
{
	struct err e = {0};

	if (nav_switch_view(&x->nav, x->views->v[value], &e))
		explorer_say(x, "%s: %s", x->views->v[value]->name, e.msg);
	else
		explorer_arrived(x);
}

static void put_texts(struct lines *out, const char *title, const struct view_text_list *t)
{
	unsigned i;

	if (!t->n)
		return;
	lines_puts(out, LINE_TEXT, "");
	lines_puts(out, LINE_HEADING, title);
	for (i = 0; i < t->n; i++)
		lines_puts(out, LINE_TEXT, t->v[i]);
}

static void put_view(struct lines *out, const struct view *v)
{
	lines_puts(out, LINE_HEADING, v->name);
	lines_puts(out, LINE_TEXT, v->desc);
	put_texts(out, "Tips", &v->tips);
}

static void describe_view(struct explorer *x, unsigned value, struct lines *out)
{
	put_view(out, x->views->v[value]);
}

void action_views(struct explorer *x, unsigned which)
{
	struct buf field;
	unsigned i;

	(void)which;
	buf_init(&field, 0);
	nav_field(&x->nav, &field);
	menu_open(x, "Select View", show_view);
	x->menu.describe = describe_view;
	for (i = 0; i < x->views->n; i++) {
		const struct view *v = x->views->v[i];

		if (v->hidden ||
		    !view_applies_to(v, buf_cstr(&field)))
			continue;
		if (v == explorer_level(x)->view)
			x->menu.row = x->menu.n;
		menu_add(&x->menu, v->name, i, 0);
	}
	buf_release(&field);
}

unsigned menu_view(const struct explorer *x)
{
	const struct menu *m = &x->menu;

	if (x->overlay != OVERLAY_MENU || m->chosen != show_view || m->row >= m->n)
		return x->views->n;
	return m->values[m->row];
}

/* ------------------------------------------------------------------------ legend --- */

static void put_columns(struct lines *out, const struct level *l)
{
	unsigned i;

	lines_puts(out, LINE_TEXT, "");
	lines_puts(out, LINE_HEADING, "Columns");
	for (i = l->def.first; i < l->def.n; i++) {
		const struct table_col *c = &l->def.cols[i];

		lines_named(out, 12, c->name, c->desc, strlen(c->desc));
	}
}

static void put_actions(struct lines *out, const struct view *v)
{
	unsigned i;
	char key[2] = "";

	if (!v->nactions)
		return;
	lines_puts(out, LINE_TEXT, "");
	lines_puts(out, LINE_HEADING, "Actions (F8)");
	for (i = 0; i < v->nactions; i++) {
		key[0] = v->actions[i].hotkey;
		lines_named(out, 4, key, v->actions[i].desc, strlen(v->actions[i].desc));
		lines_named(out, 4, "", v->actions[i].command, strlen(v->actions[i].command));
	}
}

void action_legend(struct explorer *x, unsigned which)
{
	const struct level *l = explorer_level(x);
	struct lines *out;

	(void)which;
	if (!l->view)
		return;
	out = page_open(x, "Legend");
	put_view(out, l->view);
	put_columns(out, l);
	lines_puts(out, LINE_TEXT, "");
	lines_named(out, 12, "Id", l->view->id, strlen(l->view->id));
	lines_named(out, 12, "Filter", l->view->filter, strlen(l->view->filter));
	lines_named(out, 12, "File", l->view->path, strlen(l->view->path));
	put_actions(out, l->view);
}

/* ------------------------------------------------------------------ how data looks --- */

static void show_as(struct explorer *x, unsigned value)
{
	x->nav.bufmode = (enum bufmode)value;
	pane_set_format(explorer_level(x)->pane, x->nav.bufmode);
	explorer_level(x)->sub = 0;
}

void action_view_as(struct explorer *x, unsigned which)
{
	static const struct {
		const char *name;
		enum bufmode mode;
		char key;
	} formats[] = {
		{"d  Dotted ASCII", BUF_DOTS, 'd'},
		{"p  Printable ASCII", BUF_ASCII, 'p'},
		{"x  Hex and ASCII", BUF_HEXASCII, 'x'},
	};
	unsigned i;

	(void)which;
	menu_open(x, "View As", show_as);
	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (formats[i].mode == x->nav.bufmode)
			x->menu.row = i;
		menu_add(&x->menu, formats[i].name, formats[i].mode, formats[i].key);
	}
}

/* -------------------------------------------------------------------------- a tree --- */

void action_tree(struct explorer *x, unsigned which)
{
	struct level *l = explorer_level(x);

	(void)which;
	if (!table_has_tree(l->table)) {
		explorer_say(x, "A tree is made of processes; this view is about something else.");
		return;
	}
	l->tree = !l->tree;
	table_set_tree(l->table, l->tree);
}
