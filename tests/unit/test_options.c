/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/format/format.h"
#include "ui/text/options.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Parse a command line given as words between blanks. */
static int parse(struct print_options *o, const char *line, bool tty, struct err *e)
{
	static char words[512], *argv[64];
	int argc = 1;
	char *word, *rest = NULL;

	argv[0] = (char[]){"print"};
	snprintf(words, sizeof(words), "%s", line);
	for (word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		argv[argc++] = word;
	argv[argc] = NULL;
	return print_options_parse(o, argc, argv, tty, e);
}

static void accepted(void **state)
{
	struct print_options o;
	struct err e = {0};

	(void)state;
	assert_int_equal(parse(&o, "-r a -r b -xvn 7 fd.num > 3 -M 2", false, &e), 0);
	assert_int_equal(o.nfiles, 2);
	assert_string_equal(o.files[1], "b");
	assert_int_equal(o.query.render.bufmode, BUF_HEX);
	assert_true(o.query.render.verbose);
	assert_true(o.max_events == 7);
	assert_true(o.max_ns == 2000000000);
	/* Options may stand among the words of the filter. */
	assert_string_equal(buf_cstr(&o.filter), "fd.num > 3");
	assert_string_equal(o.format, format_default(FORMAT_DEFAULT, false));
	assert_non_null(o.plugin_format);
	print_options_release(&o);

	assert_int_equal(parse(&o, "-r a -w b -pc --print=%evt.num -t D -j", true, &e), 0);
	assert_true(o.write_to && o.json);
	assert_string_equal(o.format, "%evt.num");
	assert_null(o.plugin_format);
	assert_int_equal(o.query.time, TIME_DELTA);
	assert_false(o.have_filter);
	print_options_release(&o);

	/* These say something at once; the rest of the line does not matter. */
	assert_int_equal(parse(&o, "-pc -pp -Q", true, &e), 0);
	assert_int_equal(o.action, PRINT_FORMAT);
	assert_string_equal(o.format, format_default(FORMAT_CONTAINER, false));
	print_options_release(&o);
	assert_int_equal(parse(&o, "-lv --newer", true, &e), 0);
	assert_int_equal(o.action, PRINT_FIELD_LIST);
	assert_true(o.verbose && o.newer);
	print_options_release(&o);

	/* Options of live capture change nothing about a file, nor does rotation without -w. */
	assert_int_equal(parse(&o, "-r a -B -U x -s 80 -k u --page-faults -C 3", true, &e), 0);
	assert_int_equal(o.action, PRINT_EVENTS);
	print_options_release(&o);
}

static void refused(void **state)
{
	static const struct {
		const char *line, *part;
	} rows[] = {
		{"-s 65001", "65000"},
		{"--buffer 0", "at least 1"},
		{"--buffer 1025", "1024 MiB"},
		{"-r", "-r needs"},
		{"--readfile", "--readfile needs"},
		{"-r a -Q", "-Q"},
		{"-r a --foo", "--foo"},
		{"-r a --print", "--print needs"},
		{"-r a --prin x", "several"},
		{"-r a --json=3", "no argument"},
		{"-r a -n 0", "at least 1"},
		{"-r a -n 5x", "5x"},
		{"-r a -M 0", "at least 1"},
		{"-r a -s a", "number"},
		{"-r a -t z", "-t"},
		{"-r a -A -x", "only one"},
		{"-r a -p %evt.num %evt.type", "%evt.type stands where a filter would begin"},
		{"-r a -c nosuch", "unknown chisel 'nosuch'"},
		{"-r a -c nosuch --chisel-dir x", "unknown chisel 'nosuch'"},
		{"-r a --chisel-dir ", "needs an argument"},
		{"-Il", "plugins"},
		{"-r a -w - -C 3", "divided"},
		{"-r a -w b -e -1", "-1"},
		{"-r a -C 0", "at least 1"},
		{"-r a -r b -w c", "one capture"},
		{"-r a --filter-proclist", "filter"},
	};
	struct print_options o;
	unsigned i;

	(void)state;
	for (i = 0; i < LEN(rows); i++) {
		struct err e = {0};

		if (parse(&o, rows[i].line, false, &e) >= 0)
			fail_msg("%s was accepted", rows[i].line);
		if (!strstr(e.msg, rows[i].part))
			fail_msg("%s: \"%s\"", rows[i].line, e.msg);
		print_options_release(&o);
	}
}

static void help_is_complete(void **state)
{
	static const char letters[] = "rnMdDEptAbxXvjRqSPwzFCGeWlLhciHIsBuUTkKm";
	struct buf b;
	unsigned i;

	(void)state;
	buf_init(&b, 0);
	print_help(&b);
	for (i = 0; letters[i]; i++) {
		char flag[] = {' ', ' ', '-', letters[i], 0};

		if (!strstr(buf_cstr(&b), flag))
			fail_msg("-%c is not in the help", letters[i]);
	}
	buf_release(&b);
}

static int parse_record(struct print_options *o, const char *line, struct err *e)
{
	static char words[512], *argv[64];
	int argc = 1;
	char *word, *rest = NULL;

	argv[0] = (char[]){"record"};
	snprintf(words, sizeof(words), "%s", line);
	for (word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		argv[argc++] = word;
	argv[argc] = NULL;
	return record_options_parse(o, argc, argv, e);
}

static void of_record(void **state)
{
	static const struct {
		const char *line, *part;
	} rows[] = {
		{"", "-w FILE"},
		{"-r a", "-w FILE"},
		{"-w", "-w needs"},
		{"-w b -p x", "unknown option '-p'; sonde record --help"},
		{"-w b --json", "unknown option '--json'; sonde record --help"},
		{"-w b --redact=1", "--redact takes no argument"},
		{"-w - -G 3", "divided"},
		{"-w b -W 0", "at least 1"},
		{"-w b -C 1x", "1x"},
		{"-w b -r a -r c", "once"},
		{"-w b --filter-proclist", "needs a filter"},
	};
	static const char letters[] = "wrnMEvqSzFCGeWhs";
	struct print_options o;
	struct err e = {0};
	struct buf b;
	unsigned i;

	(void)state;
	assert_int_equal(
		parse_record(&o, "-zw b -C 2 -G 60 -e 7 -W 3 --redact -q -n 5 fd.num=3", &e), 0);
	assert_string_equal(o.write_to, "b");
	assert_true(o.compress && o.redact && o.quiet && o.recording);
	assert_true(o.rotate.bytes == 2000000 && o.rotate.seconds == 60);
	assert_true(o.rotate.events == 7 && o.rotate.limit == 3);
	assert_true(o.max_events == 5);
	assert_string_equal(buf_cstr(&o.filter), "fd.num=3");
	print_options_release(&o);
	for (i = 0; i < LEN(rows); i++) {
		e = (struct err){0};
		if (parse_record(&o, rows[i].line, &e) >= 0)
			fail_msg("%s was accepted", rows[i].line);
		if (!strstr(e.msg, rows[i].part))
			fail_msg("%s: \"%s\"", rows[i].line, e.msg);
		print_options_release(&o);
	}
	buf_init(&b, 0);
	record_help(&b);
	for (i = 0; letters[i]; i++) {
		char flag[] = {' ', ' ', '-', letters[i], 0};

		if (!strstr(buf_cstr(&b), flag))
			fail_msg("-%c is not in the help", letters[i]);
	}
	assert_null(strstr(buf_cstr(&b), "--json"));
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepted),
		cmocka_unit_test(refused),
		cmocka_unit_test(help_is_complete),
		cmocka_unit_test(of_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
