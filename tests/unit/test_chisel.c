/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/script/chisel.h"
#include "event_codes.h"
#include "tests/unit/capture_maker.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define SECOND 1000000000ull
#define START  (1400000000 * SECOND)

/*
 * Scripts in a folder of their own, run over a small capture. What they say with sysdig.log is
 * gathered, one text a line, and compared.
 */
struct fixture {
	char dir[64];
	unsigned files;
	struct chisel_path path;
	struct query_opts query;
	struct chisel_env env;
	struct chisel_set *set;
	struct log *log;
	struct buf capture, said;
	unsigned more; /* calls that the capture has beyond those of make_capture() */
};

static void hear_log(void *arg, const char *chisel, const char *severity, const char *text)
{
	struct fixture *f = arg;

	(void)chisel;
	(void)severity;
	buf_puts(&f->said, text);
	buf_putc(&f->said, '\n');
}

static void hear_line(void *arg, const char *p, size_t n)
{
	struct fixture *f = arg;

	buf_puts(&f->said, "line ");
	buf_put(&f->said, p, n);
	buf_putc(&f->said, '\n');
}

/* cat reads from fd 3 twice, half a second apart; then two seconds later sh does. */
static void make_capture(struct buf *b)
{
	buf_init(b, 0);
	cap_section(b);
	cap_thread(b, 10, 10, 1, "cat", "/home");
	cap_thread(b, 20, 20, 1, "sh", "/");
	cap_event(b, START, 10, EV_SYSCALL_OPEN_E, "");
	cap_event(b, START + 1000, 10, EV_SYSCALL_OPEN_X, "qsdd", (int64_t)3, "/etc/motd", 1, 0);
	cap_event(b, START + 2000, 10, EV_SYSCALL_READ_E, "qd", (int64_t)3, 100);
	cap_event(b, START + 5000, 10, EV_SYSCALL_READ_X, "qs", (int64_t)4, "abc");
	cap_event(b, START + SECOND / 2, 10, EV_SYSCALL_READ_E, "qd", (int64_t)3, 100);
	cap_event(b, START + SECOND / 2 + 7, 10, EV_SYSCALL_READ_X, "qs", (int64_t)-5, "");
	cap_event(b, START + 5 * SECOND / 2, 20, EV_SYSCALL_READ_E, "qd", (int64_t)0, 9);
	cap_event(b, START + 5 * SECOND / 2 + 9, 20, EV_SYSCALL_READ_X, "qs", (int64_t)2, "x");
}

