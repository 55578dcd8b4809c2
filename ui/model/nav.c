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

void nav_release(struct nav *n)
{
	while (n->n)
		level_free(n->levels[--n->n]);
	free(n->levels);
	free(n->base_filter);
	*n = (struct nav){0};
}

/* -------------------------------------------------------------- what a level shows --- */

/* The events that a level looks at: the span, the end of -n, and what was not cleared. */
static struct span bounds(const struct nav *n, const struct level *l)
{
	struct span s = n->span;

	if (n->opts.limit && (!s.last || n->opts.limit < s.last))
		s.last = n->opts.limit;
	if (l->cleared >= s.first)
		s.first = l->cleared + 1;
	return s;
}

/* What a view counts, and of which events. */
static int define(const struct nav *n, struct level *l, const struct view *v, struct table_opts *o,
		  struct err *e)
{
	struct span s = bounds(n, l);

	*o = n->opts;
	o->first = s.first;
	o->limit = s.last;
	return view_table_def(v, l->depth, n->containers, &l->def, e);
}

static int make_table(const struct nav *n, struct level *l, const struct view *v, struct err *e)
{
	struct table_opts o;
	int r = define(n, l, v, &o, e);

	if (r)
		return r;
	o.idle_threads &= !n->still;
	l->table = table_new(n->log, &l->def, l->filter, &o);
	l->sort = l->def.sort;
	l->down = cell_sorts_down(table_type(l->table, l->sort));
	l->widths = xcalloc(l->def.n, sizeof(*l->widths));
	columns_reset(&l->columns, &l->def);
	if (n->remember)
		level_load_columns(l);
	table_set_tree(l->table, l->tree);
	return 0;
}

/* The field of a spectrogram is that of its first displayed column. */
static int make_spectro(const struct nav *n, struct level *l, const struct view *v, struct err *e)
{
	struct table_opts o;
	int r = define(n, l, v, &o, e);

	if (r)
		return r;
	l->spectro = spectro_new(n->log, &l->def, l->filter, &o, SPECTRO_BINS);
	return 0;
}

static void make_pane(const struct nav *n, struct level *l, enum pane_kind kind)
{
	struct span s = bounds(n, l);
	const struct pane_opts o = {
		.query = n->opts.query,
		.first = s.first,
		.limit = s.last,
		.containers = n->containers,
		.kind = kind,
	};

	l->pane = pane_new(n->log, l->filter, &o);
	pane_set_format(l->pane, n->bufmode);
}

/*
 * Give l, whose way are the first `count` levels and whose crumb, depth and manual filter are
 * set, a filter and something to show: a view, or (v NULL) a pane.
 */
static int make(const struct nav *n, unsigned count, struct level *l, const struct view *v,
		enum pane_kind kind, struct err *e)
{
	char *own = v ? view_expanded(v->filter, l->depth) : xstrdup("");
	int r = 0;

	l->view = v;
	l->filter_text = nav_compose(n, count, l, own);
	free(own);
	l->span_turn = n->turn;
	if (l->filter_text[0]) {
		l->filter = filter_compile(l->filter_text, e);
		r = l->filter ? 0 : e->code;
	}
	if (!r && v && v->type == VIEW_SPECTROGRAM && !n->plain)
		r = make_spectro(n, l, v, e);
	else if (!r && v)
		r = make_table(n, l, v, e);
	else if (!r)
		make_pane(n, l, kind);
	return r;
}

/* Put l on top of the others; consumes it. */
static int push(struct nav *n, struct level *l, const struct view *v, enum pane_kind kind,
		struct err *e)
{
	int r = make(n, n->n, l, v, kind, e);

	if (r) {
		level_free(l);
		return r;
	}
	n->levels = xrealloc(n->levels, (n->n + 1) * sizeof(*n->levels));
	n->levels[n->n++] = l;
	return 0;
}

static void set_text(char **to, const char *text)
{
	free(*to);
	*to = text ? xstrdup(text) : NULL;
}

/*
 * A level that stands where `old` does, with nothing to show yet. same: it will show the same
 * columns, so that what the user did to them stays.
 */
static struct level *successor(const struct level *old, bool same)
{
	struct level *l = level_new(old->depth);

	set_text(&l->crumb.condition, old->crumb.condition);
	set_text(&l->crumb.field, old->crumb.field);
	set_text(&l->crumb.view_filter, old->crumb.view_filter);
	l->crumb.child_only = old->crumb.child_only;
	set_text(&l->manual, old->manual);
	l->manual_whole = old->manual_whole;
	l->cleared = old->cleared;
	if (same) {
		l->left = old->left;
		l->cell = old->cell;
		l->tree = old->tree;
		level_wish_row(l, old);
	}
	return l;
}

/* Make `fresh` show something and take the place of the top level; consumes it. */
static int replace_top(struct nav *n, struct level *fresh, const struct view *v,
		       enum pane_kind kind, struct err *e)
{
	struct level *old = nav_top(n);
	int r = make(n, n->n - 1, fresh, v, kind, e);

