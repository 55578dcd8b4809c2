/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "capture_maker.h"
#include "engine/table/series.h"
#include "engine/table/spectro.h"
#include "event_codes.h"
#include "table_fixture.h"

/* Figures over time: series, spectrograms, the overview. */

#define SECOND 1000000000ull

static void check_line(const struct series *s, unsigned width, bool ascii, const char *want)
{
	struct buf b;

	buf_init(&b, 0);
	series_append(&b, s, width, ascii);
	assert_string_equal(buf_cstr(&b), want);
	buf_release(&b);
}

static void a_series_has_a_sum_a_second(void **unused)
{
	struct series s;

	(void)unused;
	series_init(&s);
	check_line(&s, 10, true, "");
	series_add(&s, 10 * SECOND + 5, 1);
	series_add(&s, 10 * SECOND + 6, 1);
	series_add(&s, 13 * SECOND + 5, 14);
	series_add(&s, 12 * SECOND + 4, 7);
	series_add(&s, 9 * SECOND, 5); /* before its start */
	series_reach(&s, 14 * SECOND + 5);
	assert_int_equal(s.n, 5);
	assert_true(series_rate(&s, 0) == 7 && series_rate(&s, 1) == 7 && series_rate(&s, 2) == 0);
	assert_true(series_peak(&s) == 14 && s.total == 28 && series_mean(&s) == 28 / 5.0);
	check_line(&s, 10, true, "-- # ");
	check_line(&s, 10, false, "▄▄ █ ");
	check_line(&s, 2, true, "-#");
	series_release(&s);
}

static void any_time_has_room(void **unused)
{
	struct series s;

	(void)unused;
	series_init(&s);
	series_add(&s, 1, 1);
	series_add(&s, 1 + SERIES_MAX * SECOND, 3);
	assert_int_equal(s.width_ns, 2 * SECOND);
	assert_int_equal(s.n, SERIES_MAX / 2 + 1);
	assert_true(series_peak(&s) == 1.5 && s.total == 4);
	series_add(&s, UINT64_MAX, 1);
	assert_true(s.n <= SERIES_MAX && s.total == 5);
	series_release(&s);
}

/* Writes to a file: 100 bytes that take 10 ns at 0 s, 50 bytes that take 2 ms at 2 s. */
static struct log *timed_log(struct buf *b)
{
	const struct log_opts o = {.keep = true};
	struct err e = {0};
	struct log *log;

	buf_init(b, 0);
	cap_section(b);
	cap_thread(b, 10, 10, 1, "writer", "/");
	cap_event(b, 100 * SECOND, 10, EV_SYSCALL_OPEN_E, "");
	cap_event(b, 100 * SECOND + 1, 10, EV_SYSCALL_OPEN_X, "qsdd", (int64_t)3, "/tmp/x", 1, 0);
	cap_event(b, 100 * SECOND + 10, 10, EV_SYSCALL_WRITE_E, "qd", (int64_t)3, 100);
	cap_event(b, 100 * SECOND + 20, 10, EV_SYSCALL_WRITE_X, "qs", (int64_t)100, "x");
	cap_event(b, 102 * SECOND, 10, EV_SYSCALL_WRITE_E, "qd", (int64_t)3, 100);
	cap_event(b, 102 * SECOND + 2000000, 10, EV_SYSCALL_WRITE_X, "qs", (int64_t)50, "x");
	log = log_open_mem((uint8_t *)b->p, b->len, &o, &e);
	assert_non_null(log);
	return log;
}

static void an_overview_has_a_row_a_figure(void **unused)
{
	struct fixture f;
	struct buf bytes;
	struct log *log = timed_log(&bytes);

	(void)unused;
	open_table_on(&f, log, bytes,
		      "view_info = {id = 'o', name = 'O', view_type = 'overview', rows = {"
		      "{name = 'Events', target = 'x'}, "
		      "{name = 'Bytes', field = 'evt.buflen.file'}, "
		      "{name = 'Slow', filter = 'evt.latency>1000000'}}}",
		      0, true);
	table_update(f.table, 0);
	table_refresh(f.table);
	assert_int_equal(table_count(f.table), 3);
	/* last complete second, mean, peak, total, course */
	check_row(&f, 0, "Events|0|2|4|6|█ ▄");
	check_row(&f, 1, "Bytes|0|50|100|150|█ ▄");
	check_row(&f, 2, "Slow|0|0|1|1|  █");
	assert_string_equal(table_line(f.table, 0)->target, "x");
	assert_int_equal(table_find(f.table, table_key(f.table, 2)), 2);
	table_sort(f.table, f.def.first, true);
	table_refresh(f.table);
	check_row(&f, 0, "Slow|0|0|1|1|  █");
	assert_string_equal(table_line(f.table, 0)->name, "Slow");
	close_table(&f);
}

static const char spectrogram[] =
	"view_info = {id = 's', name = 'S', view_type = 'spectrogram', filter = 'evt.dir=<', "
	"columns = {{field = 'evt.latency.quantized', is_key = true}, "
	"{name = 'L', field = 'evt.latency.quantized'}, {name = 'C', field = 'evt.count', "
	"aggregation = 'SUM'}}}";

static void a_spectrogram_counts_by_time_and_latency(void **unused)
{
	const struct query_opts query = {0};
	struct table_opts o = {.query = &query};
	struct fixture f;
	struct buf bytes;
	struct log *log = timed_log(&bytes);
	struct spectro *s;
	uint32_t i, b, sum = 0;

	(void)unused;
	open_table_on(&f, log, bytes, spectrogram, 0, false);
	s = spectro_new(f.log, &f.def, f.filter, &o, 22); /* two bins a decade */
	assert_true(spectro_update(s, 0));
	assert_int_equal(spectro_bins(s), 22);
	assert_true(spectro_bin_ns(s, 0) == 1 && spectro_bin_ns(s, 4) == 100);
	assert_int_equal(spectro_start(s), 100 * SECOND + 1);
	/* 2 s in slices of 1.024 ms would be too many; twice as wide is narrow enough */
	assert_int_equal(spectro_width(s), 2048000);
	assert_int_equal(spectro_slices(s), 978);
	for (i = 0; i < spectro_slices(s); i++) {
		for (b = 0; b < 22; b++)
			sum += spectro_slice(s, i)[b];
	}
	assert_int_equal(sum, 3);
	assert_int_equal(spectro_slice(s, 0)[0], 1);	 /* 1 ns: the open */
	assert_int_equal(spectro_slice(s, 0)[2], 1);	 /* 10 ns */
	assert_int_equal(spectro_slice(s, 977)[12], 1); /* 2 ms: from 10^6 on */
	assert_int_equal(spectro_peak(s), 1);
	spectro_free(s);

	o.limit = 4;
	s = spectro_new(f.log, &f.def, f.filter, &o, 1); /* everything in one bin */
	assert_true(spectro_update(s, 0));
	assert_int_equal(spectro_slices(s), 1);
	assert_int_equal(spectro_peak(s), 2);
	spectro_free(s);
	close_table(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_series_has_a_sum_a_second),
		cmocka_unit_test(any_time_has_room),
		cmocka_unit_test(an_overview_has_a_row_a_figure),
		cmocka_unit_test(a_spectrogram_counts_by_time_and_latency),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
