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
#include "engine/script/view.h"
#include "engine/table/sort.h"
#include "event_codes.h"
#include "table_fixture.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static struct intern *strings;

static const struct str *str(const char *s)
{
	return s[0] ? intern_cstr(strings, s) : str_empty;
}

/* ---------------------------------------------------------------------- printing --- */

static void integers_are_scaled(void **unused)
{
	static const struct {
		uint64_t value;
		uint32_t count;
		double seconds;
		unsigned size;
		const char *want;
	} rows[] = {
		{0, 1, 0, 10, "0"},
		{1024, 1, 0, 10, "1024"},
		{1025, 1, 0, 10, "1K"},
		{30784, 1, 0, 10, "30K"},
		{1 << 20, 1, 0, 10, "1024K"},
		{(1 << 20) + 1, 1, 0, 10, "1M"},
		{5ull << 30, 1, 0, 10, "5G"},
		{UINT64_MAX, 1, 0, 10, "16384P"},
		/* averages and rates have decimals */
		{7160, 100, 0, 10, "71.60"},
		{1988, 1, 12, 10, "165.67"},
		{24060, 1, 12.099382234, 10, "1.94K"},
		{0, 1, 12, 10, "0.00"},
		/* a second or less: not projected, and no decimals over exactly one */
		{500, 1, 1, 10, "500"},
		{500, 1, 0.5, 10, "500.00"},
		{500, 1, 0, 10, "500"},
		/* what does not fit gives up its last digits, not its first */
		{1023 * 1024 + 1000, 2, 0, 7, "511.99K"},
		{1023 * 1024 + 1000, 2, 0, 6, "512K"},
		{1048000, 1, 0, 4, "1M"},
		{1024, 1, 0, 3, "1K"},
		{1024, 1, 0, 0, "1024"},
	};
	struct cell_type t = cell_type_of(PT_UINT64, PF_DEC);
	struct buf b;
	size_t i;

	(void)unused;
	buf_init(&b, 0);
	for (i = 0; i < LEN(rows); i++) {
		struct cell c = {.u = rows[i].value, .count = rows[i].count};
		struct cell_style s = {.size = rows[i].size, .seconds = rows[i].seconds};

		buf_clear(&b);
		cell_append(&b, &t, &c, &s);
		if (strcmp(buf_cstr(&b), rows[i].want))
			fail_msg("row %zu: %s, not %s", i, buf_cstr(&b), rows[i].want);
	}
	buf_release(&b);
}

