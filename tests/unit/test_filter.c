/* SPDX-License-Identifier: Apache-2.0 */
/* Filters: what is refused and where, and which events of a small capture match. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/filter/filter.h"
#include "event_codes.h"
#include "tests/unit/capture_maker.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* ------------------------------------------------------------------- the capture --- */

/*
 * An event whose parameters are given as: 'q' int64_t, 'd' int, 's' text with its NUL, 'b' bytes
 * and their number (int). flags: of the block, EVT_STATE_ONLY.
 */
static void put_event(struct buf *out, int64_t tid, uint16_t code, uint32_t flags, const char *fmt,
		      ...)
{
	static uint64_t ts = 1700000000000000000;
	uint8_t block[1024], *lens = block + 2 + 4 + 26, *data;
	uint32_t n = (uint32_t)strlen(fmt), len;
	uint16_t cpu = 2, one;
	va_list ap;
	unsigned i;

	data = lens + 2 * n;
	va_start(ap, fmt);
	for (i = 0; i < n; i++) {
		const void *p;
		int64_t q;
		int d;

		if (fmt[i] == 'q') {
			q = va_arg(ap, int64_t);
			p = &q;
			one = 8;
		} else if (fmt[i] == 'd') {
			d = va_arg(ap, int);
			p = &d;
			one = 4;
		} else {
			p = va_arg(ap, const void *);
			one = (uint16_t)(fmt[i] == 's' ? (int)strlen(p) + 1 : va_arg(ap, int));
		}
		memcpy(lens + 2 * i, &one, 2);
		memcpy(data, p, one);
		data += one;
	}
	va_end(ap);
	ts += 1000;
	len = (uint32_t)(data - block) - 6;
	memcpy(block, &cpu, 2);
	memcpy(block + 2, &flags, 4);
	memcpy(block + 6, &ts, 8);
	memcpy(block + 14, &tid, 8);
	memcpy(block + 22, &len, 4);
	memcpy(block + 26, &code, 2);
	memcpy(block + 28, &n, 4);
	cap_block(out, BLOCK_EVF_V2, block, (uint32_t)(data - block));
}

static const uint8_t tuple4[13] = "\x02\x0a\0\0\x01\xd2\x04\x5d\xb8\xd8\x22\x50\0";
static const uint8_t tuple6[37] = "\x0a"
				  "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\xd2\x04"
				  "\x20\x01\x0d\xb8\0\x01\0\0\0\0\0\0\0\0\0\x02\x35";

/* The comments are the numbers of the events. */
static struct log *make_log(struct buf *b)
{
	struct log_opts opts = {.keep = true};
	struct err e = {0};
	struct log *log;

