/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "capture_maker.h"
#include "engine/event/event.h"
#include "event_codes.h"
#include "table_fixture.h"

/* Tables about what is true at a moment: calls under way, fds that are open and who shares them. */

#define MS 1000000ull

static int code_of(const char *call)
{
	unsigned i;

	for (i = 0; i < syscall_count; i++) {
		if (syscall_table[i].name && !strcmp(syscall_table[i].name, call))
			return (int)i;
	}
	fail_msg("no call %s", call);
	return -1;
}

/*
 * 10 waits in read on a pipe from 5 ms on; 20, which has the other end, has come back from all
 * its calls, the last of which is made `calls` times; 30 ends inside a call; 40 waits in futex from
 * 8 ms on; 60 and 70 wait for children from 9 ms on, when the last event is.
 */
static struct log *moment_log(struct buf *b, unsigned calls)
{
	const struct log_opts o = {.keep = true};
	struct err e = {0};
	struct log *log;

	buf_init(b, 0);
	cap_section(b);
	cap_thread(b, 10, 10, 1, "reader", "/");
	cap_thread(b, 20, 20, 1, "writer", "/");
	cap_thread(b, 30, 30, 1, "gone", "/");
	cap_thread(b, 40, 40, 1, "locked", "/");
	cap_thread(b, 60, 60, 1, "waiter", "/");
	cap_thread(b, 61, 61, 60, "child", "/");
	cap_thread(b, 70, 70, 1, "busy", "/");
	cap_thread(b, 71, 71, 70, "one", "/");
	cap_thread(b, 72, 72, 70, "another", "/");
	cap_event(b, 1 * MS, 10, EV_SYSCALL_PIPE_E, "");
	cap_event(b, 1 * MS + 1, 10, EV_SYSCALL_PIPE_X, "qqqq", (int64_t)0, (int64_t)3, (int64_t)4,
		  (uint64_t)77);
	cap_event(b, 2 * MS, 20, EV_SYSCALL_PIPE_E, "");
	cap_event(b, 2 * MS + 1, 20, EV_SYSCALL_PIPE_X, "qqqq", (int64_t)0, (int64_t)5, (int64_t)6,
		  (uint64_t)77);
	cap_event(b, 3 * MS, 10, EV_SYSCALL_CLOSE_E, "q", (int64_t)4);
	cap_event(b, 3 * MS + 1, 10, EV_SYSCALL_CLOSE_X, "q", (int64_t)0);
	cap_event(b, 5 * MS, 10, EV_SYSCALL_READ_E, "qd", (int64_t)3, 64);
	cap_event(b, 6 * MS, 30, EV_SYSCALL_READ_E, "qd", (int64_t)0, 64);
	cap_event(b, 7 * MS, 30, EV_PROCEXIT_1_E, "qqbb", (int64_t)0, (int64_t)0, 0, 0);
	cap_event(b, 7 * MS, 20, EV_SYSCALL_CLOSE_E, "q", (int64_t)6);
	cap_event(b, 7 * MS, 20, EV_SYSCALL_CLOSE_X, "q", (int64_t)0);
	cap_event(b, 8 * MS, 40, EV_SYSCALL_FUTEX_E, "qww", (uint64_t)1, 0, 0);
	while (calls--) {
		cap_event(b, 9 * MS, 20, EV_SYSCALL_FUTEX_E, "qww", (uint64_t)1, 0, 0);
		cap_event(b, 9 * MS, 20, EV_SYSCALL_FUTEX_X, "q", (int64_t)0);
	}
	cap_event(b, 9 * MS, 60, EV_GENERIC_E, "ww", code_of("wait4"), 61);
	cap_event(b, 9 * MS, 70, EV_GENERIC_E, "ww", code_of("waitid"), 247);
	log = log_open_mem((uint8_t *)b->p, b->len, &o, &e);
	assert_non_null(log);
	return log;
}

static void open_after(struct fixture *f, unsigned calls, const char *view, uint64_t limit)
{
	struct buf bytes;
	struct log *log = moment_log(&bytes, calls);

	open_table_on(f, log, bytes, view, limit, true);
	assert_true(table_update(f->table, 0));
	assert_true(table_refresh(f->table));
}

