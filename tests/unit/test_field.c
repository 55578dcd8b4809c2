/* SPDX-License-Identifier: Apache-2.0 */
/* Fields: names and arguments, values as text and JSON, and what evt.* and syslog.* say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/field/field.h"
#include "engine/scap/block.h"
#include "event_codes.h"
#include "tests/unit/capture_maker.h"
#include "tests/unit/event_maker.h"

/* ---------------------------------------------------------------------- registry --- */

static void test_tables(void **state)
{
	unsigned i, k;

	(void)state;
	for (i = 0; i < field_class_count; i++) {
		const struct field_class *cl = field_classes[i];

		assert_non_null(cl->name);
		assert_non_null(cl->desc);
		for (k = 0; k < cl->n; k++) {
			const struct field *f = &cl->fields[k];
			struct field_ref r;
			bool needs = f->flags & FF_ARG_REQUIRED;
			int n = field_parse(f->name, true, &r, NULL);

			assert_non_null(f->get);
			assert_non_null(f->desc);
			assert_int_not_equal(f->type, PT_NONE);
			/* Each name stands for itself, so no two are the same. */
			if (!needs) {
				assert_int_equal(n, strlen(f->name));
				assert_ptr_equal(r.field, f);
				field_ref_release(&r);
			}
		}
	}
}

static void test_parse(void **state)
{
	static const struct {
		const char *text, *name, *arg;
		int64_t argn;
		int whole, part; /* bytes consumed, or the error */
	} rows[] = {
		{"evt.num", "evt.num", NULL, -1, 7, 7},
		{"evt.numx", "evt.num", NULL, -1, ERR_UNKNOWN, 7},
		{"evt.num.x", "evt.num", NULL, -1, ERR_UNKNOWN, 7},
		{"evt.num[1]", "evt.num", NULL, -1, ERR_UNKNOWN, 7},
		{"evt.args", "evt.args", NULL, -1, 8, 8},
		{"evt.arg[3]", "evt.arg", "3", 3, 10, 10},
		{"evt.arg['3']", "evt.arg", "3", 3, 12, 12},
		{"evt.arg[3", "evt.arg", NULL, -1, ERR_SYNTAX, ERR_SYNTAX},
		{"evt.arg['3]", "evt.arg", NULL, -1, ERR_SYNTAX, ERR_SYNTAX},
		{"evt.arg[x]", "evt.arg", NULL, -1, ERR_SYNTAX, ERR_SYNTAX},
		{"evt.arg[99999999999999999999]", "evt.arg", NULL, -1, ERR_SYNTAX, ERR_SYNTAX},
		{"evt.arg", "evt.arg", NULL, -1, ERR_SYNTAX, ERR_SYNTAX},
		{"evt.arg.", "evt.arg", NULL, -1, ERR_SYNTAX, ERR_SYNTAX},
		{"evt.arg.fd", "evt.arg", "fd", -1, 10, 10},
		{"evt.arg.fdx", "evt.arg", "fd", -1, ERR_UNKNOWN, 10},
		{"evt.arg.nosuch", "evt.arg", NULL, -1, ERR_UNKNOWN, ERR_UNKNOWN},
		{"evt.arg.plugin ID", "evt.arg", "plugin ID", -1, 17, 17},
		{"evt.rawarg.res", "evt.rawarg", "res", -1, 14, 14},
		{"evt.rawarg[0]", "evt.rawarg", NULL, -1, ERR_SYNTAX, ERR_SYNTAX},
		{"evt.type.is.open", "evt.type.is", "open", EV_SYSCALL_OPEN_E, 16, 16},
		{"evt.type.is.openat", "evt.type.is", "openat", EV_SYSCALL_OPENAT_E, 18, 18},
		{"evt.type.is.3", "evt.type.is", "3", 3, 13, 13},
		{"evt.type.is.", "evt.type.is", NULL, -1, ERR_SYNTAX, ERR_SYNTAX},
		{"evt.type.is.nosuch", "evt.type.is", NULL, -1, ERR_UNKNOWN, ERR_UNKNOWN},
		{"evt.around[1404996934793590564]", "evt.around", "1404996934793590564",
		 1404996934793590564, 31, 31},
		{"evt.around.5", "evt.around", NULL, -1, ERR_SYNTAX, ERR_SYNTAX},
		{"evt.abspath", "evt.abspath", NULL, -1, 11, 11},
		{"evt.abspath.src", "evt.abspath", "src", -1, 15, 15},
		{"evt.abspath.foo", "evt.abspath", NULL, -1, ERR_SYNTAX, 11},
		{"span.tag[-1]", "span.tag", "-1", -1, 12, 12},
		{"span.arg.x-1/y z", "span.arg", "x-1/y", -1, ERR_UNKNOWN, 14},
		{"evtin.span.p.id", "evtin.span.p.id", NULL, -1, 15, 15},
		{"", NULL, NULL, -1, ERR_UNKNOWN, ERR_UNKNOWN},
		{"nosuch.field", NULL, NULL, -1, ERR_UNKNOWN, ERR_UNKNOWN},
	};
	unsigned i;
	int whole;

	(void)state;
	for (i = 0; i < LEN(rows); i++) {
		for (whole = 0; whole < 2; whole++) {
			int want = whole ? rows[i].whole : rows[i].part, n;
			struct err e = {0};
			struct field_ref r;

			n = field_parse(rows[i].text, whole, &r, &e);
			if (n != want)
				fail_msg("%s: %d instead of %d", rows[i].text, n, want);
			if (n < 0) {
				assert_int_equal(e.code, n);
				assert_true(e.msg[0]);
				assert_null(r.arg);
				assert_null(r.memo);
				continue;
			}
			assert_string_equal(r.field->name, rows[i].name);
			assert_int_equal(r.argn, rows[i].argn);
			if (rows[i].arg)
				assert_string_equal(r.arg, rows[i].arg);
			else
				assert_null(r.arg);
			field_ref_release(&r);
			field_ref_release(&r); /* once more does no harm */
		}
	}
}

