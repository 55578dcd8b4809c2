/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "capture_maker.h"
#include "engine/script/view.h"
#include "event_codes.h"

/* What several threads read is what one reads: all views that come with sonde, cell by cell. */
#define ROUNDS 25000

struct fixture {
	struct buf bytes;
	struct log *log;
	struct view_set views;
};

/* Processes that open, read, write and close files whose names come back, fail, and are measured. */
static void make_capture(struct buf *b)
{
	char name[64];
	uint64_t ts = 1000000000;
	int64_t tid;
	int i;

	cap_section(b);
	for (tid = 10; tid < 30; tid++) {
		snprintf(name, sizeof(name), "worker%d", (int)tid);
		cap_thread(b, tid, 10 + tid % 7, 1, name, "/srv");
	}
	for (i = 0; i < ROUNDS; i++) {
		tid = 10 + i * 7 % 20;
		ts += 1000 + (uint64_t)i % 97;
		snprintf(name, sizeof(name), "/data/%d/file%d", i % 13, i * i % 1009);
		cap_event(b, ts++, tid, EV_SYSCALL_OPEN_E, "");
		cap_event(b, ts += 300, tid, EV_SYSCALL_OPEN_X, "qsdd",
			  (int64_t)(i % 11 ? 5 : -2), name, 1, 0);
		cap_event(b, ts++, tid, EV_SYSCALL_READ_E, "qd", (int64_t)5, 100);
		cap_event(b, ts += (uint64_t)(i % 1000), tid, EV_SYSCALL_READ_X, "qs",
			  (int64_t)(i % 17 ? i % 4096 : -9), "data");
		cap_event(b, ts++, tid, EV_SYSCALL_CLOSE_E, "q", (int64_t)5);
		cap_event(b, ts++, tid, EV_SYSCALL_CLOSE_X, "q", (int64_t)0);
		if (i % 50 < 20)
			cap_event(b, ts++, 10 + i % 50, EV_PROCINFO_E, "qq", (uint64_t)i,
				  (uint64_t)i / 200);
	}
}

static int setup(void **state)
{
	static const char *const dirs[] = {"views"};
	const struct log_opts all = {.keep = true};
	struct fixture *f = calloc(1, sizeof(*f));

	make_capture(&f->bytes);
	f->log = log_open_mem((uint8_t *)f->bytes.p, f->bytes.len, &all, NULL);
	assert_non_null(f->log);
	view_set_load(&f->views, dirs, 1);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	view_set_release(&f->views);
	log_close(f->log);
	buf_release(&f->bytes);
	free(f);
	return 0;
}

/* Every cell of the table, a row a line. */
static void print_view(struct fixture *f, const struct view *v, unsigned threads, uint64_t first,
		       uint64_t limit, struct buf *out)
{
	const struct query_opts query = {0};
	const struct table_opts o = {.query = &query,
				     .first = first,
				     .limit = limit,
				     .idle_threads = true,
				     .threads = threads};
	struct filter *filter = NULL;
	struct table_def def;
	struct err e = {0};
	struct table *t;
	uint32_t i;
	unsigned c;

	assert_int_equal(view_table_def(v, 0, false, &def, &e), 0);
	if (v->filter[0])
		filter = filter_compile(v->filter, &e);
	t = table_new(f->log, &def, filter, &o);
	assert_true(table_update(t, 0));
	table_refresh(t);
	for (i = 0; i < table_count(t); i++) {
		for (c = def.first; c < def.n; c++) {
			table_append(t, i, c, 30, false, out);
			buf_putc(out, '|');
		}
		buf_putc(out, '\n');
	}
	table_free(t);
	filter_free(filter);
	table_def_release(&def);
}

static void compare(struct fixture *f, uint64_t first, uint64_t limit, unsigned threads)
{
	unsigned i, compared = 0;

	for (i = 0; i < f->views.n; i++) {
		const struct view *v = f->views.v[i];
		struct buf one, many;

		buf_init(&one, 0);
		buf_init(&many, 0);
		print_view(f, v, 1, first, limit, &one);
		print_view(f, v, threads, first, limit, &many);
		if (one.len != many.len || memcmp(buf_cstr(&one), buf_cstr(&many), one.len))
			fail_msg("%s:\n%.400s\n%u threads:\n%.400s", v->id, buf_cstr(&one), threads,
				 buf_cstr(&many));
		compared += one.len > 0;
		buf_release(&one);
		buf_release(&many);
	}
	assert_true(compared > 15);
}

static void all_events(void **state)
{
	compare(*state, 0, 0, 4);
	compare(*state, 0, 0, 3);
}

static void part_of_the_events(void **state)
{
	compare(*state, 5003, 149000, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_events),
		cmocka_unit_test(part_of_the_events),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
