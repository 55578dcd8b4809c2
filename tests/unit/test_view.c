/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "engine/script/view.h"

#define KEY	   "{field = 'thread.tid', is_key = true}"
#define GROUP	   "{field = 'proc.pid', is_groupby_key = true}"
#define SHOWN	   "{name = 'PID', field = 'proc.pid'}"
#define VIEW(body) "view_info = {id = 'v', name = 'V', " body "}"

static struct view *parse(const char *text, struct err *e)
{
	struct view *v = NULL;
	int r = view_parse(text, strlen(text), "v.lua", &v, e);

	assert_int_equal(r, e->code);
	assert_false(r && v);
	return v;
}

static struct view *good(const char *text)
{
	struct err e = {0};
	struct view *v = parse(text, &e);

	if (e.code)
		fail_msg("%s", e.msg);
	assert_non_null(v);
	return v;
}

/* The text is refused, and the message has all the words in it. */
static void bad(const char *text, const char *word, const char *word2)
{
	struct err e = {0};

	assert_null(parse(text, &e));
	if (!strstr(e.msg, word) || !strstr(e.msg, word2) || strncmp(e.msg, "v.lua:", 6))
		fail_msg("message: %s", e.msg);
}

static void attributes_have_their_defaults(void **unused)
{
	struct view *v = good(VIEW("columns = {" KEY ", " SHOWN "}"));

	(void)unused;
	assert_string_equal(v->id, "v");
	assert_string_equal(v->name, "V");
	assert_string_equal(v->desc, "");
	assert_string_equal(v->filter, "");
	assert_int_equal(v->type, VIEW_TABLE);
	assert_false(v->is_root);
	assert_false(v->use_defaults);
	assert_false(v->increase_depth);
	assert_true(v->propagate_filter);
	assert_int_equal(v->ncolumns, 2);
	assert_int_equal(v->columns[1].width, -1);
	assert_int_equal(v->columns[1].agg, AGG_NONE);
	assert_int_equal(v->columns[1].modes, MODE_BOTH);
	view_free(v);
}

static void attributes_are_read(void **unused)
{
	struct view *v = good(
		"view_info = {id = 'x', name = 12, description = 'd', view_type = 'table',\n"
		"is_root = true, use_defaults = true, filter = 'evt.type!=switch',\n"
		"drilldown_target = 't', spectro_type = 'tracers', propagate_filter = false,\n"
		"drilldown_increase_depth = true, tips = {'one', 'two'}, applies_to = {'', "
		"'a.b'},\n"
		"tags = {'Default'}, unknown = {},\n"
		"columns = {" KEY ",\n"
		"{name = 'C', field = ' evt.count\t', aggregation = 'TIME_AVG', colsize = 9,\n"
		"groupby_aggregation = 'SUM', is_sorting = true, description = 'n'},\n"
		"{name = 'B', field = 'proc.name', tags = {'containers'}}},\n"
		"actions = {{hotkey = 'k', command = 'kill %proc.pid', ask_confirmation = true},\n"
		"{hotkey = '9', command = 'ls', description = 'list', wait_finish = false}}}");

	(void)unused;
	assert_string_equal(v->name, "12");
	assert_true(v->is_root && v->use_defaults && v->increase_depth);
	assert_false(v->propagate_filter);
	assert_int_equal(v->tips.n, 2);
	assert_string_equal(v->tips.v[1], "two");
	assert_true(view_applies_to(v, ""));
	assert_true(view_applies_to(v, "a.b"));
	assert_false(view_applies_to(v, "a"));
	assert_string_equal(v->columns[1].field, "evt.count");
	assert_int_equal(v->columns[1].agg, AGG_TIME_AVG);
	assert_int_equal(v->columns[1].group_agg, AGG_SUM);
	assert_int_equal(v->columns[1].width, 9);
	assert_int_equal(v->columns[2].modes, MODE_CONTAINERS);
	assert_int_equal(v->nactions, 2);
	assert_int_equal(v->actions[0].hotkey, 'k');
	assert_true(v->actions[0].ask && v->actions[0].wait);
	assert_false(v->actions[1].ask || v->actions[1].wait);
	view_free(v);
}

static void what_is_no_view_is_passed_over(void **unused)
{
	static const char *const texts[] = {
		"",
		"x = 1",
		"view_infoz = {id = 1}",
		"-- view_info comes later\nlocal a",
		"description = 'a chisel'; view_info = 5",
		"this is no Lua at all",
		VIEW("tags = {'Containers'}, columns = {" KEY ", " SHOWN "}"),
	};
	struct err e = {0};
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_null(parse(texts[i], &e));
		assert_int_equal(e.code, 0);
	}
}

