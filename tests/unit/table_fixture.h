/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TESTS_TABLE_FIXTURE_H
#define SONDE_TESTS_TABLE_FIXTURE_H

#include "engine/script/view.h"

/* A view over a log, as a table; include cmocka.h first. */
struct fixture {
	struct buf bytes;
	struct log *log;
	struct view *view;
	struct table_def def;
	struct filter *filter;
	struct query_opts query;
	struct table *table;
};

/* log is closed with the table, bytes are what it was made of. */
static inline void open_table_on(struct fixture *f, struct log *log, struct buf bytes, const char *view,
				 uint64_t limit, bool idle)
{
	struct table_opts o = {.query = &f->query, .limit = limit, .idle_threads = idle};
	struct err e = {0};

	memset(f, 0, sizeof(*f));
	o.query = &f->query;
	f->log = log;
	f->bytes = bytes;
	if (view_parse(view, strlen(view), "test", &f->view, &e) || !f->view)
		fail_msg("%s", e.msg);
	assert_int_equal(view_table_def(f->view, 0, false, &f->def, &e), 0);
	if (f->view->filter[0])
		f->filter = filter_compile(f->view->filter, &e);
	f->table = table_new(f->log, &f->def, f->filter, &o);
}

static inline void close_table(struct fixture *f)
{
	table_free(f->table);
	filter_free(f->filter);
	table_def_release(&f->def);
	view_free(f->view);
	log_close(f->log);
	buf_release(&f->bytes);
}

/* All displayed cells of row i, separated by '|'. */
static inline void check_row(const struct fixture *f, uint32_t i, const char *want)
{
	struct buf b;
	unsigned c;

	buf_init(&b, 0);
	for (c = f->def.first; c < f->def.n; c++) {
		if (c > f->def.first)
			buf_putc(&b, '|');
		table_append(f->table, i, c, 20, false, &b);
	}
	assert_string_equal(buf_cstr(&b), want);
	buf_release(&b);
}

#endif
