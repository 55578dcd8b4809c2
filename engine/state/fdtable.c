/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/state/internal.h"

/* Numbers that a kernel gives out; others are hostile, and no child inherits them. */
#define FD_MAX INT32_MAX

static struct fdslot *fdslot_at(const struct state *st, uint32_t i)
{
	return pool_at(&st->fdslots, i);
}

static uint32_t inherited(const struct state *st, const struct fdtable *t, int64_t fd)
{
	return fd >= 0 && fd <= FD_MAX ? pmap_get(&st->pnodes, t->base, (uint32_t)fd) : 0;
}

/* What was set in the table itself: 0 nothing, FD_CLOSED known to be closed. */
static uint32_t own_at(const struct state *st, const struct fdtable *t, int64_t fd, uint64_t num)
{
	uint32_t i = idmap_get(&t->fds, fd);

	return i ? hist_at(&st->nodes, &fdslot_at(st, i)->versions, num) : 0;
}

/* The version of fd in `table` at event num, 0 none. */
static uint32_t lookup(const struct state *st, uint32_t table, int64_t fd, uint64_t num)
{
	const struct fdtable *t;
	uint32_t v;

	if (!table)
		return 0;
	t = table_at(st, table);
	v = own_at(st, t, fd, num);
	if (v)
		return v == FD_CLOSED ? 0 : v;
	return inherited(st, t, fd);
}

uint32_t table_get(const struct state *st, uint32_t table, int64_t fd)
{
	return lookup(st, table, fd, UINT64_MAX);
}

void table_set(struct state *st, uint32_t table, int64_t fd, uint32_t version, uint64_t num)
{
	struct fdtable *t = table_at(st, table);
	uint32_t i = idmap_get(&t->fds, fd);
	struct fdslot *s;

	if (!i) {
		if (version == FD_CLOSED && !inherited(st, t, fd))
			return;
		i = pool_add(&st->fdslots);
		fdslot_at(st, i)->fd = fd;
		idmap_set(&t->fds, fd, i);
	}
	s = fdslot_at(st, i);
	hist_push(&st->nodes, &s->versions, num, version);
	if (!s->is_changed) {
		s->is_changed = true;
		s->next_changed = t->changed;
		t->changed = i;
	}
}

/* ------------------------------------------------------------- a table's present --- */

enum { PORT_SERVER = 0, PORT_CLIENT = 1 };
#define PORT_KEY(port, v6, side) ((uint32_t)(port) | (uint32_t)(v6) << 16 | (uint32_t)(side) << 17)

static void count_port(struct state *st, struct fdtable *t, uint32_t key, int delta)
{
	uint32_t n = pmap_get(&st->pnodes, t->ports, key);

	pmap_set(&st->pnodes, &t->ports, key, (uint32_t)((int64_t)n + delta), t->own);
}

static void count_ports(struct state *st, struct fdtable *t, uint32_t version, int delta)
{
	const struct fd_version *f = version ? fd_ver(st, version) : NULL;
	bool v6 = f && fd_is_ipv6(f);

	if (!f)
		return;
	if (fd_is_serv(f)) {
		count_port(st, t, PORT_KEY(f->src.port, v6, PORT_SERVER), delta);
	} else if (fd_is_inet(f)) {
		count_port(st, t, PORT_KEY(f->dst.port, v6, PORT_SERVER), delta);
		count_port(st, t, PORT_KEY(f->src.port, v6, PORT_CLIENT), delta);
	}
}

/*
 * Bring `now` up to date with what changed. Versions that the event being applied has made may
 * still become something else: they stay in the list.
 */
static void settle(struct state *st, struct fdtable *t)
{
	uint32_t i = t->changed, next, old, v;
	struct fdslot *s;

	t->changed = 0;
	for (; i; i = next) {
		s = fdslot_at(st, i);
		next = s->next_changed;
		v = hist_last(&st->nodes, &s->versions);
		v = v == FD_CLOSED ? 0 : v;
		if (v >= st->fresh_fd) {
			s->next_changed = t->changed;
			t->changed = i;
			continue;
		}
		s->is_changed = false;
		if (s->fd < 0 || s->fd > FD_MAX)
			continue;
		old = pmap_get(&st->pnodes, t->now, (uint32_t)s->fd);
		if (old == v)
			continue;
		count_ports(st, t, old, -1);
		count_ports(st, t, v, 1);
		pmap_set(&st->pnodes, &t->now, (uint32_t)s->fd, v, t->own);
	}
}

/* What one socket adds to the counts of two ports. */
static void uses(const struct state *st, uint32_t version, bool v6, uint16_t server,
		 uint16_t client, int delta, int64_t *bound, int64_t *used)
{
	const struct fd_version *f = version ? fd_ver(st, version) : NULL;

	if (!f || fd_is_ipv6(f) != v6)
		return;
	if (fd_is_serv(f)) {
		*bound += f->src.port == server ? delta : 0;
	} else if (fd_is_inet(f)) {
		*bound += f->dst.port == server ? delta : 0;
		*used += f->src.port == client ? delta : 0;
	}
}

