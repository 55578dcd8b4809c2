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
}

void ready_forget(struct ready *r)
{
	ready_release(r);
	*r = (struct ready){.next = 0};
}

/* Go on with what is being counted: true when there is more to do. */
static bool count(struct ready *r, uint64_t budget_ns)
{
	if (!level_update(r->level, budget_ns) || !level_complete(r->level))
		return true;
	stop(r);
	return false;
}

/* The filter in the line, once it is known how many events match. */
static bool count_typed(struct explorer *x, uint64_t budget_ns)
{
	const struct filter_line *fl = &x->fl;
	struct ready *r = &x->ready;
	const char *text;
	struct err e;

	if (!fl->count.counted || !explorer_level(x)->table)
		return false;
	text = filter_text(fl->count.filter);
	text += strspn(text, " ");
	if (!r->typed || strcmp(r->typed, text)) {
		ready_forget(r);
		r->typed = xstrdup(text);
		r->level = nav_filtered(&x->nav, text, &e);
	}
	return r->level && count(r, budget_ns);
}

static bool is_counted(const struct view *v, const char *field)
{
	return !v->hidden && v->type != VIEW_SPECTROGRAM && v->source != TABLE_OVERVIEW &&
	       v->source != TABLE_CALLS && view_applies_to(v, field);
}

static bool count_views(struct explorer *x, uint64_t budget_ns)
{
	struct ready *r = &x->ready;
	uint64_t began = explorer_now();
	const struct view *v;
	struct buf field;
	struct err e;

	if (r->typed)
		ready_forget(r); /* it was typed, and given up */
	if (r->spent_ns >= MOST_NS || (!r->level && r->next == x->views->n))
		return false;
	buf_init(&field, 0);
	nav_field(&x->nav, &field);
	while (!r->level && r->next < x->views->n) {
		v = x->views->v[r->next++];
		if (v != explorer_level(x)->view && is_counted(v, buf_cstr(&field)))
			r->level = nav_viewed(&x->nav, v, &e);
	}
	buf_release(&field);
	if (r->level)
		count(r, budget_ns);
	r->spent_ns += explorer_now() - began;
	if (r->spent_ns >= MOST_NS)
		stop(r);
	return true;
}

bool explorer_get_ready(struct explorer *x, uint64_t budget_ns)
{
	const struct level *l = explorer_level(x);

	if (x->live.on || !log_ended(x->log) || !log_keeps(x->log) ||
	    log_count(x->log) < LEAST_EVENTS)
		return false;
	if (x->fl.open)
		return count_typed(x, budget_ns);
	if (x->prompting || !l->table || !level_complete(l))
		return false;
	return !table_count_blocks(l->table, budget_ns) || count_views(x, budget_ns);
}
