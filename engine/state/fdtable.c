/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/state/internal.h"

/*
 * A forked process starts with its parent's fds. They are not copied: the child's table
 * refers to the parent's as it was at the fork, and holds only what changed since. Chains of
 * forks are cut by a real copy now and then, so that a look-up stays short.
 */
#define MAX_DEPTH  16
#define MAX_COPIED 4096 /* fds a real copy takes along, as the reference's limit */

static struct fdslot *fdslot_at(const struct state *st, uint32_t i)
{
	return pool_at(&st->fdslots, i);
}

/* The version of fd in `table` at event num: 0 none, FD_CLOSED known to be closed. */
static uint32_t lookup(const struct state *st, uint32_t table, int64_t fd, uint64_t num)
{
	const struct fdtable *t;
	uint32_t i, v;

	for (; table; table = t->base) {
		t = table_at(st, table);
		i = idmap_get(&t->fds, fd);
		v = i ? hist_at(&st->nodes, &fdslot_at(st, i)->versions, num) : 0;
		if (v)
			return v;
		num = t->base_num;
	}
	return 0;
}

/* Does a table nearer to the process than `table` say anything of fd? */
static bool overridden(const struct state *st, uint32_t top, uint32_t table, int64_t fd,
		       uint64_t num)
{
	const struct fdtable *t;
	uint32_t i;

	for (; top != table; top = t->base) {
		t = table_at(st, top);
		i = idmap_get(&t->fds, fd);
		if (i && hist_at(&st->nodes, &fdslot_at(st, i)->versions, num))
			return true;
		num = t->base_num;
	}
	return false;
}

uint32_t table_get(const struct state *st, uint32_t table, int64_t fd)
{
	uint32_t v = lookup(st, table, fd, UINT64_MAX);

	return v == FD_CLOSED ? 0 : v;
}

void table_set(struct state *st, uint32_t table, int64_t fd, uint32_t version, uint64_t num)
{
	struct fdtable *t = table_at(st, table);
	uint32_t i = idmap_get(&t->fds, fd);

	if (!i) {
		if (version == FD_CLOSED && !t->base)
			return;
		i = pool_add(&st->fdslots);
		fdslot_at(st, i)->fd = fd;
		idmap_set(&t->fds, fd, i);
	}
	hist_push(&st->nodes, &fdslot_at(st, i)->versions, num, version);
}

/* Calls f for every fd that is open in the table at num, nearest table first. */
static uint32_t each_fd(const struct state *st, uint32_t table, uint64_t num,
			bool (*f)(void *arg, int64_t fd, uint32_t version), void *arg)
{
	const struct idmap_table *m;
	uint32_t top = table, count = 0, k, i, v;
	uint64_t top_num = num;
	const struct fdtable *t;

	for (; table; table = t->base) {
		t = table_at(st, table);
		m = atomic_load_explicit(&t->fds.t, memory_order_acquire);
		for (k = 0; m && k <= m->mask; k++) {
			i = atomic_load_explicit(&m->e[k].val, memory_order_acquire);
			if (!i)
				continue;
			v = hist_at(&st->nodes, &fdslot_at(st, i)->versions, num);
			if (!v || v == FD_CLOSED)
				continue;
			if (overridden(st, top, table, m->e[k].key, top_num))
				continue;
			count++;
			if (f && !f(arg, m->e[k].key, v))
				return count;
		}
		num = t->base_num;
	}
	return count;
}

struct copying {
	struct state *st;
	uint32_t to, n;
	uint64_t num;
};

static bool copy_one(void *arg, int64_t fd, uint32_t version)
{
	struct copying *c = arg;

	table_set(c->st, c->to, fd, version, c->num);
	return ++c->n < MAX_COPIED;
}