static void every_kind_has_its_form(void **unused)
{
	static const char v4[] = "\300\250\0\2";
	struct {
		uint8_t type, fmt;
		struct cell c;
		const char *want;
	} rows[] = {
		{PT_INT64, PF_ID, {.i = -1, .count = 1}, "-1"},
		{PT_UINT32, PF_ID, {.u = 4294967295u, .count = 1}, "4294967295"},
		{PT_INT64, PF_DEC, {.i = -5, .count = 1}, "-5"},
		{PT_UINT64, PF_HEX, {.u = 255, .count = 1}, "ff"},
		{PT_UINT64, PF_PAD9, {.u = 7, .count = 1}, "000000007"},
		{PT_DOUBLE, PF_NA, {.d = 0.125, .count = 1}, "0.12"},
		{PT_DOUBLE, PF_NA, {.d = 3, .count = 4}, "0.75"},
		{PT_RELTIME, PF_DEC, {.u = 999, .count = 1}, "999ns"},
		{PT_RELTIME, PF_DEC, {.u = 1829, .count = 1}, "1.82us"},
		{PT_RELTIME, PF_DEC, {.u = 24999, .count = 1}, "24us"},
		{PT_RELTIME, PF_DEC, {.u = 4249999, .count = 1}, "4.24ms"},
		{PT_RELTIME, PF_DEC, {.u = 62999999, .count = 1}, "62ms"},
		{PT_RELTIME, PF_DEC, {.u = 22030000000u, .count = 1}, "22.03s"},
		{PT_RELTIME, PF_DEC, {.u = 65000000000u, .count = 1}, "1:05"},
		{PT_RELTIME, PF_DEC, {.u = 3661000000000u, .count = 1}, "01:01:01"},
		{PT_RELTIME, PF_DEC, {.u = 400, .count = 4}, "100ns"},
		{PT_ABSTIME, PF_DEC, {.u = 123, .count = 1}, "123"},
		{PT_BOOL, PF_NA, {.u = 2, .count = 1}, "true"},
		{PT_PORT, PF_DEC, {.u = 443, .count = 1}, "443"},
		{PT_IPADDR, PF_NA, {.s = intern(strings, v4, 4), .count = 1}, "192.168.0.2"},
		{PT_CHARBUF, PF_NA, {.s = str("caf\303\251"), .count = 1}, "caf\303\251"},
		{PT_CHARBUF, PF_NA, {.s = str("a\033[31mb\177\302\233"), .count = 1}, "a.[31mb.."},
		{PT_CHARBUF, PF_NA, {.s = str("\377\303x\342\200\256y"), .count = 1}, "..x.y"},
		{PT_CHARBUFARRAY, PF_NA, {.s = intern(strings, "a\0b", 3), .count = 1}, "a b"},
	};
	struct cell_style style = {.size = 20};
	struct buf b;
	size_t i;

	(void)unused;
	buf_init(&b, 0);
	for (i = 0; i < LEN(rows); i++) {
		struct cell_type t = cell_type_of(rows[i].type, rows[i].fmt);

		buf_clear(&b);
		cell_append(&b, &t, &rows[i].c, &style);
		if (strcmp(buf_cstr(&b), rows[i].want))
			fail_msg("row %zu: %s, not %s", i, buf_cstr(&b), rows[i].want);
	}
	buf_release(&b);
}

static void spans_of_minutes_are_the_references_for_it(void **unused)
{
	const struct cell_type t = cell_type_of(PT_RELTIME, PF_DEC);
	const struct cell c = {.u = 65000000000u, .count = 1};
	struct buf b;

	(void)unused;
	buf_init(&b, 0);
	cell_append(&b, &t, &c, &(struct cell_style){.reference = true});
	buf_putc(&b, ' ');
	cell_append_json(&b, &t, &c);
	assert_string_equal(buf_cstr(&b), "1:5 \"       1:5\"");
	buf_release(&b);
}

static void texts_in_ascii_are_dotted(void **unused)
{
	struct cell_type t = cell_type_of(PT_CHARBUF, PF_NA);
	struct cell c = {.s = str("caf\303\251"), .count = 1};
	struct cell_style style = {.ascii = true};
	struct buf b;

	(void)unused;
	buf_init(&b, 0);
	cell_append(&b, &t, &c, &style);
	assert_string_equal(buf_cstr(&b), "caf..");
	buf_release(&b);
}

static void operands_find_their_bytes_again(void **unused)
{
	struct cell_type text = cell_type_of(PT_CHARBUF, PF_NA);
	struct cell_type id = cell_type_of(PT_INT64, PF_ID);
	struct cell c = {.s = str("a \"b\" 'c' \\ \n\303\251"), .count = 1};
	struct buf b;

	(void)unused;
	buf_init(&b, 0);
	cell_append_operand(&b, &text, &c);
	assert_string_equal(buf_cstr(&b), "\"a \\\"b\\\" \\x27c\\x27 \\\\ \\x0a\\xc3\\xa9\"");
	buf_clear(&b);
	c.i = -7;
	cell_append_operand(&b, &id, &c);
	assert_string_equal(buf_cstr(&b), "-7");
	buf_release(&b);
}

