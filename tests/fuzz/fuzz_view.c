/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a view file; what is accepted is made into tables, in both modes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/script/view.h"
#include "event_codes.h"
#include "tests/unit/capture_maker.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct log *make_log(struct buf *b)
{
	struct log_opts opts = {.keep = true};

	buf_init(b, 0);
	cap_section(b);
	cap_thread(b, 10, 10, 0, "init", "/");
	cap_event(b, 2000, 10, EV_SYSCALL_OPEN_E, "");
	cap_event(b, 3000, 10, EV_SYSCALL_OPEN_X, "qsdd", (int64_t)3, "/etc/passwd", 1, 0);
	cap_event(b, 4000, 10, EV_SYSCALL_READ_E, "qd", (int64_t)3, 64);
	cap_event(b, 5000, 10, EV_SYSCALL_READ_X, "qs", (int64_t)5, "text");
	return log_open_mem((uint8_t *)b->p, b->len, &opts, NULL);
}

static void try_table(struct log *log, const struct view *v, bool containers)
{
	const struct query_opts query = {0};
	const struct table_opts opts = {.query = &query, .idle_threads = true};
	struct table_def def;
	struct table *t;
	struct buf out;
	uint32_t i;
	unsigned c;

	/* A view that was accepted can be shown. */
	if (view_table_def(v, 0, containers, &def, NULL))
		abort();
	t = table_new(log, &def, NULL, &opts);
	table_update(t, 0);
	table_refresh(t);
	buf_init(&out, 1 << 20);
	for (i = 0; i < table_count(t); i++) {
		for (c = def.first; c < def.n; c++)
			table_append(t, i, c, 10, false, &out);
	}
	buf_release(&out);
	table_free(t);
	table_def_release(&def);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct log *log;
	struct view *v;
	struct buf b;
	struct err e = {0};
	int r;

	/* As if it stood among our own views, so that it finds what they share. */
	r = view_parse((const char *)data, size, "views/fuzz.lua", &v, &e);
	/* A refusal says why. */
	if (r != e.code || (r && (!e.msg[0] || v)))
		abort();
	if (v) {
		log = make_log(&b);
		if (!log)
			abort();
		try_table(log, v, false);
		try_table(log, v, true);
		log_close(log);
		buf_release(&b);
	}
	view_free(v);
	return 0;
}
