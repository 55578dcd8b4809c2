/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/ready.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/model/explorer.h"

#define LEAST_EVENTS (32 * LOG_CHUNK) /* fewer are counted before anybody notices */
#define MOST_NS	     20000000000ull   /* about one selection: the log may be very large */

static void stop(struct ready *r)
{
	level_free(r->level);
	r->level = NULL;
}

void ready_release(struct ready *r)
{
	stop(r);
	free(r->typed);
	free(r->seen);
}

void ready_forget(struct ready *r)
{
	ready_release(r);
	*r = (struct ready){.level = NULL};
}

/* Can it be done for this capture, and is it worth it? */
static bool has_use(const struct explorer *x)
{
	return !x->live.on && log_ended(x->log) && log_keeps(x->log) &&
	       log_count(x->log) >= LEAST_EVENTS;
}

/* Go on with what is being counted: true when there is more to do. */
static bool count(struct ready *r, uint64_t budget_ns)
{
	if (!level_update(r->level, budget_ns) || !level_complete(r->level))
		return true;
	stop(r);
	return false;
}

bool ready_step_typed(struct explorer *x, uint64_t budget_ns)
{
	const struct filter_line *fl = &x->fl;
	struct ready *r = &x->ready;
	const char *text;
	struct err e;

	if (!has_use(x) || !fl->count.counted || !explorer_level(x)->table)
		return false;
	text = filter_text(fl->count.filter);
	text += strspn(text, " ");
	if (!r->typed || strcmp(r->typed, text)) {
		ready_forget(r);
		r->typed = xstrdup(text);
		table_on_screen(explorer_level(x)->table);
		r->level = nav_filtered(&x->nav, text, &e);
	}
	return r->level && count(r, budget_ns);
}

bool view_leaves_tallies(const struct view *v)
{
	return v->type != VIEW_SPECTROGRAM && v->source != TABLE_OVERVIEW &&
	       v->source != TABLE_CALLS;
}

static bool is_next(const struct explorer *x, unsigned i, const char *field)
{
	const struct view *v = x->views->v[i];

	return !x->ready.seen[i] && v != explorer_level(x)->view && !v->hidden &&
	       view_leaves_tallies(v) && view_applies_to(v, field);
}

/* The view that is counted next; the number of views when there is none. */
static unsigned next_view(const struct explorer *x, unsigned chosen)
{
	struct buf field;
	unsigned i;

	buf_init(&field, 0);
	nav_field(&x->nav, &field);
	i = chosen;
	if (i == x->views->n || !is_next(x, i, buf_cstr(&field)))
		for (i = 0; i < x->views->n && !is_next(x, i, buf_cstr(&field)); i++)
			;
	buf_release(&field);
	return i;
}

/*
 * The views, from the first on, by one thread; but first, by all, the one that the cursor stands on
 * in the list of views. What was counted of another meanwhile is not lost.
 */
static bool count_views(struct explorer *x, uint64_t budget_ns)
{
	unsigned chosen = menu_view(x), i; /* views->n: none is */
	struct ready *r = &x->ready;
	struct err e;

	if (r->typed)
		ready_forget(r); /* it was typed, and given up */
	if (!r->seen)
		r->seen = xcalloc(x->views->n + 1, sizeof(*r->seen));
	i = next_view(x, chosen);
	if (r->level && i == chosen && i < x->views->n) {
		r->seen[r->view] = false;
		stop(r);
	}
	if (!r->level) {
		if (i == x->views->n)
			return false;
		r->view = i;
		r->seen[i] = true;
		table_on_screen(explorer_level(x)->table);
		r->level = nav_viewed(&x->nav, x->views->v[i], i == chosen ? 0 : 1, &e);
	}
	if (r->level)
		count(r, budget_ns);
	return true;
}

bool explorer_get_ready(struct explorer *x, uint64_t budget_ns)
{
	const struct level *l = explorer_level(x);
	uint64_t began = explorer_now();
	bool more;

	if (!has_use(x) || x->prompting || !l->table || !level_complete(l))
		return false;
	if (!table_count_blocks(l->table, budget_ns))
		return true;
	if (x->ready.spent_ns >= MOST_NS)
		return false;
	more = count_views(x, budget_ns);
	x->ready.spent_ns += explorer_now() - began;
	if (x->ready.spent_ns >= MOST_NS)
		stop(&x->ready);
	return more;
}