static void ids_ports_and_addresses_have_no_default(void **unused)
{
	(void)unused;
	assert_true(cell_type_of(PT_UINT64, PF_DEC).has_default);
	assert_true(cell_type_of(PT_RELTIME, PF_DEC).has_default);
	assert_true(cell_type_of(PT_DOUBLE, PF_NA).has_default);
	assert_true(cell_type_of(PT_CHARBUF, PF_NA).has_default);
	assert_false(cell_type_of(PT_INT64, PF_ID).has_default);
	assert_false(cell_type_of(PT_UINT64, PF_PAD9).has_default);
	assert_false(cell_type_of(PT_PORT, PF_DEC).has_default);
	assert_false(cell_type_of(PT_IPADDR, PF_NA).has_default);
}

/* ------------------------------------------------------------------ aggregation --- */

static struct cell folded(uint8_t type, enum agg agg, const struct cell *v, unsigned n)
{
	struct cell_type t = cell_type_of(type, PF_DEC);
	struct cell c = v[0];
	unsigned i;

	for (i = 1; i < n; i++)
		cell_fold(&c, &v[i], &t, agg);
	return c;
}

static void values_are_aggregated(void **unused)
{
	/* a default, then 5, another default, then 3 */
	const struct cell v[] = {{.i = 0, .count = 0},
				 {.i = 5, .count = 1},
				 {.i = 0, .count = 0},
				 {.i = 3, .count = 1}};
	const struct cell d[] = {{.d = 1.5, .count = 1}, {.d = -2, .count = 1}};
	const struct cell s[] = {{.s = str("b"), .count = 1},
				 {.s = str_empty, .count = 0},
				 {.s = str("a"), .count = 1}};
	struct cell c;

	(void)unused;
	c = folded(PT_INT64, AGG_NONE, v + 1, 3);
	assert_int_equal(c.i, 5);
	c = folded(PT_INT64, AGG_SUM, v, 4);
	assert_int_equal(c.i, 8);
	assert_int_equal(c.count, 1);
	c = folded(PT_INT64, AGG_TIME_AVG, v, 4);
	assert_int_equal(c.i, 8);
	c = folded(PT_INT64, AGG_AVG, v, 4);
	assert_int_equal(c.i, 8);
	assert_int_equal(c.count, 2);
	c = folded(PT_INT64, AGG_MIN, v, 4);
	assert_int_equal(c.i, 3);
	c = folded(PT_INT64, AGG_MAX, v, 4);
	assert_int_equal(c.i, 5);
	c = folded(PT_DOUBLE, AGG_MIN, d, 2);
	assert_true(c.d == -2);
	c = folded(PT_DOUBLE, AGG_SUM, d, 2);
	assert_true(c.d == -0.5);
	c = folded(PT_CHARBUF, AGG_MAX, s, 3);
	assert_string_equal(c.s->s, "a");
	c = folded(PT_CHARBUF, AGG_NONE, s, 3);
	assert_string_equal(c.s->s, "b");
	c = folded(PT_CHARBUF, AGG_SUM, s, 3);
	assert_string_equal(c.s->s, "b");
}