	cap_section(b);
	cap_thread(b, 10, 10, 0, "init", "/");
	cap_thread(b, 20, 20, 10, "bash", "/home/u/");
	cap_thread(b, 100, 100, 20, "cat", "/tmp/");
	/*  1 */ put_event(b, 100, EV_SYSCALL_OPEN_E, 0, "");
	/*  2 */ put_event(b, 100, EV_SYSCALL_OPEN_X, 0, "qsdd", (int64_t)3, "/etc/passwd", 1, 0);
	/*  3 */ put_event(b, 100, EV_SYSCALL_READ_E, 0, "qd", (int64_t)3, 4096);
	/*  4 */ put_event(b, 100, EV_SYSCALL_READ_X, 0, "qb", (int64_t)5, "He\0lo", 5);
	/*  5 */ put_event(b, 20, EV_SYSCALL_OPEN_E, 0, "");
	/*  6 */ put_event(b, 20, EV_SYSCALL_OPEN_X, 0, "qsdd", (int64_t)-2, "none", 4097, 0);
	/*  7 */ put_event(b, 100, EV_SOCKET_SOCKET_E, 0, "ddd", 2, 1, 6);
	/*  8 */ put_event(b, 100, EV_SOCKET_SOCKET_X, 0, "q", (int64_t)4);
	/*  9 */ put_event(b, 100, EV_SOCKET_CONNECT_E, 0, "q", (int64_t)4);
	/* 10 */ put_event(b, 100, EV_SOCKET_CONNECT_X, 0, "qb", (int64_t)0, tuple4, 13);
	/* 11 */ put_event(b, 20, EV_SYSCALL_EXECVE_16_E, 0, "");
	/* 12 */ put_event(b, 20, EV_SYSCALL_EXECVE_16_X, 0, "qsbqqqsqqqdddsbb", (int64_t)0,
			   "/bin/nc", "-n\0-tb\0-x\0host", 15, (int64_t)20, (int64_t)20,
			   (int64_t)10, "/home/u/", (int64_t)1024, (int64_t)0, (int64_t)0, 1, 1, 0,
			   "nc", "cpu=/a", 7, "A=b", 4);
	/* 13 */ put_event(b, 10, EV_GENERIC_E, 0, "bb", "\x02\0", 2, "\0\0", 2);
	/* 14 */ put_event(b, 100, EV_SYSCALL_CLOSE_E, EVT_STATE_ONLY, "q", (int64_t)3);
	/* 15 */ put_event(b, 10, EV_SOCKET_SOCKET_E, 0, "ddd", 10, 2, 17);
	/* 16 */ put_event(b, 10, EV_SOCKET_SOCKET_X, 0, "q", (int64_t)7);
	/* 17 */ put_event(b, 10, EV_SOCKET_CONNECT_E, 0, "q", (int64_t)7);
	/* 18 */ put_event(b, 10, EV_SOCKET_CONNECT_X, 0, "qb", (int64_t)0, tuple6, 37);
	log = log_open_mem((uint8_t *)b->p, b->len, &opts, &e);
	if (!log)
		fail_msg("the capture: %s", e.msg);
	assert_int_equal(log_error(log, &e), 0);
	assert_int_equal(log_count(log), 18);
	return log;
}

struct fixture {
	struct buf bytes;
	struct log *log;
};

static int set_up(void **state)
{
	struct fixture *x = calloc(1, sizeof(*x));

	buf_init(&x->bytes, 0);
	x->log = make_log(&x->bytes);
	*state = x;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *x = *state;

	log_close(x->log);
	buf_release(&x->bytes);
	free(x);
	return 0;
}

/* ------------------------------------------------------------------------ errors --- */

