/* SPDX-License-Identifier: Apache-2.0 */
#include <locale.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "capture_maker.h"
#include "engine/base/mem.h"
#include "event_codes.h"
#include "ui/model/explorer.h"
#include "ui/model/keys.h"
#include "ui/model/rows.h"
#include "ui/model/text.h"

/* The explorer, driven by keys, without a screen. */

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const char *const view_texts[] = {
	"view_info = {id = 'procs', name = 'Processes', is_root = true, use_defaults = true, "
	"filter = 'evt.type!=switch', drilldown_target = 'files', applies_to = {''}, "
	"columns = {{field = 'thread.tid', is_key = true}, "
	"{field = 'proc.pid', is_groupby_key = true}, "
	"{name = 'PID', field = 'proc.pid', colsize = 7}, "
	"{name = 'N', field = 'evt.count', aggregation = 'SUM', groupby_aggregation = 'SUM', "
	"colsize = 8, is_sorting = true}, "
	"{name = 'NAME', field = 'proc.name', colsize = 0}}}",
	"view_info = {id = 'files', name = 'Files', use_defaults = true, "
	"filter = \"fd.name!=''\", drilldown_target = 'list', applies_to = {'proc.pid'}, "
	"columns = {{field = 'fd.name', is_key = true}, "
	"{name = 'OPS', field = 'evt.count', aggregation = 'SUM', colsize = 9}, "
	"{name = 'FILE', field = 'fd.name', colsize = 0}}}",
	"view_info = {id = 'list', name = 'List', view_type = 'list', "
	"columns = {{name = 'TYPE', field = 'evt.type', colsize = 12}, "
	"{name = 'FILE', field = 'fd.name', colsize = 0}}}",
	"view_info = {id = 'once', name = 'Once', propagate_filter = false, "
	"filter = 'evt.type=open', drilldown_target = 'files', columns = {"
	"{field = 'proc.name', is_key = true, filter_in_child_only = true}, "
	"{name = 'P', field = 'proc.name', colsize = 0}}}",
};

struct fixture {
	struct buf bytes;
	struct log *log;
	struct view *views[LEN(view_texts)];
	struct view_set set;
	struct query_opts query;
	struct explorer x;
};

static void open_file(struct buf *b, uint64_t *ts, int64_t tid, int64_t fd, const char *name)
{
	cap_event(b, *ts += 10, tid, EV_SYSCALL_OPEN_E, "");
	cap_event(b, *ts += 10, tid, EV_SYSCALL_OPEN_X, "qsdd", fd, name, 1, 0);
}

static const char odd_name[] = "/tmp/it's \"odd\" \\ b\tl";

static int setup(void **state)
{
	const struct log_opts o = {.keep = true};
	struct fixture *f = xcalloc(1, sizeof(*f));
	struct explorer_opts xo = {.source = "dir/test.scap"};
	uint64_t ts = 1000000000;
	struct err e = {0};
	unsigned i;

	buf_init(&f->bytes, 0);
	cap_section(&f->bytes);
	cap_thread(&f->bytes, 10, 10, 1, "alpha", "/");
	cap_thread(&f->bytes, 20, 20, 1, "beta", "/");
	cap_thread(&f->bytes, 30, 30, 1, "Gamma", "/");
	open_file(&f->bytes, &ts, 10, 3, "/etc/passwd");
	open_file(&f->bytes, &ts, 10, 4, odd_name);
	open_file(&f->bytes, &ts, 20, 5, "/etc/hosts");
	for (i = 0; i < 300; i++)
		open_file(&f->bytes, &ts, 20, 6, "/many");
	f->log = log_open_mem((uint8_t *)f->bytes.p, f->bytes.len, &o, &e);
	assert_non_null(f->log);
	for (i = 0; i < LEN(view_texts); i++) {
		if (view_parse(view_texts[i], strlen(view_texts[i]), "v", &f->views[i], &e))
			fail_msg("%s", e.msg);
	}
	f->set = (struct view_set){.v = f->views, .n = LEN(view_texts)};
	xo.query = &f->query;
	explorer_init(&f->x, f->log, &f->set, &xo, "");
	explorer_resize(&f->x, 80, 10);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	explorer_release(&f->x);
	log_close(f->log);
	for (i = 0; i < LEN(view_texts); i++)
		view_free(f->views[i]);
	buf_release(&f->bytes);
	free(f);
	return 0;
}