/* Columns: tid, pid, average, sum, text. */
static void rows_are_merged(void **unused)
{
	const struct cell_type types[] = {
		cell_type_of(PT_INT64, PF_ID),	 cell_type_of(PT_INT64, PF_ID),
		cell_type_of(PT_DOUBLE, PF_NA),	 cell_type_of(PT_UINT64, PF_DEC),
		cell_type_of(PT_CHARBUF, PF_NA),
	};
	const uint8_t aggs[] = {AGG_NONE, AGG_NONE, AGG_SUM, AGG_SUM, AGG_NONE};
	const struct cell rows[][5] = {
		{{.i = 12, .count = 1},
		 {.i = 10, .count = 1},
		 {.d = 6, .count = 3},
		 {.u = 7, .count = 1},
		 {.s = str("thread"), .count = 1}},
		{{.i = 20, .count = 1},
		 {.i = 20, .count = 1},
		 {.d = 0, .count = 0},
		 {.u = 0, .count = 0},
		 {.s = str_empty, .count = 0}},
		{{.i = 10, .count = 1},
		 {.i = 10, .count = 1},
		 {.d = 4, .count = 1},
		 {.u = 5, .count = 1},
		 {.s = str("main"), .count = 1}},
		{{.i = 21, .count = 1},
		 {.i = 20, .count = 1},
		 {.d = 8, .count = 2},
		 {.u = 3, .count = 1},
		 {.s = str("other"), .count = 1}},
	};
	struct group src, dst;
	const struct cell *r;
	size_t i;

	(void)unused;
	group_init(&src, 5, 0);
	group_init(&dst, 5, 1);
	for (i = 0; i < LEN(rows); i++)
		group_add(&src, rows[i]);
	group_merge(&dst, &src, types, aggs);
	assert_int_equal(dst.nrows, 2);
	r = group_row(&dst, group_find(&dst, 10));
	assert_true(r[2].d == 6); /* 6/3 + 4 */
	assert_int_equal(r[3].u, 12);
	assert_string_equal(r[4].s->s, "main");
	r = group_row(&dst, group_find(&dst, 20));
	assert_true(r[2].d == 4);
	assert_int_equal(r[3].u, 3);
	assert_string_equal(r[4].s->s, "other");
	assert_int_equal(group_find(&dst, 30), GROUP_NONE);
	group_release(&src);
	group_release(&dst);
}

static void many_keys_are_found(void **unused)
{
	struct group g;
	struct cell c = {0};
	uint64_t i;

	(void)unused;
	group_init(&g, 1, 0);
	for (i = 0; i < 100000; i++) {
		c.u = i << 20;
		assert_int_equal(group_add(&g, &c), i);
	}
	for (i = 0; i < 100000; i++)
		assert_int_equal(group_find(&g, i << 20), i);
	assert_int_equal(group_find(&g, 7), GROUP_NONE);
	group_clear(&g);
	assert_int_equal(group_find(&g, 0), GROUP_NONE);
	group_release(&g);
}

/* ----------------------------------------------------------------------- sorting --- */

static void check_order(const struct cell *cells, uint32_t n, struct cell_type t, bool down,
			const uint32_t *want)
{
	uint32_t order[16], i;
	struct group g;

	group_init(&g, 1, 0);
	for (i = 0; i < n; i++)
		group_append(&g, &cells[i]);
	sort_rows(&g, 0, &t, down, order);
	for (i = 0; i < n; i++)
		assert_int_equal(order[i], want[i]);
	group_release(&g);
}

static void rows_are_sorted(void **unused)
{
	const struct cell ints[] = {{.i = 3}, {.i = -1}, {.i = 7}, {.i = 3}, {.i = INT64_MIN}};
	const struct cell uints[] = {{.u = 1}, {.u = UINT64_MAX}, {.u = 0}};
	const struct cell avgs[] = {
		{.u = 10, .count = 1}, {.u = 30, .count = 4}, {.u = 8, .count = 1}};
	const struct cell doubles[] = {{.d = -0.0}, {.d = 1e300}, {.d = -5}, {.d = 0.0}};
	const struct cell texts[] = {{.s = str("longer than eight b")},
				     {.s = str("")},
				     {.s = str("longer than eight a")},
				     {.s = str("\377")},
				     {.s = str("longer t")}};
	const struct cell addresses[] = {
		{.s = intern(strings, "\012\0\0\2", 4)},
		{.s = intern(strings, "\011\0\0\2", 4)},
		{.s = intern(strings, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16)}};

	(void)unused;
	check_order(ints, 5, cell_type_of(PT_INT64, PF_DEC), true, (uint32_t[]){2, 0, 3, 1, 4});
	check_order(ints, 5, cell_type_of(PT_INT64, PF_DEC), false, (uint32_t[]){4, 1, 0, 3, 2});
	check_order(uints, 3, cell_type_of(PT_UINT64, PF_DEC), true, (uint32_t[]){1, 0, 2});
	check_order(avgs, 3, cell_type_of(PT_UINT64, PF_DEC), true, (uint32_t[]){0, 2, 1});
	check_order(doubles, 4, cell_type_of(PT_DOUBLE, PF_NA), true, (uint32_t[]){1, 0, 3, 2});
	check_order(texts, 5, cell_type_of(PT_CHARBUF, PF_NA), false, (uint32_t[]){1, 4, 2, 0, 3});
	check_order(texts, 5, cell_type_of(PT_CHARBUF, PF_NA), true, (uint32_t[]){3, 0, 2, 4, 1});
	check_order(addresses, 3, cell_type_of(PT_IPADDR, PF_NA), false, (uint32_t[]){1, 0, 2});
}