static void mistakes_are_named(void **unused)
{
	(void)unused;
	bad("view_info = {", "v.lua:1:", "");
	bad("\n\nview_info = nil + 1", "v.lua:3:", "arithmetic");
	bad("view_info = 5", "view_info", "table");
	bad(VIEW("columns = 5"), "columns", "table");
	bad(VIEW("columns = {5}"), "columns[1]", "table");
	bad(VIEW("columns = {}"), "columns", "nothing to show");
	bad(VIEW("is_root = 1, columns = {" KEY ", " SHOWN "}"), "is_root", "boolean");
	bad(VIEW("view_type = 'tree'"), "view_type", "tree");
	bad(VIEW("filter = {}, columns = {" KEY ", " SHOWN "}"), "filter", "string");
	bad(VIEW("tips = 'x', columns = {" KEY ", " SHOWN "}"), "tips", "table");
	bad(VIEW("applies_to = {{}}, columns = {" KEY ", " SHOWN "}"), "applies_to", "string");
	bad(VIEW("columns = {" KEY ", {field = 'proc.pid', colsize = 'wide'}}"), "columns[2].",
	    "colsize");
	bad(VIEW("columns = {" KEY ", {field = 'proc.pid', colsize = -1}}"), "columns[2].",
	    "colsize");
	bad(VIEW("columns = {" KEY ", {field = 'proc.pid', aggregation = 'MEDIAN'}}"),
	    "columns[2].aggregation", "MEDIAN");
	bad(VIEW("columns = {" KEY ", {field = 'proc.pid', tags = {1}}}"), "columns[2].", "tags");
	bad(VIEW("columns = {" KEY ", {name = 'X', field = 'proc.pidd'}}"), "column X",
	    "proc.pidd");
	bad(VIEW("columns = {" KEY ", {field = 'proc.pid', filterfield = 'proc.name'}}"),
	    "columns[2].filterfield", "key");
	bad(VIEW("columns = {" SHOWN "}"), "is_key", "exactly one");
	bad(VIEW("columns = {" KEY ", " KEY ", " SHOWN "}"), "is_key", "exactly one");
	bad(VIEW("columns = {" KEY ", " GROUP ", " GROUP ", " SHOWN "}"), "is_groupby_key", "2");
	bad(VIEW("columns = {{field = 'proc.pid', is_key = true, is_sorting = true}, " SHOWN "}"),
	    "columns[1].is_sorting", "key");
	bad(VIEW("view_type = 'list', columns = {" KEY ", " SHOWN "}"), "is_key", "list");
	bad(VIEW("columns = {" KEY ", {field = 'proc.pid', is_sorting = true}, "
		 "{field = 'proc.name', is_sorting = true}}"),
	    "is_sorting", "2");
	bad(VIEW("filter = 'evt.typ=open', columns = {" KEY ", " SHOWN "}"), "filter", "evt.typ");
	bad(VIEW("actions = {{hotkey = 'ab', command = 'x'}}, columns = {" KEY ", " SHOWN "}"),
	    "actions[1].", "hotkey");
	bad(VIEW("name = 'a\\0b', columns = {" KEY ", " SHOWN "}"), "name", "NUL");
}

/* Views are data: what a file can reach is Lua's arithmetic, and not for long. */
static void the_environment_is_bare(void **unused)
{
	static const char *const reach[] = {
		"io",	       "os",	      "require",     "package",	       "debug",
		"jit",	       "ffi",	      "load",	     "loadstring",     "dofile",
		"loadfile",    "getfenv",     "setfenv",     "collectgarbage", "string.rep",
		"string.dump", "string.gsub", "string.find", "coroutine",      "newproxy",
	};
	char text[256];
	struct err e = {0};
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(reach) / sizeof(reach[0]); i++) {
		snprintf(text, sizeof(text), "assert(%s == nil, 'there')\nview_info = nil",
			 reach[i]);
		assert_null(parse(text, &e));
		if (e.code)
			fail_msg("%s: %s", reach[i], e.msg);
	}
	bad("view_info = ('x'):rep(10)", "v.lua:1:", "rep");
	bad("view_info = {} for k in pairs(getmetatable('').__index) do end", "v.lua:1:", "");
}

static void endless_files_end(void **unused)
{
	(void)unused;
	bad("while true do end view_info = {}", "too long", "");
	bad("while true do pcall(function() while true do end end) end view_info = {}", "too long",
	    "");
	bad("local t = {} for i = 1, 1e9 do t[i] = i end view_info = {}", "", "too ");
	bad("local s = 'x' while true do s = s .. s end view_info = {}", "memory", "");
	bad("view_info = {} local function f() return f() + 1 end f()", "overflow", "");
}

static void bytecode_is_refused(void **unused)
{
	static const char code[] = "\033LJ\002\000view_info";
	struct view *v = NULL;
	struct err e = {0};

	(void)unused;
	assert_true(view_parse(code, sizeof(code) - 1, "v.lua", &v, &e) < 0);
	assert_null(v);
}