static void settle(struct fixture *f)
{
	while (explorer_step(&f->x, 1000000) || !explorer_settled(&f->x) || f->x.search.active)
		;
	explorer_prepare(&f->x);
}

/* Keys by their names, separated by blanks. */
static void keys(struct fixture *f, const char *names)
{
	while (*names) {
		unsigned n = (unsigned)strcspn(names, " ");
		int key = key_parse(names, n);

		assert_int_not_equal(key, UK_NONE);
		explorer_key(&f->x, key);
		settle(f);
		names += n;
		names += *names == ' ';
	}
}

static void start(struct fixture *f, unsigned view)
{
	struct err e = {0};

	assert_int_equal(nav_open_view(&f->x.nav, f->views[view], &e), 0);
	settle(f);
}

static const struct level *top(const struct fixture *f)
{
	return explorer_level(&f->x);
}

static void check_line(const struct fixture *f, uint64_t row, const char *want)
{
	struct buf b;

	buf_init(&b, 0);
	if (top(f)->table)
		rows_line(top(f), row, false, &b);
	else
		assert_true(pane_line(top(f)->pane, row, &b));
	if (!strstr(buf_cstr(&b), want))
		fail_msg("row %u is \"%s\", without \"%s\"", (unsigned)row, buf_cstr(&b), want);
	buf_release(&b);
}

static void check_selection(const struct fixture *f, const char *want)
{
	struct buf b;

	buf_init(&b, 0);
	nav_selection(&f->x.nav, &b);
	assert_string_equal(buf_cstr(&b), want);
	buf_release(&b);
}

static void enter_opens_what_is_selected(void **state)
{
	struct fixture *f = *state;

	start(f, 0);
	assert_int_equal(level_count(top(f)), 3);
	check_selection(f, "whole machine");
	assert_string_equal(top(f)->filter_text, "evt.type!=switch");
	keys(f, "Down");
	check_line(f, 1, "alpha");
	keys(f, "Enter");
	assert_string_equal(explorer_title(&f->x), "Files");
	check_selection(f, "proc.pid=10");
	assert_string_equal(top(f)->filter_text,
			    "((evt.type!=switch) and proc.pid=10) and (fd.name!='')");
	assert_int_equal(level_count(top(f)), 2);
}

static void back_returns_to_the_same_row(void **state)
{
	struct fixture *f = *state;

	start(f, 0);
	keys(f, "Down Down");
	check_line(f, top(f)->row, "Gamma");
	keys(f, "$"); /* there is no fourth column: nothing happens */
	keys(f, "!"); /* sort by PID, downwards */
	assert_int_equal(top(f)->row, 0);
	check_line(f, top(f)->row, "Gamma");
	keys(f, "Down Enter");
	check_selection(f, "proc.pid=20");
	keys(f, "End Backspace");
	assert_string_equal(explorer_title(&f->x), "Processes");
	check_line(f, top(f)->row, "beta");
	assert_int_equal(top(f)->sort, 2);
	keys(f, "Backspace");
	assert_non_null(strstr(buf_cstr(&f->x.message), "first"));
	assert_int_equal(f->x.nav.n, 1);
}

/* Names with quotes, blanks and controls lead to their own events and to no others. */
static void odd_names_are_quoted(void **state)
{
	struct fixture *f = *state;

	start(f, 1);
	keys(f, "#"); /* there are two columns */
	keys(f, "/ o d d Enter");
	check_line(f, top(f)->row, "/tmp/it's \"odd\" \\ b.l");
	keys(f, "d");
	check_selection(f, "fd.name=\"/tmp/it\\x27s \\\"odd\\\" \\\\ b.l\"");
	assert_null(top(f)->view);
	assert_int_equal(level_count(top(f)), 1);
	check_line(f, 0, "odd");
	keys(f, "Backspace");
	check_line(f, top(f)->row, "odd");
	keys(f, "Enter");
	assert_string_equal(explorer_title(&f->x), "List");
	assert_int_equal(level_count(top(f)), 1);
	check_line(f, 0, "open");
}

