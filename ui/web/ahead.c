/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/ahead.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/web/web_internal.h"

#define SLICE_NS 2000000ull
#define MOST_NS	 20000000000ull /* about one place: the log may be very large */

static void stop(struct ahead *a)
{
	place_free(a->p);
	a->p = NULL;
}

void ahead_release(struct ahead *a)
{
	stop(a);
	params_release(&a->about);
}

/* ------------------------------------------------------------------------ the place --- */

static void add(struct params *to, const char *name, const char *value)
{
	params_add(to, name, strlen(name), value, strlen(value));
}

/*
 * The same selection in another view, as the page has it (switched() in place.js): the filter that
 * was written there still counts, beside the one of that view. Without its range: blocks that were
 * counted serve any.
 */
static void place_of_views(const struct params *p, struct params *out)
{
	unsigned i;

	params_init(out);
	add(out, "v", "");
	for (i = 0; i < p->n; i++) {
		if (!strcmp(p->v[i].name, "f") || !strcmp(p->v[i].name, "g"))
			add(out, "g", p->v[i].value);
	}
}

/* Below what is selected, few events are left to be counted. */
static bool is_top(const struct params *p)
{
	unsigned i, levels = 0;

	for (i = 0; i < p->n; i++)
		levels += !strcmp(p->v[i].name, "v");
	return levels == 1;
}

static bool same_pairs(const struct params *a, const struct params *b)
{
	unsigned i;

	for (i = 0; i < a->n && i < b->n; i++) {
		if (strcmp(a->v[i].name, b->v[i].name) != 0 ||
		    strcmp(a->v[i].value, b->v[i].value) != 0)
			return false;
	}
	return a->n == b->n;
}

static void set_view(struct ahead *a, const char *id)
{
	free(a->about.v[0].value);
	a->about.v[0].value = xstrdup(id);
}

void ahead_look(struct ahead *a, const struct params *p)
{
	struct params about;

	if (!is_top(p))
		return;
	place_of_views(p, &about);
	if (a->known)
		set_view(a, "");
	if (a->known && same_pairs(&about, &a->about)) {
		params_release(&about);
		return;
	}
	ahead_release(a);
	*a = (struct ahead){.about = about, .known = true};
}

/* ------------------------------------------------------------------------- counting --- */

bool ahead_has_work(const struct web *w)
{
	const struct ahead *a = &w->ahead;

	return a->known && log_ended(w->log) && log_keeps(w->log) && a->next < 2 * w->views->n &&
	       a->spent_ns < MOST_NS;
}

/*
 * In the first of two turns, what takes long: views that every event counts for. Those with a
 * filter of their own hardly take longer when nothing was counted.
 */
static bool is_counted(const struct view *v, bool first)
{
	return v->type != VIEW_SPECTROGRAM && v->source != TABLE_CALLS && first == !v->filter[0];
}

/* An overview is about when things happened: what its blocks come to cannot be added up. */
static bool leaves_tallies(const struct view *v)
{
	return v->source != TABLE_OVERVIEW;
}

static const struct view *view_of(const struct web *w)
{
	return w->views->v[w->ahead.next % w->views->n];
}

static void begin(struct web *w)
{
	struct ahead *a = &w->ahead;
	const struct view *v = view_of(w);
	struct err e;
	bool wait;

	if (is_counted(v, a->next < w->views->n)) {
		set_view(a, v->id);
		/* The other processors are for those who look at what is there. */
		a->p = place_open(&w->places, &a->about, 1, &wait, &e);
	}
	if (a->p && (!place_has_view(a->p, v) ||
		     (!leaves_tallies(v) && places_have(&w->places, &a->about))))
		stop(a);
	if (!a->p)
		a->next++;
}

void ahead_step(struct web *w)
{
	struct ahead *a = &w->ahead;
	uint64_t began = explorer_now();

	if (!a->p)
		begin(w);
	if (a->p && place_step(a->p, began + SLICE_NS)) {
		if (!leaves_tallies(view_of(w))) {
			places_keep(&w->places, a->p, &a->about);
			a->p = NULL;
		}
		stop(a);
		a->next++;
	}
	a->spent_ns += explorer_now() - began;
	if (a->spent_ns >= MOST_NS)
		stop(a); /* nobody goes on with it */
}
