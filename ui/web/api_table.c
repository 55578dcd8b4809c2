/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/table/series.h"
#include "ui/web/api.h"
#include "ui/web/json.h"

/* Tables, lists and overviews: their rows, a page at a time. */

enum {
	ROWS_MAX = 2000, /* in one answer */
	BARS_LOOKED_AT = 20000,
	COURSE_POINTS = 240,
};

/* ------------------------------------------------------------------------ sorting --- */

/* sort=3d: the third column displayed, falling. */
static void sort_rows_of(struct level *l, const struct params *p)
{
	const char *text = params_get(p, "sort");
	unsigned long n = strtoul(text, NULL, 10), shown = l->def.n - l->def.first;
	size_t len = strlen(text);
	bool chosen = n >= 1 && n <= shown;
	bool sorted = chosen || (l->def.keyed && l->def.source != TABLE_OVERVIEW);
	unsigned col = chosen ? l->def.first + (unsigned)n - 1 : l->def.sort;
	bool down = chosen ? text[len - 1] == 'd' : cell_sorts_down(table_type(l->table, col));

	if (l->sort == col && l->down == down && table_is_sorted(l->table) == sorted)
		return;
	l->sort = col;
	l->down = down;
	table_sort(l->table, col, down);
	/* A list is in the order of arrival until it is told otherwise. */
	if (!chosen)
		table_unsort(l->table);
}

/* ------------------------------------------------------------------------ columns --- */

static bool has_bar(const struct table_col *c, const struct cell_type *t)
{
	enum agg agg = c->group_agg != AGG_NONE ? c->group_agg : c->agg;

	return cell_is_number(t) && agg != AGG_NONE && t->kind != CELL_BOOL &&
	       t->kind != CELL_PORT && t->kind != CELL_ABSTIME;
}

static double greatest(const struct level *l, unsigned col)
{
	uint64_t n = level_count(l), i;
	double most = 0, v;

	if (n > BARS_LOOKED_AT)
		n = BARS_LOOKED_AT;
	for (i = 0; i < n; i++) {
		v = cell_number(table_type(l->table, col),
				&table_row(l->table, level_table_row(l, i))[col]);
		if (v > most)
			most = v;
	}
	return most;
}

static void put_columns(struct buf *out, const struct level *l)
{
	unsigned c;

	jw_name(out, "columns");
	buf_putc(out, '[');
	for (c = l->def.first; c < l->def.n; c++) {
		const struct table_col *col = &l->def.cols[c];
		const struct cell_type *t = table_type(l->table, c);

		jw_comma(out);
		buf_putc(out, '{');
		jw_member(out, "name", col->name);
		jw_member(out, "desc", col->desc);
		jw_member(out, "field", col->field);
		jw_member_bool(out, "number", cell_is_number(t));
		jw_member_bool(out, "filters", level_has_values(l, c));
		jw_member_bool(out, "down", cell_sorts_down(t));
		jw_member_u64(out, "width", col->width > 0 ? (uint64_t)col->width : 0);
		if (has_bar(col, t))
			jw_member_double(out, "most", greatest(l, c));
		if (t->kind == CELL_SERIES)
			jw_member_bool(out, "course", true);
		buf_putc(out, '}');
	}
	buf_putc(out, ']');
}

/* --------------------------------------------------------------------------- rows --- */

/* Neighbours become one until there are few enough. */
static void put_course(const struct web *w, struct buf *out, const struct series *s)
{
	uint32_t step = (s->n + COURSE_POINTS - 1) / COURSE_POINTS, i, k;

	if (!step)
		step = 1;
	jw_name(out, "course");
	buf_putc(out, '{');
	jw_member_u64(out, "start", place_relative(&w->places, s->start_ns));
	jw_member_u64(out, "step", s->width_ns * step);
	jw_name(out, "rates");
	buf_putc(out, '[');
	for (i = 0; i < s->n; i += step) {
		double sum = 0;

		for (k = i; k < i + step && k < s->n; k++)
			sum += series_rate(s, k);
		jw_comma(out);
		jw_double(out, sum / (double)(k - i));
	}
	buf_puts(out, "]}");
}

static unsigned cell_size(const struct table_col *c)
{
	return c->width > 1 ? (unsigned)c->width - 1 : 0;
}