/* ---------------------------------------------------------------- a whole table --- */

#define SECOND 1000000000ull

static void write_event(struct buf *b, uint64_t ts, int64_t tid, int64_t fd, int64_t res)
{
	cap_event(b, ts, tid, EV_SYSCALL_WRITE_E, "qd", fd, 100);
	cap_event(b, ts + 10, tid, EV_SYSCALL_WRITE_X, "qs", res, "x");
}

static void open_file(struct buf *b, uint64_t ts, int64_t tid, int64_t fd, const char *name)
{
	cap_event(b, ts, tid, EV_SYSCALL_OPEN_E, "");
	cap_event(b, ts + 1, tid, EV_SYSCALL_OPEN_X, "qsdd", fd, name, 1, 0);
}

/* Three processes: 10 writes 300 bytes in four seconds, 20 fails once, 30 does nothing. */
static struct log *sample_log(struct buf *b)
{
	const struct log_opts o = {.keep = true};
	struct log *log;
	struct err e = {0};

	buf_init(b, 0);
	cap_section(b);
	cap_thread(b, 10, 10, 1, "writer", "/");
	cap_thread(b, 20, 20, 1, "failer", "/");
	cap_thread(b, 30, 30, 1, "idler", "/");
	open_file(b, 100 * SECOND, 10, 3, "/tmp/a b");
	write_event(b, 101 * SECOND, 10, 3, 100);
	write_event(b, 102 * SECOND, 10, 3, 200);
	write_event(b, 104 * SECOND - 10, 20, 4, -9);
	log = log_open_mem((uint8_t *)b->p, b->len, &o, &e);
	assert_non_null(log);
	return log;
}

static void open_table(struct fixture *f, const char *view, uint64_t limit, bool idle)
{
	struct buf bytes;
	struct log *log = sample_log(&bytes);

	open_table_on(f, log, bytes, view, limit, idle);
}

#define PROCS                                                                                   \
	"view_info = {id = 'p', name = 'P', use_defaults = true, filter = 'evt.type!=switch', " \
	"columns = {{field = 'thread.tid', is_key = true}, "                                    \
	"{field = 'proc.pid', is_groupby_key = true}, {name = 'PID', field = 'proc.pid'}, "     \
	"{name = 'NAME', field = 'proc.name'}, "                                                \
	"{name = 'N', field = 'evt.count', aggregation = 'SUM', groupby_aggregation = 'SUM'}, " \
	"{name = 'FILE', field = 'evt.buflen.file', aggregation = 'TIME_AVG', "                 \
	"groupby_aggregation = 'SUM', is_sorting = true}}}"

static void a_table_counts_what_the_log_has(void **unused)
{
	struct fixture f;

	(void)unused;
	open_table(&f, PROCS, 0, false);
	assert_int_equal(table_count(f.table), 0);
	assert_true(table_update(f.table, 0));
	assert_true(table_complete(f.table));
	assert_true(table_refresh(f.table));
	assert_false(table_refresh(f.table));
	assert_int_equal(table_count(f.table), 2);
	assert_true(table_seconds(f.table) == 4);
	check_row(&f, 0, "10|writer|6|75.00");
	check_row(&f, 1, "20|failer|2|0.00");
	assert_int_equal(table_find(f.table, 20), 1);
	assert_int_equal(table_find(f.table, 30), -1);
	assert_int_equal(table_key(f.table, 0), 10);
	close_table(&f);
}