struct ports_used table_ports(struct state *st, uint32_t table, bool v6, uint16_t server,
			      uint16_t client)
{
	struct fdtable *t = table_at(st, table);
	const struct fdslot *s;
	int64_t bound, used;
	uint32_t i, v;

	settle(st, t);
	bound = pmap_get(&st->pnodes, t->ports, PORT_KEY(server, v6, PORT_SERVER));
	used = pmap_get(&st->pnodes, t->ports, PORT_KEY(client, v6, PORT_CLIENT));
	for (i = t->changed; i; i = s->next_changed) {
		s = fdslot_at(st, i);
		v = hist_last(&st->nodes, &s->versions);
		v = v == FD_CLOSED ? 0 : v;
		uses(st, v, v6, server, client, 1, &bound, &used);
		if (s->fd >= 0 && s->fd <= FD_MAX)
			uses(st, pmap_get(&st->pnodes, t->now, (uint32_t)s->fd), v6, server, client,
			     -1, &bound, &used);
	}
	return (struct ports_used){bound > 0, used > 0};
}

uint32_t table_copy(struct state *st, uint32_t from, uint64_t num)
{
	uint32_t to = pool_add(&st->tables), i;
	struct fdtable *t = table_at(st, to), *parent;
	const struct fdslot *s;

	if (!from)
		return to;
	parent = table_at(st, from);
	settle(st, parent);
	t->base = t->now = parent->now;
	t->ports = parent->ports;
	t->own = parent->own = st->pnodes.n;
	for (i = parent->changed; i; i = s->next_changed) {
		s = fdslot_at(st, i);
		table_set(st, to, s->fd, hist_last(&st->nodes, &s->versions), num);
	}
	return to;
}

/* ----------------------------------------------------------------------- walking --- */

struct walk {
	const struct state *st;
	const struct fdtable *t;
	uint64_t num;
	uint32_t count;
	bool (*f)(void *arg, int64_t fd, uint32_t version);
	void *arg;
};

static bool walk_inherited(void *arg, uint32_t fd, uint32_t version)
{
	struct walk *w = arg;

	if (own_at(w->st, w->t, fd, w->num))
		return true;
	w->count++;
	return w->f(w->arg, fd, version);
}

uint32_t table_each(const struct state *st, uint32_t table, uint64_t num,
		    bool (*f)(void *arg, int64_t fd, uint32_t version), void *arg)
{
	struct walk w = {.st = st, .num = num, .f = f, .arg = arg};
	const struct idmap_table *m;
	uint32_t k, i, v;

	if (!table)
		return 0;
	w.t = table_at(st, table);
	m = atomic_load_explicit(&w.t->fds.t, memory_order_acquire);
	for (k = 0; m && k <= m->mask; k++) {
		i = atomic_load_explicit(&m->e[k].val, memory_order_acquire);
		if (!i)
			continue;
		v = hist_at(&st->nodes, &fdslot_at(st, i)->versions, num);
		if (!v || v == FD_CLOSED)
			continue;
		w.count++;
		if (!f(arg, m->e[k].key, v))
			return w.count;
	}
	pmap_each(&st->pnodes, w.t->base, walk_inherited, &w);
	return w.count;
}

void table_each_past(const struct state *st, uint32_t table, uint64_t first, uint64_t num,
		     void (*f)(void *arg, uint32_t version), void *arg)
{
	const struct idmap_table *m;
	uint32_t k, i;

	m = atomic_load_explicit(&table_at(st, table)->fds.t, memory_order_acquire);
	for (k = 0; m && k <= m->mask; k++) {
		i = atomic_load_explicit(&m->e[k].val, memory_order_acquire);
		if (i)
			hist_each(&st->nodes, &fdslot_at(st, i)->versions, first, num, f, arg);
	}
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

uint64_t fd_created(const struct state *st, uint32_t table, int64_t fd)
{
	uint32_t i = table ? idmap_get(&table_at(st, table)->fds, fd) : 0;

	return i ? fdslot_at(st, i)->created : 0;
}

bool fd_created_after(const struct state *st, uint32_t table, int64_t fd, uint64_t num)
{
	return fd_created(st, table, fd) > num;
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
	return pool_count(&st->fds);
}

uint32_t state_fd_at(const struct state *st, const struct thread_version *t, int64_t fd,
		     uint64_t num)
{
	return lookup(st, table_owner(st, t, num)->fdtable, fd, num);
}

uint32_t state_each_fd(const struct state *st, const struct thread_version *t, uint64_t num,
		       bool (*f)(void *arg, int64_t fd, uint32_t version), void *arg)
{
	return table_each(st, table_owner(st, t, num)->fdtable, num, f, arg);
}