	if (r) {
		level_free(fresh);
		return r;
	}
	if (fresh->table && v == old->view) {
		fresh->sort = old->sort;
		fresh->down = old->down;
		memcpy(fresh->widths, old->widths, fresh->def.n * sizeof(*fresh->widths));
		columns_copy(&fresh->columns, &old->columns);
		if (old->table && table_is_sorted(old->table))
			table_sort(fresh->table, fresh->sort, fresh->down);
	}
	if (!fresh->pane == !old->pane && !fresh->spectro)
		level_set_quick(fresh, old->quick.p, old->quick.len);
	n->levels[n->n - 1] = fresh;
	level_free(old);
	return 0;
}

static enum pane_kind kind_of(const struct level *l)
{
	return l->pane ? pane_kind(l->pane) : PANE_EVENTS;
}

static void remake_top(struct nav *n)
{
	struct level *old = nav_top(n);
	struct err e;

	/* It could be made before with the same filter and view, so it can be now. */
	replace_top(n, successor(old, true), old->view, kind_of(old), &e);
}

/* ------------------------------------------------------------------------ opening --- */

int nav_open_view(struct nav *n, const struct view *v, struct err *e)
{
	return push(n, level_new(0), v, PANE_EVENTS, e);
}

int nav_open_pane(struct nav *n, enum pane_kind kind, struct err *e)
{
	return push(n, level_new(0), NULL, kind, e);
}

/* The view's filter goes along, unless the user's own filter has it or replaced it. */
static void carry_view_filter(const struct level *top, struct level *l)
{
	if (!top->view || !top->view->propagate_filter || (top->manual && top->manual_whole))
		return;
	free(l->crumb.view_filter);
	l->crumb.view_filter = view_expanded(top->view->filter, l->depth);
}

/* A level below the selected row of the top level; NULL and *e when there is none. */
static struct level *level_below(const struct nav *n, struct err *e)
{
	const struct level *top = nav_top(n);
	const struct overview_line *line;
	const struct table_col *key;
	struct level *l;
	const char *field;

	if (!top->table || !top->def.keyed) {
		err_set(e, ERR_UNKNOWN, "nothing to open here");
		return NULL;
	}
	if (top->row >= level_count(top)) {
		err_set(e, ERR_UNKNOWN, "no row is selected");
		return NULL;
	}
	line = table_line(top->table, level_table_row(top, top->row));
	if (line) {
		l = level_new(top->depth);
		if (line->filter_text[0]) {
			free(l->crumb.condition);
			l->crumb.condition = xstrdup(line->filter_text);
		}
		return l;
	}
	key = table_def_key(&top->def);
	field = key->filter_field ? key->filter_field : key->field;
	l = level_new(top->depth + top->view->increase_depth);
	free(l->crumb.condition);
	l->crumb.condition = level_condition(top, level_table_row(top, top->row),
					     top->def.grouped ? 1 : 0, field, false);
	set_text(&l->crumb.field, field);
	l->crumb.child_only = key->child_only;
	carry_view_filter(top, l);
	return l;
}

/* What is behind a line of an overview: that view, of all that the overview is about. */
static int drill_line(struct nav *n, const struct overview_line *line, struct err *e)
{
	const struct view *v = view_set_find(n->views, line->target);

	if (!v)
		return err_set(e, ERR_UNKNOWN, "no view opens below %s; d shows the events",
			       line->name);
	return push(n, level_new(nav_top(n)->depth), v, PANE_EVENTS, e);
}

int nav_drill(struct nav *n, struct err *e)
{
	const struct level *top = nav_top(n);
	struct level *l = level_below(n, e);
	const struct overview_line *line;
	const struct view *v;

	if (!l)
		return e->code;
	line = table_line(top->table, level_table_row(top, top->row));
	if (line) {
		level_free(l);
		return drill_line(n, line, e);
	}
	/* A row that has nothing below it but its events. */
	if (!strcmp(nav_top(n)->view->drilldown_target, "dig"))
		return push(n, l, NULL, PANE_EVENTS, e);
	v = view_set_below(n->views, nav_top(n)->view, l->crumb.field);
	if (!v) {
		level_free(l);
		return err_set(e, ERR_UNKNOWN, "no view opens below %s; d shows the events",
			       nav_top(n)->view->name);
	}
	return push(n, l, v, PANE_EVENTS, e);
}

/* Below the selected row; where there are no rows to select, below everything shown or sought. */
static struct level *level_below_any(const struct nav *n, struct err *e)
{
	const struct level *top = nav_top(n);
	struct level *l;

	if (top->table && top->def.keyed && table_count(top->table))
		return level_below(n, e);
	l = level_new(top->depth);
	/* What this view leaves out may be all there is. */
	if (!top->table || !top->def.keyed)
		carry_view_filter(top, l);
	return l;
}

