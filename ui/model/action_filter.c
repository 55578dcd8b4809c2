/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "ui/model/explorer.h"
#include "ui/model/keys.h"

/* The filter line, and filters made from cells. */

void filter_line_init(struct explorer *x)
{
	if (x->opts.history_path)
		history_load(&x->fl.history, x->opts.history_path);
	x->fl.chosen = -1;
}

static void close_line(struct explorer *x)
{
	match_count_stop(&x->fl.count);
	completion_free(x->fl.completion);
	x->fl.completion = NULL;
	x->fl.open = false;
	x->fl.chosen = -1;
}

void filter_line_release(struct explorer *x)
{
	close_line(x);
	history_release(&x->fl.history);
}

/*
 * The line opens with the filter that is there and " and " behind it. While nobody touches that, it
 * stands for the filter that is there.
 */
static bool untouched(const struct explorer *x)
{
	const struct buf *text = &x->prompt.text;
	struct buf b;
	bool same;

	buf_init(&b, 0);
	level_filter_and(explorer_level(x), &b);
	same = b.len && b.len == text->len && !memcmp(b.p, text->p, b.len);
	buf_release(&b);
	return same;
}

/* The filter that the line stands for. */
static const char *line_filter(struct explorer *x)
{
	return untouched(x) ? explorer_level(x)->filter_text : buf_cstr(&x->prompt.text);
}

/* The text changed: is it a filter? */
static void look(struct explorer *x)
{
	struct filter_line *fl = &x->fl;
	const char *text = line_filter(x);
	struct filter *f;

	match_count_stop(&fl->count);
	fl->err = (struct err){0};
	if (!text[strspn(text, " ")])
		return;
	f = filter_compile(text, &fl->err);
	/* The filter line speaks of what the tables are restricted to. */
	if (f)
		match_count_start(&fl->count, x->log, x->opts.query, f, x->nav.span);
}

static void filter_changed(struct explorer *x)
{
	look(x);
	x->fl.chosen = -1;
	completion_set(x->fl.completion, buf_cstr(&x->prompt.text), x->prompt.at);
}

static void filter_done(struct explorer *x)
{
	const char *text = line_filter(x);
	struct level *l = explorer_level(x);
	struct err e = {0};

	text += strspn(text, " ");
	if (x->fl.err.code) {
		explorer_say(x, "%s", x->fl.err.msg);
		return;
	}
	history_add(&x->fl.history, text);
	if (strcmp(text, l->filter_text) && nav_set_filter(&x->nav, text, &e)) {
		explorer_say(x, "%s", e.msg);
		return;
	}
	explorer_arrived(x);
	close_line(x);
	explorer_prompt_close(x);
}

static void filter_cancelled(struct explorer *x)
{
	close_line(x);
	explorer_prompt_close(x);
}

/* Tab: put in a candidate, and the next time the one after it. */
static void put_candidate(struct explorer *x, int by)
{
	struct filter_line *fl = &x->fl;
	unsigned n = completion_count(fl->completion);
	const struct candidate *c;

	if (!n)
		return;
	if (fl->chosen < 0) {
		fl->chosen = by > 0 ? 0 : (int)n - 1;
		fl->from = completion_word(fl->completion)->start;
		fl->to = x->prompt.at;
	} else {
		fl->chosen = (fl->chosen + by + (int)n) % (int)n;
	}
	c = completion_get(fl->completion, (unsigned)fl->chosen);
	prompt_replace(&x->prompt, fl->from, fl->to, c->text, strlen(c->text));
	fl->to = x->prompt.at;
	look(x);
	/* The only one: go on with what comes after it. */
	if (n == 1) {
		fl->chosen = -1;
		completion_set(fl->completion, buf_cstr(&x->prompt.text), x->prompt.at);
	}
}

/* Who does not want " and " goes on behind the filter that is there. */
static bool take_back(struct explorer *x)
{
	const char *text = explorer_level(x)->filter_text;

	if (!untouched(x) || x->prompt.at < x->prompt.text.len)
		return false;
	prompt_replace(&x->prompt, 0, x->prompt.text.len, text, strlen(text));
	filter_changed(x);
	return true;
}

static bool filter_key(struct explorer *x, int key)
{
	switch (key) {
	case UK_BACKSPACE:
		return take_back(x);
	case ' ':
		take_back(x);
		return false;
	case UK_TAB:
		put_candidate(x, 1);
		return true;
	case UK_BACKTAB:
		put_candidate(x, -1);
		return true;
	}
	return false;
}