static void test_errors(void **state)
{
	static const struct {
		const char *filter;
		unsigned col;
		const char *msg; /* a part of it */
	} rows[] = {
		{"", 0, "expected a field, found the end of the filter"},
		{"  ", 2, "expected a field"},
		{"proc.nam=cat", 0, "proc.name"},
		{"evt.type=read and fd.nmae=3", 18, "fd.name"},
		{"evt.type", 8, "expected an operator"},
		{"evt.type is read", 9, "found 'is'"},
		{"evt.type=read and", 17, "expected a field"},
		{"evt.type=read evt.dir=<", 14, "expected 'and', 'or'"},
		{"(evt.type=read", 14, "')'"},
		{"evt.type=read)", 13, "found ')'"},
		{"evt.type=raed", 9, "did you mean 'read'"},
		{"evt.type in (read, opne)", 19, "did you mean 'open'"},
		{"evt.type contains frobnicate", 18, "unknown event type"},
		{"evt.type glob xyz*", 14, "unknown event type"},
		{"evt.type in (read", 17, "',' or ')'"},
		{"evt.type in (read open)", 18, "',' or ')'"},
		{"evt.type in read", 12, "expected '('"},
		{"fd.num=abc", 7, "'abc' is not a number"},
		{"fd.num=3k", 7, "not a number"},
		{"fd.num=", 7, "a number is missing"},
		{"fd.num >", 8, "expected a value"},
		{"fd.name contains ", 17, "expected a value"},
		{"(fd.name startswith) and fd.num=3", 19, "found ')'"},
		{"fd.num contains 3", 7, "'contains' is not supported for numeric fields"},
		{"fd.num and fd.num=3", 7, "expected an operator"},
		{"evt.is_io=1", 10, "true or false"},
		{"fd.sport=nosuchservice", 9, "name of a service"},
		{"fd.ip=xx", 6, "IPv4 or IPv6 address"},
		{"fd.ip<127.0.0.1", 5, "expected one of = !="},
		{"fd.net=127.0.0.1", 7, "a.b.c.d/bits"},
		{"fd.net=127.0.0.1/33", 7, "0 to 32"},
		{"fd.net=::1/129", 7, "0 to 128"},
		{"evt.buffer icontains x", 11, "buffer fields"},
		{"evt.buffer bcontains 4g", 21, "hexadecimal"},
		{"evt.buffer bcontains 123", 21, "hexadecimal"},
		{"proc.name bcontains 41", 10, "text fields"},
		{"proc.name regex \"a(b\"", 16, "regular expression"},
		{"proc.name=\"cat", 10, "unclosed quotes"},
		{"proc.name=\"c\\xzz\"", 12, "two hexadecimal digits"},
		{"proc.name=a\\ b", 11, "in quotes"},
		{"proc.name=(cat)", 10, "expected a value"},
		{"proc.name < anyof (a)", 10, "one value"},
		{"evt.around[12]<3", 14, "only '='"},
		{"evt.around=3", 0, "evt.around"},
		{"evt.around[12]=x", 15, "not a number"},
		{"tolower(fd.num)=3", 0, "tolower() wants one text field"},
		{"tolower(proc.name=x", 17, "',' or ')'"},
		{"shorten(proc.name)=x", 0, "unknown function"},
		{"concat(proc.name)=x", 0, "two or more"},
		{"join(\",\", proc.name)=x", 0, "list"},
		{"len(fd.num)=3", 0, "text or a buffer"},
		{"proc.name=val(fd.num)", 10, "different types"},
		{"proc.name=val(proc.aname)", 10, "several values"},
		{"proc.name regex val(fd.name)", 16, "written in the filter"},
		{"fd.types=file", 8, "lists"},
		{"proc.nmae curl", 0, "did you mean 'proc.name'"},
		{"proc.pid=1 and trace.scap", 15, "unknown field 'trace.scap'"},
		{"spawned_process", 0, "not a field"},
		{"not", 3, "expected a field"},
	};
	unsigned i, wrong = 0;
	struct filter *f;
	char deep[512];
	struct err e;

	(void)state;
	for (i = 0; i < LEN(rows); i++) {
		e = (struct err){0};
		f = filter_compile(rows[i].filter, &e);
		if (f || e.off != rows[i].col || !strstr(e.msg, rows[i].msg) || !e.code) {
			print_error("%s: %s at column %u: %s\n", rows[i].filter,
				    f ? "accepted" : "refused", (unsigned)e.off, e.msg);
			wrong++;
		}
		filter_free(f);
	}
	assert_int_equal(wrong, 0);
	memset(deep, '(', 101);
	memcpy(deep + 101, "evt.num=1", 10);
	memset(deep + 110, ')', 101);
	deep[211] = 0;
	assert_null(filter_compile(deep, &e));
	assert_int_equal(e.code, ERR_LIMIT);
	assert_int_equal(e.off, 101);
}

/* -------------------------------------------------------------------- what matches --- */

static void numbers(struct buf *out, uint64_t num)
{
	buf_printf(out, "%s%u", out->len ? " " : "", (unsigned)num);
}