static void test_long_argument(void **state)
{
	char text[400] = "span.tag[";
	struct field_ref r;

	(void)state;
	memset(text + 9, 'x', 300);
	text[309] = ']';
	assert_int_equal(field_parse(text, true, &r, NULL), ERR_LIMIT);
	text[9 + 255] = ']';
	text[9 + 256] = 0;
	assert_int_equal(field_parse(text, true, &r, NULL), 9 + 256);
	assert_int_equal(strlen(r.arg), 255);
	field_ref_release(&r);
	text[8] = '.';
	text[9 + 255] = 'x';
	text[9 + 256] = 'y';
	assert_int_equal(field_parse(text, true, &r, NULL), ERR_UNKNOWN);
}

/* The type of a raw argument is that of the first parameter with its name. */
static void test_rawarg_type(void **state)
{
	static const struct {
		const char *text;
		int type;
	} rows[] = {
		{"evt.rawarg.fd", PT_FD},	    {"evt.rawarg.res", PT_ERRNO},
		{"evt.rawarg.flags", PT_FLAGS32},   {"evt.rawarg.data", PT_BYTEBUF},
		{"evt.rawarg.size", PT_UINT32},	    {"evt.rawarg.ID", PT_SYSCALLID},
		{"evt.rawarg.tuple", PT_SOCKTUPLE}, {"evt.rawarg.name", PT_FSPATH},
	};
	struct field_ref r;
	unsigned i;

	(void)state;
	for (i = 0; i < LEN(rows); i++) {
		assert_true(field_parse(rows[i].text, true, &r, NULL) > 0);
		if (r.type != rows[i].type)
			fail_msg("%s: type %d", rows[i].text, r.type);
		field_ref_release(&r);
	}
}

static void test_nearest(void **state)
{
	static const struct {
		const char *name, *nearest;
	} rows[] = {
		{"evt.nmu", "evt.num"},
		{"evt.numb", "evt.num"},
		{"Evt.Num", "evt.num"},
		{"evt.latncy.human", "evt.latency.human"},
		{"syslog.msg", "syslog.message"},
		{"evt.agr.fd", "evt.arg"},
		{"evt.raw.arg[res]", "evt.rawarg"},
		{"event.type", "evt.type"},
		{"proc.na", "proc.name"},
		{"x", NULL},
		{"", NULL},
		{"completely.different", NULL},
		{"evt.buflen.fil", "evt.buflen.file"},
	};
	unsigned i;

	(void)state;
	for (i = 0; i < LEN(rows); i++) {
		struct field_ref r;
		struct err e;
		char meant[100];

		assert_true(field_parse(rows[i].name, true, &r, &e) < 0);
		snprintf(meant, sizeof(meant), "'; did you mean '%s'?",
			 rows[i].nearest ? rows[i].nearest : "");
		if (rows[i].nearest ? !strstr(e.msg, meant) : !!strstr(e.msg, "mean"))
			fail_msg("%s: %s", rows[i].name, e.msg);
	}
}

