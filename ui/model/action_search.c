/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/explorer.h"
#include "ui/model/rows.h"
#include "ui/model/text.h"

/*
 * Searching: the selection jumps to the first row whose text contains what was typed, upper
 * and lower case alike, numbers as they are printed.
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
	x->search.at = from;
	x->search.back = back;
	x->search.active = x->search.text.len > 0;
	x->follow = false;
}

static void not_found(struct explorer *x)
{
	x->search.active = false;
	explorer_say(x, "Not found: %s", buf_cstr(&x->search.text));
}

/* False when the search has ended, one way or the other, or has to wait for more events. */
bool search_step(struct explorer *x, uint64_t until_ns)
{
	struct level *l = explorer_level(x);
	struct search *s = &x->search;
	unsigned looks = 0;
	struct buf b;

	buf_init(&b, 1 << 20);
	while (s->active) {
		if (s->at >= level_count(l)) {
			if (!s->back && !explorer_settled(x))
				break;
			not_found(x);
		} else if (row_contains(x, l, s->at, &b)) {
			level_select(l, s->at);
			s->active = false;
			x->changed = true;
		} else if (s->back && !s->at) {
			not_found(x);
		} else {
			s->at = s->back ? s->at - 1 : s->at + 1;
		}
		if (!(++looks % LOOKS_PER_CLOCK) && explorer_now() >= until_ns)
			break;
	}
	buf_release(&b);
	return s->active && s->at < level_count(l);
}

void action_search(struct explorer *x, unsigned which)
{
	(void)which;
	x->search.origin = explorer_level(x)->row;
	buf_clear(&x->search.text);
	prompt_init(&x->prompt, "Search: ", "");
	x->prompting = true;
}

static void search_next(struct explorer *x, bool back)
{
	const struct level *l = explorer_level(x);

	if (!x->search.text.len) {
		explorer_say(x, "Nothing to look for yet: / searches.");
		return;
	}
	if (back && !l->row) {
		not_found(x);
		return;
	}
	search_start(x, back ? l->row - 1 : l->row + 1, back);
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
