/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a filter; what compiles is explained, and evaluated on the events of a small log. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/filter/filter.h"
#include "tests/fuzz/exercise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
		log = exercise_small_log("bash", "/etc/passwd", "text");
	text = malloc(size + 1);
	if (!text)
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
