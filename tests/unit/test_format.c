/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "engine/format/format.h"
#include "engine/scap/block.h"
#include "tests/unit/capture_maker.h"
#include "tests/unit/event_maker.h"

/*
 * A capture with two processes, "Cat" (77) and one whose name clears the screen (78), and
 * three events: Cat enters a read of fd 3, returns from it with eight bytes, and the other
 * one enters a close.
 */
#define FIRST_TS  1400000000000000000u
#define EVIL_COMM "a\033[2Jb\302\233c"

static void put_event(struct buf *out, struct maker *m, uint16_t code, uint64_t ts, int64_t tid)
{
	uint32_t len;
	uint8_t *b = block_make(m, BLOCK_EV_V2, code, &len);

	memcpy(b + 10, &ts, 8);
	memcpy(b + 18, &tid, 8);
	buf_put(out, b, len);
	free(b);
}

static void put_capture(struct buf *out)
{
	struct maker m;

	cap_section(out);
	cap_process(out, 77, "Cat", "/bin/Cat");
	cap_process(out, 78, EVIL_COMM, "/bin/Cat");
	m = maker_new(2);
	add_int(&m, 3, 8);
	add_int(&m, 4096, 4);
	put_event(out, &m, 6, FIRST_TS, 77);
	m = maker_new(2);
	add_int(&m, 8, 8);
	add(&m, "Hi \"you\"", 8);
	put_event(out, &m, 7, FIRST_TS + 1500, 77);
	m = maker_new(2);
	add_int(&m, 5, 8);
	put_event(out, &m, 4, FIRST_TS + 2000, 78);
}

struct capture {
	struct buf bytes;
	struct log *log;
	struct query_opts opts;
	struct event_ctx ctx;
	struct cursor cursor;
};

static int setup(void **state)
{
	static struct capture c;
	struct log_opts lo = {.keep = true};
	struct err e = {0};

	buf_init(&c.bytes, 0);
	put_capture(&c.bytes);
	c.log = log_open_mem((uint8_t *)c.bytes.p, c.bytes.len, &lo, &e);
	if (!c.log)
		fail_msg("%s", e.msg);
	assert_int_equal(log_count(c.log), 3);
	event_ctx_init(&c.ctx, c.log, &c.opts);
	cursor_init(&c.cursor, c.log);
	*state = &c;
	return 0;
}

static int teardown(void **state)
{
	struct capture *c = *state;

	cursor_release(&c->cursor);
	event_ctx_release(&c->ctx);
	log_close(c->log);
	buf_release(&c->bytes);
	return 0;
}

/* The line of event num; "(none)" where nothing is printed. */
static const char *line(struct capture *c, const char *template, uint64_t num, bool json,
			bool terminal)
{
	static struct buf out;
	struct err e = {0};
	struct format *f = format_compile(template, &e);
	bool printed;

	if (!f)
		fail_msg("%s: %s", template, e.msg);
	if (terminal)
		format_set_terminal(f);
	assert_true(cursor_seek(&c->cursor, num));
	event_ctx_set(&c->ctx, &c->cursor);
	buf_clear(&out);
	buf_put(&out, "left", 4); /* what is there stays there */
	printed = json ? format_append_json(f, &c->ctx, &out) : format_append(f, &c->ctx, &out);
	format_free(f);
	assert_memory_equal(out.p, "left", 4);
	if (!printed)
		assert_int_equal(out.len, 4);
	return printed ? buf_cstr(&out) + 4 : "(none)";
}

static void lines(void **state)
{
	static const struct {
		const char *template;
		uint64_t num;
		const char *want;
	} rows[] = {
		{"no field at all", 1, "no field at all"},
		{"*", 1, ""},
		{"**", 1, "*"},
		{"%evt.num", 2, "2"},
		{"%evt.num%evt.type", 1, "1read"},
		{"<%evt.num>", 1, "<1>"},
		{"%evt.numx", 1, "1x"},
		{"%5evt.num|", 1, "1    |"},
		{"%2evt.type|", 1, "re|"},
		{"%0evt.type|", 1, "read|"},
		{"%03evt.num|", 1, "1  |"},
		{"a\\tb\\nc\\\\d\\qe\\e", 1, "a\tb\nc\\d\\qe\033"},
		{"\\*%evt.num", 1, "\\*1"},
		{"%evt.arg.size", 1, "4096"},
		{"%evt.arg.size", 2, "(none)"},
		{"*%evt.arg.size", 2, "<NA>"},
		{"*%6evt.arg.size|", 2, "<NA>  |"},
		{"*%2evt.arg.size|", 2, "<N|"},
		{"%evt.num %evt.arg.size", 2, "(none)"},
		{"*%evt.arg[0] %evt.arg[7]", 2, "8 <NA>"},
		{"%evt.arg.size\\n%evt.dir", 1, "4096\n>"},
		{"%evt.time.s", 1, NULL},
		{"%proc.name %evt.dir %evt.latency", 2, "Cat < 1500"},
		{"%tolower(proc.name) %toupper(proc.name)", 1, "cat CAT"},
		{"%basename(proc.exepath)", 1, "Cat"},
		{"%toupper(basename(proc.exepath))", 1, "CAT"},
		{"%len(tolower(basename(toupper(proc.exepath))))", 1, "3"},
		{"%5tolower(proc.name)|", 1, "cat  |"},
		{"*%tolower(evt.arg.size)", 2, "<NA>"},
		{"%proc.name", 3, EVIL_COMM},
	};
	unsigned i;

	for (i = 0; i < LEN(rows); i++) {
		const char *got = line(*state, rows[i].template, rows[i].num, false, false);

		if (rows[i].want && strcmp(got, rows[i].want) != 0)
			fail_msg("%s: \"%s\" instead of \"%s\"", rows[i].template, got,
				 rows[i].want);
	}
}

