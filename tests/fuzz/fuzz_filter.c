/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a filter; what compiles is explained, and evaluated on the events of a small log. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/filter/filter.h"
#include "event_codes.h"
#include "tests/unit/capture_maker.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct log *make_log(void)
{
	static struct buf b;
	struct log_opts opts = {.keep = true};

	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, 10, 10, 0, "init", "/");
	cap_thread(&b, 20, 20, 10, "bash", "/home/u/");
	cap_event(&b, 1000, 20, EV_SYSCALL_OPEN_E, "");
	cap_event(&b, 2000, 20, EV_SYSCALL_OPEN_X, "qsdd", (int64_t)3, "/etc/passwd", 1, 0);
	cap_event(&b, 3000, 20, EV_SYSCALL_READ_E, "qd", (int64_t)3, 64);
	cap_event(&b, 4000, 20, EV_SYSCALL_READ_X, "qs", (int64_t)5, "text");
	cap_event(&b, 5000, 10, EV_SOCKET_SOCKET_E, "ddd", 2, 1, 6);
	cap_event(&b, 6000, 10, EV_SOCKET_SOCKET_X, "q", (int64_t)4);
	cap_event(&b, 7000, 10, EV_SYSCALL_CLOSE_E, "q", (int64_t)4);
	cap_event(&b, 8000, 10, EV_SYSCALL_CLOSE_X, "q", (int64_t)0);
	return log_open_mem((uint8_t *)b.p, b.len, &opts, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct log *log;
	struct query_opts opts = {0};
	struct filter_run *run;
	struct filter *f;
	struct cursor c;
	struct buf b;
	struct err e = {0};
	char *text;

	if (!log)
		log = make_log();
	text = malloc(size + 1);
	if (!text || !log)
		abort();
	memcpy(text, data, size);
	text[size] = 0;
	f = filter_compile(text, &e);
	/* A refusal says why, and points into the text. */
	if (!f && (!e.code || !e.msg[0] || e.off > strlen(text)))
		abort();
	if (f) {
		/* Slow next to all else. */
		if (size % 16 == 0) {
			buf_init(&b, 0);
			filter_explain(f, &b);
			buf_release(&b);
		}
		run = filter_run_new(f, log, &opts);
		for (cursor_init(&c, log); cursor_next(&c);)
			filter_match(run, &c);
		cursor_release(&c);
		filter_run_free(run);
		filter_free(f);
	}
	free(text);
	return 0;
}