static void put_cells(const struct web *w, struct buf *out, const struct level *l, uint32_t i)
{
	const struct cell *cells = table_row(l->table, i);
	const struct series *course = NULL;
	struct buf text;
	unsigned c;

	buf_init(&text, 0);
	jw_name(out, "t");
	buf_putc(out, '[');
	for (c = l->def.first; c < l->def.n; c++) {
		const struct cell_type *t = table_type(l->table, c);

		buf_clear(&text);
		if (t->kind == CELL_SERIES)
			course = cells[c].series;
		else if (cell_is_number(t))
			table_append(l->table, i, c, cell_size(&l->def.cols[c]), false, &text);
		else
			table_append(l->table, i, c, 0, false, &text);
		jw_comma(out);
		jw_text(out, buf_cstr(&text), text.len);
	}
	buf_putc(out, ']');
	jw_name(out, "d");
	buf_putc(out, '[');
	for (c = l->def.first; c < l->def.n; c++) {
		jw_comma(out);
		if (table_type(l->table, c)->kind == CELL_SERIES ||
		    (l->def.cols[c].optional && !cells[c].count))
			buf_puts(out, "null");
		else
			cell_append_json(out, table_type(l->table, c), &cells[c]);
	}
	buf_putc(out, ']');
	jw_name(out, "n");
	buf_putc(out, '[');
	for (c = l->def.first; c < l->def.n; c++) {
		jw_comma(out);
		if (has_bar(&l->def.cols[c], table_type(l->table, c)))
			jw_double(out, cell_number(table_type(l->table, c), &cells[c]));
		else
			buf_puts(out, "null");
	}
	buf_putc(out, ']');
	if (course)
		put_course(w, out, course);
	buf_release(&text);
}

/* The text that names a row, as in -j; of a list the number of the row. */
static void append_key(const struct level *l, uint32_t i, struct buf *out)
{
	const struct cell_style style = {.ascii = false};

	if (l->def.keyed)
		cell_append(out, table_type(l->table, l->def.grouped ? 1 : 0),
			    table_key_cell(l->table, i), &style);
	else
		buf_put_u64(out, table_key(l->table, i) + 1);
}

/* What is below a row: its condition, and the view that opens there, unless all rows have one. */
static void put_below(struct buf *out, const struct level *l, uint32_t i)
{
	const struct overview_line *line = table_line(l->table, i);
	const struct table_col *key = table_def_key(&l->def);
	char *condition;

	if (line) {
		jw_member(out, "c", line->filter_text);
		jw_member(out, "below", line->target);
		jw_member(out, "about", line->desc);
	} else if (key) {
		condition = level_condition(l, i, l->def.grouped ? 1 : 0,
					    key->filter_field ? key->filter_field : key->field,
					    false);
		jw_member(out, "c", condition);
		free(condition);
	}
}

static void put_branch(struct buf *out, const struct table *t, uint32_t i)
{
	struct buf lines;

	buf_init(&lines, 0);
	table_append_branch(t, i, false, &lines);
	jw_member(out, "branch", buf_cstr(&lines));
	buf_release(&lines);
}

static void put_row(const struct web *w, struct buf *out, const struct level *l, uint64_t row)
{
	uint32_t i = level_table_row(l, row);
	struct buf key;

	buf_init(&key, 0);
	append_key(l, i, &key);
	jw_comma(out);
	buf_putc(out, '{');
	jw_member_text(out, "k", key.p ? key.p : "", key.len);
	put_below(out, l, i);
	if (l->tree)
		put_branch(out, l->table, i);
	put_cells(w, out, l, i);
	buf_putc(out, '}');
	buf_release(&key);
}

/* The view that opens below the rows: its id, "dig" for events, "" nothing. */
static const char *view_below(const struct web *w, const struct level *l)
{
	const struct table_col *key = table_def_key(&l->def);
	const struct view *v;

	if (!key || l->def.source == TABLE_OVERVIEW)
		return "";
	if (!strcmp(l->view->drilldown_target, "dig"))
		return "dig";
	v = view_set_below(w->views, l->view, key->filter_field ? key->filter_field : key->field);
	return v ? v->id : "";
}

/* Where the row is that was selected; -1 nowhere. */
static int64_t find_row(const struct level *l, const char *key)
{
	uint64_t n = level_count(l), i;
	struct buf b;
	bool same = false;

	buf_init(&b, 0);
	for (i = 0; i < n && !same; i++) {
		buf_clear(&b);
		append_key(l, level_table_row(l, i), &b);
		same = !strcmp(buf_cstr(&b), key);
	}
	buf_release(&b);
	return same ? (int64_t)i - 1 : -1;
}

