/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "ui/model/explorer.h"
#include "ui/model/keys.h"
#include "ui/model/rows.h"
#include "ui/model/text.h"

/*
 * Finding rows: by searching, by showing only those that contain a text, by number. The
 * selection of a search jumps to the first row whose text contains what was typed, upper and
 * lower case alike, numbers as they are printed. What lies over the table, a list or a page, is
 * searched with the same keys.
 */

enum { LOOKS_PER_CLOCK = 32 };

static bool row_contains(const struct explorer *x, struct level *l, uint64_t i, struct buf *b)
{
	buf_clear(b);
	if (l->table)
		rows_line(l, i, x->opts.ascii, b);
	else
		pane_line(l->pane, i, b);
	return text_contains(b->p, b->len, x->search.text.p, x->search.text.len);
}

void search_start(struct explorer *x, uint64_t from, bool back)
{
	struct search *s = &x->search;

	s->at = s->start = from;
	s->back = back;
	s->round = s->missed = false;
	s->active = s->text.len > 0;
	x->follow = false;
}

/* On to the next row, round the end if need be; false when all were looked at. */
static bool search_move(struct search *s, uint64_t count)
{
	if (s->back) {
		if (!s->at && s->round)
			return false;
		s->round |= !s->at;
		s->at = s->at ? s->at - 1 : count - 1;
	} else {
		s->at++;
		if (s->at >= count) {
			s->round = true;
			s->at = 0;
		}
	}
	return !s->round || s->at != s->start;
}

static void not_found(struct explorer *x)
{
	x->search.active = false;
	x->search.missed = true;
	explorer_say(x, "Not found: %s", buf_cstr(&x->search.text));
}

/* False when the search has ended, one way or the other, or has to wait for more events. */
bool search_step(struct explorer *x, uint64_t until_ns)
{
	struct level *l = explorer_level(x);
	struct search *s = &x->search;
	uint64_t count = level_count(l);
	unsigned looks = 0;
	struct buf b;

	buf_init(&b, 1 << 20);
	while (s->active) {
		/* Rows may have gone, or not have come yet. */
		if (s->at >= count && !explorer_settled(x))
			break;
		if (s->at >= count)
			s->at = s->start = 0;
		if (!count) {
			not_found(x);
		} else if (row_contains(x, l, s->at, &b)) {
			level_select(l, s->at);
			s->active = false;
			x->changed = true;
		} else if (!s->back && s->at + 1 >= count && !explorer_settled(x)) {
			s->at++;
		} else if (!search_move(s, count)) {
			not_found(x);
		}
		if (!(++looks % LOOKS_PER_CLOCK) && explorer_now() >= until_ns)
			break;
	}
	buf_release(&b);
	return s->active && s->at < count;
}

/* ------------------------------------------------------------------- typing it --- */

static void start_typing(struct explorer *x, const struct prompt_ops *ops)
{
	x->search.missed = false;
	buf_clear(&x->search.text);
	explorer_prompt(x, "Search: ", "", ops);
}

/* What is looked for is what has been typed so far. */
static void take_text(struct explorer *x)
{
	x->search.missed = false;
	buf_clear(&x->search.text);
	buf_put(&x->search.text, x->prompt.text.p, x->prompt.text.len);
}

/* Each change of the text searches again from where typing began. */
static void search_changed(struct explorer *x)
{
	take_text(x);
	level_select(explorer_level(x), x->search.origin);
	search_start(x, x->search.origin, false);
}

static void search_cancelled(struct explorer *x)
{
	level_select(explorer_level(x), x->search.origin);
	buf_clear(&x->search.text);
	x->search.active = false;
	explorer_prompt_close(x);
}

static const struct prompt_ops search_ops = {
	.changed = search_changed,
	.done = explorer_prompt_close,
	.cancelled = search_cancelled,
};

void action_search(struct explorer *x, unsigned which)
{
	(void)which;
	x->search.origin = explorer_level(x)->row;
	start_typing(x, &search_ops);
}

/* Is there a text to look for? If not, that is said. */
static bool has_text(struct explorer *x)
{
	if (!x->search.text.len)
		explorer_say(x, "Nothing to look for yet: / searches.");
	return x->search.text.len;
}

static void search_next(struct explorer *x, bool back)
{
	const struct level *l = explorer_level(x);
	uint64_t n;

	if (!has_text(x))
		return;
	n = level_count(l);
	if (back)
		search_start(x, l->row ? l->row - 1 : n ? n - 1 : 0, true);
	else
		search_start(x, l->row + 1 < n || !explorer_settled(x) ? l->row + 1 : 0, false);
}

void action_next(struct explorer *x, unsigned which)
{
	(void)which;
	search_next(x, false);
}

void action_previous(struct explorer *x, unsigned which)
{
	(void)which;
	search_next(x, true);
}

/* ----------------------------------------------------- in what lies over the table --- */

static unsigned over_count(const struct explorer *x)
{
	return x->overlay == OVERLAY_MENU ? x->menu.n : x->page.shown.n;
}

