/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/nav.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"

void nav_init(struct nav *n, struct log *log, const struct view_set *views,
	      const struct table_opts *o, bool containers, const char *base_filter)
{
	*n = (struct nav){
		.log = log,
		.views = views,
		.opts = *o,
		.containers = containers,
		.base_filter = xstrdup(base_filter),
	};
}

static void level_free(struct level *l)
{
	table_free(l->table);
	pane_free(l->pane);
	filter_free(l->filter);
	table_def_release(&l->def);
	free(l->filter_text);
	free(l->widths);
	free(l->crumb.condition);
	free(l->crumb.field);
	free(l->crumb.view_filter);
	free(l);
}

void nav_release(struct nav *n)
{
	while (n->n)
		level_free(n->levels[--n->n]);
	free(n->levels);
	free(n->base_filter);
	*n = (struct nav){0};
}

/* ------------------------------------------------------------------ the filter --- */

/* (a) and (b), or the one that is not empty; the result replaces a. */
static void combine(struct buf *a, const char *b)
{
	struct buf r;

	if (!b[0])
		return;
	if (!a->len) {
		buf_puts(a, b);
		return;
	}
	buf_init(&r, 0);
	buf_putc(&r, '(');
	buf_put(&r, a->p, a->len);
	buf_puts(&r, ") and (");
	buf_puts(&r, b);
	buf_putc(&r, ')');
	buf_release(a);
	*a = r;
}

/* One level's part: "(FILTER) and FIELD=VALUE". */
static void put_crumb(struct buf *out, const struct crumb *c, bool last, bool brackets)
{
	bool condition = c->condition[0] && (last || !c->child_only);

	if (!condition && !c->view_filter[0])
		return;
	if (out->len)
		buf_puts(out, " and ");
	if (brackets)
		buf_putc(out, '(');
	if (c->view_filter[0])
		buf_printf(out, "(%s)", c->view_filter);
	if (c->view_filter[0] && condition)
		buf_puts(out, " and ");
	if (condition)
		buf_puts(out, c->condition);
	if (brackets)
		buf_putc(out, ')');
}

static bool is_entry(const struct crumb *c)
{
	return c->condition[0] || c->view_filter[0];
}

/* The filter of a level whose way is the levels of n and then `last`. */
static char *compose(const struct nav *n, const struct crumb *last, const char *view_filter)
{
	unsigned i, entries = is_entry(last);
	struct buf b, stack;
	char *text;

	buf_init(&b, 0);
	buf_init(&stack, 0);
	for (i = 0; i < n->n; i++)
		entries += is_entry(&n->levels[i]->crumb);
	for (i = 0; i < n->n; i++)
		put_crumb(&stack, &n->levels[i]->crumb, false, entries > 1);
	put_crumb(&stack, last, true, entries > 1);
	buf_puts(&b, n->base_filter);
	combine(&b, buf_cstr(&stack));
	combine(&b, view_filter);
	text = xstrndup(b.p ? b.p : "", b.len);
	buf_release(&stack);
	buf_release(&b);
	return text;
}

void nav_selection(const struct nav *n, struct buf *out)
{
	size_t from = out->len;
	unsigned i;

	for (i = 0; i < n->n; i++) {
		const char *c = n->levels[i]->crumb.condition;

		if (!c[0])
			continue;
		if (out->len > from)
			buf_puts(out, " and ");
		buf_puts(out, c);
	}
	if (out->len == from)
		buf_puts(out, "whole machine");
}

/* ---------------------------------------------------------------- opening levels --- */

static char *expand(const char *text, int depth)
{
	struct buf b;
	char *s;

	buf_init(&b, 0);
	view_expand(&b, text, depth);
	s = xstrndup(b.p ? b.p : "", b.len);
	buf_release(&b);
	return s;
}

static struct level *level_new(int depth)
{
	struct level *l = xcalloc(1, sizeof(*l));

	l->crumb.condition = xstrdup("");
	l->crumb.field = xstrdup("");
	l->crumb.view_filter = xstrdup("");
	l->depth = depth;
	return l;
}

static int compile(struct level *l, struct err *e)
{
	if (!l->filter_text[0])
		return 0;
	l->filter = filter_compile(l->filter_text, e);
	return l->filter ? 0 : err_wrap(e, "filter");
}

/* Make l, whose crumb and depth are set, show a view or (v NULL) events; consumes l. */
static int push(struct nav *n, struct level *l, const struct view *v, struct err *e)
{
	char *own = v ? expand(v->filter, l->depth) : xstrdup("");
	int r;

	l->view = v;
	l->filter_text = compose(n, &l->crumb, own);
	free(own);
	r = compile(l, e);
	if (!r && v)
		r = view_table_def(v, l->depth, n->containers, &l->def, e);
	if (r) {
		level_free(l);
		return r;
	}
	if (v) {
		l->table = table_new(n->log, &l->def, l->filter, &n->opts);
		l->sort = l->def.sort;
		l->down = cell_sorts_down(table_type(l->table, l->sort));
		l->widths = xcalloc(l->def.n, sizeof(*l->widths));
	} else {
		l->pane = pane_new(n->log, l->filter, n->opts.query, n->opts.limit, n->containers);
	}
	n->levels = xrealloc(n->levels, (n->n + 1) * sizeof(*n->levels));
	n->levels[n->n++] = l;
	return 0;
}

