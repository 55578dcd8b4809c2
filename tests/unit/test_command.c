/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "capture_maker.h"
#include "engine/base/mem.h"
#include "event_codes.h"
#include "ui/model/command.h"
#include "ui/model/complete.h"
#include "ui/model/explorer.h"
#include "ui/model/history.h"
#include "ui/model/keys.h"

/* Commands of actions, run by a real shell, with names that would like to be commands. */

static const char view_text[] =
	"view_info = {id = 'files', name = 'Files', use_defaults = true, applies_to = {''}, "
	"filter = \"fd.name!=''\", columns = {{field = 'fd.name', is_key = true}, "
	"{name = 'PID', field = 'proc.pid', colsize = 8}, "
	"{name = 'OPS', field = 'evt.count', aggregation = 'SUM', colsize = 9, is_sorting = true}, "
	"{name = 'FILE', field = 'fd.name', colsize = 0}}, "
	"actions = {{hotkey = 'k', command = 'echo %fd.name %proc.pid', description = 'tell'}}}";

static const char *const names[] = {
	"/tmp/plain",
	"/tmp/a b",
	"/tmp/it's",
	"/tmp/\"quoted\"",
	"/tmp/$(touch PWNED)",
	"/tmp/`touch PWNED`",
	"/tmp/x; touch PWNED; y",
	"/tmp/x\ntouch PWNED\ny",
	"/tmp/* ? [a]",
	"/tmp/&& touch PWNED ||",
	"/tmp/> PWNED",
	"/tmp/%proc.pid",
	"/tmp/\\",
	"/tmp/'; touch PWNED; '",
	"/tmp/\"; touch PWNED; \"",
	"/tmp/\033]0;title\007",
	"/tmp/caf\303\251",
};

#define NAMES (sizeof(names) / sizeof(names[0]))

struct fixture {
	struct buf bytes;
	struct log *log;
	struct view *view;
	struct view_set set;
	struct query_opts query;
	struct explorer x;
	struct theme_set none;
};

static int setup(void **state)
{
	const struct log_opts o = {.keep = true};
	struct fixture *f = xcalloc(1, sizeof(*f));
	struct explorer_opts xo = {.source = "live"};
	uint64_t ts = 1000000000;
	struct err e = {0};
	unsigned i;

	buf_init(&f->bytes, 0);
	cap_section(&f->bytes);
	cap_thread(&f->bytes, 10, 10, 1, "alpha", "/");
	for (i = 0; i < NAMES; i++) {
		cap_event(&f->bytes, ts += 10, 10, EV_SYSCALL_OPEN_E, "");
		cap_event(&f->bytes, ts += 10, 10, EV_SYSCALL_OPEN_X, "qsdd", (int64_t)(3 + i),
			  names[i], 1, 0);
	}
	f->log = log_open_mem((uint8_t *)f->bytes.p, f->bytes.len, &o, &e);
	assert_non_null(f->log);
	assert_int_equal(view_parse(view_text, strlen(view_text), "v", &f->view, &e), 0);
	f->set = (struct view_set){.v = &f->view, .n = 1};
	f->query.render.as_is = true;
	xo.query = &f->query;
	explorer_init(&f->x, f->log, &f->set, &xo, "");
	assert_int_equal(nav_open_view(&f->x.nav, f->view, &e), 0);
	while (!explorer_settled(&f->x))
		explorer_step(&f->x, 1000000);
	explorer_prepare(&f->x);
	/* As if these were the processes of this machine: what is run is ours anyway. */
	f->x.live.on = true;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	explorer_release(&f->x);
	log_close(f->log);
	view_free(f->view);
	buf_release(&f->bytes);
	free(f);
	return 0;
}

/* What the command writes to standard output. */
static void run(const struct command *c, struct buf *out)
{
	char **argv = command_argv(c), chunk[4096];
	int fds[2], status;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (!pid) {
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		execv("/bin/sh", argv);
		_exit(127);
	}
	close(fds[1]);
	while ((n = read(fds[0], chunk, sizeof(chunk))) > 0)
		buf_put(out, chunk, (size_t)n);
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	free(argv);
}

/* The row whose key is a name. */
static uint32_t row_of(const struct fixture *f, const char *name)
{
	const struct table *t = explorer_level(&f->x)->table;
	uint32_t i;

	for (i = 0; i < table_count(t); i++) {
		const struct cell *c = table_key_cell(t, i);

		if (c->s->len == strlen(name) && !memcmp(c->s->s, name, c->s->len))
			return i;
	}
	fail_msg("no row %s", name);
	return 0;
}

