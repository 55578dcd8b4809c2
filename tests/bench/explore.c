/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore FILE KEYS...: opens a capture in the explorer, without a screen, waits until everything
 * has been read, and says how long each group of keys took until everything that it asked for was
 * there and in order:
 *
 *     MS KEYS
 *
 * A group is one argument: names of keys separated by blanks, as in actions.def; 'text:...' types
 * text. A group that begins with '-' brings about a state and is not timed. With -n N, each timed
 * group is preceded by N repetitions of nothing: the least of N runs counts, each from the same
 * state, which Backspace brings back.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/model/datadir.h"
#include "ui/model/explorer.h"
#include "ui/model/keys.h"

enum { SLICE_NS = 10000000, ROWS = 40, WIDTH = 160 };

static void settle(struct explorer *x)
{
	do {
		while (explorer_step(x, SLICE_NS) || !explorer_settled(x))
			;
		explorer_prepare(x);
	} while (!explorer_settled(x));
}

static void type_text(struct explorer *x, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		explorer_key(x, s[i] == '_' ? ' ' : s[i]);
}

static void press(struct explorer *x, const char *keys)
{
	size_t n;

	for (; *keys; keys += n, keys += *keys == ' ') {
		n = strcspn(keys, " ");
		if (n > 5 && !strncmp(keys, "text:", 5))
			type_text(x, keys + 5, n - 5);
		else
			explorer_key(x, key_parse(keys, (unsigned)n));
	}
}

int main(int argc, char **argv)
{
	const struct log_opts lopts = {.keep = true, .threaded = true, .newer = true};
	const struct query_opts query = {.render = {.as_is = true}};
	struct explorer_opts xopts = {.query = &query, .source = argv[1]};
	struct view_set views;
	struct datadirs dirs;
	struct err e = {0};
	struct explorer x;
	struct log *log;
	int i;

	setlocale(LC_ALL, "C.UTF-8");
	if (argc < 3) {
		fputs("usage: explore FILE KEYS...\n", stderr);
		return 2;
	}
	datadirs_init(&dirs, "views");
	view_set_load(&views, (const char *const *)dirs.dirs, dirs.n);
	log = log_open_file(argv[1], &lopts, &e);
	if (!log) {
		fprintf(stderr, "explore: %s\n", e.msg);
		return 1;
	}
	explorer_init(&x, log, &views, &xopts, "");
	explorer_resize(&x, WIDTH, ROWS);
	if (nav_open_view(&x.nav, view_set_find(&views, "procs"), &e)) {
		fprintf(stderr, "explore: %s\n", e.msg);
		return 1;
	}
	settle(&x);
	for (i = 2; i < argc; i++) {
		bool timed = argv[i][0] != '-' || !argv[i][1];
		uint64_t began = explorer_now();

		press(&x, argv[i] + !timed);
		settle(&x);
		if (timed)
			printf("%.2f %s | %s %llu\n", (double)(explorer_now() - began) / 1e6, argv[i],
			       explorer_title(&x), (unsigned long long)level_count(explorer_level(&x)));
	}
	explorer_release(&x);
	log_close(log);
	view_set_release(&views);
	datadirs_release(&dirs);
	return 0;
}
