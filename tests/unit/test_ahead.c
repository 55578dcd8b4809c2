/* SPDX-License-Identifier: Apache-2.0 */
/* What sonde web counts before somebody asks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture_maker.h"
#include "engine/script/view.h"
#include "ui/web/web_internal.h"

#define EVENTS 2000

struct fixture {
	struct buf bytes;
	struct view_set views;
	struct query_opts query;
	struct web w;
};

static int setup(void **state)
{
	static const char *const dirs[] = {"views"};
	const struct log_opts all = {.keep = true};
	struct fixture *f = calloc(1, sizeof(*f));

	cap_closing(&f->bytes, EVENTS);
	view_set_load(&f->views, dirs, 1);
	f->w.log = log_open_mem((uint8_t *)f->bytes.p, f->bytes.len, &all, NULL);
	assert_non_null(f->w.log);
	f->w.views = &f->views;
	f->w.query = &f->query;
	f->w.places = (struct places){
		.log = f->w.log,
		.views = &f->views,
		.filter = "",
		.first = "procs",
		.opts = {.query = &f->query, .read_only = true},
	};
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	ahead_release(&f->w.ahead);
	places_release(&f->w.places);
	log_close(f->w.log);
	view_set_release(&f->views);
	buf_release(&f->bytes);
	free(f);
	return 0;
}

static void ask_about(struct params *p, const char *view, const char *filter)
{
	params_init(p);
	assert_true(params_add(p, "v", 1, view, strlen(view)));
	if (filter)
		assert_true(params_add(p, "g", 1, filter, strlen(filter)));
}

static void look_at(struct web *w, const char *view, const char *filter)
{
	struct params p;

	ask_about(&p, view, filter);
	ahead_look(&w->ahead, &p);
	params_release(&p);
	while (ahead_has_work(w))
		ahead_step(w);
}

static bool is_kept(struct web *w, const char *view, const char *filter)
{
	struct params p;
	bool kept;

	ask_about(&p, view, filter);
	kept = places_have(&w->places, &p);
	params_release(&p);
	return kept;
}

/* A view of which no tallies are left is there when it is asked for; of others nothing more is kept. */
static void without_tallies(void **state)
{
	struct web *w = &((struct fixture *)*state)->w;
	struct place *p;
	unsigned n;

	assert_false(ahead_has_work(w));
	look_at(w, "procs", NULL);
	assert_true(is_kept(w, "overview", NULL));
	assert_false(is_kept(w, "procs", NULL));
	assert_false(is_kept(w, "syscalls", NULL));
	for (p = w->places.all; p; p = p->next)
		assert_true(place_step(p, 0));
	n = w->places.n;
	look_at(w, "syscalls", NULL);
	assert_int_equal(w->places.n, n);
}

/* Who opens such a view while it is counted has the only place of it. */
static void opened_meanwhile(void **state)
{
	struct web *w = &((struct fixture *)*state)->w;
	struct params p;
	struct err e;
	bool wait;
	unsigned n;

	ask_about(&p, "procs", "proc.pid=10");
	ahead_look(&w->ahead, &p);
	params_release(&p);
	ahead_step(w);
	ask_about(&p, "overview", "proc.pid=10");
	assert_non_null(place_get(&w->places, &p, &wait, &e));
	params_release(&p);
	n = w->places.n;
	while (ahead_has_work(w))
		ahead_step(w);
	assert_int_equal(w->places.n, n);
}

/* Somebody filtered: that is what comes next. Once, whoever looks where. */
static void below_a_filter(void **state)
{
	struct web *w = &((struct fixture *)*state)->w;
	unsigned n;

	look_at(w, "procs", "proc.name=worker");
	assert_true(is_kept(w, "overview", "proc.name=worker"));
	assert_false(is_kept(w, "overview", "proc.name=other"));
	n = w->places.n;
	look_at(w, "procs", NULL);
	look_at(w, "procs", "proc.name=worker");
	assert_int_equal(w->places.n, n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_tallies),
		cmocka_unit_test(opened_meanwhile),
		cmocka_unit_test(below_a_filter),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
