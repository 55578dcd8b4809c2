/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "capture_maker.h"
#include "engine/base/mem.h"
#include "engine/table/tree.h"
#include "event_codes.h"
#include "table_fixture.h"

#define NONE GROUP_NONE

static void check(const uint32_t *order, const uint32_t *parent, uint32_t n, const uint32_t *want,
		  const uint16_t *want_depth, const char *want_last)
{
	uint32_t got[16], i;
	struct branch branches[16];

	memcpy(got, order, n * sizeof(*got));
	tree_order(got, parent, n, branches);
	for (i = 0; i < n; i++) {
		assert_int_equal(got[i], want[i]);
		assert_int_equal(branches[i].depth, want_depth[i]);
		assert_int_equal(branches[i].last, want_last[i] == 'L');
	}
}

static void children_stand_below_their_parents(void **unused)
{
	/* 0 has 2 and 4; 2 has 1; 3 stands alone */
	const uint32_t parent[] = {NONE, 2, 0, NONE, 0};

	(void)unused;
	check((uint32_t[]){0, 1, 2, 3, 4}, parent, 5, (uint32_t[]){0, 2, 1, 4, 3},
	      (uint16_t[]){0, 1, 2, 1, 0}, "L-LLL");
	/* siblings in the order of the table, whatever that is */
	check((uint32_t[]){4, 3, 2, 1, 0}, parent, 5, (uint32_t[]){3, 0, 4, 2, 1},
	      (uint16_t[]){0, 0, 1, 1, 2}, "LL-LL");
}

static void rings_are_opened(void **unused)
{
	/* 0 -> 1 -> 2 -> 0, and 3 below 1; 4 is its own parent */
	const uint32_t parent[] = {1, 2, 0, 1, 4};

	(void)unused;
	check((uint32_t[]){0, 1, 2, 3, 4}, parent, 5, (uint32_t[]){0, 2, 1, 3, 4},
	      (uint16_t[]){0, 1, 2, 3, 0}, "LLLLL");
	check((uint32_t[]){4, 3, 2, 1, 0}, parent, 5, (uint32_t[]){4, 3, 2, 1, 0},
	      (uint16_t[]){0, 0, 0, 1, 2}, "LLLLL");
}

static void a_long_line_is_no_trouble(void **unused)
{
	enum { N = 200000 };
	uint32_t *order = xcalloc(N, sizeof(*order)), *parent = xcalloc(N, sizeof(*parent)), i;
	struct branch *branches = xcalloc(N, sizeof(*branches));

	(void)unused;
	for (i = 0; i < N; i++) {
		order[i] = N - 1 - i;
		parent[i] = i ? i - 1 : NONE;
	}
	tree_order(order, parent, N, branches);
	for (i = 0; i < N; i++) {
		assert_int_equal(order[i], i);
		assert_int_equal(branches[i].depth, i < UINT16_MAX ? i : UINT16_MAX);
	}
	free(order);
	free(parent);
	free(branches);
}

/* Processes 1 -> 10 -> 30, 1 -> 20; with the parent in a column, and without. */
static void check_processes(const char *column)
{
	static const int64_t pids[] = {1, 20, 10, 30}, up[] = {-1, 0, 0, 2};
	static const unsigned depths[] = {0, 1, 1, 2};
	static const char *const lines[] = {"", "|-", "`-", "  `-"};
	const struct log_opts o = {.keep = true};
	struct err e = {0};
	struct fixture f;
	struct buf bytes, view;
	struct log *log;
	uint32_t i;

	buf_init(&bytes, 0);
	cap_section(&bytes);
	cap_thread(&bytes, 1, 1, 0, "init", "/");
	cap_thread(&bytes, 30, 30, 10, "grandchild", "/");
	cap_thread(&bytes, 20, 20, 1, "child", "/");
	cap_thread(&bytes, 10, 10, 1, "child", "/");
	cap_event(&bytes, 1000, 10, EV_SYSCALL_OPEN_E, "");
	log = log_open_mem((uint8_t *)bytes.p, bytes.len, &o, &e);
	assert_non_null(log);
	buf_init(&view, 0);
	buf_printf(&view,
		   "view_info = {id = 'p', name = 'P', use_defaults = true, columns = {"
		   "{field = 'thread.tid', is_key = true}, {field = 'proc.pid', is_groupby_key = "
		   "true}, {name = 'PID', field = 'proc.pid', is_sorting = true}, "
		   "{name = 'X', field = '%s'}}}",
		   column);
	open_table_on(&f, log, bytes, buf_cstr(&view), 0, true);
	assert_true(table_has_tree(f.table));
	table_set_tree(f.table, true);
	table_update(f.table, 0);
	table_refresh(f.table); /* sorted by pid, downwards: 20 before 10 */
	assert_int_equal(table_count(f.table), 4);
	for (i = 0; i < 4; i++) {
		assert_int_equal(table_key(f.table, i), pids[i]);
		assert_int_equal(table_depth(f.table, i), depths[i]);
		assert_int_equal(table_parent(f.table, i), up[i]);
		buf_clear(&view);
		table_append_branch(f.table, i, true, &view);
		assert_string_equal(buf_cstr(&view), lines[i]);
		assert_int_equal(table_find(f.table, (uint64_t)pids[i]), i);
	}
	table_set_tree(f.table, false);
	table_refresh(f.table);
	assert_int_equal(table_key(f.table, 0), 30);
	assert_int_equal(table_depth(f.table, 3), 0);
	assert_int_equal(table_parent(f.table, 0), -1);
	close_table(&f);
	buf_release(&view);
}

static void processes_hang_below_their_parents(void **unused)
{
	(void)unused;
	check_processes("proc.ppid");
	check_processes("proc.name");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(children_stand_below_their_parents),
		cmocka_unit_test(rings_are_opened),
		cmocka_unit_test(a_long_line_is_no_trouble),
		cmocka_unit_test(processes_hang_below_their_parents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