/* Reading must not run code of the file. */
static void metatables_are_not_obeyed(void **unused)
{
	struct view *v =
		good("view_info = setmetatable({id = 'm', columns = {" KEY ", " SHOWN "}},\n"
		     "{__index = function() while true do end end})");

	(void)unused;
	assert_string_equal(v->name, "");
	view_free(v);
}

static void depth_is_replaced(void **unused)
{
	static const struct {
		const char *text, *want;
		int depth;
	} rows[] = {
		{"span.ntags>=%depth", "span.ntags>=2", 2},
		{"a[%depth+1] b[%depth-1]%depth", "a[3] b[1]2", 2},
		{"%depth-1", "0", 0},
		{"%depth+2 100% %dept", "1+2 100% %dept", 1},
		{"", "", 1},
	};
	struct buf b;
	size_t i;

	(void)unused;
	buf_init(&b, 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&b);
		view_expand(&b, rows[i].text, rows[i].depth);
		assert_string_equal(buf_cstr(&b), rows[i].want);
	}
	buf_release(&b);
}

static void columns_are_put_in_order(void **unused)
{
	struct view *v = good(VIEW("columns = {" SHOWN ", " GROUP ", {name = 'N', field = "
				   "'proc.name', is_sorting = true, tags = {'default'}}, "
				   "{name = 'K', field = 'container.name', colsize = 0, "
				   "tags = {'containers'}}, " KEY "}"));
	struct table_def d;
	struct err e = {0};

	(void)unused;
	assert_int_equal(view_table_def(v, 0, false, &d, &e), 0);
	assert_true(d.keyed && d.grouped);
	assert_int_equal(d.n, 4);
	assert_string_equal(d.cols[0].field, "thread.tid");
	assert_string_equal(d.cols[1].field, "proc.pid");
	assert_string_equal(d.cols[2].name, "PID");
	assert_int_equal(d.first, 2);
	assert_int_equal(d.sort, 3);
	assert_int_equal(d.cols[3].width, 32);
	assert_string_equal(table_def_key(&d)->field, "proc.pid");
	table_def_release(&d);

	assert_int_equal(view_table_def(v, 0, true, &d, &e), 0);
	assert_int_equal(d.n, 4);
	assert_string_equal(d.cols[3].name, "K");
	assert_int_equal(d.cols[3].width, 0);
	assert_int_equal(d.sort, 2);
	table_def_release(&d);
	view_free(v);
}

/* --------------------------------------------------------------------- folders --- */

static void write_file(const char *dir, const char *name, const char *text)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

#define NAMED(id, name, more) \
	"view_info = {id = '" id "', name = '" name "', " more "columns = {" KEY ", " SHOWN "}}"

static void remove_folder(const char *dir)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -r %s", dir);
	assert_int_equal(system(command), 0);
}

static void folders_are_read_in_order(void **unused)
{
	char a[] = "/tmp/sonde-views-XXXXXX", b[] = "/tmp/sonde-views-XXXXXX";
	const char *dirs[] = {a, "/nonexistent", b};
	struct view_set s;

	(void)unused;
	assert_non_null(mkdtemp(a));
	assert_non_null(mkdtemp(b));
	write_file(a, "one.lua", NAMED("one", "Mine", "is_root = true, "));
	write_file(a, "bad.lua", "view_info = {");
	write_file(a, "twice.lua", NAMED("one", "Twice", ""));
	write_file(a, "note.txt", NAMED("txt", "Text", ""));
	write_file(b, "one.lua", NAMED("hidden", "Hidden by its file name", ""));
	write_file(b, "other.lua", NAMED("one", "Hidden by its id", ""));
	write_file(b, "b.lua", NAMED("b", "B", "drilldown_target = 'one', applies_to = {'x'}, "));
	write_file(b, "a.lua", NAMED("a", "A", "tags = {'nocsysdig'}, applies_to = {'x'}, "));
	view_set_load(&s, dirs, 3);
	assert_int_equal(s.n, 3);
	assert_string_equal(s.v[0]->name, "A");
	assert_string_equal(s.v[1]->name, "B");
	assert_string_equal(s.v[2]->name, "Mine");
	assert_ptr_equal(view_set_root(&s), s.v[2]);
	assert_null(view_set_find(&s, "hidden"));
	assert_null(view_set_find(&s, ""));
	assert_ptr_equal(view_set_below(&s, s.v[1], "x"), s.v[2]);
	assert_ptr_equal(view_set_below(&s, s.v[2], "x"), s.v[1]);
	assert_null(view_set_below(&s, s.v[2], "y"));
	/* Nothing opens below itself for want of something better. */
	assert_null(view_set_below(&(struct view_set){.v = &s.v[1], .n = 1}, s.v[1], "x"));
	assert_non_null(strstr(buf_cstr(&s.complaints), "bad.lua:1:"));
	assert_non_null(strstr(buf_cstr(&s.complaints), "twice.lua"));
	assert_null(strstr(buf_cstr(&s.complaints), "other.lua"));
	view_set_release(&s);
	remove_folder(a);
	remove_folder(b);
}