static void idle_threads_get_rows_at_the_end(void **unused)
{
	struct fixture f;

	(void)unused;
	open_table(&f, PROCS, 0, true);
	assert_true(table_update(f.table, 0));
	table_sort(f.table, 2, false);
	table_refresh(f.table);
	assert_int_equal(table_count(f.table), 3);
	check_row(&f, 0, "10|writer|7|75.00");
	check_row(&f, 1, "20|failer|3|0.00");
	check_row(&f, 2, "30|idler|1|0.00");
	close_table(&f);
}

static void a_limit_ends_the_table_early(void **unused)
{
	struct fixture f;

	(void)unused;
	open_table(&f, PROCS, 4, false);
	assert_true(table_update(f.table, 0));
	assert_true(table_complete(f.table));
	table_refresh(f.table);
	assert_int_equal(table_count(f.table), 1);
	check_row(&f, 0, "10|writer|4|100.00");
	close_table(&f);
}

static void sorting_can_be_changed(void **unused)
{
	struct fixture f;

	(void)unused;
	open_table(&f, PROCS, 0, true);
	table_update(f.table, 0);
	table_sort(f.table, 3, true); /* by name, backwards */
	table_refresh(f.table);
	check_row(&f, 0, "10|writer|7|75.00");
	check_row(&f, 2, "20|failer|3|0.00");
	assert_int_equal(table_find(f.table, 20), 2);
	close_table(&f);
}

/* Without defaults an event that lacks a value makes no row. */
static void missing_values_drop_events(void **unused)
{
	struct fixture f;

	(void)unused;
	open_table(
		&f,
		"view_info = {id = 'f', name = 'F', columns = {{field = 'fd.name', is_key = true}, "
		"{name = 'B', field = 'evt.buflen.file', aggregation = 'SUM'}, "
		"{name = 'FILE', field = 'fd.name'}}}",
		0, true);
	table_update(f.table, 0);
	table_refresh(f.table);
	assert_int_equal(table_count(f.table), 1);
	check_row(&f, 0, "300|/tmp/a b");
	close_table(&f);
}

static void with_defaults_a_missing_key_is_a_row(void **unused)
{
	struct fixture f;

	(void)unused;
	open_table(&f,
		   "view_info = {id = 'f', name = 'F', use_defaults = true, filter = 'evt.dir=<', "
		   "columns = {{field = 'fd.type', is_key = true}, "
		   "{name = 'N', field = 'evt.count', aggregation = 'SUM'}, "
		   "{name = 'T', field = 'fd.type'}}}",
		   0, false);
	table_update(f.table, 0);
	table_refresh(f.table);
	assert_int_equal(table_count(f.table), 2);
	check_row(&f, 0, "3|file");
	check_row(&f, 1, "1|");
	assert_int_equal(table_key_cell(f.table, 1)->count, 0);
	close_table(&f);
}

static void lists_keep_every_event_in_order(void **unused)
{
	struct fixture f;

	(void)unused;
	open_table(&f,
		   "view_info = {id = 'l', name = 'L', view_type = 'list', filter = "
		   "'evt.type=write and evt.dir=<', columns = {{name = 'P', field = 'proc.name'}, "
		   "{name = 'R', field = 'evt.rawres'}}}",
		   0, true);
	table_update(f.table, 0);
	table_refresh(f.table);
	assert_int_equal(table_count(f.table), 3);
	check_row(&f, 0, "writer|100");
	check_row(&f, 1, "writer|200");
	check_row(&f, 2, "failer|-9");
	assert_null(table_key_cell(f.table, 0));
	table_sort(f.table, 1, true);
	table_refresh(f.table);
	check_row(&f, 0, "writer|200");
	table_unsort(f.table);
	table_refresh(f.table);
	check_row(&f, 0, "writer|100");
	close_table(&f);
}