/* ------------------------------------------------------------------------ values --- */

#define NUM(t, f, n)                              \
	{                                         \
		.type = (t), .fmt = (f), .i = (n) \
	}
#define TXT(t, f, lit)                                                      \
	{                                                                   \
		.type = (t), .fmt = (f), .len = sizeof(lit) - 1, .s = (lit) \
	}

static void test_values(void **state)
{
	static const struct {
		struct value v;
		const char *text, *json;
	} rows[] = {
		{NUM(PT_INT8, PF_DEC, -1), "-1", "-1"},
		{NUM(PT_INT8, PF_HEX, -1), "FF", "\"FF\""},
		{NUM(PT_INT16, PF_ID, 3), "3", "3"},
		{NUM(PT_INT32, PF_HEX, -2), "FFFFFFFE", "\"FFFFFFFE\""},
		{NUM(PT_INT32, PF_OCT, 8), "10", "\"10\""},
		{NUM(PT_INT64, PF_DEC, INT64_MIN), "-9223372036854775808", "-9223372036854775808"},
		{NUM(PT_INT64, PF_NA, 7), "7", "\"7\""},
		{NUM(PT_INT64, PF_PAD9, -7), "-00000007", "-7"},
		{NUM(PT_ERRNO, PF_NA, -2), "-2", "-2"},
		{NUM(PT_PID, PF_ID, 1), "1", "1"},
		{NUM(PT_FD, PF_NA, -100), "-100", "-100"},
		{NUM(PT_UINT8, PF_DEC, 255), "255", "255"},
		{NUM(PT_UINT16, PF_OCT, 0), "0", "\"0\""},
		{NUM(PT_UINT32, PF_HEX, 0xfd01), "FD01", "\"FD01\""},
		{NUM(PT_UINT64, PF_DEC, -1), "18446744073709551615", "18446744073709551615"},
		{NUM(PT_PORT, PF_DEC, 443), "443", "443"},
		{NUM(PT_L4PROTO, PF_DEC, 2), "2", "2"},
		{NUM(PT_RELTIME, PF_DEC, 5), "5", "5"},
		{NUM(PT_RELTIME, PF_PAD9, 5), "000000005", "5"},
		{NUM(PT_RELTIME, PF_PAD9, 12345678901), "12345678901", "12345678901"},
		{NUM(PT_ABSTIME, PF_DEC, 1400000000000000000), "1400000000000000000",
		 "1400000000000000000"},
		{NUM(PT_BOOL, PF_NA, 1), "true", "true"},
		{NUM(PT_BOOL, PF_NA, 0), "false", "false"},
		{NUM(PT_FLAGS32, PF_NA, 4097), "4097", "4097"},
		{NUM(PT_UID, PF_NA, 0xffffffff), "4294967295", "4294967295"},
		{NUM(PT_SIGTYPE, PF_NA, 9), "9", "9"},
		{{.type = PT_DOUBLE, .d = 12.25}, "12.2", "12.25"},
		{{.type = PT_DOUBLE, .d = -0.05}, "-0.1", "-0.050000000000000003"},
		{{.type = PT_DOUBLE, .d = 1e300 * 1e300}, "inf", "null"},
		{{.type = PT_IPADDR, .len = 4, .ip = {10, 0, 0, 1}}, "10.0.0.1", "\"10.0.0.1\""},
		{{.type = PT_IPADDR, .len = 16, .ip = {0xfe, 0x80, [15] = 9}},
		 "fe80::9",
		 "\"fe80::9\""},
		{TXT(PT_CHARBUF, PF_NA, "a\"b\\c/\b\f\n\r\t\1\177"), "a\"b\\c/\b\f\n\r\t\1\177",
		 "\"a\\\"b\\\\c/\\b\\f\\n\\r\\t\\u0001\177\""},
		{TXT(PT_CHARBUF, PF_NA, "ab\0cd"), "ab", "\"ab\""},
		{TXT(PT_CHARBUF, PF_NA, ""), "", "\"\""},
		{TXT(PT_CHARBUF, PF_NA, "\303\244\342\202\254\360\237\230\200"),
		 "\303\244\342\202\254\360\237\230\200", "\"\\u00e4\\u20ac\\ud83d\\ude00\""},
		{TXT(PT_CHARBUF, PF_NA, "\377x\303"), "\377x\303", "\"\\ufffdx\\ufffd\""},
		{TXT(PT_CHARBUF, PF_NA, "\300\200\355\240\200z"), "\300\200\355\240\200z",
		 "\"\\ufffd\\ufffdz\""},
		{TXT(PT_CHARBUF, PF_PRINTABLE, "a\303\244\1b"), "ab", "\"ab\""},
		{TXT(PT_FSPATH, PF_NA, "/x y"), "/x y", "\"/x y\""},
		{TXT(PT_BYTEBUF, PF_NA, "a\0b\n\377"), "a.b..", "\"a.b..\""},
		{TXT(PT_BYTEBUF, PF_RAWBYTES, "a\nb\0c"), "a\nb", "\"a\\nb\""},
		{TXT(PT_SOCKADDR, PF_NA, "\2\12\0\0\1P\0"), "10.0.0.1:80", "\"10.0.0.1:80\""},
		{TXT(PT_SOCKTUPLE, PF_NA, ""), "NULL", "\"NULL\""},
		{{.type = PT_CHARBUF, .fmt = PF_TIMETEXT, .len = 2, .time = {"12", 34}},
		 "12",
		 "34"},
	};
	struct query_opts o = {.render = {.bufmode = BUF_DOTS}};
	struct buf out;
	unsigned i;

	(void)state;
	buf_init(&out, 0);
	for (i = 0; i < LEN(rows); i++) {
		buf_clear(&out);
		value_append(&out, &rows[i].v, &o);
		assert_string_equal(buf_cstr(&out), rows[i].text);
		buf_clear(&out);
		value_append_json(&out, &rows[i].v, &o);
		assert_string_equal(buf_cstr(&out), rows[i].json);
	}
	buf_release(&out);
}

