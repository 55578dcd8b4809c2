/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/model/chisel_dirs.h"
#include "ui/model/chisel_pane.h"
#include "ui/model/explorer.h"

/* Chisels, run on what is shown: a list to choose from, their arguments, a page with what they print. */

enum {
	NAME_WIDTH = 14,
	OUTPUT_MOST = 64 << 20, /* bytes that a page takes */
};

struct chisel_pane {
	struct chisel_path path;
	struct chisel_list list;
	unsigned chosen;
	struct buf title;	/* of the line in which arguments are typed */
	struct chisel_job *job; /* NULL: none runs */
	struct buf bytes;	/* what it printed last, up to the end of a line */
	size_t total;
};

static struct chisel_pane *pane_of(struct explorer *x)
{
	struct chisel_pane *p = x->chisels;

	if (p)
		return p;
	p = x->chisels = xcalloc(1, sizeof(*p));
	buf_init(&p->title, 0);
	buf_init(&p->bytes, 0);
	/* Not from the current folder, which may be anybody's: to be listed, they have to run. */
	chisel_dirs_add(&p->path, NULL, false, false);
	chisel_list_load(&p->list, &p->path);
	return p;
}

void chisel_pane_free(struct chisel_pane *p)
{
	if (!p)
		return;
	chisel_job_free(p->job);
	chisel_list_release(&p->list);
	chisel_path_release(&p->path);
	buf_release(&p->title);
	buf_release(&p->bytes);
	free(p);
}

bool chisel_pane_runs(const struct chisel_pane *p)
{
	return p && p->job;
}

/* ----------------------------------------------------------------------- what it prints --- */

/*
 * A line without what is meant for a terminal; its first colour says what it is: chisels print what
 * was read in red, and what was written in blue.
 */
static enum line_style clean(char *s, size_t *len)
{
	enum line_style style = LINE_TEXT;
	size_t from = 0, to = 0, n = *len;

	while (from < n) {
		if (s[from] != 27 || from + 1 >= n || s[from + 1] != '[') {
			s[to++] = s[from++];
			continue;
		}
		if (style == LINE_TEXT && n - from >= 5 && !memcmp(s + from, "\033[31m", 5))
			style = LINE_READ;
		else if (style == LINE_TEXT && n - from >= 5 && !memcmp(s + from, "\033[34m", 5))
			style = LINE_WRITE;
		for (from += 2; from < n && (s[from] < '@' || s[from] > '~'); from++)
			;
		from += from < n;
	}
	while (to && s[to - 1] == '\r')
		to--;
	*len = to;
	return style;
}

/* Take the lines that are complete; at the end also what is left. */
static void take_lines(struct chisel_pane *p, struct lines *out, bool all)
{
	size_t from = 0;

	while (from < p->bytes.len) {
		char *s = p->bytes.p + from, *nl = memchr(s, '\n', p->bytes.len - from);
		size_t len = nl ? (size_t)(nl - s) : p->bytes.len - from, shown = len;
		enum line_style style;

		if (!nl && !all)
			break;
		style = clean(s, &shown);
		lines_add(out, style, s, shown);
		from += len + (nl ? 1 : 0);
	}
	memmove(p->bytes.p, p->bytes.p + from, p->bytes.len - from);
	p->bytes.len -= from;
}

static void set_title(struct explorer *x, const char *state)
{
	snprintf(x->page.title, sizeof(x->page.title), "%s: %s",
		 x->chisels->list.v[x->chisels->chosen].name, state);
}

static void stop(struct chisel_pane *p)
{
	chisel_job_free(p->job);
	p->job = NULL;
}

/* Chisels say themselves why they end before their time, unless they cannot. */
static void say_killed(const struct chisel_pane *p, struct lines *out)
{
	int sig = chisel_job_signal(p->job);

	if (sig)
		lines_printf(out, LINE_HEADING, "Its process was ended by signal %d (%s).", sig,
			     strsignal(sig));
}

bool explorer_chisel_step(struct explorer *x, uint64_t until_ns)
{
	struct chisel_pane *p = x->chisels;
	bool more = true;
	size_t before;

	if (!chisel_pane_runs(p))
		return false;
	/* The page was closed, or is about something else: nobody wants it any more. */
	if (x->overlay != OVERLAY_PAGE || !x->page.of_chisel) {
		stop(p);
		return false;
	}
	do {
		before = p->bytes.len;
		more = chisel_job_read(p->job, &p->bytes);
		p->total += p->bytes.len - before;
		if (p->bytes.len == before)
			break;
		take_lines(p, &x->page.raw, false);
		x->changed = true;
	} while (more && p->total < OUTPUT_MOST && explorer_now() < until_ns);
	if (more && p->total < OUTPUT_MOST)
		return p->bytes.len != before;
	take_lines(p, &x->page.raw, true);
	if (more)
		lines_puts(&x->page.raw, LINE_HEADING,
			   "There is more than fits here; sonde print -c prints it all.");
	else
		say_killed(p, &x->page.raw);
	stop(p);
	set_title(x, x->page.raw.n ? "/ searches, Esc closes" : "it has printed nothing");
	x->changed = true;
	return false;
}

