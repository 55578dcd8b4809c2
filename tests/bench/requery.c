/* SPDX-License-Identifier: Apache-2.0 */
/*
 * requery [-n RUNS] [-t THREADS] [-c NAME] CAPTURE VIEWS_DIR: what the explorer does once a capture
 * is loaded, in the same process and through the same model. Prints a line a change (-c: that one
 * only, for a profiler), the median of the runs:
 *
 *     NAME MILLISECONDS EVENTS ROWS
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/script/view.h"
#include "engine/store/log.h"
#include "ui/model/explorer.h"

enum { MAX_RUNS = 101 };

struct bench {
	struct log *log;
	struct view_set views;
	unsigned runs, threads;
};

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec * 1e-6;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void complete(struct level *l)
{
	while (!level_update(l, 0) || !level_complete(l))
		;
}

static void finish(struct nav *nav)
{
	struct level *l = nav_top(nav);

	complete(l);
	if (l->table)
		table_refresh(l->table);
}

static void need(int r, const struct err *e)
{
	if (!r)
		return;
	fprintf(stderr, "requery: %s\n", e->msg);
	exit(1);
}

static void open_view(struct bench *b, struct nav *nav, const struct query_opts *query,
		      struct tallies *tallies)
{
	const struct table_opts opts = {
		.query = query,
		.tallies = tallies,
		.idle_threads = true,
		.threads = b->threads,
	};
	struct err e = {0};

	nav_init(nav, b->log, &b->views, &opts, false, "");
	need(nav_open_view(nav, view_set_find(&b->views, "procs"), &e), &e);
}

/* What is done to a first level that is complete; what comes of it is complete when it returns. */
static void change_drill(struct nav *nav)
{
	struct err e = {0};

	level_select(nav_top(nav), 0);
	need(nav_drill(nav, &e), &e);
	finish(nav);
}

static const char filter[] = "evt.type in (read, write, openat) and fd.type = file";

static void change_filter(struct nav *nav)
{
	struct err e = {0};

	need(nav_set_filter(nav, filter, &e), &e);
	finish(nav);
}

static void change_range(struct nav *nav)
{
	uint64_t count = log_count(nav->log);

	nav_set_span(nav, (struct span){count / 10, count - count / 10});
	finish(nav);
}

static void change_part(struct nav *nav)
{
	uint64_t count = log_count(nav->log);

	nav_set_span(nav, (struct span){count / 2, count / 2 + count / 20});
	finish(nav);
}

static void change_view(struct nav *nav)
{
	struct err e = {0};

	need(nav_switch_view(nav, view_set_find(nav->views, "files"), &e), &e);
	finish(nav);
}

/* What the explorer does while nobody presses a key (ui/model/ready.h). */
static void count_ahead(struct level *l)
{
	complete(l);
	level_free(l);
}

static void get_filter_ready(struct nav *nav)
{
	struct err e;

	count_ahead(nav_filtered(nav, filter, &e));
}

static void get_view_ready(struct nav *nav)
{
	struct err e;

	count_ahead(nav_viewed(nav, view_set_find(nav->views, "files"), 0, &e));
}

/* The view that was there before, after another. */
static void change_back(struct nav *nav)
{
	struct err e = {0};

	need(nav_switch_view(nav, view_set_find(nav->views, "procs"), &e), &e);
	finish(nav);
}

static const struct change {
	const char *name;
	void (*before)(struct nav *nav); /* not timed; NULL nothing */
	void (*change)(struct nav *nav); /* NULL: opening the view is what is timed */
} changes[] = {
	{"view", NULL, NULL},
	{"drill-down", NULL, change_drill},
	{"filter", NULL, change_filter},
	{"filter-typed", get_filter_ready, change_filter},
	{"range", NULL, change_range},
	{"part", NULL, change_part},
	{"other-view", NULL, change_view},
	{"view-ready", get_view_ready, change_view},
	{"view-back", change_view, change_back},
};

static double time_one(struct bench *b, const struct change *c, uint64_t *rows)
{
	const struct query_opts query = {0};
	struct tallies *tallies = tallies_new(EXPLORER_TALLIES);
	double start = now_ms(), took;
	struct nav nav;

	open_view(b, &nav, &query, tallies);
	finish(&nav);
	if (c->before)
		c->before(&nav);
	if (c->change) {
		start = now_ms();
		c->change(&nav);
	}
	took = now_ms() - start;
	*rows = level_count(nav_top(&nav));
	nav_release(&nav);
	tallies_free(tallies);
	return took;
}

static void time_change(struct bench *b, const struct change *c)
{
	double ms[MAX_RUNS];
	uint64_t rows = 0;
	unsigned i;

	for (i = 0; i < b->runs; i++)
		ms[i] = time_one(b, c, &rows);
	qsort(ms, b->runs, sizeof(*ms), by_value);
	printf("%s %.1f %llu %llu\n", c->name, ms[b->runs / 2],
	       (unsigned long long)log_count(b->log), (unsigned long long)rows);
}

int main(int argc, char **argv)
{
	const struct log_opts opts = {.keep = true, .threaded = true};
	struct bench b = {.runs = 5};
	const char *only = NULL;
	struct err e = {0};
	unsigned i;
	int c;

	while ((c = getopt(argc, argv, "n:t:c:")) == 'n' || c == 't' || c == 'c') {
		if (c == 'c')
			only = optarg;
		else
			*(c == 'n' ? &b.runs : &b.threads) = (unsigned)atoi(optarg);
	}
	if (c != -1 || argc - optind != 2 || !b.runs || b.runs > MAX_RUNS) {
		fprintf(stderr, "usage: requery [-n RUNS] [-t THREADS] [-c NAME] CAPTURE VIEWS_DIR\n");
		return 2;
	}
	view_set_load(&b.views, (const char *const *)&argv[optind + 1], 1);
	b.log = log_open_file(argv[optind], &opts, &e);
	need(!b.log, &e);
	while (!log_ended(b.log))
		log_wait(b.log, log_count(b.log));
	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		if (!only || !strcmp(only, changes[i].name))
			time_change(&b, &changes[i]);
	}
	log_close(b.log);
	view_set_release(&b.views);
	return 0;
}