static void test_printable(void **state)
{
	static const struct value no[] = {NUM(PT_UINT32, PF_NA, 1), NUM(PT_UINT64, PF_NA, 1),
					  NUM(PT_INT16, PF_NA, 1), NUM(PT_RELTIME, PF_NA, 1)};
	static const struct value yes[] = {NUM(PT_UINT32, PF_DEC, 1), NUM(PT_INT64, PF_NA, 1),
					   NUM(PT_FD, PF_NA, 1), TXT(PT_CHARBUF, PF_NA, "")};
	unsigned i;

	(void)state;
	for (i = 0; i < LEN(no); i++)
		assert_false(value_printable(&no[i]));
	for (i = 0; i < LEN(yes); i++)
		assert_true(value_printable(&yes[i]));
}

/* ------------------------------------------------------------------------ events --- */

/*
 * One process, 77, in /home: it opens /dev/log as fd 5 and writes to it twice, fails to open
 * a file, renames another, and loses its memory. Times in ns since FIRST_TS.
 */
#define FIRST_TS 1400000000000000000u

static void put_event(struct buf *out, struct maker *m, uint16_t code, uint64_t ns)
{
	uint64_t ts = FIRST_TS + ns;
	uint32_t len;
	uint8_t *b = block_make(m, BLOCK_EV_V2, code, &len);

	memcpy(b + 10, &ts, 8);
	buf_put(out, b, len);
	free(b);
}

/* Parameters as "dhs...": 8 bytes, 4 bytes, a text, a one-byte number, raw bytes with length. */
static void put(struct buf *out, uint16_t code, uint64_t ns, const char *kinds, ...)
{
	struct maker m = maker_new(2);
	va_list ap;

	va_start(ap, kinds);
	for (; *kinds; kinds++) {
		const char *p;

		switch (*kinds) {
		case 'd':
			add_int(&m, va_arg(ap, uint64_t), 8);
			break;
		case 'u':
			add_int(&m, va_arg(ap, unsigned), 4);
			break;
		case 'h':
			add_int(&m, va_arg(ap, unsigned), 2);
			break;
		case 's':
			add_str(&m, va_arg(ap, const char *));
			break;
		default:
			p = va_arg(ap, const char *);
			add(&m, p, strlen(p));
		}
	}
	va_end(ap);
	put_event(out, &m, code, ns);
}

