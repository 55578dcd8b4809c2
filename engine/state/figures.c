/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/state/internal.h"

/*
 * Figures that many events tell of: of each thread it is remembered which events change them, and
 * what they say.
 */

static const char *const names[] = {"vm_size", "vm_rss", "vm_swap", "pgft_maj", "pgft_min"};

#define NAMES (sizeof(names) / sizeof(names[0]))

/* Where each type of event has them: NAMES places a type, -1 nowhere. */
static int8_t *places_new(void)
{
	int8_t *p = xmalloc((size_t)event_count * NAMES);
	unsigned code, k;

	for (code = 0; code < event_count; code++)
		for (k = 0; k < NAMES; k++)
			p[code * NAMES + k] =
				(int8_t)evt_param_index(&event_table[code], names[k]);
	return p;
}

void figures_init(struct state *st)
{
	st->figure_places = places_new();
}

void state_ignore_figures(struct state *st)
{
	st->no_figures = true;
}

/* --------------------------------------------------------------------- remembering --- */

static uint64_t value(const struct evt *e, int8_t place, unsigned width, uint64_t first)
{
	struct param p;

	if (place < 0)
		return first;
	if (!evt_param(e, (unsigned)place, &p) || p.len != width)
		return 0;
	return width == sizeof(uint32_t) ? ld32(p.p) : ld64(p.p);
}

/* As the process list (or the clone that made the thread) gave them; t NULL: nobody did. */
static struct thread_figures first_figures(const struct state *st, const struct thread_version *t)
{
	return t && t->life ? life_at(st, t->life)->initial : (struct thread_figures){0};
}

/* What the event does not say is as it was at first. */
static void read_event(const struct state *st, const struct slot *s, enum figure f,
		       const struct evt *e, union numlist_value *v)
{
	const int8_t *at = st->figure_places + (size_t)e->type * NAMES;
	struct thread_figures first = first_figures(st, s->cur ? thread_ver(st, s->cur) : NULL);

	*v = (union numlist_value){0};
	if (f == FIG_VM) {
		v->u32[0] = (uint32_t)value(e, at[0], 4, first.vm_size_kb);
		v->u32[1] = (uint32_t)value(e, at[1], 4, first.vm_rss_kb);
		v->u32[2] = (uint32_t)value(e, at[2], 4, first.vm_swap_kb);
	} else {
		v->u64[0] = value(e, at[3], 8, first.pf_major);
		v->u64[1] = value(e, at[4], 8, first.pf_minor);
	}
}

/* The number of the event that says it, 0 none: *v is NULL then. */
static uint64_t follow(const struct state *st, const struct thread_version *t, enum figure f,
		       uint64_t num, uint64_t *until, uint32_t *place,
		       const union numlist_value **v)
{
	uint64_t at = 0;

	*v = NULL;
	if (t->slot)
		at = numlist_follow(&st->numbers, &slot_at(st, t->slot)->figures[f], num, until,
				    place, v);
	/* Not those of a thread that had the same id before. */
	if (t->life && at < life_at(st, t->life)->since) {
		*v = NULL;
		return 0;
	}
	return at;
}

/* The same of one event only. */
static uint64_t said(const struct state *st, const struct thread_version *t, enum figure f,
		     uint64_t num, const union numlist_value **v)
{
	uint64_t until = UINT64_MAX;
	uint32_t place = 0;

	return follow(st, t, f, num, &until, &place, v);
}

/* Has the thread said the same before? Most switches do not change how much memory it uses. */
static bool is_said(const struct state *st, const struct slot *s, enum figure f, uint64_t num,
		    const union numlist_value *v)
{
	const struct thread_version *t = s->cur ? thread_ver(st, s->cur) : NULL;
	const union numlist_value *last;

	/* Lists that are saved do not tell of placeholders: their events have to. */
	if (!t || !t->life || t->placeholder)
		return false;
	return said(st, t, f, num, &last) && !memcmp(last, v, sizeof(*v));
}

void figure_add(struct state *st, struct slot *s, enum figure f, uint64_t num, const struct evt *e)
{
	union numlist_value v;

	if (st->no_figures)
		return;
	read_event(st, s, f, e, &v);
	if (!is_said(st, s, f, num, &v))
		numlist_add(&st->numbers, &s->figures[f], num, &v);
}

void figures_copy(struct state *to, struct slot *slot, const struct state *from,
		  const struct slot *old, uint64_t num)
{
	const union numlist_value *v;
	uint64_t last;
	int f;

	for (f = 0; f < FIG_COUNT; f++) {
		last = said(from, thread_ver(from, old->cur), f, num, &v);
		if (!last)
			continue;
		/* As far back as a list can tell: see STATE_MOST_EVENTS. */
		if (num - last > STATE_MOST_EVENTS)
			last = num - STATE_MOST_EVENTS;
		numlist_add(&to->numbers, &slot->figures[f], last, v);
	}
}

/* ------------------------------------------------------------------------- asking --- */

uint64_t state_figure_event(const struct state *st, const struct thread_version *t, enum figure f,
			    uint64_t num)
{
	const union numlist_value *v;

	return said(st, t, f, num, &v);
}

void state_figures_until(const struct state *st, const struct thread_version *t, enum figure f,
			 uint64_t num, struct thread_figures *out, uint64_t *until,
			 uint32_t *place)
{
	const union numlist_value *v;

	follow(st, t, f, num, until, place, &v);
	*out = first_figures(st, t);
	if (!v)
		return;
	if (f == FIG_VM) {
		out->vm_size_kb = v->u32[0];
		out->vm_rss_kb = v->u32[1];
		out->vm_swap_kb = v->u32[2];
	} else if (f == FIG_FAULTS) {
		out->pf_major = v->u64[0];
		out->pf_minor = v->u64[1];
	}
}

void state_figures(const struct state *st, const struct thread_version *t, enum figure f,
		   uint64_t num, struct thread_figures *out)
{
	uint64_t until = UINT64_MAX;
	uint32_t place = 0;

	state_figures_until(st, t, f, num, out, &until, &place);
}