static void check(const struct fixture *f, const char *text, const char *name, const char *want)
{
	struct view_action a = {.command = (char *)(uintptr_t)text};
	const struct level *l = explorer_level(&f->x);
	struct command c;
	struct err e = {0};
	struct buf out;

	buf_init(&out, 0);
	if (command_make(&c, &a, l->table, &l->def, row_of(f, name), &e))
		fail_msg("%s: %s", text, e.msg);
	run(&c, &out);
	assert_string_equal(buf_cstr(&out), want);
	/* What people see obeys no terminal. */
	assert_null(memchr(c.shown, '\033', strlen(c.shown)));
	command_release(&c);
	buf_release(&out);
}

/* Whatever a name is made of, it is one word, and nothing of it is executed. */
static void values_stay_one_word(void **state)
{
	struct fixture *f = *state;
	char dir[] = "/tmp/sonde-test.XXXXXX", want[256];
	unsigned i;

	assert_non_null(mkdtemp(dir));
	assert_int_equal(chdir(dir), 0);
	for (i = 0; i < NAMES; i++) {
		snprintf(want, sizeof(want), "<%s><10>", names[i]);
		check(f, "printf '<%%s>' %fd.name %proc.pid", names[i], want);
		check(f, "printf '<%%s>' \"%fd.name\" \"%proc.pid\"", names[i], want);
		check(f, "printf '<%%s>' '%fd.name' '%proc.pid'", names[i], want);
		check(f, "printf '<%%s>' \\\n%fd.name \"\"%proc.pid", names[i], want);
	}
	assert_int_not_equal(access("PWNED", F_OK), 0);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(dir), 0);
}

static void check_refused(const struct fixture *f, const char *text, const char *why)
{
	struct view_action a = {.command = (char *)(uintptr_t)text};
	const struct level *l = explorer_level(&f->x);
	struct command c;
	struct err e = {0};

	assert_int_not_equal(command_make(&c, &a, l->table, &l->def, 0, &e), 0);
	if (!strstr(e.msg, why))
		fail_msg("%s", e.msg);
}

static void what_cannot_be_safe_is_refused(void **state)
{
	struct fixture *f = *state;
	const struct level *l = explorer_level(&f->x);
	struct cell *row = (struct cell *)(uintptr_t)table_row(l->table, 0);
	struct intern *strings = intern_new();
	const struct str *name = row[3].s;

	check_refused(f, "kill %thread.tid", "thread.tid");
	row[3].s = intern(strings, "-rf /", 5);
	check_refused(f, "rm %fd.name", "dash");
	row[3].s = intern(strings, "a\0b", 3);
	check_refused(f, "rm %fd.name", "NUL");
	row[3].s = str_empty;
	check_refused(f, "rm %fd.name", "no value");
	row[3].s = name;
	row[1].i = -1;
	check_refused(f, "kill %proc.pid", "dash");
	intern_free(strings);
}

static void press(struct fixture *f, const char *list)
{
	while (*list) {
		unsigned n = (unsigned)strcspn(list, " ");

		explorer_key(&f->x, key_parse(list, n));
		list += n;
		list += *list == ' ';
	}
}

/* The hotkey counts in the panel only, and nothing runs without a yes. */
static void actions_are_confirmed(void **state)
{
	struct fixture *f = *state;

	press(f, "Down k");
	assert_int_equal(explorer_level(&f->x)->row, 0);
	assert_int_equal(f->x.overlay, OVERLAY_NONE);
	press(f, "a k n");
	assert_false(f->x.run);
	assert_null(f->x.prompting);
	press(f, "F8 Enter Enter");
	assert_false(f->x.run);
	press(f, "F8 k y");
	assert_true(f->x.run);
	assert_non_null(strstr(f->x.command.text, "echo \"${1}\" \"${2}\""));
	f->x.run = false;
	f->x.opts.read_only = true;
	press(f, "F8 k");
	assert_null(f->x.prompting);
	assert_non_null(strstr(buf_cstr(&f->x.message), "read-only"));
	f->x.opts.read_only = f->x.live.on = false;
	press(f, "F8 k");
	assert_null(f->x.prompting);
	assert_non_null(strstr(buf_cstr(&f->x.message), "from a file"));
}

/* --------------------------------------------------------------------- completion --- */

static void check_word(const char *text, enum complete_kind kind, const char *word)
{
	struct complete_word w;

	complete_look(text, strlen(text), &w);
	if (w.kind != kind || (kind && strcmp(text + w.start, word) != 0))
		fail_msg("%s: kind %d, word '%s'", text, (int)w.kind, text + w.start);
}