static void open_moment(struct fixture *f, const char *view, uint64_t limit)
{
	open_after(f, 1, view, limit);
}

#define CALLS                                                                                      \
	"view_info = {id = 'b', name = 'B', use_defaults = true, rows_of = 'calls', "              \
	"columns = {{field = 'thread.tid', is_key = true}, "                                       \
	"{name = 'FOR', field = 'evt.waiting', is_sorting = true}, "                               \
	"{name = 'NAME', field = 'proc.name'}, {name = 'CALL', field = 'evt.type'}, "              \
	"{name = 'FD', field = 'fd.num', optional = true}, {name = 'PEER', field = 'fd.peer'}}}"

static void calls_under_way_are_rows(void **unused)
{
	struct fixture f;

	(void)unused;
	open_moment(&f, CALLS, 0);
	assert_int_equal(table_count(f.table), 4);
	check_row(&f, 0, "4.00ms|reader|read|3|writer[20]");
	check_row(&f, 1, "1.00ms|locked|futex||");
	check_row(&f, 2, "0ns|waiter|wait4||child[61]");
	check_row(&f, 3, "0ns|busy|waitid||"); /* for the one or the other */
	/* what was made once is made anew, and the same */
	table_sort(f.table, f.def.first, false);
	table_refresh(f.table);
	assert_int_equal(table_count(f.table), 4);
	check_row(&f, 3, "4.00ms|reader|read|3|writer[20]");
	close_table(&f);
}

static void calls_are_those_of_the_moment(void **unused)
{
	struct fixture f;

	(void)unused;
	open_moment(&f, CALLS, 8); /* up to the read of the thread that ends later */
	assert_int_equal(table_count(f.table), 2);
	check_row(&f, 0, "1.00ms|reader|read|3|writer[20]");
	check_row(&f, 1, "0ns|gone|read|0|");
	close_table(&f);

	open_moment(&f, CALLS, 3); /* only the second pipe call has not returned */
	assert_int_equal(table_count(f.table), 1);
	check_row(&f, 0, "0ns|writer|pipe|-1|");
	close_table(&f);
}

/* A view of all of a capture, which is the table's from then on. */
static void open_whole(struct fixture *f, struct buf capture, const char *view)
{
	const struct log_opts o = {.keep = true};
	struct log *log = log_open_mem((uint8_t *)capture.p, capture.len, &o, NULL);

	assert_non_null(log);
	open_table_on(f, log, capture, view, 0, true);
	assert_true(table_update(f->table, 0));
}

/* A fifo that nobody else opens, a server that does not answer: what has no fd, or one without a name. */
static void calls_say_what_they_ask_for(void **unused)
{
	static const char view[] =
		"view_info = {id = 'b', name = 'B', use_defaults = true, rows_of = 'calls', "
		"columns = {{field = 'thread.tid', is_key = true}, "
		"{name = 'CALL', field = 'evt.type'}, {name = 'ON', field = 'fd.wanted'}}}";
	static const char address[] = "\x01/run/app.sock"; /* AF_UNIX */
	struct fixture f;
	struct buf b;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, 10, 10, 1, "cat", "/srv");
	cap_thread(&b, 20, 20, 1, "curl", "/");
	cap_event(&b, 1 * MS, 10, EV_SYSCALL_OPENAT_2_E, "qsdd", (int64_t)-100, "queue", 1, 0);
	cap_event(&b, 2 * MS, 20, EV_SOCKET_SOCKET_E, "ddd", 2, 1, 0);
	cap_event(&b, 2 * MS, 20, EV_SOCKET_SOCKET_X, "q", (int64_t)5);
	cap_event(&b, 3 * MS, 20, EV_SOCKET_CONNECT_E, "qs", (int64_t)5, address);
	open_whole(&f, b, view);
	table_sort(f.table, f.def.first, false);
	table_refresh(f.table);
	assert_int_equal(table_count(f.table), 2);
	check_row(&f, 0, "connect|/run/app.sock");
	check_row(&f, 1, "openat|/srv/queue");
	close_table(&f);
}