/* An entry of the list, or a line of the page. */
static const char *over_text(const struct explorer *x, unsigned i, size_t *len)
{
	return x->overlay == OVERLAY_MENU ? menu_entry(&x->menu, i, len)
					  : lines_text(&x->page.shown, i, len);
}

static void over_found(struct explorer *x, unsigned i)
{
	struct page *p = &x->page;

	if (x->overlay == OVERLAY_MENU) {
		x->menu.row = i;
		return;
	}
	p->found = i + 1;
	if (i < p->top || i + 1 >= p->top + x->rows)
		p->top = i > x->rows / 2 ? i - x->rows / 2 : 0;
}

/* To the next one with the text, from `from` on and round the end. */
static void over_find(struct explorer *x, unsigned from, bool back)
{
	unsigned i, n = over_count(x);

	for (i = 0; i < n; i++) {
		unsigned at = back ? (from + n - i) % n : (from + i) % n;
		size_t len;
		const char *s = over_text(x, at, &len);

		if (text_contains(s, len, x->search.text.p, x->search.text.len)) {
			over_found(x, at);
			return;
		}
	}
	x->page.found = 0;
	not_found(x);
}

static void over_return(struct explorer *x)
{
	x->page.found = 0;
	if (x->overlay == OVERLAY_MENU)
		x->menu.row = x->search.over;
	else
		x->page.top = x->search.over;
}

static void over_changed(struct explorer *x)
{
	take_text(x);
	over_return(x);
	if (x->search.text.len)
		over_find(x, x->search.over, false);
}

static void over_cancelled(struct explorer *x)
{
	over_return(x);
	buf_clear(&x->search.text);
	explorer_prompt_close(x);
}

static const struct prompt_ops over_ops = {
	.changed = over_changed,
	.done = explorer_prompt_close,
	.cancelled = over_cancelled,
};

void action_over_search(struct explorer *x, unsigned which)
{
	enum overlay over = x->overlay;

	(void)which;
	x->search.over = over == OVERLAY_MENU ? x->menu.row : x->page.top;
	start_typing(x, &over_ops);
	x->overlay = over; /* it stays where it is */
}

/* On from the selected entry, or from the line that was found last; else from the first on screen. */
static void over_next(struct explorer *x, bool back)
{
	bool list = x->overlay == OVERLAY_MENU, from_one = list || x->page.found;
	unsigned at = list ? x->menu.row : x->page.found ? x->page.found - 1 : x->page.top;
	unsigned n = over_count(x);

	if (has_text(x))
		over_find(x, back ? at + n - 1 : at + from_one, back);
}

void action_over_next(struct explorer *x, unsigned which)
{
	(void)which;
	over_next(x, false);
}

void action_over_previous(struct explorer *x, unsigned which)
{
	(void)which;
	over_next(x, true);
}

/* --------------------------------------------------------------------- quick filter --- */

static void quick_changed(struct explorer *x)
{
	struct level *l = explorer_level(x);

	level_set_quick(l, x->prompt.text.p, x->prompt.text.len);
	l->row = l->top = 0;
	l->by_key = false;
}

static void quick_cancelled(struct explorer *x)
{
	level_set_quick(explorer_level(x), "", 0);
	level_refind(explorer_level(x));
	explorer_prompt_close(x);
}

/* As in csysdig: F2 goes on to the filter of events. */
static bool quick_key(struct explorer *x, int key)
{
	if (key != UK_F0 + 2)
		return false;
	explorer_prompt_close(x);
	action_filter(x, 0);
	return true;
}

static const struct prompt_ops quick_ops = {
	.key = quick_key,
	.changed = quick_changed,
	.done = explorer_prompt_close,
	.cancelled = quick_cancelled,
};

void action_quick(struct explorer *x, unsigned which)
{
	struct buf *quick = &explorer_level(x)->quick;

	(void)which;
	explorer_prompt(x, "Rows with: ", buf_cstr(quick), &quick_ops);
}

/* ----------------------------------------------------------------------- by number --- */

static void go_changed(struct explorer *x)
{
	(void)x;
}

static void go_done(struct explorer *x)
{
	const char *text = buf_cstr(&x->prompt.text);
	char *end;
	unsigned long long n = strtoull(text, &end, 10);

	if (!*text || *end || !n) {
		explorer_say(x, "The number of a row is needed, from 1 on.");
		return;
	}
	level_select(explorer_level(x), n - 1);
	explorer_level(x)->sub = 0;
	if (explorer_level(x)->pane)
		explorer_level(x)->top = explorer_level(x)->row;
	explorer_prompt_close(x);
}

static const struct prompt_ops go_ops = {
	.changed = go_changed,
	.done = go_done,
	.cancelled = explorer_prompt_close,
};

void action_go_to(struct explorer *x, unsigned which)
{
	(void)which;
	explorer_prompt(x, "Go to row: ", "", &go_ops);
}