int nav_drill_pane(struct nav *n, enum pane_kind kind, struct err *e)
{
	struct level *l = level_below_any(n, e);

	return l ? push(n, l, NULL, kind, e) : e->code;
}

int nav_drill_view(struct nav *n, const struct view *v, struct err *e)
{
	struct level *l = level_below_any(n, e);

	return l ? push(n, l, v, PANE_EVENTS, e) : e->code;
}

int nav_open_below(struct nav *n, const char *condition, const struct view *v,
		   enum pane_kind kind, struct err *e)
{
	const struct level *top = nav_top(n);
	bool keyed = top->table && top->def.keyed && top->def.source != TABLE_OVERVIEW;
	const struct table_col *key = keyed && condition[0] ? table_def_key(&top->def) : NULL;
	struct level *l = level_new(top->depth + (key ? top->view->increase_depth : 0));

	if (key) {
		set_text(&l->crumb.field, key->filter_field ? key->filter_field : key->field);
		l->crumb.child_only = key->child_only;
	}
	set_text(&l->crumb.condition, condition);
	carry_view_filter(top, l);
	return push(n, l, v, kind, e);
}

int nav_open_part(struct nav *n, const char *condition, struct err *e)
{
	struct level *l = level_new(nav_top(n)->depth);

	carry_view_filter(nav_top(n), l);
	set_text(&l->crumb.condition, condition);
	return push(n, l, NULL, PANE_EVENTS, e);
}

int nav_open_filter(struct nav *n, const char *filter, struct err *e)
{
	struct level *l = level_new(nav_top(n)->depth);

	set_text(&l->crumb.condition, filter);
	set_text(&l->manual, filter);
	l->manual_whole = true;
	return push(n, l, NULL, PANE_EVENTS, e);
}

/* ----------------------------------------------------------------------- changing --- */

/* The same selection for another view: its filter counts beside the user's own. */
static struct level *for_view(const struct nav *n)
{
	struct level *l = successor(nav_top(n), false);

	l->manual_whole = false;
	return l;
}

int nav_switch_view(struct nav *n, const struct view *v, struct err *e)
{
	if (v == nav_top(n)->view)
		return 0;
	return replace_top(n, for_view(n), v, PANE_EVENTS, e);
}

/* l with what it shows; consumes it. NULL and *e when it cannot be made. */
static struct level *made(const struct nav *n, struct level *l, const struct view *v, struct err *e)
{
	if (!make(n, n->n - 1, l, v, kind_of(nav_top(n)), e))
		return l;
	level_free(l);
	return NULL;
}

struct level *nav_viewed(const struct nav *n, const struct view *v, unsigned threads,
			 struct err *e)
{
	struct nav at = *n;

	if (threads)
		at.opts.threads = threads;
	return made(&at, for_view(n), v, e);
}

int nav_switch_pane(struct nav *n, enum pane_kind kind, struct err *e)
{
	struct level *old = nav_top(n), *l = successor(old, false);

	if (old->pane && level_count(old))
		level_wish_event(l, pane_event(old->pane, old->row));
	return replace_top(n, l, NULL, kind, e);
}

static struct level *with_manual(const struct nav *n, const char *text, bool whole)
{
	struct level *l = successor(nav_top(n), true);

	set_text(&l->manual, text);
	l->manual_whole = whole;
	return l;
}

static int set_manual(struct nav *n, const char *text, bool whole, struct err *e)
{
	struct level *old = nav_top(n);

	return replace_top(n, with_manual(n, text, whole), old->view, kind_of(old), e);
}

struct level *nav_filtered(const struct nav *n, const char *text, struct err *e)
{
	return made(n, with_manual(n, text, true), nav_top(n)->view, e);
}

int nav_set_filter(struct nav *n, const char *text, struct err *e)
{
	return set_manual(n, text, true, e);
}

int nav_set_selection(struct nav *n, const char *text, struct err *e)
{
	return set_manual(n, text, false, e);
}

void nav_set_cleared(struct nav *n, uint64_t event)
{
	struct level *l = successor(nav_top(n), true);
	struct err e;

	l->cleared = event;
	replace_top(n, l, nav_top(n)->view, kind_of(nav_top(n)), &e);
}

void nav_set_span(struct nav *n, struct span s)
{
	n->span = s;
	n->turn++;
	if (n->n)
		remake_top(n);
}

void nav_extend_span(struct nav *n, uint64_t last)
{
	struct level *l = nav_top(n);
	struct span s;

	n->span.last = last;
	n->turn++;
	l->span_turn = n->turn;
	s = bounds(n, l);
	level_extend(l, s.last);
}

bool nav_back(struct nav *n)
{
	if (n->n < 2)
		return false;
	level_free(n->levels[--n->n]);
	if (nav_top(n)->span_turn != n->turn)
		remake_top(n);
	return true;
}