/* One row for several calls: what a later one waits for stands in its bytes. */
static void calls_of_a_process_add_up(void **unused)
{
	static const char view[] =
		"view_info = {id = 'b', name = 'B', use_defaults = true, rows_of = 'calls', "
		"columns = {{field = 'proc.pid', is_key = true}, {name = 'PID', field = 'proc.pid'}, "
		"{name = 'PEER', field = 'fd.peer', aggregation = 'MAX'}}}";
	struct fixture f;
	struct buf b;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, 10, 10, 1, "shell", "/");
	cap_thread(&b, 11, 10, 1, "shell", "/");
	cap_thread(&b, 20, 20, 10, "child", "/");
	cap_event(&b, 1 * MS, 10, EV_SYSCALL_FUTEX_E, "qww", (uint64_t)1, 0, 0);
	cap_event(&b, 2 * MS, 11, EV_GENERIC_E, "ww", code_of("wait4"), 61);
	open_whole(&f, b, view);
	table_refresh(f.table);
	assert_int_equal(table_count(f.table), 1);
	check_row(&f, 0, "10|child[20]");
	close_table(&f);
}

#define FDS(numbers)                                                                               \
	"view_info = {id = 'f', name = 'F', use_defaults = true, rows_of = 'fds', "                \
	"filter = 'evt.type!=pipe and fd.num" numbers "', "                                        \
	"columns = {{field = 'fd.handle', is_key = true}, "                                        \
	"{name = 'PID', field = 'proc.pid'}, {name = 'FD', field = 'fd.num', "                     \
	"is_sorting = true}, {name = 'OPS', field = 'evt.count.exit', "                            \
	"aggregation = 'SUM'}, {name = 'PEER', field = 'fd.peer', aggregation = 'MAX'}}}"

static void fds_that_are_open_are_rows(void **unused)
{
	struct fixture f;

	(void)unused;
	open_moment(&f, FDS(">=0"), 0);
	table_sort(f.table, f.def.first + 1, false);
	table_refresh(f.table);
	assert_int_equal(table_count(f.table), 5);
	check_row(&f, 0, "30|0|0|"); /* not known what it is */
	check_row(&f, 1, "10|3|0|writer[20]");
	check_row(&f, 2, "10|4|1|writer[20]"); /* closed, but was used */
	check_row(&f, 3, "20|5|0|reader[10]");
	check_row(&f, 4, "20|6|1|reader[10]");
	close_table(&f);
}

/* As many events as are counted in parts, and nothing that is open still: only what is closed. */
static void closed_fds_of_large_logs_have_peers(void **unused)
{
	struct fixture f;

	(void)unused;
	open_after(&f, 10 * LOG_CHUNK, FDS("=4"), 0);
	assert_int_equal(table_count(f.table), 1);
	check_row(&f, 0, "10|4|1|writer[20]");
	close_table(&f);
}

/* Of one field, the sum is made of what the type says, the percentile of what each event says. */
static void sums_and_percentiles_of_what_the_type_says(void **unused)
{
	struct fixture f;
	uint32_t i;

	(void)unused;
	open_moment(&f,
		    "view_info = {id = 's', name = 'S', use_defaults = true, "
		    "columns = {{field = 'thread.tid', is_key = true}, "
		    "{name = 'TID', field = 'thread.tid'}, {name = 'EXITS', "
		    "field = 'evt.count.exit', aggregation = 'SUM', is_sorting = true}, "
		    "{name = 'MOST', field = 'evt.count.exit', aggregation = 'P99'}}}", 0);
	for (i = 0; i < table_count(f.table); i++) {
		const struct cell *row = table_row(f.table, i);

		assert_int_equal(row[f.def.n - 1].u, row[f.def.n - 2].u > 0);
	}
	assert_true(table_row(f.table, 0)[f.def.n - 2].u > 0);
	close_table(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_under_way_are_rows),
		cmocka_unit_test(calls_are_those_of_the_moment),
		cmocka_unit_test(calls_say_what_they_ask_for),
		cmocka_unit_test(calls_of_a_process_add_up),
		cmocka_unit_test(fds_that_are_open_are_rows),
		cmocka_unit_test(closed_fds_of_large_logs_have_peers),
		cmocka_unit_test(sums_and_percentiles_of_what_the_type_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