#define I64(n) ((uint64_t)(int64_t)(n))

static void put_capture(struct buf *out)
{
	cap_section(out);
	cap_process(out, 77, "cat", "/bin/cat");
	put(out, EV_SYSCALL_OPEN_E, 0, "suu", "/dev/log", 2u, 0u);			  /* 1 */
	put(out, EV_SYSCALL_OPEN_X, 1790, "dsuuu", I64(5), "/dev/log", 2u, 0u, 0u);	  /* 2 */
	put(out, EV_SYSCALL_WRITE_E, 2000, "du", I64(5), 9u);				  /* 3 */
	put(out, EV_SYSCALL_WRITE_X, 12345678, "db", I64(9), "<13>hello");		  /* 4 */
	put(out, EV_SYSCALL_WRITE_E, 20000000, "du", I64(5), 5u);			  /* 5 */
	put(out, EV_SYSCALL_WRITE_X, 2520000000, "db", I64(5), "plain");		  /* 6 */
	put(out, EV_SYSCALL_OPEN_E, 2600000000, "suu", "nope", 5u, 0755u);		  /* 7 */
	put(out, EV_SYSCALL_OPEN_X, 2600000999, "dsuuu", I64(-2), "nope", 5u, 0755u, 0u); /* 8 */
	put(out, EV_SYSCALL_RENAMEAT_E, 2700000000, "");				  /* 9 */
	put(out, EV_SYSCALL_RENAMEAT_X, 2700000001, "ddsds", I64(0), I64(-100), "a/../b", I64(99),
	    "c");								  /* 10 */
	put(out, EV_GENERIC_E, 2800000000, "hh", 176u, 228u);			  /* 11 */
	put(out, EV_SYSCALL_MUNMAP_E, 2900000000, "dd", I64(0), I64(0));	  /* 12 */
	put(out, EV_SYSCALL_MUNMAP_X, 68000000000, "duuu", I64(-12), 1u, 2u, 3u); /* 13 */
	put(out, EV_SCHEDSWITCH_6_E, 69000000000, "ddduuu", I64(0), I64(0), I64(0), 1u, 2u,
	    3u); /* 14 */
}

enum { LAST = 14 };

struct capture {
	struct log *log;
	struct query_opts opts;
	struct event_ctx ctx;
	struct cursor cursor;
};

static int setup(void **state)
{
	static struct capture c;
	char path[] = "/tmp/sonde-test-field-XXXXXX";
	struct log_opts lo = {.keep = true};
	struct err e = {0};
	struct buf b;
	int fd;

	setenv("TZ", "UTC", 1);
	tzset();
	buf_init(&b, 0);
	put_capture(&b);
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, b.p, b.len), b.len);
	close(fd);
	buf_release(&b);
	c.log = log_open_file(path, &lo, &e);
	unlink(path);
	if (!c.log)
		fail_msg("%s", e.msg);
	assert_int_equal(log_wait(c.log, LAST), LAST);
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
	return 0;
}

/* What the field says of event num; "(none)" when it has no value. */
static const char *text_of(struct capture *c, const struct field_ref *r, uint64_t num)
{
	static struct buf out;
	struct value v;

	assert_true(cursor_seek(&c->cursor, num));
	event_ctx_set(&c->ctx, &c->cursor);
	if (!field_get(&c->ctx, r, &v))
		return "(none)";
	buf_clear(&out);
	value_append(&out, &v, &c->opts);
	return buf_cstr(&out);
}