/* Enough of them for LuaJIT to compile what they are seen by. */
static void make_more(struct buf *b, unsigned calls)
{
	uint64_t ts = START + 3 * SECOND;
	unsigned i;

	for (i = 0; i < calls; i++, ts += 10) {
		cap_event(b, ts, 10, EV_SYSCALL_READ_E, "qd", (int64_t)3, i);
		cap_event(b, ts + 5, 10, EV_SYSCALL_READ_X, "qs", (int64_t)i % 7 - 1, "abc");
	}
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	snprintf(f->dir, sizeof(f->dir), "/tmp/sonde-chisel.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	chisel_path_add(&f->path, f->dir);
	f->env = (struct chisel_env){.path = &f->path,
				     .query = &f->query,
				     .source = "test.scap",
				     .width = -1,
				     .height = -1,
				     .line = hear_line,
				     .log = hear_log,
				     .arg = f};
	f->set = chisel_set_new(&f->env);
	buf_init(&f->said, 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	char command[128];

	chisel_set_free(f->set);
	log_close(f->log);
	chisel_path_release(&f->path);
	buf_release(&f->said);
	buf_release(&f->capture);
	snprintf(command, sizeof(command), "rm -r %s", f->dir);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

static void write_script(struct fixture *f, const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.lua", f->dir, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	f->files++;
}

static int add(struct fixture *f, const char *name, const char *text, struct chisel **c,
	       struct err *e)
{
	write_script(f, name, text);
	return chisel_set_add(f->set, name, c, e);
}

/* Through init, the capture, and end; the first failure's code. */
static int run(struct fixture *f, struct err *e)
{
	struct log_opts lo = {.keep = true};
	struct err late = {0};
	int rc = chisel_set_init(f->set, e);

	if (!rc) {
		log_close(f->log);
		buf_release(&f->capture);
		make_capture(&f->capture);
		make_more(&f->capture, f->more);
		f->log = log_open_mem((uint8_t *)f->capture.p, f->capture.len, &lo, e);
		assert_non_null(f->log);
		rc = chisel_set_start(f->set, f->log, false, e);
	}
	while (!rc) {
		int got = chisel_set_step(f->set, true, e);

		if (got <= 0) {
			rc = got;
			break;
		}
	}
	if (chisel_set_end(f->set, &late) && !rc) {
		*e = late;
		rc = late.code;
	}
	return rc;
}

static void check_said(struct fixture *f, const char *want)
{
	assert_string_equal(buf_cstr(&f->said), want);
	buf_clear(&f->said);
}

/* Load and run one script that is to succeed. */
static void run_one(struct fixture *f, const char *text, const char *want)
{
	struct chisel *c;
	struct err e = {0};

	if (add(f, "one", text, &c, &e) || chisel_set_args(c, NULL, &e) || run(f, &e))
		fail_msg("%s", e.msg);
	check_said(f, want);
}

/* ---------------------------------------------------------------------- callbacks --- */

static void life(void **state)
{
	struct fixture *f = *state;
	struct chisel *c;
	struct err e = {0};
	const char *text =
		"args = {{name='a', argtype='string'}, {name='b', argtype='int', optional=true}}\n"
		"local function say(...) sysdig.log(table.concat({...}, ' '), 'info') end\n"
		"say('load')\n"
		"function on_set_arg(n, v) say('arg', n, v, type(v)) return true end\n"
		"function on_init()\n"
		"  say('init', tostring(sysdig.is_live()), '[' .. sysdig.get_evtsource_name() .. "
		"']')\n"
		"  fres = chisel.request_field('evt.rawarg.res')\n"
		"  fname = chisel.request_field('fd.name')\n"
		"  chisel.set_filter('evt.type=read and evt.dir=<')\n"
		"  return true\n"
		"end\n"
		"function on_capture_start()\n"
		"  say('start', tostring(sysdig.is_live()), sysdig.get_evtsource_name())\n"
		"  return true\n"
		"end\n"
		"function on_event()\n"
		"  local s, ns = evt.get_ts()\n"
		"  say('event', evt.get_num(), evt.get_type(), evt.field(fres),\n"
		"      tostring(evt.field(fname)), s, ns, evt.get_cpuid())\n"
		"end\n"
		"function on_capture_end(s, ns, delta) say('end', s, ns, delta) end\n";

	assert_int_equal(add(f, "life", text, &c, &e), 0);
	assert_int_equal(chisel_set_args(c, "'one two' 3", &e), 0);
	assert_int_equal(run(f, &e), 0);
	check_said(f, "load\narg a one two string\narg b 3 string\ninit false []\n"
		      "start false test.scap\n"
		      "event 4 read 4 /etc/motd 1400000000 5000 0\n"
		      "event 6 read -5 /etc/motd 1400000000 500000007 0\n"
		      "event 8 read 2  1400000002 500000009 0\n"
		      "end 1400000002 500000009 2500000009\n");
	/* Another capture: the same state, so that what was counted stays. */
	assert_int_equal(run(f, &e), 0);
	assert_non_null(strstr(buf_cstr(&f->said), "init false []\nstart false"));
	assert_null(strstr(buf_cstr(&f->said), "load"));
}

static void several(void **state)
{
	struct fixture *f = *state;
	struct chisel *c;
	struct err e = {0};

	/* The first ends the capture inside an event, which the second never sees. */
	assert_int_equal(add(f, "a",
			     "args = {}\n"
			     "function on_event() if evt.get_num() == 3 then sysdig.end_capture() "
			     "end end\n"
			     "function on_capture_end() sysdig.log('a ends', 'info') end",
			     &c, &e),
			 0);
	assert_int_equal(add(f, "b",
			     "args = {} n = 0\n"
			     "function on_event() n = n + 1 end\n"
			     "function on_capture_end() sysdig.log('b saw ' .. n, 'info') end",
			     &c, &e),
			 0);
	assert_int_equal(run(f, &e), 0);
	assert_true(chisel_set_stopped(f->set));
	check_said(f, "a ends\nb saw 2\n");
}

static void lines(void **state)
{
	run_one(*state,
		"args = {}\n"
		"function on_init() chisel.set_event_formatter('%evt.num %fd.num %fd.name') return "
		"true end\n"
		"function on_event() return evt.get_num() ~= 6 end",
		/* Not the first and the seventh: they have no fd. */
		"line 2 3 /etc/motd\nline 3 3 /etc/motd\nline 4 3 /etc/motd\nline 5 3 /etc/motd\n"
		"line 8 0 \n");
}

static void timers(void **state)
{
	const char *script = "args = {}\n"
			     "function on_init() %s return true end\n"
			     "function on_interval(s, ns, d)\n"
			     "  sysdig.log(s - 1400000000 .. ' ' .. ns .. ' ' .. d .. ' ' .. "
			     "evt.get_num(), 'info')\n"
			     "  return true\n"
			     "end";
	struct fixture *f = *state;
	char text[512];

	snprintf(text, sizeof(text), script, "chisel.set_interval_ns(500000000)");
	run_one(f, text, "0 500000000 0 5\n2 500000000 2000000000 7\n");
	chisel_set_free(f->set);
	f->set = chisel_set_new(&f->env);
	snprintf(text, sizeof(text), script, "chisel.set_precise_interval_ns(1000000000)");
	run_one(f, text, "0 0 1000000000 7\n1 0 1000000000 7\n");
	/* Events that the capture's filter rejects drive timers, too. */
	chisel_set_free(f->set);
	f->set = chisel_set_new(&f->env);
	f->env.filter = "evt.num=2";
	snprintf(text, sizeof(text), script, "chisel.set_interval_s(1)");
	run_one(f, text, "2 500000000 0 7\n");
	/* A timer that changes while it runs; the filter, too. */
	chisel_set_free(f->set);
	f->set = chisel_set_new(&f->env);
	f->env.filter = NULL;
	run_one(f,
		"args = {}\n"
		"function on_init() chisel.set_interval_s(1) return true end\n"
		"function on_interval() chisel.set_interval_s(0) chisel.set_filter('evt.num=8') "
		"return true end\n"
		"function on_event() sysdig.log(tostring(evt.get_num()), 'info') end",
		"1\n2\n3\n4\n5\n6\n7\n8\n");
}

static void becomes_another(void **state)
{
	struct fixture *f = *state;
	struct chisel *c;
	struct err e = {0};

	write_script(f, "tool",
		     "args = {{name='x'}, {name='y'}}\n"
		     "function on_set_arg(n, v) sysdig.log(n .. '=' .. v, 'info') return true end\n"
		     "function on_init() sysdig.log('tool', 'info') return true end");
	write_script(f, "endless",
		     "args = {}\nfunction on_init() chisel.exec('endless') return true end");
	run_one(f,
		"args = {}\n"
		"function on_init() chisel.exec('tool', 'a b', 7, nil, 9) return true end\n"
		"function on_capture_end() sysdig.log('not called', 'info') end",
		"x=a b\ny=7\ntool\n");
	assert_int_equal(chisel_set_add(f->set, "endless", &c, &e), 0);
	assert_int_equal(run(f, &e), ERR_LIMIT);
}

/* ---------------------------------------------------------------------- arguments --- */

static const char takes_two[] =
	"args = {{name='a', argtype='string'}, {name='b', optional=true}}\n"
	"function on_set_arg(n, v) sysdig.log(n .. '=' .. v, 'info') return true end";

static void splitting(void **state)
{
	static const struct {
		const char *word, *said; /* said NULL: refused */
	} rows[] = {
		{"one", "a=one\n"},
		{" one two ", "a=one\nb=two\n"},
		{"one  ", "a=one\n"},
		{"'one two' 3", "a=one two\nb=3\n"},
		{"`one two` 3", "a=one two\nb=3\n"},
		{"\"one two\"", "a=\"one\nb=two\"\n"},
		{"it's", "a=it's\n"},
		{"'' x", "a=\nb=x\n"},
		{"one  two", NULL}, /* an empty one between, so three */
		{"'one", NULL},
		{"a b c", NULL},
		{"", NULL},
		{NULL, NULL},
	};
	struct fixture *f = *state;
	struct chisel *c;
	struct err e = {0};
	size_t i;

	assert_int_equal(add(f, "two", takes_two, &c, &e), 0);
	for (i = 0; i < LEN(rows); i++) {
		int rc = chisel_set_args(c, rows[i].word, &e);

		assert_int_equal(rc, rows[i].said ? 0 : ERR_SYNTAX);
		check_said(f, rows[i].said ? rows[i].said : "");
	}
}

static void words_of_the_line(void **state)
{
	static const char none[] = "args = {}", needs[] = "args = {{name='a'}}",
			  may[] = "args = {{name='a', optional=true}, {name='b', optional=true}}",
			  filter[] = "args = {{name='f', argtype='filter', optional=true}}";
	static const struct {
		const char *script;
		const char *line;
		int want;
	} rows[] = {
		{none, "x", 0},
		{needs, "evt.type=open", 1},
		{needs, "-x", 1},
		{needs, "", ERR_SYNTAX},
		{may, "", 0},
		{may, "-v", 0},
		{may, "5", 1},
		{may, "evt.type=open and fd.num=1", 0},
		{may, "5 evt.type=open", 1},
		{filter, "evt.type=open", 1},
		{filter, "-v", 0},
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < LEN(rows); i++) {
		struct chisel *c;
		struct err e = {0};
		char line[64], *words[4], *rest = NULL, *word;
		int n = 0;

		snprintf(line, sizeof(line), "%s", rows[i].line);
		for (word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
			words[n++] = word;
		assert_int_equal(add(f, "w", rows[i].script, &c, &e), 0);
		assert_int_equal(chisel_takes_word(c, words, n, &e), rows[i].want);
	}
}

/* --------------------------------------------------------------------------- errors --- */

static void scripts_that_fail(void **state)
{
	static const struct {
		const char *script;
		bool loads;
		const char *parts[3]; /* of the message */
	} rows[] = {
		{"", false, {"bad", "args is missing", NULL}},
		{"args = {\n", false, {"bad", "while loading", "bad.lua:"}},
		{"args = {}\nlocal x = nil + 1", false, {"while loading", "bad.lua:2:", NULL}},
		{"args = {{name = print}}", false, {"name has to be a text", NULL}},
		{"args = {7}", false, {"entry 1 has to be a table", NULL}},
		{"args = {}\ndescription = {}", false, {"description has to be a text", NULL}},
		{"args = {}\nfunction on_init()\n  nosuch()\nend",
		 true,
		 {"on_init", "bad.lua:3:", NULL}},
		{"args = {}\nfunction on_init() end", true, {"on_init() has to return", NULL}},
		{"args = {}\nfunction on_init() return false end", true, {"does not want to run"}},
		{"args = {}\nfunction on_init() error({}) end", true, {"an error that is no text"}},
		{"args = {}\nfunction on_capture_start()\n\n x.y = 1 end",
		 true,
		 {"on_capture_start", "bad.lua:4:", NULL}},
		{"args = {}\nfunction on_event()\n error('oh') end",
		 true,
		 {"on_event", "bad.lua:3: oh", NULL}},
		{"args = {}\nfunction on_init() chisel.set_interval_ns(1) return true end",
		 true,
		 {"has no on_interval()"}},
		{"args = {}\nfunction on_init() chisel.set_interval_ns(1) return true end\n"
		 "function on_interval() end",
		 true,
		 {"has ended the run"}},
		{"args = {}\nfunction on_init() chisel.set_interval_ns(1) return true end\n"
		 "function on_interval() evt.field({}) end",
		 true,
		 {"on_interval", "bad.lua:3:", "evt.field"}},
		{"args = {}\nfunction on_capture_end()\n error('late') end",
		 true,
		 {"on_capture_end", "bad.lua:3: late", NULL}},
		{"args = {}\nfunction on_init() chisel.request_field('proc.nmae') end",
		 true,
		 {"bad.lua:2:", "proc.nmae", "proc.name"}},
		{"args = {}\nfunction on_init() chisel.set_filter('evt.type=') end",
		 true,
		 {"bad.lua:2:", "set_filter, column"}},
		{"args = {}\nfunction on_init() chisel.exec('nosuch') return true end",
		 true,
		 {"unknown chisel 'nosuch'"}},
		{"args = {}\nsetmetatable(_G, {__index = function() error('guarded') end})\n"
		 "function on_event() return nosuch end",
		 true,
		 {"on_event", "guarded"}},
	};
	struct fixture *f = *state;
	size_t i, k;

	for (i = 0; i < LEN(rows); i++) {
		struct chisel *c;
		struct err e = {0};
		int rc;

		chisel_set_free(f->set);
		f->set = chisel_set_new(&f->env);
		rc = add(f, "good",
			 "args = {} n = 0 function on_event() n = n + 1 end\n"
			 "function on_capture_end() sysdig.log('good has ended', 'info') end",
			 &c, &e);
		assert_int_equal(rc, 0);
		rc = add(f, "bad", rows[i].script, &c, &e);
		assert_int_equal(rc == 0, rows[i].loads);
		if (!rc)
			assert_true(run(f, &e) < 0);
		for (k = 0; k < LEN(rows[i].parts) && rows[i].parts[k]; k++)
			if (!strstr(e.msg, rows[i].parts[k]))
				fail_msg("%s: \"%s\"", rows[i].parts[k], e.msg);
		/* Whatever one does, the others say what they have gathered. */
		check_said(f, rc ? "" : "good has ended\n");
	}
}

/* Every function of the API, called with anything, anywhere: errors, but nothing worse. */
static void wild_calls(void **state)
{
	static const char script[] =
		"args = {{name='a', optional=true}}\n"
		"sysdig.udp_setpeername('127.0.0.1', 9) pcall(sysdig.udp_send, 'once')\n"
		"local values = {false, true, 0, -1, 3.7, 1e300, -1e300, 0/0, 1/0, '', 'x', '-5',\n"
		"  'proc.name', 'evt.type=open', '%evt.num', 'hex', 'info', '127.0.0.1',\n"
		"  ('y'):rep(100000), '\\0\\255', {}, print, coroutine.create(print), io.stdout}\n"
		"local calls = 0\n"
		"local function wild(stop)\n"
		"  for _, m in ipairs {sysdig, chisel, evt} do\n"
		"    for name, f in pairs(m) do\n"
		"      if (name ~= 'end_capture' and name ~= 'exec' or stop) and name ~= "
		"'udp_send' then\n"
		"        pcall(f)\n"
		"        for i = 0, #values do\n"
		"          pcall(f, values[i])\n"
		"          for k = 0, #values do pcall(f, values[i], values[k]) end\n"
		"          calls = calls + 1\n"
		"        end\n"
		"      end\n"
		"    end\n"
		"  end\n"
		"  chisel.set_interval_ns(1) chisel.set_precise_interval_ns(0)\n"
		"  chisel.set_filter('') sysdig.set_output_format('normal')\n"
		"end\n"
		"wild()\n"
		"function on_set_arg() wild() return true end\n"
		"function on_init() field = chisel.request_field('evt.num') values[1] = field\n"
		"  wild() return true end\n"
		"function on_capture_start() wild() return true end\n"
		"function on_event() if evt.get_num() < 3 then wild() end end\n"
		"local ticked\n"
		"function on_interval() if not ticked then ticked = true wild() end return true "
		"end\n"
		"function on_capture_end() wild(true)\n"
		"  sysdig.log(calls > 1000 and 'lived' or 'slept', 'info') end\n";
	struct fixture *f = *state;
	struct chisel *c;
	struct err e = {0};

	/* Not yet there while scripts are loaded. */
	f->env.log = NULL;
	f->env.line = NULL;
	assert_int_equal(add(f, "wild", script, &c, &e), 0);
	f->env.log = hear_log;
	f->env.line = hear_line;
	assert_int_equal(chisel_set_args(c, "x", &e), 0);
	buf_clear(&f->said);
	/* A filter that some call has set may let nothing pass; that is no failure. */
	if (run(f, &e))
		fail_msg("%s", e.msg);
	assert_non_null(strstr(buf_cstr(&f->said), "lived\n"));
}

/* ------------------------------------------------------------------------- functions --- */

static void handles(void **state)
{
	run_one(*state,
		"args = {}\n"
		"function on_event()\n"
		"  if evt.get_num() > 1 then return end\n"
		"  local function say(x) sysdig.log(tostring(x), 'info') end\n"
		"  say(evt.field(nil)) say(evt.field(0)) say(evt.field(true))\n"
		"  say(pcall(evt.field, 'evt.num')) say(pcall(evt.field, {}))\n"
		"  say(pcall(evt.field, io.stdout))\n"
		"  local f = {}\n"
		"  for i, n in ipairs {'evt.num', 'evt.dir', 'evt.is_io', 'proc.name junk', "
		"'evt.time.s'} do\n"
		"    f[i] = chisel.request_field(n)\n"
		"  end\n"
		"  say(type(f[1])) say(evt.field(f[1])) say(evt.field(f[2])) say(evt.field(f[3]))\n"
		"  say(evt.field(f[4])) say(type(evt.field(f[5])))\n"
		"  say(pcall(chisel.request_field, 'fd.ip'))\n"
		"end",
		"nil\nnil\nnil\nfalse\nfalse\nfalse\n"
		"userdata\n1\n>\nfalse\ncat\nstring\nfalse\n");
}

static void times(void **state)
{
	run_one(*state,
		"args = {}\n"
		"local function say(x) sysdig.log(tostring(x), 'info') end\n"
		"say(sysdig.make_ts(1400000000, 5)) say(sysdig.make_ts(1.5, 2.7))\n"
		"say(sysdig.add_ts('5', '7')) say(sysdig.subtract_ts('7', '5'))\n"
		"say(sysdig.subtract_ts('5', '7')) say(sysdig.add_ts(5, 7))\n"
		"say(pcall(sysdig.add_ts, 'x', '1'))\n"
		"say(pcall(sysdig.make_ts, 'x'))\n"
		"function on_capture_end() say(sysdig.get_firstevent_ts())\n"
		"  say(sysdig.get_lastevent_ts()) end",
		"1400000000000000005\n1000000002\n12\n2\n-2\n12\nfalse\nfalse\n"
		"1400000000000000000\n1400000002500000009\n");
}

static void tables(void **state)
{
	run_one(*state,
		"args = {}\n"
		"local function say(...) sysdig.log(table.concat({...}, ' '), 'info') end\n"
		"local function look(f, filter)\n"
		"  local t, tids = sysdig[f](filter), {}\n"
		"  for tid in pairs(t) do tids[#tids + 1] = tid end\n"
		"  table.sort(tids)\n"
		"  say(f, tostring(filter), unpack(tids))\n"
		"  return t\n"
		"end\n"
		"function on_event()\n"
		"  if evt.get_num() ~= 4 then return end\n"
		"  local cat = look('get_thread_table')[10]\n"
		"  say(cat.comm, cat.pid, cat.ptid, cat.username, cat.fdlimit, "
		"cat.fdtable[3].name,\n"
		"      cat.fdtable[3].type, #cat.args)\n"
		"  cat = look('get_thread_table_barebone', 'fd.num=3')[10]\n"
		"  say(tostring(cat.comm), cat.tid, tostring(cat.fdtable[3].name))\n"
		"  say(tostring(next(look('get_thread_table_nofds')[10].fdtable)))\n"
		"  look('get_thread_table', 'proc.name=sh')\n"
		"  look('get_thread_table_barebone_nofds', 'fd.name contains motd')\n"
		"  say(#sysdig.get_container_table())\n"
		"  say(tostring(pcall(sysdig.get_thread_table, 'nosuch=1')))\n"
		"end",
		"get_thread_table nil 10 20\n"
		"cat 10 1 <NA> 4294967295 /etc/motd file 0\n"
		"get_thread_table_barebone fd.num=3 10\nnil 10 nil\n"
		"get_thread_table_nofds nil 10 20\nnil\n"
		"get_thread_table proc.name=sh\n"
		"get_thread_table_barebone_nofds fd.name contains motd 10\n0\nfalse\n");
}

static void capture_filter(void **state)
{
	struct fixture *f = *state;

	run_one(f,
		"args = {} n = 0\n"
		"function on_init() sysdig.set_filter('proc.name=sh') return true end\n"
		"function on_event() n = n + 1 end\n"
		"function on_capture_end() sysdig.log(n .. ' ' .. sysdig.get_filter() .. ' ' ..\n"
		"  tostring(pcall(sysdig.set_filter, 'evt.num=1')), 'info') end",
		"2 proc.name=sh false\n");
}

/* A value of each kind from every one of many events, and the first of many that goes wrong. */
static void many_events(void **state)
{
	struct fixture *f = *state;
	struct chisel *c;
	struct err e = {0};

	f->more = 3000;
	run_one(f,
		"args = {} n = 0 res = 0 names = 0 io = 0 none = 0\n"
		"function on_init()\n"
		"  fres = chisel.request_field('evt.rawarg.res')\n"
		"  fname = chisel.request_field('fd.name')\n"
		"  fio = chisel.request_field('evt.is_io')\n"
		"  chisel.set_filter('evt.dir=<')\n"
		"  chisel.set_interval_s(1)\n"
		"  return true\n"
		"end\n"
		"function on_interval() n = n + 1000000 return true end\n"
		"function on_event()\n"
		"  n = n + 1\n"
		"  res = res + (evt.field(fres) or 0)\n"
		"  if evt.field(fname) == '/etc/motd' then names = names + 1 end\n"
		"  if evt.field(fio) then io = io + 1 end\n"
		"  if evt.field(nil) == nil and evt.field(0) == nil then none = none + 1 end\n"
		"end\n"
		"function on_capture_end()\n"
		"  sysdig.log(table.concat({n, res, names, io, none}, ' '), 'info')\n"
		"end",
		/* 4 exits and 3000; ticks at 2.5 s and 3 s; -1 .. 5 come round 428 times, then 4 */
		"2003004 5995 3003 3003 3004\n");
	write_script(f, "wrong",
			     "args = {} n = 0\n"
			     "function on_event()\n"
			     "  n = n + 1\n"
			     "  if n == 2000 then n.x = 1 end\n"
			     "end\n"
			     "function on_capture_end() sysdig.log('got to ' .. n, 'info') end");
	chisel_set_free(f->set);
	f->set = chisel_set_new(&f->env);
	assert_int_equal(chisel_set_add(f->set, "wrong", &c, &e), 0);
	assert_int_equal(run(f, &e), ERR_SYNTAX);
	assert_non_null(strstr(e.msg, "wrong, on_event: "));
	assert_non_null(strstr(e.msg, "wrong.lua:4: attempt to index global 'n'"));
	check_said(f, "got to 2000\n");
}

static void listing(void **state)
{
	struct fixture *f = *state;
	struct chisel_list l;
	struct chisel_info info;
	struct err e = {0};

	write_script(f, "b",
		     "description='d' short_description='s' category='Y' args={}\n"
		     "print('no output') io.write('none') chisel.set_filter('x') sysdig.nosuch()");
	write_script(f, "a",
		     "description='d' short_description='s' category='Z' "
		     "args={{name='n', description='what', argtype='int', optional=true}}");
	write_script(f, "hidden", "description='d' short_description='s' hidden=true args={}");
	write_script(f, "endless", "description='d' while true do end");
	write_script(f, "broken", "description=");
	write_script(f, "module", "return {}");
	chisel_list_load(&l, &f->path);
	assert_int_equal(l.n, 2);
	assert_string_equal(l.v[0].name, "b");
	assert_string_equal(l.v[1].name, "a");
	chisel_list_release(&l);
	assert_int_equal(chisel_info_load(&info, &f->path, "a", &e), 0);
	assert_int_equal(info.nargs, 1);
	assert_string_equal(info.args[0].desc, "what");
	assert_true(info.args[0].optional);
	chisel_info_release(&info);
	assert_int_equal(chisel_info_load(&info, &f->path, "hidden", &e), ERR_UNKNOWN);
	assert_int_equal(chisel_info_load(&info, &f->path, "nosuch", &e), ERR_UNKNOWN);
	assert_int_equal(chisel_info_load(&info, &f->path, "endless", &e), ERR_SYNTAX);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(life),
		TEST(several),
		TEST(lines),
		TEST(timers),
		TEST(becomes_another),
		TEST(splitting),
		TEST(words_of_the_line),
		TEST(scripts_that_fail),
		TEST(wild_calls),
		TEST(handles),
		TEST(times),
		TEST(tables),
		TEST(capture_filter),
		TEST(many_events),
		TEST(listing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
