/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/ahead.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/model/ready.h"
#include "ui/web/web_internal.h"

#define SLICE_NS 2000000ull
#define MOST_NS	 20000000000ull /* about one place: the log may be very large */

static void stop(struct ahead *a)
{
	while (a->n)
		place_free(a->open[--a->n].p);
	free(a->open);
	a->open = NULL;
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

	return a->known && log_ended(w->log) && log_keeps(w->log) && (a->n || !a->begun) &&
	       a->spent_ns < MOST_NS;
}

static bool is_counted(const struct view *v)
{
	return view_leaves_tallies(v) || v->source == TABLE_OVERVIEW;
}

/* NULL: it is not to be counted, or is there already. */
static struct place *open_view(struct web *w, const struct view *v)
{
	struct ahead *a = &w->ahead;
	struct place *p;
	struct err e;
	bool wait;

	set_view(a, v->id);
	p = place_open(&w->places, &a->about, &wait, &e);
	if (p && (!place_has_view(p, v) ||
		  (!view_leaves_tallies(v) && places_have(&w->places, &a->about)))) {
		place_free(p);
		p = NULL;
	}
	return p;
}

static void begin(struct web *w)
{
	struct ahead *a = &w->ahead;
	unsigned i;

	a->begun = true;
	a->open = xcalloc(w->views->n, sizeof(*a->open));
	for (i = 0; i < w->views->n; i++) {
		const struct view *v = w->views->v[i];
		struct place *p = is_counted(v) ? open_view(w, v) : NULL;

		if (p)
			a->open[a->n++] = (struct ahead_view){.view = v, .p = p};
	}
}

/* How long it would still take, as far as can be told. A part of some is of no use: these go first. */
static double left_ns(const struct web *w, const struct ahead_view *v)
{
	double done = (double)level_position(explorer_level(&v->p->x));

	if (!view_leaves_tallies(v->view) || done <= 0)
		return INFINITY;
	return (double)v->spent_ns * ((double)log_count(w->log) - done) / done;
}

/* What takes longest: whatever somebody opens next, they wait as little as can be. */
static struct ahead_view *next_view(const struct web *w)
{
	const struct ahead *a = &w->ahead;
	struct ahead_view *most = NULL;
	unsigned i;

	for (i = 0; i < a->n; i++) {
		if (!most || left_ns(w, &a->open[i]) > left_ns(w, most))
			most = &a->open[i];
	}
	return most;
}

static void finish(struct web *w, const struct ahead_view *done)
{
	struct ahead *a = &w->ahead;

	set_view(a, done->view->id);
	/* Meanwhile somebody may have opened it. */
	if (view_leaves_tallies(done->view) || places_have(&w->places, &a->about))
		place_free(done->p);
	else
		places_keep(&w->places, done->p, &a->about);
}

/* Count a little of a view. */
static void count(struct web *w, struct ahead_view *v)
{
	struct ahead *a = &w->ahead;
	uint64_t began = explorer_now();
	bool done = place_step(v->p, began + SLICE_NS);
	uint64_t took = explorer_now() - began;

	v->spent_ns += took;
	a->spent_ns += took;
	if (done) {
		finish(w, v);
		*v = a->open[--a->n];
	}
}

void ahead_step(struct web *w)
{
	struct ahead *a = &w->ahead;

	if (!a->begun)
		begin(w);
	else if (a->n)
		count(w, next_view(w));
	if (a->spent_ns >= MOST_NS)
		stop(a); /* nobody goes on with it */
}