static void filters_are_composed(void **state)
{
	struct fixture *f = *state;

	free(f->x.nav.base_filter);
	f->x.nav.base_filter = xstrdup("proc.name!=Gamma");
	start(f, 0);
	assert_string_equal(top(f)->filter_text, "(proc.name!=Gamma) and (evt.type!=switch)");
	keys(f, "Enter Enter");
	assert_string_equal(explorer_title(&f->x), "List");
	assert_string_equal(top(f)->filter_text,
			    "(proc.name!=Gamma) and (((evt.type!=switch) and proc.pid=20) and "
			    "((fd.name!='') and fd.name=\"/many\"))");
	check_selection(f, "proc.pid=20 and fd.name=\"/many\"");
	keys(f, "Enter");
	assert_int_equal(f->x.nav.n, 3);
	assert_true(f->x.message.len > 0);
}

/* filter_in_child_only and propagate_filter = false. */
static void conditions_can_be_for_the_child_only(void **state)
{
	struct fixture *f = *state;

	start(f, 3);
	keys(f, "Enter");
	assert_string_equal(top(f)->filter_text, "(proc.name=\"alpha\") and (fd.name!='')");
	keys(f, "Enter");
	assert_string_equal(top(f)->filter_text, "((fd.name!='') and fd.name=\"/etc/passwd\")");
}

/* A row made of events without the field is opened by asking for just those. */
static void rows_of_missing_values_are_opened(void **state)
{
	struct fixture *f = *state;
	static const char text[] =
		"view_info = {id = 't', name = 'T', use_defaults = true, columns = {"
		"{field = 'fd.type', is_key = true}, {name = 'T', field = 'fd.type', colsize = 9}, "
		"{name = 'N', field = 'evt.count', aggregation = 'SUM', is_sorting = true}}}";
	struct err e = {0};
	struct view *v;

	assert_int_equal(view_parse(text, strlen(text), "t", &v, &e), 0);
	assert_int_equal(nav_open_view(&f->x.nav, v, &e), 0);
	settle(f);
	check_line(f, 0, "306");
	keys(f, "d");
	check_selection(f, "(not fd.type exists or fd.type=\"\")");
	assert_int_equal(level_count(top(f)), 303);
	view_free(v);
	keys(f, "Esc");
}

static void events_are_counted_and_paged(void **state)
{
	struct fixture *f = *state;
	struct err e = {0};

	assert_int_equal(nav_open_pane(&f->x.nav, PANE_EVENTS, &e), 0);
	settle(f);
	assert_int_equal(level_count(top(f)), 606);
	assert_int_equal(top(f)->row, 0);
	keys(f, "PgDn");
	assert_int_equal(top(f)->row, 10);
	assert_int_equal(top(f)->top, 10);
	keys(f, "Ctrl-D");
	assert_int_equal(top(f)->row, 15);
	keys(f, "End");
	assert_int_equal(top(f)->row, 605);
	assert_int_equal(top(f)->top, 596);
	check_line(f, 605, "/many");
	check_line(f, 0, "alpha");
	check_line(f, 300, "301 ");
	keys(f, "PgUp g G Ctrl-U k");
	assert_int_equal(top(f)->row, 599);
	assert_int_equal(pane_event(top(f)->pane, 599), 600);
	assert_int_equal(pane_event(top(f)->pane, 606), 0);
}

static void search_goes_round(void **state)
{
	struct fixture *f = *state;

	start(f, 0);
	keys(f, "/ G A M M A Enter");
	check_line(f, top(f)->row, "Gamma");
	keys(f, "/ a Enter");
	check_line(f, top(f)->row, "Gamma");
	keys(f, "n");
	check_line(f, top(f)->row, "beta");
	keys(f, "n");
	check_line(f, top(f)->row, "alpha");
	keys(f, "N");
	check_line(f, top(f)->row, "beta");
	keys(f, "N");
	check_line(f, top(f)->row, "Gamma");
	keys(f, "/ a l p Esc");
	check_line(f, top(f)->row, "Gamma");
	keys(f, "/ z z Enter");
	check_line(f, top(f)->row, "Gamma");
	keys(f, "n");
	assert_non_null(strstr(buf_cstr(&f->x.message), "Not found: zz"));
	keys(f, "/ 6 0 3 Enter");
	check_line(f, top(f)->row, "beta");
}