static void test_events(void **state)
{
	static const struct {
		const char *field;
		uint64_t num;
		const char *want;
	} rows[] = {
		{"evt.num", 3, "3"},
		{"evt.time", 4, "16:53:20.012345678"},
		{"evt.time.s", 4, "16:53:20"},
		{"evt.time.iso8601", 4, "2014-05-13T16:53:20.012345678+0000"},
		{"evt.datetime", 6, "2014-05-13 16:53:22.520000000"},
		{"evt.datetime.s", 13, "2014-05-13 16:54:28"},
		{"evt.rawtime", 4, "1400000000012345678"},
		{"evt.rawtime.s", 4, "1400000000"},
		{"evt.rawtime.ns", 4, "012345678"},
		{"evt.reltime", 2, "000001790"},
		{"evt.reltime", 13, "68000000000"},
		{"evt.reltime.s", 13, "68"},
		{"evt.reltime.ns", 6, "520000000"},
		{"evt.outputtime", 4, "16:53:20.012345678"},
		{"evt.latency", 1, "0"},
		{"evt.latency", 2, "1790"},
		{"evt.latency.s", 6, "2"},
		{"evt.latency.ns", 6, "500000000"},
		{"evt.latency.human", 1, "0ns"},
		{"evt.latency.human", 2, "1.79us"},
		{"evt.latency.human", 4, "12ms"},
		{"evt.latency.human", 6, "2.50s"},
		{"evt.latency.human", 8, "999ns"},
		{"evt.latency.human", 13, "1:5"},
		{"evt.latency.quantized", 1, "(none)"},
		{"evt.latency.quantized", 6, "1"},
		{"evt.dir", 1, ">"},
		{"evt.dir", 2, "<"},
		{"evt.type", 1, "open"},
		{"evt.type", 11, "clock_gettime"},
		{"syscall.type", 11, "clock_gettime"},
		{"syscall.type", 14, "(none)"},
		{"evt.type.is.open", 2, "1"},
		{"evt.type.is.3", 1, "0"},
		{"evt.category", 1, "file"},
		{"evt.category", 4, "file"},
		{"evt.category", 11, "time"},
		{"evt.category", 13, "memory"},
		{"evt.category", 14, "scheduler"},
		{"evt.cpu", 1, "3"},
		{"evt.args", 2, "fd=5(<f>/dev/log) name=/dev/log flags=2(O_WRONLY) mode=0 dev=0 "},
		{"evt.args", 8,
		 "fd=-2(ENOENT) name=nope(/home/nope) flags=5(O_CREAT|O_RDONLY) mode=0755 dev=0 "},
		{"evt.args", 11, ""},
		{"evt.info", 4, "syslog sev=notice msg=hello"},
		{"evt.info", 6, "res=5 data=plain "},
		{"evt.arg.fd", 3, "<f>/dev/log"},
		{"evt.arg.fd", 4, "(none)"},
		{"evt.arg[0]", 4, "9"},
		{"evt.arg[2]", 4, "(none)"},
		{"evt.arg.name", 8, "/home/nope"},
		{"evt.rawarg.name", 8, "nope"},
		{"evt.rawarg.res", 13, "-12"},
		{"evt.rawarg.fd", 8, "-2"},
		{"evt.buffer", 6, "plain"},
		{"evt.buffer", 5, "(none)"},
		{"evt.buflen", 6, "5"},
		{"evt.buflen", 5, "(none)"},
		{"evt.buflen.out", 6, "5"},
		{"evt.buflen.in", 6, "(none)"},
		{"evt.buflen.file.out", 6, "5"},
		{"evt.buflen.net", 6, "(none)"},
		{"evt.res", 1, "(none)"},
		{"evt.res", 2, "SUCCESS"},
		{"evt.res", 8, "ENOENT"},
		{"evt.res", 13, "ENOMEM"},
		{"evt.rawres", 8, "-2"},
		{"evt.failed", 1, "false"},
		{"evt.failed", 8, "true"},
		{"evt.is_io", 3, "true"},
		{"evt.is_io_read", 3, "false"},
		{"evt.io_dir", 4, "write"},
		{"evt.io_dir", 1, "(none)"},
		{"evt.is_wait", 1, "false"},
		{"evt.is_syslog", 4, "true"},
		{"evt.is_syslog", 2, "false"},
		{"evt.count", 1, "1"},
		{"evt.count.error", 2, "(none)"},
		{"evt.count.error", 8, "1"},
		{"evt.count.error.file", 8, "1"},
		{"evt.count.error.net", 8, "(none)"},
		{"evt.count.error.memory", 13, "1"},
		{"evt.count.error.other", 13, "(none)"},
		{"evt.count.exit", 1, "(none)"},
		{"evt.count.exit", 2, "1"},
		{"evt.around[1400000000000000000]", 2, "1790"},
		{"evt.around[1400000000000002000]", 2, "210"},
		{"evt.abspath", 10, "/home/b"},
		{"evt.abspath.dst", 10, "<UNKNOWN>/c"},
		{"evt.abspath", 8, "(none)"},
		{"evt.is_open_write", 2, "true"},
		{"evt.is_open_read", 2, "false"},
		{"evt.is_open_exec", 8, "true"},
		{"evt.is_open_exec", 7, "false"},
		{"evt.source", 1, "syscall"},
		{"evt.pluginname", 1, "(none)"},
		{"span.id", 1, "(none)"},
		{"evtin.span.m.tag[0]", 1, "(none)"},
		{"syslog.message", 4, "hello"},
		{"syslog.message", 6, "(none)"},
		{"syslog.facility", 4, "1"},
		{"syslog.facility.str", 4, "user"},
		{"syslog.severity", 4, "5"},
		{"syslog.severity.str", 4, "notice"},
	};
	unsigned i;

	for (i = 0; i < LEN(rows); i++) {
		struct err e = {0};
		struct field_ref r;
		const char *got;

		if (field_parse(rows[i].field, true, &r, &e) < 0)
			fail_msg("%s", e.msg);
		got = text_of(*state, &r, rows[i].num);
		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%s of event %u: \"%s\" instead of \"%s\"", rows[i].field,
				 (unsigned)rows[i].num, got, rows[i].want);
		field_ref_release(&r);
	}
}