static void the_cursor_knows_where_it_stands(void **unused)
{
	(void)unused;
	check_word("", COMPLETE_FIELD, "");
	check_word("proc.na", COMPLETE_FIELD, "proc.na");
	check_word("not (proc.na", COMPLETE_FIELD, "proc.na");
	check_word("not ", COMPLETE_FIELD, "");
	check_word("proc.name ", COMPLETE_OPERATOR, "");
	check_word("proc.name con", COMPLETE_OPERATOR, "con");
	check_word("proc.name=", COMPLETE_VALUE, "");
	check_word("proc.name = ", COMPLETE_VALUE, "");
	check_word("proc.name = \"a b", COMPLETE_VALUE, "\"a b");
	check_word("proc.name = ng", COMPLETE_VALUE, "ng");
	check_word("proc.name in (a, 'b c', d", COMPLETE_VALUE, "d");
	check_word("proc.name in (a,", COMPLETE_VALUE, "");
	check_word("proc.name in (a) a", COMPLETE_JOIN, "a");
	check_word("proc.name=a ", COMPLETE_JOIN, "");
	check_word("proc.name exists ", COMPLETE_JOIN, "");
	check_word("proc.name=a and ", COMPLETE_FIELD, "");
	check_word("(a.b=1 and c.d>2) or evt.ty", COMPLETE_FIELD, "evt.ty");
	check_word("evt.arg[0] ", COMPLETE_OPERATOR, "");
	check_word("proc.name \"", COMPLETE_NONE, "");
	check_word("\"", COMPLETE_NONE, "");
	check_word("a = b c = d ", COMPLETE_NONE, "");
}

/* Every operator that is offered is one, for some field. */
static void operators_are_the_filters(void **unused)
{
	static const char *const rest[] = {"proc.name %s x", "proc.name %s (x)", "proc.pid %s 5",
					   "proc.name %s"};
	char text[128];
	unsigned i, k;
	struct err e;

	(void)unused;
	for (i = 0; complete_operator(i); i++) {
		struct filter *filter = NULL;

		for (k = 0; k < sizeof(rest) / sizeof(rest[0]) && !filter; k++) {
			const char *at = strstr(rest[k], "%s");

			snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - rest[k]), rest[k],
				 complete_operator(i), at + 2);
			filter = filter_compile(text, &e);
		}
		if (!filter)
			fail_msg("%s", complete_operator(i));
		filter_free(filter);
	}
}

static void values_are_those_of_the_capture(void **state)
{
	struct fixture *f = *state;
	struct completion *c = completion_new(f->log, &f->query);
	bool changed;

	completion_set(c, "proc.name = ", 12);
	while (completion_step(c, 0, &changed))
		;
	assert_int_equal(completion_count(c), 1);
	assert_string_equal(completion_get(c, 0)->text, "\"alpha\"");
	completion_set(c, "fd.name contains \"it", 20);
	while (completion_step(c, 0, &changed))
		;
	assert_int_equal(completion_count(c), 2); /* it's, title */
	completion_set(c, "no.such = ", 10);
	assert_false(completion_step(c, 0, &changed));
	assert_int_equal(completion_count(c), 0);
	completion_free(c);
}

/* ------------------------------------------------------------------------ history --- */

static void history_is_kept(void **unused)
{
	char dir[] = "/tmp/sonde-test.XXXXXX", path[64], line[32];
	struct history h;
	unsigned i;

	(void)unused;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/sub/history", dir);
	history_load(&h, path);
	history_add(&h, "one");
	history_add(&h, "two");
	history_add(&h, "one");
	history_add(&h, "");
	history_add(&h, "a\nb");
	history_release(&h);
	history_load(&h, path);
	assert_int_equal(h.n, 2);
	assert_string_equal(h.v[0], "two");
	assert_string_equal(h.v[1], "one");
	for (i = 0; i < 600; i++) {
		snprintf(line, sizeof(line), "line %u", i);
		history_add(&h, line);
	}
	assert_int_equal(h.n, 500);
	assert_string_equal(h.v[499], "line 599");
	history_release(&h);
	unlink(path);
	snprintf(path, sizeof(path), "%s/sub", dir);
	rmdir(path);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(values_stay_one_word, setup, teardown),
		cmocka_unit_test_setup_teardown(what_cannot_be_safe_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(actions_are_confirmed, setup, teardown),
		cmocka_unit_test(the_cursor_knows_where_it_stands),
		cmocka_unit_test(operators_are_the_filters),
		cmocka_unit_test_setup_teardown(values_are_those_of_the_capture, setup, teardown),
		cmocka_unit_test(history_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