uint32_t table_copy(struct state *st, uint32_t from, uint64_t num)
{
	uint32_t to = pool_add(&st->tables);
	struct fdtable *t = table_at(st, to);
	struct copying c = {.st = st, .to = to, .num = num};

	if (!from)
		return to;
	if (table_at(st, from)->depth < MAX_DEPTH) {
		t->base = from;
		t->base_num = num;
		t->depth = table_at(st, from)->depth + 1;
	} else {
		each_fd(st, from, num, copy_one, &c);
	}
	return to;
}

/* Whose table does v use? */
static const struct thread_version *table_owner(const struct state *st,
						const struct thread_version *v, uint64_t num)
{
	uint32_t i;

	if (!(v->flags & TF_CLONE_FILES) || v->pid == v->tid)
		return v;
	i = state_thread_at(st, v->pid, num);
	return i ? thread_ver(st, i) : v;
}

uint32_t thread_table(struct state *st, const struct thread_version *v, bool make, uint64_t num)
{
	struct slot *s;

	if ((v->flags & TF_CLONE_FILES) && v->pid != v->tid) {
		s = thread_main(st, v, num);
		if (!s)
			return 0;
	} else {
		s = slot_at(st, v->slot);
	}
	v = slot_version(st, s);
	if (!v)
		return 0;
	if (!v->fdtable && make)
		thread_modify(st, s, num)->fdtable = pool_add(&st->tables);
	return slot_version(st, s)->fdtable;
}

/* ------------------------------------------------------------ the event's fd --- */

uint32_t apply_table(struct apply *a)
{
	if (!a->table && a->slot && a->slot->cur)
		a->table = thread_table(a->st, slot_version(a->st, a->slot), true, a->num);
	return a->table;
}

struct fd_version *fd_new(struct state *st, uint32_t *index)
{
	struct fd_version *f;

	*index = pool_add(&st->fds);
	f = fd_ver(st, *index);
	f->name = f->name_raw = st->empty;
	return f;
}

void fd_mark_created(const struct state *st, uint32_t table, int64_t fd, uint64_t num)
{
	fdslot_at(st, idmap_get(&table_at(st, table)->fds, fd))->created = num;
}

struct fd_version *fd_add(struct apply *a, int64_t fd)
{
	struct fd_version *f;
	uint32_t i;

	if (!apply_table(a))
		return NULL;
	f = fd_new(a->st, &i);
	table_set(a->st, a->table, fd, i, a->num);
	fd_mark_created(a->st, a->table, fd, a->num);
	a->fd = i;
	a->fdnum = fd;
	a->slot->last_fd = fd;
	return f;
}

bool fd_created_after(const struct state *st, uint32_t table, int64_t fd, uint64_t num)
{
	uint32_t i = table ? idmap_get(&table_at(st, table)->fds, fd) : 0;

	return i && fdslot_at(st, i)->created > num;
}

struct fd_version *fd_modify(struct apply *a)
{
	uint32_t i;

	if (a->fd >= a->st->fresh_fd)
		return fd_ver(a->st, a->fd);
	i = pool_add(&a->st->fds);
	*fd_ver(a->st, i) = *fd_ver(a->st, a->fd);
	table_set(a->st, a->table, a->fdnum, i, a->num);
	a->fd = i;
	return fd_ver(a->st, i);
}

/* ------------------------------------------------------- what readers ask for --- */

const struct fd_version *state_fd(const struct state *st, uint32_t version)
{
	return version ? fd_ver(st, version) : NULL;
}

uint32_t state_fd_count(const struct state *st)
{
	return st->fds.n;
}

uint32_t state_fd_at(const struct state *st, const struct thread_version *t, int64_t fd,
		     uint64_t num)
{
	uint32_t v = lookup(st, table_owner(st, t, num)->fdtable, fd, num);

	return v == FD_CLOSED ? 0 : v;
}

uint32_t state_each_fd(const struct state *st, const struct thread_version *t, uint64_t num,
		       bool (*f)(void *arg, int64_t fd, uint32_t version), void *arg)
{
	return each_fd(st, table_owner(st, t, num)->fdtable, num, f, arg);
}