static void test_output_times(void **state)
{
	static const struct {
		enum time_format form;
		const char *want; /* of events 1 and 4, in this order */
		const char *then;
	} rows[] = {
		{TIME_ABS, "1400000000.0", "1400000000.12345678"},
		{TIME_REL, "0.000000000", "0.012345678"},
		{TIME_LATENCY, "0.000000000", "0.012343678"},
		{TIME_DELTA, "0.000000000", "0.012345678"},
	};
	struct capture *c = *state;
	struct field_ref r;
	unsigned i;

	for (i = 0; i < LEN(rows); i++) {
		c->opts.time = rows[i].form;
		assert_true(field_parse("evt.outputtime", true, &r, NULL) > 0);
		assert_string_equal(text_of(c, &r, 1), rows[i].want);
		assert_string_equal(text_of(c, &r, 4), rows[i].then);
		/* Asked again, the same answer. */
		assert_string_equal(text_of(c, &r, 4), rows[i].then);
		field_ref_release(&r);
	}
	c->opts.time = TIME_HUMAN;
}

/* Each reference remembers on its own what it saw. */
static void test_look_back(void **state)
{
	struct capture *c = *state;
	struct field_ref a, b;

	assert_true(field_parse("evt.deltatime", true, &a, NULL) > 0);
	assert_true(field_parse("evt.deltatime.ns", true, &b, NULL) > 0);
	assert_string_equal(text_of(c, &a, 1), "0");
	assert_string_equal(text_of(c, &a, 2), "1790");
	assert_string_equal(text_of(c, &b, 2), "000000000");
	assert_string_equal(text_of(c, &b, 3), "000000210");
	assert_string_equal(text_of(c, &a, 4), "12343888");
	field_ref_release(&a);
	field_ref_release(&b);
}

/* Texts of one event live side by side, however many there are. */
static void test_memory(void **state)
{
	struct capture *c = *state;
	char *p[2000];
	unsigned i;

	assert_true(cursor_seek(&c->cursor, 1));
	event_ctx_set(&c->ctx, &c->cursor);
	for (i = 0; i < LEN(p); i++) {
		p[i] = event_ctx_alloc(&c->ctx, i);
		memset(p[i], (int)(i & 0x7f), i + 1);
	}
	for (i = 0; i < LEN(p); i++) {
		assert_int_equal(p[i][0], i & 0x7f);
		assert_int_equal(p[i][i], i & 0x7f);
	}
	event_ctx_set(&c->ctx, &c->cursor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),	      cmocka_unit_test(test_parse),
		cmocka_unit_test(test_long_argument), cmocka_unit_test(test_rawarg_type),
		cmocka_unit_test(test_nearest),	      cmocka_unit_test(test_values),
		cmocka_unit_test(test_printable),     cmocka_unit_test(test_events),
		cmocka_unit_test(test_output_times),  cmocka_unit_test(test_look_back),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests_name("field", tests, setup, teardown);
}
