/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/state/internal.h"

/*
 * Figures that change with nearly every event: of each thread it is remembered which events say
 * what they are. Where the log forgets events, what they said is kept, too.
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

bool event_tells_figures(uint16_t code)
{
	unsigned k;

	for (k = 0; k < NAMES; k++) {
		if (evt_param_index(event_info_of(code), names[k]) >= 0)
			return true;
	}
	return false;
}

void figures_init(struct state *st)
{
	st->figure_places = places_new();
}

void state_keep_figures(struct state *st)
{
	st->keep_figures = true;
}

void state_ignore_figures(struct state *st)
{
	st->no_figures = true;
}

static uint64_t value(const struct evt *e, int8_t place, unsigned width, uint64_t first)
{
	struct param p;

	if (place < 0)
		return first;
	if (!evt_param(e, (unsigned)place, &p) || p.len != width)
		return 0;
	return width == sizeof(uint32_t) ? ld32(p.p) : ld64(p.p);
}

/* What the event does not say is as it was at first. */
void state_event_figures(const struct state *st, const struct thread_version *t,
			 enum figure f, const struct evt *e, struct thread_figures *out)
{
	const int8_t *at = st->figure_places + (size_t)e->type * NAMES;

	state_initial_figures(st, t, out);
	if (f == FIG_VM) {
		out->vm_size_kb = (uint32_t)value(e, at[0], 4, out->vm_size_kb);
		out->vm_rss_kb = (uint32_t)value(e, at[1], 4, out->vm_rss_kb);
		out->vm_swap_kb = (uint32_t)value(e, at[2], 4, out->vm_swap_kb);
	} else if (f == FIG_FAULTS) {
		out->pf_major = value(e, at[3], 8, out->pf_major);
		out->pf_minor = value(e, at[4], 8, out->pf_minor);
	}
}

static uint32_t keep(struct state *st, const struct slot *s, enum figure f, const struct evt *e)
{
	static const struct thread_version nobody;
	const struct thread_version *t = s->cur ? thread_ver(st, s->cur) : &nobody;
	uint32_t i = pool_add(&st->kept_figures);

	state_event_figures(st, t, f, e, pool_at(&st->kept_figures, i));
	return i;
}

void figure_add(struct state *st, struct slot *s, enum figure f, uint64_t num, const struct evt *e)
{
	if (st->no_figures)
		return;
	numlist_add(&st->numbers, &s->figures[f], num);
	if (st->keep_figures)
		hist_push(&st->nodes, &s->kept[f], num, keep(st, s, f, e));
}

bool state_kept_figures(const struct state *st, const struct thread_version *t, enum figure f,
			uint64_t num, struct thread_figures *out)
{
	uint32_t i;

	if (!st->keep_figures || !t->slot || !state_figure_event(st, t, f, num))
		return false;
	i = hist_at(&st->nodes, &slot_at(st, t->slot)->kept[f], num);
	if (i)
		*out = *(const struct thread_figures *)pool_at(&st->kept_figures, i);
	return i != 0;
}

void figures_copy(struct state *to, struct slot *slot, const struct state *from,
		  const struct slot *old, uint64_t num)
{
	uint64_t last;
	uint32_t kept, i;
	int f;

	for (f = 0; f < FIG_COUNT; f++) {
		last = numlist_at(&from->numbers, &old->figures[f], num);
		kept = hist_at(&from->nodes, &old->kept[f], num);
		if (last)
			numlist_add(&to->numbers, &slot->figures[f], last);
		if (!last || !kept)
			continue;
		i = pool_add(&to->kept_figures);
		*(struct thread_figures *)pool_at(&to->kept_figures, i) =
			*(const struct thread_figures *)pool_at(&from->kept_figures, kept);
		hist_push(&to->nodes, &slot->kept[f], last, i);
	}
}