/* The three ways to ask have to agree. */
static bool check(const struct fixture *x, const char *text, const char *want)
{
	struct buf next, single, stepped;
	struct query_opts opts = {0};
	struct filter_run *run;
	struct err e = {0};
	struct filter *f = filter_compile(text, &e);
	struct cursor c;
	bool ok = true;
	int r;

	if (!f) {
		print_error("%s: refused at column %u: %s\n", text, (unsigned)e.off, e.msg);
		return false;
	}
	assert_string_equal(filter_text(f), text);
	buf_init(&next, 0);
	buf_init(&single, 0);
	buf_init(&stepped, 0);
	run = filter_run_new(f, x->log, &opts);
	for (cursor_init(&c, x->log); filter_next(run, &c, false);) {
		numbers(&next, c.num);
		if (!cursor_next(&c))
			break;
	}
	cursor_release(&c);
	/* Each event by a run that remembers nothing; one of an excluded type never matches. */
	for (cursor_init(&c, x->log); cursor_next(&c);) {
		struct filter_run *one = filter_run_new(f, x->log, &opts);

		if (filter_match(one, &c)) {
			numbers(&single, c.num);
			ok &= !filter_excludes_type(f, c.rec->type);
		}
		filter_run_free(one);
	}
	cursor_release(&c);
	for (cursor_init(&c, x->log); (r = filter_step(run, &c)) != 0;)
		if (r > 0)
			numbers(&stepped, c.num);
	cursor_release(&c);
	if (!ok || strcmp(buf_cstr(&next), want) != 0 || strcmp(buf_cstr(&single), want) != 0 ||
	    strcmp(buf_cstr(&stepped), want) != 0) {
		print_error("%s: [%s] [%s] [%s] instead of [%s]\n", text, buf_cstr(&next),
			    buf_cstr(&single), buf_cstr(&stepped), want);
		ok = false;
	}
	filter_run_free(run);
	filter_free(f);
	buf_release(&next);
	buf_release(&single);
	buf_release(&stepped);
	return ok;
}

struct match_row {
	const char *filter, *events;
};

static void check_rows(void **state, const struct match_row *rows, size_t n)
{
	size_t i, wrong = 0;

	for (i = 0; i < n; i++)
		wrong += !check(*state, rows[i].filter, rows[i].events);
	assert_int_equal(wrong, 0);
}

