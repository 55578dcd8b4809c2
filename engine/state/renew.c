/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/state/internal.h"

/*
 * A compact copy of what is true at one event: what came before it is left behind with the old
 * state. A log that forgets replaces its state so, now and then.
 */

struct renewal {
	struct state *from, *to;
	uint64_t num;	      /* of the first event that the copy will see */
	struct idmap fds;     /* version there -> version here: shared ones stay shared */
	struct idmap tables;  /* fd table there -> here */
	uint32_t from_table, to_table; /* being copied */
};

static const struct str *text(const struct renewal *r, const struct str *s)
{
	return s->len ? intern(r->to->strings, s->s, s->len) : r->to->empty;
}

/* ------------------------------------------------------------------------ fds --- */

static uint32_t copy_version(struct renewal *r, uint32_t version)
{
	uint32_t i = idmap_get(&r->fds, version);
	struct fd_version *f;

	if (i)
		return i;
	f = fd_new(r->to, &i);
	*f = *fd_ver(r->from, version);
	f->name = text(r, f->name);
	f->name_raw = text(r, f->name_raw);
	idmap_set(&r->fds, version, i);
	return i;
}

static bool copy_fd(void *arg, int64_t fd, uint32_t version)
{
	struct renewal *r = arg;

	table_set(r->to, r->to_table, fd, copy_version(r, version), r->num - 1);
	fd_mark_created(r->to, r->to_table, fd, fd_created(r->from, r->from_table, fd));
	return true;
}

static uint32_t copy_table(struct renewal *r, uint32_t table)
{
	uint32_t i = table ? idmap_get(&r->tables, table) : 0;

	if (i || !table)
		return i;
	r->from_table = table;
	r->to_table = i = pool_add(&r->to->tables);
	idmap_set(&r->tables, table, i);
	table_each(r->from, table, r->num, copy_fd, r);
	return i;
}

/* -------------------------------------------------------------------- threads --- */

static void copy_texts(const struct renewal *r, struct thread_version *v)
{
	v->comm = text(r, v->comm);
	v->exe = text(r, v->exe);
	v->exepath = text(r, v->exepath);
	v->root = text(r, v->root);
	v->cwd = text(r, v->cwd);
	v->cwd_as_is = text(r, v->cwd_as_is);
	v->args = text(r, v->args);
	v->env = text(r, v->env);
	v->cgroups = text(r, v->cgroups);
	v->container_id = text(r, v->container_id);
}

/* What the thread is in the middle of. */
static void copy_call(struct slot *to, const struct slot *from)
{
	to->last_fd = from->last_fd;
	to->enter_num = from->enter_num;
	to->enter_ts = from->enter_ts;
	to->latency = from->latency;
	to->last_type = from->last_type;
	to->closing = from->closing;
	to->in_found_call = from->in_found_call;
	if (from->stored_type != UINT16_MAX)
		slot_store(to, &from->stored_evt);
}

static uint32_t copy_life(struct renewal *r, uint32_t life)
{
	uint32_t i = 0;

	if (life) {
		i = pool_add(&r->to->lives);
		*life_at(r->to, i) = *life_at(r->from, life);
	}
	return i;
}

static void copy_thread(struct renewal *r, const struct slot *from)
{
	uint32_t si = slot_get(r->to, from->tid), i;
	struct slot *s = slot_at(r->to, si);
	struct thread_version *v;

	i = pool_add(&r->to->threads);
	v = thread_ver(r->to, i);
	*v = *thread_ver(r->from, from->cur);
	copy_texts(r, v);
	v->slot = si;
	v->life = copy_life(r, v->life);
	v->fdtable = copy_table(r, v->fdtable);
	hist_push(&r->to->nodes, &s->versions, r->num - 1, i);
	s->cur = i;
	r->to->nthreads++;
	if (from->nchildren)
		children_add(r->to, s, (int)from->nchildren, r->num - 1);
	figures_copy(r->to, s, r->from, from, r->num - 1);
	copy_call(s, from);
}

/* -------------------------------------------------------------- everything else --- */

static void copy_machine(struct state *to, const struct state *from)
{
	uint32_t n = atomic_load_explicit(&from->nifs, memory_order_relaxed);
	const struct section *section = pool_at(&from->sections, from->sections.n - 1);

	to->ignore_users = from->ignore_users;
	to->exit_only = from->exit_only;
	to->no_figures = from->no_figures;
	to->import_num = from->import_num;
	to->machine = from->machine;
	to->timed = from->timed;
	memcpy(to->ifs, from->ifs, n * sizeof(*to->ifs));
	to->nifs = n;
	memcpy(pool_at(&to->sections, 1), section, sizeof(*section));
}

/* Calls f with each entry of a map. */
static void each_entry(const struct idmap *m, void (*f)(struct renewal *r, int64_t key, uint32_t val),
		       struct renewal *r)
{
	const struct idmap_table *t = m->t;
	uint32_t k;

	for (k = 0; t && k <= t->mask; k++) {
		if (t->e[k].val)
			f(r, t->e[k].key, t->e[k].val);
	}
}

static void copy_user(struct renewal *r, int64_t key, uint32_t i)
{
	uint32_t to = pool_add(&r->to->users);
	struct user *u = pool_at(&r->to->users, to);

	*u = *(const struct user *)pool_at(&r->from->users, i);
	u->name = text(r, u->name);
	u->home = text(r, u->home);
	u->shell = text(r, u->shell);
	idmap_set(&r->to->user_ids, key, to);
}

static void copy_group(struct renewal *r, int64_t key, uint32_t i)
{
	uint32_t to = pool_add(&r->to->groups);
	struct group_entry *g = pool_at(&r->to->groups, to);

	*g = *(const struct group_entry *)pool_at(&r->from->groups, i);
	g->name = text(r, g->name);
	idmap_set(&r->to->group_ids, key, to);
}

static void copy_container(struct renewal *r, int64_t key, uint32_t i)
{
	uint32_t latest = hist_last(&r->from->nodes, pool_at(&r->from->container_hists, i));
	const struct container *c = *(struct container **)pool_at(&r->from->containers, latest);

	(void)key;
	add_container(r->to, container_copy(r->to->strings, c), r->num - 1);
}

struct state *state_renew(struct state *from, uint64_t num)
{
	struct renewal r = {.from = from, .to = state_new(), .num = num};
	uint32_t i;

	apply_pending(from, num);
	copy_machine(r.to, from);
	each_entry(&from->user_ids, copy_user, &r);
	each_entry(&from->group_ids, copy_group, &r);
	each_entry(&from->container_ids, copy_container, &r);
	for (i = 1; i < from->slots.n; i++) {
		if (slot_at(from, i)->cur)
			copy_thread(&r, slot_at(from, i));
	}
	idmap_release(&r.fds);
	idmap_release(&r.tables);
	r.to->fresh_thread = r.to->threads.n;
	r.to->fresh_fd = r.to->fds.n;
	return r.to;
}

static size_t pool_bytes(const struct pool *p)
{
	return (size_t)p->n * p->size;
}

size_t state_bytes(const struct state *st)
{
	return pool_bytes(&st->threads) + pool_bytes(&st->fds) + pool_bytes(&st->slots) +
	       pool_bytes(&st->tables) + pool_bytes(&st->fdslots) + pool_bytes(&st->nodes) +
	       pool_bytes(&st->numbers) + pool_bytes(&st->lives) + pool_bytes(&st->users) +
	       pool_bytes(&st->groups) + pool_bytes(&st->pnodes) + intern_bytes(st->strings);
}