int nav_open_view(struct nav *n, const struct view *v, struct err *e)
{
	return push(n, level_new(0), v, e);
}

int nav_open_events(struct nav *n, struct err *e)
{
	return push(n, level_new(0), NULL, e);
}

/* "FIELD=VALUE" for the selected row; rows made of missing values have no value to name. */
static char *condition_of(const struct level *l, const char *field)
{
	const struct cell *c = table_key_cell(l->table, (uint32_t)l->row);
	const struct cell_type *t = table_type(l->table, l->def.grouped ? 1 : 0);
	struct buf b;
	char *s;

	buf_init(&b, 0);
	if (t->kind == CELL_TEXT && !c->s->len) {
		buf_printf(&b, "(not %s exists or %s=\"\")", field, field);
	} else if (!c->count) {
		buf_printf(&b, "(not %s exists or %s=0)", field, field);
	} else {
		buf_printf(&b, "%s=", field);
		cell_append_operand(&b, t, c);
	}
	s = xstrndup(b.p, b.len);
	buf_release(&b);
	return s;
}

/* A level below the selected row of the top level; NULL and *e when there is none. */
static struct level *level_below(const struct nav *n, struct err *e)
{
	const struct level *top = nav_top(n);
	const struct table_col *key;
	struct level *l;
	const char *field;

	if (!top->table || !top->def.keyed || !top->view) {
		err_set(e, ERR_UNKNOWN, "nothing to open here");
		return NULL;
	}
	if (top->row >= table_count(top->table)) {
		err_set(e, ERR_UNKNOWN, "no row is selected");
		return NULL;
	}
	key = table_def_key(&top->def);
	field = key->filter_field ? key->filter_field : key->field;
	l = level_new(top->depth + top->view->increase_depth);
	free(l->crumb.condition);
	free(l->crumb.field);
	l->crumb.condition = condition_of(top, field);
	l->crumb.field = xstrdup(field);
	l->crumb.child_only = key->child_only;
	if (top->view->propagate_filter) {
		free(l->crumb.view_filter);
		l->crumb.view_filter = expand(top->view->filter, l->depth);
	}
	return l;
}

int nav_drill(struct nav *n, struct err *e)
{
	struct level *l = level_below(n, e);
	const struct view *v;

	if (!l)
		return e->code;
	v = view_set_below(n->views, nav_top(n)->view, l->crumb.field);
	if (!v || v->type == VIEW_SPECTROGRAM) {
		level_free(l);
		return err_set(e, ERR_UNKNOWN, "no view opens below %s; d shows the events",
			       nav_top(n)->view->name);
	}
	return push(n, l, v, e);
}

int nav_dig(struct nav *n, struct err *e)
{
	struct level *l = level_below(n, e);

	return l ? push(n, l, NULL, e) : e->code;
}

bool nav_back(struct nav *n)
{
	if (n->n < 2)
		return false;
	level_free(n->levels[--n->n]);
	return true;
}

/* -------------------------------------------------------------------- one level --- */

uint64_t level_count(const struct level *l)
{
	return l->table ? table_count(l->table) : pane_count(l->pane);
}

void level_select(struct level *l, uint64_t i)
{
	uint64_t n = level_count(l);

	if (i >= n)
		i = n ? n - 1 : 0;
	l->row = i;
	l->by_key = l->table && n;
	if (l->by_key)
		l->key = table_key(l->table, (uint32_t)i);
}

void level_refind(struct level *l)
{
	uint64_t n = level_count(l);
	int64_t at;

	if (l->by_key && l->table) {
		at = table_find(l->table, l->key);
		if (at >= 0)
			l->row = (uint64_t)at;
	}
	if (l->row >= n)
		l->row = n ? n - 1 : 0;
}

void level_scroll(struct level *l, unsigned page)
{
	uint64_t n = level_count(l);

	if (!page)
		page = 1;
	if (l->row < l->top)
		l->top = l->row;
	if (l->row - l->top >= page)
		l->top = l->row - page + 1;
	if (l->top + page > n)
		l->top = n > page ? n - page : 0;
}

void level_sort(struct level *l, unsigned col)
{
	if (l->sort == col && (l->def.keyed || l->by_key))
		l->down = !l->down;
	else
		l->down = cell_sorts_down(table_type(l->table, col));
	l->sort = col;
	table_sort(l->table, col, l->down);
}