/* From when the text has been typed until the next step has found it. */
static void a_search_that_goes_on_is_said(void **state)
{
	struct fixture *f = *state;
	struct buf b;

	buf_init(&b, 0);
	start(f, 0);
	keys(f, "/ G A M M");
	explorer_key(&f->x, 'A');
	explorer_state(&f->x, &b);
	assert_string_equal(buf_cstr(&b), ""); /* the line that is typed says it */
	explorer_key(&f->x, UK_ENTER);
	explorer_state(&f->x, &b);
	assert_string_equal(buf_cstr(&b), "Searching ");
	settle(f);
	buf_clear(&b);
	explorer_state(&f->x, &b);
	assert_string_equal(buf_cstr(&b), "");
	buf_release(&b);
}

static void a_menu_chooses_the_sort_column(void **state)
{
	struct fixture *f = *state;
	size_t len;

	start(f, 0);
	keys(f, "s");
	assert_int_equal(f->x.overlay, OVERLAY_MENU);
	assert_int_equal(f->x.menu.n, 3);
	assert_int_equal(f->x.menu.row, 1);
	assert_non_null(strstr(menu_entry(&f->x.menu, 1, &len), "N (descending)"));
	keys(f, "Down Down Enter");
	assert_int_equal(f->x.overlay, OVERLAY_NONE);
	check_line(f, 0, "Gamma"); /* bytes: capitals first */
	keys(f, "> Enter");
	check_line(f, 0, "beta");
	keys(f, "F9 Up Esc");
	assert_int_equal(f->x.overlay, OVERLAY_NONE);
	check_line(f, 0, "beta");
}

/* Entries of the list: PID, N (descending), NAME. */
static void lists_are_searched(void **state)
{
	struct fixture *f = *state;

	start(f, 0);
	keys(f, "s n");
	assert_non_null(strstr(buf_cstr(&f->x.message), "Nothing to look for yet"));
	keys(f, "/ n");
	assert_int_equal(f->x.menu.row, 1);
	keys(f, "A");
	assert_int_equal(f->x.menu.row, 2);
	keys(f, "Backspace Enter n");
	assert_int_equal(f->x.menu.row, 2);
	keys(f, "n");
	assert_int_equal(f->x.menu.row, 0 + 1);
	keys(f, "N N F3");
	assert_int_equal(f->x.menu.row, 2);
	keys(f, "/ p i d Esc");
	assert_int_equal(f->x.menu.row, 2);
	assert_int_equal(f->x.overlay, OVERLAY_MENU);
	keys(f, "/ z z");
	assert_non_null(strstr(buf_cstr(&f->x.message), "Not found: zz"));
	assert_int_equal(f->x.menu.row, 2);
	/* Keys that type nothing still do what they do in a list. */
	keys(f, "Up F9");
	assert_int_equal(f->x.overlay, OVERLAY_NONE);
	assert_null(f->x.prompting);
	keys(f, "s / p i d Enter Enter");
	assert_int_equal(f->x.overlay, OVERLAY_NONE);
	check_line(f, 0, "30 ");
}

static void check_typed(struct fixture *f, const char *want)
{
	assert_string_equal(buf_cstr(&f->x.prompt.text), want);
}

