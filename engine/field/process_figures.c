/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/event_cache.h"
#include "engine/field/process_class.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "event_codes.h"

/* proc.* and thread.*: what is counted and measured. */

/* --------------------------------------------------------------------- memory --- */

/* By enum thread_figure. */
static const enum figure kinds[] = {
	[FIGURE_VMSIZE] = FIG_VM,	[FIGURE_VMRSS] = FIG_VM,	[FIGURE_VMSWAP] = FIG_VM,
	[FIGURE_PF_MAJOR] = FIG_FAULTS, [FIGURE_PF_MINOR] = FIG_FAULTS,
};

static uint64_t one_of(const struct thread_figures *f, enum thread_figure which)
{
	switch (which) {
	case FIGURE_VMSIZE:
		return f->vm_size_kb;
	case FIGURE_VMRSS:
		return f->vm_rss_kb;
	case FIGURE_VMSWAP:
		return f->vm_swap_kb;
	case FIGURE_PF_MAJOR:
		return f->pf_major;
	case FIGURE_PF_MINOR:
		return f->pf_minor;
	default:
		return 0;
	}
}

static struct figure_place *figure_place(struct event_ctx *c, enum figure kind)
{
	uint32_t slot = c->thread->slot, life = c->thread->life;
	struct figure_place *p = &c->cache->places[(slot * FIG_COUNT + kind) & (FIGURE_PLACES - 1)];

	if (p->state != c->state || p->slot != slot || p->kind != kind)
		*p = (struct figure_place){.state = c->state, .slot = slot, .kind = kind};
	if (p->life != life)
		p->until = 0;
	p->life = life;
	return p;
}

static uint64_t figure(struct event_ctx *c, enum thread_figure which)
{
	struct figure_place *p = figure_place(c, kinds[which]);

	if (c->num < p->from || c->num > p->until) {
		p->from = c->num;
		p->until = log_count(c->log);
		state_figures_until(c->state, c->thread, p->kind, c->num, &p->f, &p->until,
				    &p->place);
	}
	c->same_until = p->until;
	return one_of(&p->f, which);
}

bool proc_figure(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	int which = r->field->sub;
	uint64_t n;

	if (!c->thread)
		return false;
	if ((which & FIGURE_OF_MAIN) && c->thread->tid != c->thread->pid) {
		c->same_until = UINT64_MAX;
		return value_u64(v, r, 0);
	}
	n = figure(c, which & 0xff);
	return value_u64(v, r, which & FIGURE_BYTES ? n * 1024 : n);
}

/* -------------------------------------------------------------- threads and fds --- */

bool proc_threads(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct thread_version *m = event_ctx_main(c);
	uint64_t until = event_ctx_main_until(c);
	uint32_t n;

	if (!m)
		return false;
	n = state_child_threads_until(c->state, m, c->num, &until);
	c->same_until = until;
	return value_u64(v, r, (uint64_t)n + 1);
}

bool proc_child_threads(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return c->thread && value_u64(v, r, state_child_threads(c->state, c->thread, c->num));
}

static bool count_only(void *arg, int64_t fd, uint32_t version)
{
	(void)arg;
	(void)fd;
	(void)version;
	return true;
}

/* Those of the main thread, even for threads that have a table of their own. */
static uint32_t fd_count(struct event_ctx *c)
{
	return state_each_fd(c->state, event_ctx_main(c), c->num, count_only, NULL);
}

bool proc_fd_count(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return c->thread && value_u64(v, r, fd_count(c));
}

bool proc_fd_limit(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct thread_version *m = event_ctx_main(c);

	return m && value_i64(v, r, m->fdlimit);
}

bool proc_fd_usage(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct thread_version *m = event_ctx_main(c);
	double percent = 0;

	if (!m)
		return false;
	if (m->fdlimit > 0)
		percent = (double)fd_count(c) * 100 / (double)m->fdlimit;
	return value_double(v, r, percent > 100 ? 100 : percent);
}

/* ----------------------------------------------------------------------- times --- */

bool proc_duration(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	if (!c->thread || !c->thread->clone_ts)
		return false;
	return value_u64(v, r, c->ev.ts - c->thread->clone_ts);
}

/*
 * What a reference remembers of the events it was asked about before. Two lists share one
 * block, since that is what is freed with the reference: even places are about threads, by
 * slot, odd ones about CPUs.
 */
struct memory {
	size_t n;
	uint64_t v[];
};

static uint64_t *remembered(const struct field_ref *r, size_t i)
{
	struct memory *m = r->memo;
	size_t n = m ? m->n : 0;

	if (i >= n) {
		size_t more = i + i / 2 + 64;

		/* Only the reference's own user asks it, so it may change under the const. */
		m = xrealloc(m, sizeof(*m) + more * sizeof(m->v[0]));
		memset(m->v + n, 0, (more - n) * sizeof(m->v[0]));
		m->n = more;
		((struct field_ref *)r)->memo = m;
	}
	return &m->v[i];
}

static uint64_t *remembered_of_thread(struct event_ctx *c, const struct field_ref *r)
{
	return remembered(r, 2 * (size_t)c->thread->slot);
}

bool thread_cpu_on(const struct field *f, uint16_t code)
{
	(void)f;
	return code == EV_PROCINFO_E;
}

/* The kernel's counters are in ticks of a hundredth second: their rise in a second is percent. */
bool thread_cpu(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	uint64_t now = 0, rise, *before;

	if (!c->thread || c->ev.type != EV_PROCINFO_E)
		return false;
	if (r->field->sub & CPU_USER)
		now += evt_u64(&c->ev, 0, 0);
	if (r->field->sub & CPU_SYSTEM)
		now += evt_u64(&c->ev, 1, 0);
	/* One more than the sum, as 0 stands for nothing. */
	before = remembered_of_thread(c, r);
	rise = *before > 1 ? now - (*before - 1) : 0;
	c->first_look = !*before;
	*before = now + 1;
	return value_double(v, r, rise > 100 ? 100 : (double)rise);
}

/* On switches: how long the thread that leaves the CPU had it. */
static uint64_t time_slice(struct event_ctx *c, const struct field_ref *r)
{
	uint64_t slice, *before;

	if (c->ev.type != EV_SCHEDSWITCH_1_E && c->ev.type != EV_SCHEDSWITCH_6_E)
		return 0;
	before = remembered(r, 2 * (size_t)c->ev.cpu + 1);
	slice = *before ? c->ev.ts - *before : 0;
	*before = c->ev.ts;
	return slice;
}

bool thread_exec_time(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return value_u64(v, r, time_slice(c, r));
}

bool thread_total_exec_time(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	uint64_t slice = time_slice(c, r), *total;

	if (!c->thread)
		return false;
	total = remembered_of_thread(c, r);
	*total += slice;
	return value_u64(v, r, *total);
}