/* What the reference understands. */
static void test_reference(void **state)
{
	static const struct match_row rows[] = {
		{"evt.type=open", "1 2 5 6"},
		{"evt.type = \"open\"", "1 2 5 6"},
		{"evt.type in ( open , 'read')", "1 2 3 4 5 6"},
		{"evt.type pmatch (open)", "1 2 5 6"},
		{"evt.type startswith op and evt.dir=<", "2 6"},
		{"evt.dir=>", "1 3 5 7 9 11 13 15 17"},
		{"evt.dir='<'and evt.type=open", "2 6"},
		{"(evt.dir=<)and(evt.type=open)", "2 6"},
		{"not(evt.dir=<)and not evt.type in (socket,connect,open)", "3 11 13"},
		{"not not evt.dir=>", "2 4 6 8 10 12 16 18"},
		{"notevt.dir=>", "2 4 6 8 10 12 16 18"},
		{"not (not evt.type=read)", "3 4"},
		{"evt.type=getuid or syscall.type=close", ""},
		{"evt.num<=2", "1 2"},
		{"evt.num in (2, 3, 99)", "2 3"},
		{"evt.num=+4 or evt.num=\" 5\"", "4 5"},
		{"evt.cpu!=2", ""},
		{"evt.rawtime<=1700000000000000000", ""},
		{"proc.name=cat", "1 2 3 4 7 8 9 10"},
		{"proc.name=c\\x61t", "1 2 3 4 7 8 9 10"},
		{"proc.name=\"ca\\x74'", "1 2 3 4 7 8 9 10"},
		{"proc.name!=cat", "5 6 11 12 13 15 16 17 18"},
		{"proc.name in (bash,\"nc\", 'x y')", "5 6 11 12"},
		{"proc.name in (a, b, c, d, e, f, g, h, i, \"\", cat, ca)", "1 2 3 4 7 8 9 10"},
		{"evt.num<99999999999999999999 and evt.num>17", "18"},
		{"proc.name>bash and proc.name<=cat", "1 2 3 4 7 8 9 10"},
		{"proc.name icontains AS", "5 6 11"},
		{"proc.name glob [bc]a*", "1 2 3 4 5 6 7 8 9 10 11"},
		{"proc.name endswith t and evt.type=read", "3 4"},
		{"proc.name=", ""},
		{"proc.name in ()", ""},
		{"proc.name!=\"\" and evt.num=1", "1"},
		{"proc.pid in (10, 20)", "5 6 11 12 13 15 16 17 18"},
		{"proc.aname=bash", "1 2 3 4 7 8 9 10"},
		{"not proc.aname=bash", "5 6 11 12 13 15 16 17 18"},
		{"proc.aname=init", "1 2 3 4 5 6 7 8 9 10 11 12"},
		{"proc.aname=bash and proc.aname=init", "1 2 3 4 7 8 9 10"},
		{"proc.aname=init and proc.aname=bash", "1 2 3 4 7 8 9 10"},
		{"proc.aname!=bash and proc.name=cat", "1 2 3 4 7 8 9 10"},
		{"proc.aname[1]=init", "5 6 11 12"},
		{"proc.apid in (20, 30)", "1 2 3 4 7 8 9 10"},
		{"fd.num=3", "2 3 4"},
		{"fd.num exists and fd.num<0", "1 5 6 7 15"},
		{"not fd.num exists", "11 12 13"},
		{"fd.name=/etc/passwd", "2 3 4"},
		{"fd.name!=/etc/passwd", "6 8 9 10 16 17 18"},
		{"fd.name pmatch (/etc)", "2 3 4"},
		{"fd.name pmatch (etc/, /lib)", "2 3 4"},
		{"fd.name pmatch (/et)", ""},
		{"fd.name pmatch (/etc/passwd/x)", ""},
		{"fd.name=/home/u/none", "6"},
		{"fd.type in (ipv4,ipv6)", "8 9 10 16 17 18"},
		{"fd.ip=10.0.0.1 or fd.ip=93.184.216.34", "10"},
		{"fd.sip=93.184.216.34 and fd.sport=80", "10"},
		{"fd.sip!=10.0.0.1 and fd.type=ipv4 and fd.sport=80", "10"},
		{"fd.port=80", "10"},
		{"fd.port=1234", "10 18"},
		{"fd.port!=80 and evt.dir=< and fd.port>0", "18"},
		{"fd.port in (53, 80)", "10 18"},
		{"fd.port exists", "8 9 10 16 17 18"},
		{"fd.net=10.0.0.0/8", "10"},
		{"fd.net!=10.0.0.0/8 and fd.port=1234", "18"},
		{"fd.snet=93.184.0.0/15", "10"},
		{"fd.snet=93.187.0.0/15", ""},
		{"fd.snet=93.184.216.34/32", "10"},
		{"fd.ip=2001:db8::1", "18"},
		{"fd.net=2001:db8:0:0::9", "18"},
		{"evt.buffer contains l", "4"},
		{"evt.buffer contains \"e\\x00l\"", "4"},
		{"evt.buffer=He", ""},
		{"evt.buffer startswith He and evt.buffer endswith lo", "4"},
		{"evt.buffer in (x, \"He\\x00lo\")", "4"},
		{"evt.arg.res=5", "4"},
		{"evt.arg.fd=ENOENT", "6"},
		{"evt.arg.flags contains O_RDONLY", "2 6"},
		{"evt.arg[1]=/etc/passwd", "2"},
		{"evt.rawarg.fd<0", "6"},
		{"evt.rawarg.size>=4096", "3"},
		{"evt.failed=true", "6"},
		{"evt.is_io=true", "3 4"},
		{"evt.is_io!=true and fd.num=3", "2"},
		{"evt.res!=SUCCESS", "6"},
		{"evt.around[1700000000000004000]=0", "4"},
		{"evt.around[1699999999999000000]=1", ""},
		{"thread.cgroup.cpu=/a", "12"},
		{"evt.count.error=1", "6"},
		{"proc.name=cat and evt.type=read and fd.num=3 and evt.dir=<", "4"},
		{"(proc.name=bash or fd.num=3) and not (evt.dir=> and evt.type=read)",
		 "2 4 5 6 11"},
	};

	check_rows(state, rows, LEN(rows));
}

