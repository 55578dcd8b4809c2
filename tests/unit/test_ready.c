/* SPDX-License-Identifier: Apache-2.0 */
/* What the explorer counts before somebody asks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture_maker.h"
#include "engine/script/view.h"
#include "engine/table/tally.h"
#include "ui/model/explorer.h"
#include "ui/model/keys.h"

#define SLICE_NS 1000000

struct fixture {
	struct buf bytes;
	struct view_set views;
	struct query_opts query;
	struct log *log;
	struct explorer x;
};

static struct fixture *open_explorer(unsigned events)
{
	static const char *const dirs[] = {"views"};
	const struct log_opts all = {.keep = true};
	struct fixture *f = calloc(1, sizeof(*f));
	const struct explorer_opts o = {.source = "test.scap", .query = &f->query};
	struct err e = {0};

	cap_closing(&f->bytes, events);
	view_set_load(&f->views, dirs, 1);
	f->log = log_open_mem((uint8_t *)f->bytes.p, f->bytes.len, &all, NULL);
	assert_non_null(f->log);
	explorer_init(&f->x, f->log, &f->views, &o, "");
	assert_int_equal(nav_open_view(&f->x.nav, view_set_find(&f->views, "procs"), &e), 0);
	explorer_arrived(&f->x);
	while (!explorer_settled(&f->x))
		explorer_step(&f->x, SLICE_NS);
	return f;
}

static int setup(void **state)
{
	*state = open_explorer(50 * LOG_CHUNK);
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	explorer_release(&f->x);
	log_close(f->log);
	view_set_release(&f->views);
	buf_release(&f->bytes);
	free(f);
	return 0;
}

static void be_idle(struct explorer *x)
{
	while (explorer_step(x, SLICE_NS) || explorer_get_ready(x, SLICE_NS))
		;
}

static void type(struct explorer *x, const char *text)
{
	while (*text)
		explorer_key(x, *text++);
}

/* Is there what the first block of a view comes to? */
static bool is_counted(struct explorer *x, const char *view, const char *filter)
{
	struct table_def def = {0};
	struct tally_set *s;
	struct tally *y;
	struct err e = {0};
	bool done;

	assert_int_equal(view_table_def(view_set_find(x->views, view), 0, false, &def, &e), 0);
	s = tally_set_get(x->tallies, &def, filter, x->opts.query, log_count(x->log));
	y = tally_of(s, 0, tally_set_block(s));
	done = y && y->done;
	tally_set_put(s);
	table_def_release(&def);
	return done;
}

static void views_that_apply(void **state)
{
	struct explorer *x = &((struct fixture *)*state)->x;

	assert_false(is_counted(x, "syscalls", view_set_find(x->views, "syscalls")->filter));
	be_idle(x);
	assert_true(is_counted(x, "syscalls", view_set_find(x->views, "syscalls")->filter));
	assert_true(is_counted(x, "files", view_set_find(x->views, "files")->filter));
	assert_false(explorer_get_ready(x, SLICE_NS));
}

/* In the list of views the one under the cursor comes first; the one that was begun is not lost. */
static void the_view_under_the_cursor(void **state)
{
	struct explorer *x = &((struct fixture *)*state)->x;
	unsigned begun, chosen;

	assert_true(explorer_get_ready(x, 1));
	while (!x->ready.level)
		assert_true(explorer_get_ready(x, 1));
	begun = x->ready.view;
	explorer_key(x, 'v');
	assert_int_equal(x->overlay, OVERLAY_MENU);
	do
		explorer_key(x, UK_DOWN);
	while (menu_view(x) == begun || !view_leaves_tallies(x->views->v[menu_view(x)]));
	chosen = menu_view(x);
	assert_true(explorer_get_ready(x, 1));
	assert_int_equal(x->ready.view, chosen);
	assert_false(x->ready.seen[begun]);
	be_idle(x);
	assert_true(x->ready.seen[begun]);
	explorer_key(x, UK_ESC);
}

/* The table is there before Enter; a filter that is given up costs nothing but what it cost. */
static void the_filter_in_the_line(void **state)
{
	static const char filter[] = "evt.type=close";
	struct explorer *x = &((struct fixture *)*state)->x;

	explorer_key(x, 'f');
	while (x->prompt.text.len)
		explorer_key(x, UK_BACKSPACE);
	type(x, "evt.type=clos");
	be_idle(x);
	assert_false(is_counted(x, "procs", filter));
	type(x, "e");
	be_idle(x);
	assert_true(is_counted(x, "procs", filter));
	explorer_key(x, UK_ENTER);
	assert_string_equal(explorer_level(x)->filter_text, filter);
	be_idle(x);
	explorer_key(x, 'f');
	type(x, "evt.dir=<");
	be_idle(x);
	explorer_key(x, UK_ESC);
	assert_string_equal(explorer_level(x)->filter_text, filter);
	be_idle(x);
}

/* Where a view is there as soon as it is asked for, nothing is done ahead. */
static void nothing_of_little(void **state)
{
	struct fixture *f = open_explorer(LOG_CHUNK);

	(void)state;
	assert_false(explorer_get_ready(&f->x, SLICE_NS));
	assert_null(f->x.ready.level);
	teardown((void **)&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(views_that_apply, setup, teardown),
		cmocka_unit_test_setup_teardown(the_view_under_the_cursor, setup, teardown),
		cmocka_unit_test_setup_teardown(the_filter_in_the_line, setup, teardown),
		cmocka_unit_test(nothing_of_little),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
