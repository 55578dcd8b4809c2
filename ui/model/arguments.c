/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/arguments.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/base/near.h"
#include "engine/filter/filter.h"

enum { DELAY_MS = 2000, DELAY_LEAST_MS = 100, DAY_MS = 86400000, HISTORY_MIB = 256 };

void arguments_init(struct arguments *a)
{
	*a = (struct arguments){
		.delay_ms = DELAY_MS,
		.history = (uint64_t)HISTORY_MIB << 20,
	};
}

int arguments_number(const char *option, const char *text, uint64_t least, uint64_t most,
		     uint64_t *out, struct err *e)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	if (text[0] >= '0' && text[0] <= '9' && !*end && !errno && *out >= least && *out <= most)
		return 0;
	if (most == UINT64_MAX)
		return err_set(e, ERR_SYNTAX, "%s %s: a number from %llu on is needed", option,
			       text, (unsigned long long)least);
	return err_set(e, ERR_SYNTAX, "%s %s: a number from %llu to %llu is needed", option, text,
		       (unsigned long long)least, (unsigned long long)most);
}

/* Options with a number; 1 and 0 as arguments_take() returns them. */
static int take_number(struct arguments *a, int c, const char *text, struct err *e)
{
	uint64_t n;
	int r;

	switch (c) {
	case 'd':
		r = arguments_number("-d", text, DELAY_LEAST_MS, DAY_MS, &n, e);
		a->delay_ms = (unsigned)n;
		break;
	case 'n':
		r = arguments_number("-n", text, 1, UINT64_MAX, &a->limit, e);
		break;
	case 's':
		r = arguments_number("-s", text, 0, LIVE_SNAPLEN_MAX, &n, e);
		a->live.snaplen = (uint32_t)n;
		break;
	case ARGUMENT_HISTORY:
		r = arguments_number("--history", text, 1, 1 << 20, &n, e);
		a->history = n << 20;
		break;
	case ARGUMENT_BUFFER:
		r = arguments_number("--buffer", text, 1, 1024, &n, e);
		a->live.buffer_bytes = n << 20;
		break;
	default:
		return 0;
	}
	return r ? r : 1;
}

static int take_containers(struct arguments *a, const char *text, struct err *e)
{
	a->containers = !strcmp(text, "c") || !strcmp(text, "container");
	return a->containers ? 1 : err_set(e, ERR_SYNTAX, "-p %s: only -pc is known here", text);
}

static int take_views_dir(struct arguments *a, const char *text, struct err *e)
{
	if (a->nview_dirs == sizeof(a->view_dirs) / sizeof(a->view_dirs[0]))
		return err_set(e, ERR_LIMIT, "--views-dir: too many folders");
	a->view_dirs[a->nview_dirs++] = text;
	return 1;
}

int arguments_take(struct arguments *a, int c, const char *text, struct err *e)
{
	switch (c) {
	case 'r':
		if (a->file)
			return err_set(e, ERR_SYNTAX, "the explorer opens one capture: give -r once");
		a->file = text;
		return 1;
	case 'v':
		a->view = text;
		return 1;
	case 'p':
		return take_containers(a, text, e);
	case 'E':
		a->exclude_users = true;
		return 1;
	case 'R':
		a->resolve_ports = true;
		return 1;
	case ARGUMENT_DEMO:
		a->demo = true;
		return 1;
	case ARGUMENT_VIEWS_DIR:
		return take_views_dir(a, text, e);
	}
	return take_number(a, c, text, e);
}

int arguments_check(const struct arguments *a, struct err *e)
{
	if (a->file && a->demo)
		return err_set(e, ERR_SYNTAX,
			       "--demo opens a capture of its own, so -r is one too many");
	if (a->file && !a->file[0])
		return err_set(e, ERR_SYNTAX, "-r: the name of the capture is empty");
	return 0;
}

int arguments_unknown(const char *word, const struct option *options, const char *help,
		      struct err *e)
{
	const char *name = word + strspn(word, "-");
	struct near near;

	near_init(&near, name, strcspn(name, "="));
	near.prefix = "--";
	for (; options->name; options++)
		near_offer(&near, options->name);
	return near_refuse(&near, "option", help, 0, e);
}

int arguments_refuse(int c, const char *word, const struct option *options, const char *help,
		     struct err *e)
{
	char flag[] = {'-', (char)optopt, 0};
	const char *what = optopt > ' ' && optopt <= '~' ? flag : word;

	if (c == ':')
		return err_set(e, ERR_SYNTAX, "%s needs an argument; %s", what, help);
	if (!strncmp(word, "--", 2) && strchr(word, '=') && optopt)
		return err_set(e, ERR_SYNTAX, "%.*s takes no argument", (int)strcspn(word, "="),
			       word);
	if (what == word)
		return arguments_unknown(word, options, help, e);
	return err_set(e, ERR_UNKNOWN, "unknown option '%s'; %s", what, help);
}

static char *join_words(char **words)
{
	struct buf b;
	char *s;

	buf_init(&b, 0);
	for (; *words; words++) {
		if (b.len)
			buf_putc(&b, ' ');
		buf_puts(&b, *words);
	}
	s = xstrndup(b.p ? b.p : "", b.len);
	buf_release(&b);
	return s;
}

int arguments_filter(char **words, char **filter, struct err *e)
{
	char *text = join_words(words);
	struct filter *f = text[0] ? filter_compile(text, e) : NULL;

	if (text[0] && !f) {
		free(text);
		return err_wrap(e, "filter, column %llu", (unsigned long long)e->off + 1);
	}
	filter_free(f);
	*filter = text;
	return 0;
}