/* What current libs understand beyond that. */
static void test_newer(void **state)
{
	static const struct match_row rows[] = {
		{"evt.type=open or evt.type=read and evt.dir=<", "1 2 4 5 6"},
		{"evt.type==open", "1 2 5 6"},
		{"fd.num==0x3", "2 3 4"},
		{"fd.num>-0x2 and fd.num<0", "1 5 6 7 15"},
		{"proc.name iglob B*H", "5 6 11"},
		{"proc.name regex '(b|c)a.*'", "1 2 3 4 5 6 7 8 9 10 11"},
		{"proc.name regex a", ""},
		{"fd.name regex \"/etc/\\w+\"", "2 3 4"},
		{"evt.buffer bcontains 6500", "4"},
		{"evt.buffer bstartswith 4865", "4"},
		{"evt.buffer bstartswith 6548", ""},
		{"proc.name intersects (bash, nc)", "5 6 11 12"},
		{"proc.name startswith anyof (ba, z)", "5 6 11"},
		{"proc.name contains oneof (a, s)", "1 2 3 4 7 8 9 10"},
		{"proc.name contains allof (a, s)", "5 6 11"},
		{"proc.name != allof (cat, bash)", "12 13 15 16 17 18"},
		{"proc.name = anyof", ""},
		{"fd.num = oneof (3, 4)", "2 3 4 8 9 10"},
		{"toupper(proc.name)=CAT and evt.type=open", "1 2"},
		{"tolower(toupper(proc.name)) in (cat) and evt.type=open", "1 2"},
		{"basename(fd.name)=passwd", "2 3 4"},
		{"len(proc.name)=3 and evt.type=open", "1 2"},
		{"len(evt.buffer)=5", "4"},
		{"concat(proc.name, \":\", evt.type)=\"cat:read\"", "3 4"},
		{"proc.name=val(proc.exe) and evt.num<5", "1 2 3 4"},
		{"proc.exe endswith val(proc.name) and evt.num>10 and proc.pid=20", "11 12"},
		{"proc.name=tolower(evt.type)", ""},
		{"fd.num=val(evt.rawarg.fd)", "2 3 8 9 16 17"},
		{"fd.types in (file, ipv4)", "2 3 4 7 8 9 10"},
		{"fd.types intersects (ipv4)", "8 9 10"},
		{"join(\"+\", fd.types)=file", "2 3 4 7"},
		{"len(fd.types)=2", "8 9 10"},
		{"getopt(proc.args, \"nt:\")[t]=b", "12"},
		{"getopt(proc.args, \"nt:\")[n]=n", "12"},
		{"getopt(proc.args, \"nt:\") intersects (?)", "12"},
		{"getopt(proc.args, \"nt:\")[x] exists", ""},
		{"fd.net=2001:db8:1::/48", "18"},
		{"fd.net=2001:db8:2::/48", ""},
		{"fd.snet=2001:db8::/31 and fd.cnet=2001:db8::/128", ""},
		{"fd.name pmatch (/e*)", "2 3 4"},
		{"evt.arg[\"1\"]=/etc/passwd", "2"},
		{"proc.args contains \"'\"", ""},
	};

	check_rows(state, rows, LEN(rows));
}