/* The line opens with what is there, to be gone on with; untouched it changes nothing. */
static void the_filter_is_gone_on_with(void **state)
{
	struct fixture *f = *state;

	start(f, 0);
	keys(f, "f");
	check_typed(f, "evt.type!=switch and ");
	assert_int_equal(f->x.fl.err.code, 0);
	keys(f, "Enter");
	assert_null(f->x.prompting);
	assert_string_equal(top(f)->filter_text, "evt.type!=switch");
	keys(f, "f Backspace");
	check_typed(f, "evt.type!=switch");
	keys(f, "Esc f Space o r");
	check_typed(f, "evt.type!=switch or");
	assert_int_not_equal(f->x.fl.err.code, 0);
	keys(f, "Space p r o c . p i d = 1 Enter");
	assert_string_equal(top(f)->filter_text, "evt.type!=switch or proc.pid=1");
	keys(f, "f");
	check_typed(f, "(evt.type!=switch or proc.pid=1) and ");
	keys(f, "p r o c . p i d = 1 0 Enter");
	assert_string_equal(top(f)->filter_text,
			    "(evt.type!=switch or proc.pid=1) and proc.pid=10");
	/* What somebody typed is not taken for what was offered. */
	keys(f, "f p r o c . p i d = 1 0 Space a n d Space Enter");
	assert_non_null(f->x.prompting);
	keys(f, "Ctrl-U Enter");
	assert_string_equal(top(f)->filter_text, "");
	keys(f, "f");
	check_typed(f, "");
}

static void help_tells_every_action(void **state)
{
	struct fixture *f = *state;
	const struct lines *text = &f->x.page.raw;
	struct buf b;
	unsigned k;

	start(f, 0);
	keys(f, "?");
	assert_int_equal(f->x.overlay, OVERLAY_PAGE);
	keys(f, "PgDn End Home");
	assert_int_equal(f->x.page.top, 0);
	buf_init(&b, 0);
	buf_put(&b, text->text.p, text->text.len);
	for (k = 0; k < ACTION_COUNT; k++) {
		if (!strstr(buf_cstr(&b), actions[k].help))
			fail_msg("help does not tell %s", actions[k].name);
	}
	buf_release(&b);
	keys(f, "q");
	assert_int_equal(f->x.overlay, OVERLAY_NONE);
	assert_false(f->x.quit);
	keys(f, "Right h h h");
	assert_int_equal(f->x.overlay, OVERLAY_PAGE);
	keys(f, "Esc q");
	assert_true(f->x.quit);
}

/* Every key of every action is one, and means one thing at a place. */
static void keys_are_unambiguous(void **unused)
{
	unsigned i, n, which;
	const char *p;

	(void)unused;
	for (i = 0; i < ACTION_COUNT; i++) {
		for (p = actions[i].keys; *p; p += n, p += *p == ' ') {
			unsigned where = actions[i].where, bit;
			int key;

			n = (unsigned)strcspn(p, " ");
			key = key_parse(p, n);
			assert_int_not_equal(key, UK_NONE);
			for (bit = 1; bit <= IN_LAST; bit <<= 1) {
				if ((where & bit) && action_find(key, bit, &which) != &actions[i])
					fail_msg("%.*s of %s means something else", (int)n, p,
						 actions[i].name);
			}
		}
	}
}

/* ------------------------------------------------------------------------ layout --- */

static void columns_share_the_line(void **state)
{
	struct fixture *f = *state;
	struct level *l;
	struct rows r;

	start(f, 0);
	l = explorer_level(&f->x);
	rows_init(&r);
	rows_fill(&r, l, 10, 80, false);
	assert_int_equal(r.n, 3);
	assert_int_equal(r.ncols_laid, 3);
	assert_int_equal(r.cols[0].w, 7);
	assert_int_equal(r.cols[2].x, 15);
	assert_int_equal(r.cols[2].w, 65);
	/* squeezed to what is in them */
	rows_fill(&r, l, 10, 40, false);
	assert_int_equal(r.cols[0].w, 4);
	assert_int_equal(r.cols[1].w, 4);
	assert_int_equal(r.cols[2].w, 32);
	assert_false(r.left_out);
	/* too narrow: the first and the sorted column stay */
	level_sort(l, 2);
	rows_fill(&r, l, 10, 20, false);
	assert_true(r.left_out);
	assert_int_equal(r.ncols_laid, 2);
	assert_true(r.cols[0].sorted);
	/* scrolled: all are there, and not further than the end */
	l->left = 100;
	rows_fill(&r, l, 10, 10, false);
	assert_int_equal(r.ncols_laid, 3);
	assert_int_equal(l->left + 10, r.width);
	l->left = 0;
	rows_fill(&r, l, 10, 1, false);
	rows_fill(&r, l, 0, 0, false);
	rows_release(&r);
}