/* Latencies: 1 ns of the open, three times 10 ns; two of the writes are those of process 10. */
#define QUANTILES(group)                                                                         \
	"view_info = {id = 'q', name = 'Q', use_defaults = true, filter = 'evt.dir=<', columns = {" \
	"{field = 'evt.num', is_key = true}, " group                                             \
	"{name = 'P50', field = 'evt.latency', aggregation = 'P50'}, "                           \
	"{name = 'P99', field = 'evt.latency', aggregation = 'P99'}, "                           \
	"{name = 'R', field = 'evt.count', aggregation = 'RATE', groupby_aggregation = 'SUM'}, " \
	"{name = 'PID', field = 'proc.pid', is_sorting = true}}}"

static void quantiles_are_of_all_values_of_a_row(void **unused)
{
	struct fixture f;

	(void)unused;
	open_table(&f, QUANTILES("{field = 'proc.pid', is_groupby_key = true}, "), 0, false);
	table_update(f.table, 0);
	table_refresh(f.table);
	assert_int_equal(table_count(f.table), 2);
	check_row(&f, 0, "10ns|10ns|0.25|20");
	check_row(&f, 1, "10ns|10ns|0.75|10");
	/* twice the same: nothing adds up between refreshes */
	table_sort(f.table, f.def.first, false);
	table_refresh(f.table);
	check_row(&f, 0, "10ns|10ns|0.75|10");
	close_table(&f);

	open_table(&f, QUANTILES(""), 0, false);
	table_update(f.table, 0);
	table_sort(f.table, f.def.first, false);
	table_refresh(f.table);
	assert_int_equal(table_count(f.table), 4);
	check_row(&f, 0, "1ns|1ns|0.25|10");
	check_row(&f, 3, "10ns|10ns|0.25|20");
	close_table(&f);
}

static void an_interval_shows_what_happened_in_it(void **unused)
{
	struct fixture f;

	(void)unused;
	open_table(&f, PROCS, 0, true);
	table_set_intervals(f.table, false);
	table_end_interval(f.table, 4, 2 * SECOND);
	assert_true(table_update(f.table, 0));
	assert_true(table_complete(f.table));
	assert_true(table_refresh(f.table));
	assert_int_equal(table_count(f.table), 3);
	/* with the event that everybody is offered at the end; 100 bytes in two seconds */
	check_row(&f, 0, "10|writer|5|50.00");
	/* what is shown holds while the next interval is read */
	table_end_interval(f.table, 6, SECOND);
	assert_false(table_refresh(f.table));
	check_row(&f, 0, "10|writer|5|50.00");
	/* and that lacks nothing of what came after the first */
	table_update(f.table, 0);
	table_refresh(f.table);
	check_row(&f, 0, "10|writer|3|200");
	table_end_interval(f.table, 8, SECOND);
	table_update(f.table, 0);
	table_sort(f.table, 2, false);
	table_refresh(f.table);
	assert_int_equal(table_count(f.table), 3);
	check_row(&f, 0, "10|writer|1|0");
	check_row(&f, 1, "20|failer|3|0");
	assert_int_equal(table_find(f.table, 20), 1);
	/* once more, from the middle */
	table_start(f.table, 5);
	check_row(&f, 1, "20|failer|3|0");
	table_end_interval(f.table, 8, SECOND);
	table_update(f.table, 0);
	table_refresh(f.table);
	check_row(&f, 0, "10|writer|3|200");
	close_table(&f);
}

static void intervals_may_add_up(void **unused)
{
	struct fixture f;

	(void)unused;
	open_table(&f, PROCS, 0, true);
	table_set_intervals(f.table, true);
	table_end_interval(f.table, 4, 2 * SECOND);
	table_update(f.table, 0);
	table_end_interval(f.table, 8, 4 * SECOND);
	table_update(f.table, 0);
	table_refresh(f.table);
	assert_int_equal(table_count(f.table), 3);
	/* who has a row is not offered another event: that would add up, too */
	check_row(&f, 0, "10|writer|6|75.00");
	close_table(&f);
}

