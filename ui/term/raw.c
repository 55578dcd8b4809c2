/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ui/model/nav.h"
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
		table_append(t, i, col, CELL_SIZE, true, &cell);
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

/* Of the running system, what happens from now on until the time of one refresh has passed. */
static void one_interval(const struct explore_opts *o, struct log *log, struct table *t)
{
	const struct timespec delay = {
		.tv_sec = o->delay_ms / 1000,
		.tv_nsec = (long)(o->delay_ms % 1000) * 1000000,
	};

	log_wait(log, 0);
	nanosleep(&delay, NULL);
	if (!o->limit || log_count(log) < o->limit)
		table_extend(t, log_count(log));
}

int raw_print(const struct explore_opts *o, struct log *log, const struct view_set *views,
	      const struct view *view)
{
	const struct query_opts query = {.resolve_ports = o->resolve_ports};
	struct table_opts topts = {.query = &query, .limit = o->limit, .idle_threads = true};
	struct err e = {0};
	struct nav nav;
	struct level *l;
	int status = EXIT_FAILURE;

	nav_init(&nav, log, views, &topts, o->containers, o->filter);
	nav.plain = true;
	if (nav_open_view(&nav, view, &e)) {
		fprintf(stderr, "sonde: %s\n", e.msg);
		goto out;
	}
	l = nav_top(&nav);
	if (o->sort_column > l->def.n - l->def.first) {
		fprintf(stderr, "sonde: --sortingcol %u: view %s has %u columns\n", o->sort_column,
			view->id, l->def.n - l->def.first);
		goto out;
	}
	if (o->sort_column) {
		l->sort = l->def.first + o->sort_column - 1;
		l->down = cell_sorts_down(table_type(l->table, l->sort));
		table_sort(l->table, l->sort, l->down);
	}
	if (!o->file)
		one_interval(o, log, l->table);
	while (!table_update(l->table, 0) || !table_complete(l->table))
		log_wait(log, table_position(l->table));
	table_refresh(l->table);
	if ((o->json ? print_json(o, &nav, l) : print_dashed(l->table, &l->def)) || fflush(stdout))
		goto out;
	status = EXIT_SUCCESS;
out:
	nav_release(&nav);
	return status;
}