static void check_cut(const char *text, unsigned from, unsigned width, const char *want)
{
	struct buf b;

	buf_init(&b, 0);
	text_cut(&b, text, strlen(text), from, width);
	assert_string_equal(buf_cstr(&b), want);
	buf_release(&b);
}

static void texts_are_cut_by_cells(void **unused)
{
	(void)unused;
	if (!setlocale(LC_ALL, "C.UTF-8"))
		skip();
	assert_int_equal(text_width("caf\303\251", 5), 4);
	assert_int_equal(text_width("\346\227\245\346\234\254", 6), 4);
	check_cut("caf\303\251s", 2, 2, "f\303\251");
	check_cut("\346\227\245\346\234\254", 0, 3, "\346\227\245");
	check_cut("\346\227\245\346\234\254", 1, 3, " \346\234\254");
	check_cut("a\033[2Jb\377c", 0, 20, "a.[2Jb.c");
	check_cut("abc", 5, 5, "");
	check_cut("abc", 0, 0, "");
	check_cut("e\314\201x", 0, 2, "e\314\201x");
}

static void a_line_of_text_is_edited(void **unused)
{
	struct prompt p;

	(void)unused;
	prompt_init(&p, "T: ", "ab");
	assert_int_equal(prompt_key(&p, 0xe9), PROMPT_CHANGED);
	assert_int_equal(prompt_key(&p, UK_LEFT), PROMPT_MOVED);
	assert_int_equal(prompt_key(&p, UK_LEFT), PROMPT_MOVED);
	assert_int_equal(prompt_key(&p, 'X'), PROMPT_CHANGED);
	assert_string_equal(buf_cstr(&p.text), "aXb\303\251");
	prompt_key(&p, UK_END);
	prompt_key(&p, UK_BACKSPACE);
	assert_string_equal(buf_cstr(&p.text), "aXb");
	prompt_key(&p, ' ');
	prompt_key(&p, 'w');
	assert_int_equal(prompt_key(&p, UK_CTRL + 'W'), PROMPT_CHANGED);
	assert_string_equal(buf_cstr(&p.text), "aXb ");
	prompt_key(&p, UK_HOME);
	prompt_key(&p, UK_DELETE);
	assert_string_equal(buf_cstr(&p.text), "Xb ");
	assert_int_equal(prompt_key(&p, UK_BACKSPACE), PROMPT_MOVED);
	assert_int_equal(prompt_key(&p, UK_F0 + 2), PROMPT_IGNORED);
	assert_int_equal(prompt_key(&p, 0x202e), PROMPT_IGNORED);
	assert_int_equal(prompt_key(&p, UK_ENTER), PROMPT_DONE);
	assert_int_equal(prompt_key(&p, UK_ESC), PROMPT_CANCELLED);
	prompt_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(enter_opens_what_is_selected, setup, teardown),
		cmocka_unit_test_setup_teardown(back_returns_to_the_same_row, setup, teardown),
		cmocka_unit_test_setup_teardown(odd_names_are_quoted, setup, teardown),
		cmocka_unit_test_setup_teardown(filters_are_composed, setup, teardown),
		cmocka_unit_test_setup_teardown(conditions_can_be_for_the_child_only, setup,
						teardown),
		cmocka_unit_test_setup_teardown(rows_of_missing_values_are_opened, setup, teardown),
		cmocka_unit_test_setup_teardown(events_are_counted_and_paged, setup, teardown),
		cmocka_unit_test_setup_teardown(search_goes_round, setup, teardown),
		cmocka_unit_test_setup_teardown(a_search_that_goes_on_is_said, setup, teardown),
		cmocka_unit_test_setup_teardown(a_menu_chooses_the_sort_column, setup, teardown),
		cmocka_unit_test_setup_teardown(lists_are_searched, setup, teardown),
		cmocka_unit_test_setup_teardown(the_filter_is_gone_on_with, setup, teardown),
		cmocka_unit_test_setup_teardown(help_tells_every_action, setup, teardown),
		cmocka_unit_test(keys_are_unambiguous),
		cmocka_unit_test_setup_teardown(columns_share_the_line, setup, teardown),
		cmocka_unit_test(texts_are_cut_by_cells),
		cmocka_unit_test(a_line_of_text_is_edited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