/* The folder's view, read with what it shares; the message must begin with the view's path. */
static struct view *parse_in(const char *dir, const char *text, struct err *e)
{
	char path[64];
	struct view *v;
	int r;

	snprintf(path, sizeof(path), "%s/v.lua", dir);
	*e = (struct err){0};
	r = view_parse(text, strlen(text), path, &v, e);
	assert_int_equal(r, e->code);
	if (e->code && strncmp(e->msg, path, strlen(path)))
		fail_msg("message: %s", e->msg);
	return v;
}

static void views_share_files(void **unused)
{
	static const struct {
		const char *body, *word, *word2;
	} mistakes[] = {
		{"\nlocal c = shared 'missing'", "v.lua:2: ", "shared/missing.lua: No such file"},
		{"shared 'broken'", "v.lua:1: ", "shared/broken.lua:2:"},
		{"shared 'fails'", "v.lua: shared/fails.lua:1:", "arithmetic"},
		{"shared 'code'", "shared \"code\"", "mode"},
		{"shared 'itself'", "v.lua: ", "100 times"},
		{"while pcall(shared, 'good') do end shared 'good'", "v.lua:1: ", "100 times"},
		{"shared 'endless'", "too long", ""},
		{"pcall(shared, 'endless')", "too long", ""},
		{"\n\nlocal c = shared('good').colour", "v.lua:3: ", "no \"colour\""},
		{"shared '../shared/good'", "v.lua:1: ", "a name of"},
		{"shared 'good.lua'", "v.lua:1: ", "a name of"},
		{"shared ''", "v.lua:1: ", "a name of"},
		{"shared 'good\\0'", "v.lua:1: ", "a name of"},
		{"shared 'a_name_that_is_much_longer_than_it_may_be'", "v.lua:1: ", "a name of"},
		{"shared()", "v.lua:1: ", "string expected"},
	};
	char dir[] = "/tmp/sonde-views-XXXXXX", folder[64], text[512];
	struct err e;
	struct view *v;
	size_t i;

	(void)unused;
	assert_non_null(mkdtemp(dir));
	snprintf(folder, sizeof(folder), "%s/shared", dir);
	assert_int_equal(mkdir(folder, 0700), 0);
	write_file(folder, "good.lua",
		   "view_info = 5; local more = shared 'more'; assert(not io and not require)\n"
		   "return {key = " KEY ", shown = more.shown}");
	write_file(folder, "more.lua", "return {shown = " SHOWN "}");
	write_file(folder, "broken.lua", "return {\n]");
	write_file(folder, "fails.lua", "return nil + 1");
	write_file(folder, "code.lua", "\33LJ");
	write_file(folder, "itself.lua", "return shared 'itself'");
	write_file(folder, "endless.lua", "while true do end");
	write_file(folder, "empty.lua", "");
	v = parse_in(dir,
		     "local c = shared 'good'; assert(view_info == nil and c[1] == nil)\n"
		     "assert(shared 'empty' == nil and not pcall(shared, 'missing'))\n" VIEW(
			     "columns = {c.key, c.shown}"),
		     &e);
	if (!v)
		fail_msg("message: %s", e.msg);
	assert_int_equal(v->ncolumns, 2);
	assert_true(v->columns[0].is_key);
	assert_string_equal(v->columns[1].name, "PID");
	view_free(v);
	for (i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		snprintf(text, sizeof(text), "%s\n" VIEW("columns = {" KEY ", " SHOWN "}"),
			 mistakes[i].body);
		assert_null(parse_in(dir, text, &e));
		if (!strstr(e.msg, mistakes[i].word) || !strstr(e.msg, mistakes[i].word2) ||
		    strchr(e.msg, '\n'))
			fail_msg("%s: message: %s", mistakes[i].body, e.msg);
	}
	remove_folder(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attributes_have_their_defaults),
		cmocka_unit_test(attributes_are_read),
		cmocka_unit_test(what_is_no_view_is_passed_over),
		cmocka_unit_test(views_share_files),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(the_environment_is_bare),
		cmocka_unit_test(endless_files_end),
		cmocka_unit_test(bytecode_is_refused),
		cmocka_unit_test(metatables_are_not_obeyed),
		cmocka_unit_test(depth_is_replaced),
		cmocka_unit_test(columns_are_put_in_order),
		cmocka_unit_test(folders_are_read_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
