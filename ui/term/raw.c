/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ui/model/events_json.h"
#include "ui/model/explorer.h"
#include "ui/model/nav.h"
#include "ui/model/text.h"
#include "ui/model/view_json.h"
#include "ui/term/explore_internal.h"

/*
 * The table without a screen, line by line as csysdig prints it: each cell at ten characters
 * and a blank after it, a line of dashes before and after. csysdig shows lists twice, since
 * it shows what it has at the beginning, too, where it has read them already.
 */
enum { CELL_SIZE = 10 };

static const char dashes[] = "----------------------\n";

static void put_row(const struct table *t, const struct table_def *d, uint32_t i, struct buf *out)
{
	unsigned col;
	size_t from;
	struct buf cell;

	buf_init(&cell, 0);
	for (col = d->first; col < d->n; col++) {
		buf_clear(&cell);
		table_append_reference(t, i, col, CELL_SIZE, &cell);
		if (cell_is_number(table_type(t, col))) {
			for (from = cell.len; from < CELL_SIZE; from++)
				buf_putc(out, ' ');
		}
		buf_put(out, cell.p, cell.len);
		buf_putc(out, ' ');
	}
	buf_putc(out, '\n');
	buf_release(&cell);
}

static int put_rows(const struct table *t, const struct table_def *d)
{
	struct buf line;
	uint32_t i;
	int r = 0;

	buf_init(&line, 0);
	for (i = 0; i < table_count(t) && !r; i++) {
		buf_clear(&line);
		put_row(t, d, i, &line);
		if (fwrite(line.p, 1, line.len, stdout) != line.len)
			r = -1;
	}
	buf_release(&line);
	return r;
}

static int print_dashed(const struct table *t, const struct table_def *d)
{
	return (!d->keyed && put_rows(t, d)) || fputs(dashes, stdout) < 0 || put_rows(t, d) ||
	       fputs(dashes, stdout) < 0;
}

static int print_json(const struct explore_opts *o, const struct nav *nav, const struct level *l)
{
	struct buf out;
	int r;

	buf_init(&out, 0);
	view_json_rows(&out, nav, l, o->from, o->to);
	r = fwrite(out.p, 1, out.len, stdout) != out.len;
	buf_release(&out);
	return r;
}

int raw_list_views(const struct view_set *views)
{
	struct buf out;
	int r;

	buf_init(&out, 0);
	view_json_list(&out, views);
	r = fwrite(out.p, 1, out.len, stdout) != out.len || fflush(stdout);
	buf_release(&out);
	return r ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* ------------------------------------------------------------------------- events --- */

static int print_events_json(struct log *log, const struct level *l, const struct pane_opts *o)
{
	struct events_json *j = events_json_new(log, l->filter, o);
	struct buf out;
	bool more = true;
	int r = 0;

	buf_init(&out, 0);
	while (more && !r) {
		buf_clear(&out);
		more = events_json_next(j, &out);
		r = fwrite(out.p, 1, out.len, stdout) != out.len;
	}
	buf_release(&out);
	events_json_free(j);
	return r;
}

/* Line by line, as the screen has them. */
static int print_pane(struct pane *p)
{
	struct lines lines;
	struct buf clean;
	uint64_t i;
	unsigned k;
	size_t len;
	int r = 0;

	buf_init(&clean, 0);
	lines_init(&lines);
	for (i = 0; i < pane_count(p) && !r; i++) {
		lines_clear(&lines);
		pane_lines(p, i, UINT16_MAX, &lines);
		for (k = 0; k < lines.n && !r; k++) {
			const char *text = lines_text(&lines, k, &len);

			buf_clear(&clean);
			text_cut(&clean, text, len, 0, UINT32_MAX);
			buf_putc(&clean, '\n');
			r = fwrite(clean.p, 1, clean.len, stdout) != clean.len;
		}
	}
	buf_release(&clean);
	lines_release(&lines);
	return r;
}

/* ---------------------------------------------------------------------------- all --- */

/*
 * Of the running system, what happens from now on until the time of one refresh has passed. Read
 * as it comes: the log may have forgotten it at the end.
 */
static void one_interval(const struct explore_opts *o, struct log *log, struct level *l)
{
	const struct timespec pause = {.tv_nsec = 20000000};
	uint64_t until;

	log_wait(log, 0);
	until = explorer_now() + (uint64_t)o->args.delay_ms * 1000000;
	do {
		nanosleep(&pause, NULL);
		if (l->table && (!o->args.limit || log_count(log) < o->args.limit))
			level_update(l, 0);
	} while (explorer_now() < until);
	if (!o->args.limit || log_count(log) < o->args.limit)
		level_extend(l, log_count(log));
}

static int sort_as_asked(const struct explore_opts *o, struct level *l)
{
	if (o->sort_column > l->def.n - l->def.first) {
		fprintf(stderr, "sonde: --sortingcol %u: view %s has %u columns\n", o->sort_column,
			l->view->id, l->def.n - l->def.first);
		return -1;
	}
	if (o->sort_column) {
		l->sort = l->def.first + o->sort_column - 1;
		l->down = cell_sorts_down(table_type(l->table, l->sort));
		table_sort(l->table, l->sort, l->down);
	}
	return 0;
}

static int print_level(const struct explore_opts *o, struct log *log, const struct nav *nav,
		       struct level *l)
{
	const struct pane_opts popts = {
		.query = nav->opts.query,
		.limit = o->args.limit,
		.containers = o->args.containers,
		.kind = l->pane ? pane_kind(l->pane) : PANE_EVENTS,
	};

	if (l->pane)
		return o->json ? print_events_json(log, l, &popts) : print_pane(l->pane);
	table_refresh(l->table);
	if (o->json)
		return print_json(o, nav, l);
	return o->batch ? batch_print(o, l) : print_dashed(l->table, &l->def);
}

int raw_print(const struct explore_opts *o, struct log *log, const struct view_set *views,
	      const struct view *view)
{
	const struct query_opts query = {
		.render = {.as_is = o->batch, .bufmode = o->bufmode},
		.resolve_ports = o->args.resolve_ports,
	};
	struct table_opts topts = {.query = &query, .limit = o->args.limit, .idle_threads = true};
	struct err e = {0};
	struct nav nav;
	struct level *l;
	int r;

	if (!view && o->batch == BATCH_CSV) {
		fputs("sonde: --batch=csv: events have no columns; sonde print -j prints their "
		      "fields\n", stderr);
		return EXIT_FAILURE;
	}
	nav_init(&nav, log, views, &topts, o->args.containers, o->filter);
	nav.plain = true;
	nav.bufmode = o->bufmode;
	r = view ? nav_open_view(&nav, view, &e) : nav_open_pane(&nav, first_pane(o), &e);
	if (r) {
		fprintf(stderr, "sonde: %s\n", e.msg);
		nav_release(&nav);
		return EXIT_FAILURE;
	}
	l = nav_top(&nav);
	r = l->table ? sort_as_asked(o, l) : 0;
	if (!r && !o->args.file)
		one_interval(o, log, l);
	while (!r && (!level_update(l, 0) || !level_complete(l)))
		log_wait(log, level_position(l));
	r = r || print_level(o, log, &nav, l) || fflush(stdout);
	nav_release(&nav);
	return r ? EXIT_FAILURE : EXIT_SUCCESS;
}