/* The cursor moved: what stands there may be something else. */
static void filter_moved(struct explorer *x)
{
	x->fl.chosen = -1;
	completion_set(x->fl.completion, buf_cstr(&x->prompt.text), x->prompt.at);
}

static const struct prompt_ops filter_ops = {
	.key = filter_key,
	.changed = filter_changed,
	.moved = filter_moved,
	.done = filter_done,
	.cancelled = filter_cancelled,
};

void action_filter(struct explorer *x, unsigned which)
{
	struct buf text;

	(void)which;
	buf_init(&text, 0);
	level_filter_and(explorer_level(x), &text);
	explorer_prompt(x, "Filter: ", buf_cstr(&text), &filter_ops);
	buf_release(&text);
	prompt_set_history(&x->prompt, &x->fl.history);
	x->fl.open = true;
	x->fl.completion = completion_new(x->log, x->opts.query);
	filter_changed(x);
}

bool filter_line_step(struct explorer *x, uint64_t until_ns)
{
	struct filter_line *fl = &x->fl;
	uint64_t now = explorer_now();
	bool changed = false, more;

	if (!fl->open)
		return false;
	/* A filter comes first, then how it could go on: what is no filter yet waits for nothing. */
	if (fl->count.run && !fl->count.counted) {
		x->changed = true;
		if (match_count_step(&fl->count, until_ns) && !x->live.on)
			return true;
	}
	if (ready_step_typed(x, until_ns > now ? until_ns - now : 1))
		return true;
	/* While one candidate after the other is put in, their list stays as it is. */
	more = fl->chosen < 0 && completion_step(fl->completion, until_ns, &changed);
	x->changed |= changed;
	return more;
}

void filter_line_status(const struct explorer *x, struct buf *out)
{
	const struct filter_line *fl = &x->fl;
	uint64_t first = x->nav.span.first ? x->nav.span.first : 1;
	uint64_t last = x->nav.span.last ? x->nav.span.last : log_count(x->log);

	if (fl->err.code)
		buf_puts(out, fl->err.msg);
	else if (!fl->count.run)
		buf_puts(out, "no filter: all events");
	else
		buf_printf(out, "%llu%s of %llu events match", (unsigned long long)fl->count.matches,
			   fl->count.counted ? "" : " ...", (unsigned long long)(last - first + 1));
}

/* ------------------------------------------------------------------ from a cell --- */

static void add_condition(struct explorer *x, bool unequal)
{
	struct level *l = explorer_level(x);
	struct buf b;
	struct err e = {0};
	size_t at;

	if (!l->table || l->cell < 0 || l->row >= level_count(l)) {
		explorer_say(x, "Tab selects a cell of the row; = and ! filter by it.");
		return;
	}
	buf_init(&b, 0);
	if (level_cell_filter(l, level_table_row(l, l->row), (unsigned)l->cell, unequal, &b, &at,
			      &e) ||
	    nav_set_filter(&x->nav, buf_cstr(&b), &e)) {
		explorer_say(x, "%s", e.msg);
	} else {
		history_add(&x->fl.history, buf_cstr(&b));
		explorer_arrived(x);
		explorer_say(x, "Filter: ... and %s", buf_cstr(&b) + at);
	}
	buf_release(&b);
}

void action_add_equal(struct explorer *x, unsigned which)
{
	(void)which;
	add_condition(x, false);
}

void action_add_unequal(struct explorer *x, unsigned which)
{
	(void)which;
	add_condition(x, true);
}

/* The next column; from the last one on, none is selected. */
static void move_cell(struct explorer *x, int by)
{
	struct level *l = explorer_level(x);
	int n = (int)columns_visible(&l->columns), at;

	at = l->cell < 0 ? -1 : columns_place(&l->columns, (unsigned)l->cell);
	if (at < 0)
		at = by > 0 ? 0 : n - 1;
	else
		at += by;
	l->cell = at < 0 || at >= n ? -1 : (int)columns_nth(&l->columns, (unsigned)at)->col;
}

void action_next_cell(struct explorer *x, unsigned which)
{
	(void)which;
	move_cell(x, 1);
}

void action_previous_cell(struct explorer *x, unsigned which)
{
	(void)which;
	move_cell(x, -1);
}