/* b64 needs data of its own: a file's name does. */
static void test_b64(void **state)
{
	struct fixture x = {0};
	struct log_opts opts = {.keep = true};

	(void)state;
	buf_init(&x.bytes, 0);
	cap_section(&x.bytes);
	cap_thread(&x.bytes, 1, 1, 0, "aGVsbG8=", "/");
	cap_thread(&x.bytes, 2, 2, 0, "aGVsbG8", "/");
	cap_thread(&x.bytes, 3, 3, 0, "no base64", "/");
	put_event(&x.bytes, 1, EV_SYSCALL_OPEN_E, 0, "");
	put_event(&x.bytes, 2, EV_SYSCALL_OPEN_E, 0, "");
	put_event(&x.bytes, 3, EV_SYSCALL_OPEN_E, 0, "");
	x.log = log_open_mem((uint8_t *)x.bytes.p, x.bytes.len, &opts, NULL);
	assert_non_null(x.log);
	assert_true(check(&x, "b64(proc.name)=hello", "1 2"));
	assert_true(check(&x, "b64(proc.name) exists", "1 2"));
	assert_true(check(&x, "len(b64(proc.name))=5", "1 2"));
	log_close(x.log);
	buf_release(&x.bytes);
}

/* evt.deltatime is asked on the events that get as far as it, in the order written. */
static void test_in_order(void **state)
{
	static const struct match_row rows[] = {
		{"evt.deltatime=0", "1"},
		{"evt.type=read and evt.deltatime=0", "3"},
		{"evt.type=socket and evt.deltatime=1000", "8 16"},
		{"evt.deltatime>=0 and evt.type=socket and evt.deltatime=1000", "8 16"},
	};

	/* The same cursor twice would ask about events twice, so no check_rows here. */
	unsigned i;

	for (i = 0; i < LEN(rows); i++) {
		const struct fixture *x = *state;
		struct query_opts opts = {0};
		struct filter *f = filter_compile(rows[i].filter, NULL);
		struct filter_run *run;
		struct buf found;
		struct cursor c;

		assert_non_null(f);
		run = filter_run_new(f, x->log, &opts);
		buf_init(&found, 0);
		for (cursor_init(&c, x->log); filter_next(run, &c, false);) {
			numbers(&found, c.num);
			if (!cursor_next(&c))
				break;
		}
		assert_string_equal(buf_cstr(&found), rows[i].events);
		cursor_release(&c);
		buf_release(&found);
		filter_run_free(run);
		filter_free(f);
	}
}

static void test_no_filter(void **state)
{
	const struct fixture *x = *state;
	struct query_opts opts = {0};
	struct filter_run *run = filter_run_new(NULL, x->log, &opts);
	struct cursor c;
	unsigned n = 0;

	for (cursor_init(&c, x->log); filter_next(run, &c, true); n++) {
		assert_int_not_equal(c.num, 14); /* kept for the state only */
		assert_int_equal(filter_ctx(run, &c)->num, c.num);
		if (!cursor_wait(&c))
			break;
	}
	assert_int_equal(n, 16);
	cursor_release(&c);
	filter_run_free(run);
	filter_run_free(NULL);
	filter_free(NULL);
}

static void test_explain(void **state)
{
	static const struct {
		const char *filter, *text;
	} rows[] = {
		{"evt.type=switch and proc.name=a and fd.name contains b",
		 "types: switch\n"
		 "decided once per thread version: proc.name=a\n"
		 "decided once per fd version: fd.name contains b\n"},
		{"evt.type=switch and proc.name=a and evt.num>3",
		 "types: switch\n"
		 "decided once per thread version: proc.name=a\n"
		 "looked at on the event: evt.num>3\n"},
		{"not evt.type=switch", "types: all but switch\n"},
		{"evt.deltatime>5 and evt.type=switch",
		 "evaluated as written, on every event: evt.deltatime>5, evt.type=switch\n"},
	};
	unsigned i;

	(void)state;
	for (i = 0; i < LEN(rows); i++) {
		struct filter *f = filter_compile(rows[i].filter, NULL);
		struct buf b;

		assert_non_null(f);
		buf_init(&b, 0);
		filter_explain(f, &b);
		assert_string_equal(buf_cstr(&b), rows[i].text);
		buf_release(&b);
		filter_free(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors),
		cmocka_unit_test_setup_teardown(test_reference, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_newer, set_up, tear_down),
		cmocka_unit_test(test_b64),
		cmocka_unit_test_setup_teardown(test_in_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_filter, set_up, tear_down),
		cmocka_unit_test(test_explain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