/* ------------------------------------------------------------------------------ running --- */

/* What is shown, and which events of it. */
static void put_filter(const struct explorer *x, struct buf *out)
{
	const char *text = explorer_level(x)->filter_text;
	const struct span *s = &x->nav.span;

	if (text[0])
		buf_printf(out, "(%s)", text);
	if (s->first)
		buf_printf(out, "%sevt.num>=%llu", out->len ? " and " : "",
			   (unsigned long long)s->first);
	if (s->last)
		buf_printf(out, "%sevt.num<=%llu", out->len ? " and " : "",
			   (unsigned long long)s->last);
}

static void start(struct explorer *x, const char *word)
{
	struct chisel_pane *p = x->chisels;
	struct chisel_job_opts o = {
		.log = x->log,
		.path = &p->path,
		.name = p->list.v[p->chosen].name,
		.word = word[0] ? word : NULL,
		.source = x->opts.path ? x->opts.path : "",
		.query = x->opts.query,
		.containers = x->opts.containers,
		.width = x->width,
	};
	struct err e = {0};
	struct buf filter;

	buf_init(&filter, 0);
	put_filter(x, &filter);
	o.filter = buf_cstr(&filter);
	stop(p);
	p->job = chisel_job_new(&o, &e);
	buf_release(&filter);
	if (!p->job) {
		explorer_say(x, "%s", e.msg);
		return;
	}
	buf_clear(&p->bytes);
	p->total = 0;
	page_open(x, "");
	x->page.of_chisel = true;
	set_title(x, "running, Esc stops it");
}

static void arguments_typed(struct explorer *x)
{
	char *word = xstrdup(buf_cstr(&x->prompt.text));
	const struct chisel_info *info = &x->chisels->list.v[x->chisels->chosen];

	if (!word[0] && info->nargs && !info->args[0].optional) {
		explorer_say(x, "%s needs %s: %s.", info->name, info->args[0].name,
			     info->args[0].desc);
	} else {
		explorer_prompt_close(x);
		start(x, word);
	}
	free(word);
}

static void never(struct explorer *x)
{
	(void)x;
}

static const struct prompt_ops argument_ops = {
	.changed = never,
	.done = arguments_typed,
	.cancelled = explorer_prompt_close,
};

static void chosen(struct explorer *x, unsigned value)
{
	struct chisel_pane *p = x->chisels;
	const struct chisel_info *info = &p->list.v[value];
	unsigned i;

	p->chosen = value;
	if (!info->nargs) {
		start(x, "");
		return;
	}
	buf_clear(&p->title);
	buf_puts(&p->title, info->name);
	for (i = 0; i < info->nargs; i++)
		buf_printf(&p->title, info->args[i].optional ? " [%s]" : " %s", info->args[i].name);
	buf_puts(&p->title, ": ");
	explorer_prompt(x, buf_cstr(&p->title), "", &argument_ops);
}

static void describe(struct explorer *x, unsigned value, struct lines *out)
{
	const struct chisel_info *info = &x->chisels->list.v[value];
	unsigned i;

	lines_puts(out, LINE_HEADING, info->short_desc);
	lines_puts(out, LINE_TEXT, info->desc);
	if (!info->nargs)
		return;
	lines_puts(out, LINE_TEXT, "");
	lines_puts(out, LINE_HEADING, "Arguments");
	for (i = 0; i < info->nargs; i++) {
		const struct chisel_arg *a = &info->args[i];
		struct buf b;

		buf_init(&b, 0);
		buf_printf(&b, "%s%s", a->desc, a->optional ? " (optional)" : "");
		lines_named(out, NAME_WIDTH, a->name, b.p, b.len);
		buf_release(&b);
	}
}

void action_chisels(struct explorer *x, unsigned which)
{
	struct chisel_pane *p;
	unsigned i;

	(void)which;
	if (x->opts.read_only) {
		explorer_say(x, "--read-only: nothing is run, and chisels are programs.");
		return;
	}
	p = pane_of(x);
	if (!p->list.n) {
		explorer_say(x, "There are no chisels; SONDE_DATA names the folder that chisels/ is in.");
		return;
	}
	menu_open(x, "Run a chisel on this", chosen);
	x->menu.describe = describe;
	for (i = 0; i < p->list.n; i++)
		menu_add(&x->menu, p->list.v[i].name, i, 0);
	x->menu.row = p->chosen;
}
