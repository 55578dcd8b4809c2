/* SPDX-License-Identifier: Apache-2.0 */
/* Names of files that are not ASCII: with the reference's dots, or with all their bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture_maker.h"
#include "engine/field/field.h"
#include "event_codes.h"

static void open_file(struct buf *b, int64_t fd, int64_t dirfd, const char *name)
{
	cap_event(b, 2, 10, EV_SYSCALL_OPENAT_2_E, "qsdd", dirfd, name, 1, 0);
	cap_event(b, 3, 10, EV_SYSCALL_OPENAT_2_X, "qqsddd", fd, dirfd, name, 1, 0, 0);
}

static struct log *make_log(struct buf *b)
{
	const struct log_opts o = {.keep = true};
	struct err e = {0};

	buf_init(b, 0);
	cap_section(b);
	cap_thread(b, 10, 10, 1, "sh", "/gr\xc3\xbc\xc3\x9f");
	open_file(b, 3, -100,
		  "pr\xc3\xbc"
		  "fung");							   /* 1 2 */
	open_file(b, 4, -100, "/tmp/\x1b[31m\xff");				   /* 3 4 */
	cap_event(b, 4, 10, EV_SYSCALL_CHDIR_E, "");				   /* 5 */
	cap_event(b, 5, 10, EV_SYSCALL_CHDIR_X, "qs", (int64_t)0, "\xe2\x82\xac"); /* 6 */
	open_file(b, 5, -100, "plain");						   /* 7 8 */
	open_file(b, 6, 3, "below");						   /* 9 10 */
	open_file(b, -2, -100, "\xc3\xb6");					   /* 11 12 */
	cap_event(b, 6, 10, EV_SYSCALL_DUP_E, "q", (int64_t)5);			   /* 13 */
	cap_event(b, 7, 10, EV_SYSCALL_DUP_X, "q", (int64_t)7);			   /* 14 */
	/* The fd becomes something else: nothing of the file's name stays. */
	cap_event(b, 8, 10, EV_SOCKET_BIND_E, "q", (int64_t)3);		       /* 15 */
	cap_event(b, 9, 10, EV_SOCKET_BIND_X, "qs", (int64_t)0, "\x01/run/s"); /* 16 */
	return log_open_mem((uint8_t *)b->p, b->len, &o, &e);
}

static const struct {
	uint64_t num;
	const char *field, *dotted, *as_is;
} rows[] = {
	{2, "fd.name", "/gr..../pr..fung",
	 "/gr\xc3\xbc\xc3\x9f/pr\xc3\xbc"
	 "fung"},
	{2, "fd.filename", "pr..fung",
	 "pr\xc3\xbc"
	 "fung"},
	{2, "fd.directory", "/gr....", "/gr\xc3\xbc\xc3\x9f"},
	{2, "fd.containername", ":/gr..../pr..fung",
	 ":/gr\xc3\xbc\xc3\x9f/pr\xc3\xbc"
	 "fung"},
	{2, "proc.cwd", "/gr..../", "/gr\xc3\xbc\xc3\x9f/"},
	{2, "evt.arg.fd", "<f>/gr..../pr..fung",
	 "<f>/gr\xc3\xbc\xc3\x9f/pr\xc3\xbc"
	 "fung"},
	{2, "evt.arg.name", "/gr..../pr..fung",
	 "/gr\xc3\xbc\xc3\x9f/pr\xc3\xbc"
	 "fung"},
	{2, "evt.abspath", "/gr..../pr..fung",
	 "/gr\xc3\xbc\xc3\x9f/pr\xc3\xbc"
	 "fung"},
	{2, "fs.path.name", "/gr..../pr..fung",
	 "/gr\xc3\xbc\xc3\x9f/pr\xc3\xbc"
	 "fung"},
	{4, "fd.name", "/tmp/.[31m.", "/tmp/\x1b[31m\xff"},
	{6, "proc.cwd", "/gr..../.../", "/gr\xc3\xbc\xc3\x9f/\xe2\x82\xac/"},
	{8, "fd.name", "/gr..../.../plain", "/gr\xc3\xbc\xc3\x9f/\xe2\x82\xac/plain"},
	{10, "fd.name", "/gr..../pr..fung/below",
	 "/gr\xc3\xbc\xc3\x9f/pr\xc3\xbc"
	 "fung/below"},
	{12, "fd.name", "/gr..../.../..", "/gr\xc3\xbc\xc3\x9f/\xe2\x82\xac/\xc3\xb6"},
	{14, "fd.name", "/gr..../.../plain", "/gr\xc3\xbc\xc3\x9f/\xe2\x82\xac/plain"},
	{16, "fd.name", "/run/s", "/run/s"},
};

static void names_in_both_forms(void **unused)
{
	struct query_opts o = {0};
	struct event_ctx c;
	struct cursor cur;
	struct field_ref r;
	struct value v;
	struct log *log;
	struct buf b, text;
	size_t i;
	int as_is;

	(void)unused;
	log = make_log(&b);
	assert_non_null(log);
	buf_init(&text, 0);
	for (as_is = 0; as_is < 2; as_is++) {
		o.render.as_is = as_is;
		event_ctx_init(&c, log, &o);
		cursor_init(&cur, log);
		for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			const char *want = as_is ? rows[i].as_is : rows[i].dotted;

			assert_true(cursor_seek(&cur, rows[i].num));
			event_ctx_set(&c, &cur);
			assert_true(field_parse(rows[i].field, true, &r, NULL) > 0);
			buf_clear(&text);
			assert_true(r.field->get(&c, &r, &v));
			value_append(&text, &v, &o);
			if (strcmp(buf_cstr(&text), want))
				fail_msg("event %d, %s: %s, not %s", (int)rows[i].num,
					 rows[i].field, buf_cstr(&text), want);
			field_ref_release(&r);
		}
		cursor_release(&cur);
		event_ctx_release(&c);
	}
	buf_release(&text);
	log_close(log);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(names_in_both_forms)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