static void put_rows(const struct web *w, struct job *j, const struct level *l)
{
	uint64_t total = level_count(l), i;
	uint64_t off = params_u64(&j->params, "off", UINT32_MAX, 0);
	uint64_t n = params_u64(&j->params, "n", ROWS_MAX, 200);
	int64_t at;

	if (params_has(&j->params, "sel")) {
		at = find_row(l, params_get(&j->params, "sel"));
		jw_name(&j->out, "at");
		buf_put_i64(&j->out, at);
		/* The page that it is on, when it is asked for. */
		if (at >= 0 && params_has(&j->params, "find"))
			off = n ? (uint64_t)at / n * n : 0;
	}
	jw_member_u64(&j->out, "off", off);
	jw_member_u64(&j->out, "total", total);
	jw_member_u64(&j->out, "all", table_count(l->table));
	jw_name(&j->out, "rows");
	buf_putc(&j->out, '[');
	for (i = off; i < total && i - off < n; i++)
		put_row(w, &j->out, l, i);
	buf_putc(&j->out, ']');
}

static const char *kind_of(const struct level *l)
{
	if (l->def.source == TABLE_OVERVIEW)
		return "overview";
	return l->def.keyed ? "table" : "list";
}

void api_prepare(struct explorer *x, const struct params *p)
{
	struct level *l = explorer_level(x);
	const char *q = params_get(p, "q");
	size_t n = strlen(q);

	if (l->def.source != TABLE_OVERVIEW)
		sort_rows_of(l, p);
	if (n != l->quick.len || (n && memcmp(q, l->quick.p, n)))
		level_set_quick(l, q, n);
	x->refresh_at = 0;
	explorer_prepare(x);
	level_quick_step(l, false, UINT64_MAX);
}

struct place *api_rows_of(struct web *w, struct job *j, uint64_t until_ns, bool whole,
			  bool *settled, enum job_state *state)
{
	struct place *p = job_place(w, j, until_ns, settled, state);

	if (!p)
		return NULL;
	if (!explorer_level(&p->x)->table) {
		*state = job_refuse(j, 400, "this place has no rows");
		return NULL;
	}
	if (!*settled && (whole || !job_is_late(w, j))) {
		*state = job_later(w);
		return NULL;
	}
	api_prepare(&p->x, &j->params);
	return p;
}

enum job_state api_rows(struct web *w, struct job *j, uint64_t until_ns)
{
	enum job_state state = JOB_DONE;
	bool settled = false;
	struct place *p = api_rows_of(w, j, until_ns, false, &settled, &state);
	struct level *l;

	if (!p)
		return state;
	/* What is asked beside what is looked at says nothing about where to go from there. */
	if (settled && !params_has(&j->params, "beside"))
		ahead_look(&w->ahead, &j->params);
	l = explorer_level(&p->x);
	buf_putc(&j->out, '{');
	jw_member(&j->out, "kind", kind_of(l));
	jw_member_bool(&j->out, "settled", settled);
	jw_member_bool(&j->out, "trees", table_has_tree(l->table));
	jw_member_bool(&j->out, "calls", l->def.source == TABLE_CALLS);
	jw_member(&j->out, "view", l->view->id);
	jw_member(&j->out, "below", view_below(w, l));
	jw_member_u64(&j->out, "sort", table_is_sorted(l->table) ? l->sort - l->def.first + 1 : 0);
	jw_member_bool(&j->out, "falling", l->down);
	api_put_place(&j->out, &p->x);
	put_columns(&j->out, l);
	put_rows(w, j, l);
	buf_putc(&j->out, '}');
	return JOB_DONE;
}

enum job_state api_cell(struct web *w, struct job *j, uint64_t until_ns)
{
	enum job_state state = JOB_DONE;
	bool settled = false;
	struct place *p = api_rows_of(w, j, until_ns, false, &settled, &state);
	struct buf filter;
	struct err e;
	struct level *l;
	uint64_t col;
	int64_t row;
	size_t at;

	if (!p)
		return state;
	l = explorer_level(&p->x);
	col = params_u64(&j->params, "col", l->def.n - l->def.first, 0);
	row = find_row(l, params_get(&j->params, "sel"));
	if (!col || row < 0)
		return job_refuse(j, 404, "there is no such cell any more");
	buf_init(&filter, 0);
	if (level_cell_filter(l, level_table_row(l, (uint64_t)row), l->def.first + (unsigned)col - 1,
			      params_has(&j->params, "not"), &filter, &at, &e)) {
		state = job_error(j, &e);
	} else {
		buf_putc(&j->out, '{');
		jw_member(&j->out, "filter", buf_cstr(&filter));
		jw_member(&j->out, "condition", buf_cstr(&filter) + at);
		buf_putc(&j->out, '}');
	}
	buf_release(&filter);
	return state;
}