static void old_texts_are_let_go(void **unused)
{
	struct fixture f;
	uint64_t key;

	(void)unused;
	open_table(&f,
		   "view_info = {id = 'n', name = 'N', filter = 'evt.type!=switch', "
		   "columns = {{field = 'proc.name', is_key = true}, "
		   "{name = 'P', field = 'proc.name'}, "
		   "{name = 'N', field = 'evt.count', aggregation = 'SUM', is_sorting = true}}}",
		   0, false);
	table_set_intervals(f.table, false);
	table_end_interval(f.table, 8, SECOND);
	table_update(f.table, 0);
	table_refresh(f.table);
	check_row(&f, 1, "failer|2");
	key = table_key(f.table, 1);
	assert_int_equal(table_compact(f.table, 1, SIZE_MAX, &key), 0);
	assert_int_equal(table_find(f.table, key), 1);
	assert_int_equal(table_compact(f.table, 1, 0, &key), 0);
	assert_int_equal(table_key(f.table, 1), key);
	assert_int_equal(table_find(f.table, key), 1);
	check_row(&f, 0, "writer|6");
	check_row(&f, 1, "failer|2");
	/* the same processes are found again under the new texts */
	table_start(f.table, 0);
	table_end_interval(f.table, 8, SECOND);
	table_update(f.table, 0);
	table_refresh(f.table);
	assert_int_equal(table_count(f.table), 2);
	assert_int_equal(table_find(f.table, key), 1);
	close_table(&f);
}

static void long_lists_lose_their_beginning(void **unused)
{
	struct fixture f;

	(void)unused;
	open_table(&f,
		   "view_info = {id = 'l', name = 'L', view_type = 'list', filter = "
		   "'evt.type=write and evt.dir=<', columns = {{name = 'P', field = 'proc.name'}, "
		   "{name = 'R', field = 'evt.rawres'}}}",
		   0, false);
	table_update(f.table, 0);
	table_refresh(f.table);
	assert_int_equal(table_compact(f.table, 3, 0, NULL), 0);
	check_row(&f, 2, "failer|-9");
	assert_int_equal(table_compact(f.table, 2, 0, NULL), 2);
	assert_true(table_refresh(f.table));
	assert_int_equal(table_count(f.table), 1);
	check_row(&f, 0, "failer|-9");
	close_table(&f);
}

static int setup(void **unused)
{
	(void)unused;
	strings = intern_new();
	return 0;
}

static int teardown(void **unused)
{
	(void)unused;
	intern_free(strings);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_are_scaled),
		cmocka_unit_test(every_kind_has_its_form),
		cmocka_unit_test(spans_of_minutes_are_the_references_for_it),
		cmocka_unit_test(texts_in_ascii_are_dotted),
		cmocka_unit_test(operands_find_their_bytes_again),
		cmocka_unit_test(ids_ports_and_addresses_have_no_default),
		cmocka_unit_test(values_are_aggregated),
		cmocka_unit_test(rows_are_merged),
		cmocka_unit_test(many_keys_are_found),
		cmocka_unit_test(rows_are_sorted),
		cmocka_unit_test(a_table_counts_what_the_log_has),
		cmocka_unit_test(idle_threads_get_rows_at_the_end),
		cmocka_unit_test(a_limit_ends_the_table_early),
		cmocka_unit_test(sorting_can_be_changed),
		cmocka_unit_test(missing_values_drop_events),
		cmocka_unit_test(with_defaults_a_missing_key_is_a_row),
		cmocka_unit_test(lists_keep_every_event_in_order),
		cmocka_unit_test(quantiles_are_of_all_values_of_a_row),
		cmocka_unit_test(an_interval_shows_what_happened_in_it),
		cmocka_unit_test(intervals_may_add_up),
		cmocka_unit_test(old_texts_are_let_go),
		cmocka_unit_test(long_lists_lose_their_beginning),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