static void terminal(void **state)
{
	assert_string_equal(line(*state, "%proc.name", 3, false, true), "a.[2Jb..c");
	assert_string_equal(line(*state, "\\e[1m%evt.type\\e[0m", 3, false, true),
			    "\033[1mclose\033[0m");
}

static void json(void **state)
{
	static const struct {
		const char *template;
		uint64_t num;
		const char *want;
	} rows[] = {
		{"text", 1, "null"},
		{"%evt.num", 1, "{\"evt.num\":1}"},
		{"%proc.name, %evt.num %5evt.num", 1, "{\"evt.num\":1,\"proc.name\":\"Cat\"}"},
		{"%evt.type %evt.arg.size", 2, "(none)"},
		{"*%evt.type %evt.arg.size", 2, "{\"evt.arg.size\":null,\"evt.type\":\"read\"}"},
		{"%evt.arg[1]", 2, "{\"evt.arg[1]\":\"Hi \\\"you\\\"\"}"},
		{"%tolower(proc.name)", 1, "{\"tolower(proc.name)\":\"cat\"}"},
		{"%evt.failed", 2, "{\"evt.failed\":false}"},
	};
	unsigned i;

	for (i = 0; i < LEN(rows); i++) {
		const char *got = line(*state, rows[i].template, rows[i].num, true, false);

		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%s: %s instead of %s", rows[i].template, got, rows[i].want);
	}
}

/* Fields that look back see events whose lines are not printed, too. */
static void looks_back(void **state)
{
	struct capture *c = *state;
	struct format *f = format_compile("%evt.arg.size %evt.deltatime", NULL);
	struct buf out;
	uint64_t num;

	buf_init(&out, 0);
	for (num = 1; num <= 2; num++) {
		assert_true(cursor_seek(&c->cursor, num));
		event_ctx_set(&c->ctx, &c->cursor);
		assert_int_equal(format_append(f, &c->ctx, &out), num == 1);
	}
	format_free(f);
	assert_string_equal(buf_cstr(&out), "4096 0");
	buf_release(&out);
}

static void errors(void **state)
{
	static const struct {
		const char *template;
		unsigned column;
		const char *part;
	} rows[] = {
		{"%foo(proc.name)", 1, "unknown function 'foo'"},
		{"%tolower(foo(proc.name))", 9, "unknown function 'foo'"},
		{"", 0, "empty"},
		{"%", 0, "ends"},
		{"x %12", 2, "ends"},
		{"x\\n %evt.foo", 5, "evt.foo"},
		{"%%", 1, "unknown"},
		{"100% evt.num", 4, "unknown"},
		{"%evt.num %fd.ip", 10, "filter"},
		{"%999999evt.num", 0, "width"},
		{"%evt.num\\", 8, "backslash"},
		{"%tolower(evt.type", 17, ")"},
		{"%tolower(evt.num)", 1, "type"},
		{"%proc.nmae", 1, "proc.name"},
	};
	unsigned i;

	(void)state;
	for (i = 0; i < LEN(rows); i++) {
		struct err e = {0};
		struct format *f = format_compile(rows[i].template, &e);

		if (f)
			fail_msg("%s was accepted", rows[i].template);
		if (e.off != rows[i].column || !strstr(e.msg, rows[i].part))
			fail_msg("%s: column %u, \"%s\"", rows[i].template, (unsigned)e.off, e.msg);
	}
}

static void defaults(void **state)
{
	int k;

	(void)state;
	for (k = FORMAT_DEFAULT; k <= FORMAT_PLUGIN; k++) {
		struct err e = {0};
		struct format *f = format_compile(format_default((enum format_kind)k, false), &e);

		if (!f)
			fail_msg("%s", e.msg);
		format_free(f);
	}
	assert_non_null(strstr(format_default(FORMAT_DEFAULT, true), "\\e[01;32m"));
	format_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),  cmocka_unit_test(terminal),
		cmocka_unit_test(json),	  cmocka_unit_test(looks_back),
		cmocka_unit_test(errors), cmocka_unit_test(defaults),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
