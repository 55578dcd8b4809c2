/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/state/internal.h"

struct state *state_new(void)
{
	struct state *st = xcalloc(1, sizeof(*st));

	st->strings = intern_new();
	st->na = intern_cstr(st->strings, "<NA>");
	st->empty = intern_cstr(st->strings, "");
	pool_init(&st->threads, sizeof(struct thread_version));
	pool_init(&st->fds, sizeof(struct fd_version));
	pool_init(&st->slots, sizeof(struct slot));
	pool_init(&st->tables, sizeof(struct fdtable));
	pool_init(&st->fdslots, sizeof(struct fdslot));
	pool_init(&st->pnodes, sizeof(struct pmap_node));
	pool_init(&st->nodes, sizeof(struct hist_node));
	pool_init(&st->numbers, sizeof(struct numlist_block));
	pool_init(&st->lives, sizeof(struct life));
	pool_init(&st->sections, sizeof(struct section));
	pool_add(&st->sections);
	pool_init(&st->users, sizeof(struct user));
	pool_init(&st->groups, sizeof(struct group_entry));
	pool_init(&st->containers, sizeof(struct container *));
	pool_init(&st->container_hists, sizeof(struct hist));
	buf_init(&st->tmp, 1 << 20);
	st->ifs = mem_map(MAX_INTERFACES * sizeof(*st->ifs));
	st->fresh_thread = st->fresh_fd = st->section_thread = 1;
	apply_init(st);
	figures_init(st);
	return st;
}

static struct container *container_at(const struct state *st, uint32_t i)
{
	return *(struct container **)pool_at(&st->containers, i);
}

void state_free(struct state *st)
{
	uint32_t i;

	if (!st)
		return;
	for (i = 1; i < st->slots.n; i++)
		free(slot_at(st, i)->stored);
	for (i = 1; i < st->tables.n; i++)
		idmap_release(&table_at(st, i)->fds);
	for (i = 1; i < st->containers.n; i++)
		container_free(container_at(st, i));
	idmap_release(&st->tids);
	idmap_release(&st->user_ids);
	idmap_release(&st->group_ids);
	idmap_release(&st->container_ids);
	pool_release(&st->threads);
	pool_release(&st->fds);
	pool_release(&st->slots);
	pool_release(&st->tables);
	pool_release(&st->fdslots);
	pool_release(&st->pnodes);
	pool_release(&st->nodes);
	pool_release(&st->numbers);
	free(st->figure_places);
	pool_release(&st->lives);
	pool_release(&st->sections);
	pool_release(&st->users);
	pool_release(&st->groups);
	pool_release(&st->containers);
	pool_release(&st->container_hists);
	buf_release(&st->tmp);
	intern_free(st->strings);
	mem_unmap(st->ifs, MAX_INTERFACES * sizeof(*st->ifs));
	free(st->handlers);
	free(st->traits);
	free(st);
}

static struct section *section_at(const struct state *st, uint32_t i)
{
	return pool_at(&st->sections, i);
}

void state_reset(struct state *st, uint64_t num)
{
	struct section *section;
	uint32_t i;

	/*
	 * What was true stays true of the events before; from here on nothing is known. The threads
	 * are found by the versions of this section: a file may have many sections.
	 */
	for (i = st->section_thread; i < st->threads.n; i++) {
		uint32_t si = thread_ver(st, i)->slot;
		struct slot *s = si ? slot_at(st, si) : NULL;

		if (!s || s->cur != i)
			continue;
		if (s->nchildren)
			children_add(st, s, -(int)s->nchildren, num);
		thread_remove(st, si, num);
	}
	st->pending_exit = st->pending_table = 0;
	st->section_thread = st->threads.n;
	state_import_begin(st, num);
	section = section_at(st, pool_add(&st->sections));
	section->unnumbered = section_at(st, st->sections.n - 2)->unnumbered;
	section->first = num;
	st->timed = false;
}

static const struct section *section_of(const struct state *st, uint64_t num)
{
	uint32_t lo = 2, hi = st->sections.n, mid;

	while (lo < hi) {
		uint64_t first;

		mid = (lo + hi) / 2;
		first = section_at(st, mid)->first;
		/* One that the writer is just making begins behind everything anybody asks for. */
		if (first && first <= num)
			lo = mid + 1;
		else
			hi = mid;
	}
	return section_at(st, lo - 1);
}

uint64_t state_section_at(const struct state *st, uint64_t num)
{
	return section_of(st, num)->first;
}

void state_leading_event(struct state *st)
{
	uint32_t latest = st->sections.n - 1;

	if (latest > 1)
		atomic_fetch_add(&section_at(st, latest)->unnumbered, 1);
}

uint64_t state_event_number(const struct state *st, uint64_t num)
{
	return num - atomic_load_explicit(&section_of(st, num)->unnumbered, memory_order_relaxed);
}

bool state_timed(const struct state *st)
{
	return st->timed;
}

void state_set_time(struct state *st, uint64_t ts)
{
	atomic_store_explicit(&section_at(st, st->sections.n - 1)->ts, ts, memory_order_relaxed);
	st->timed = true;
}

uint64_t state_time_origin(const struct state *st, uint64_t num)
{
	return atomic_load_explicit(&section_of(st, num)->ts, memory_order_relaxed);
}

/* ------------------------------------------------------- users and containers --- */

static const struct str *intern_slice(struct state *st, struct slice s)
{
	return s.len ? intern(st->strings, s.p, s.len) : st->empty;
}

static bool is_text(const struct str *a, struct slice b)
{
	return a->len == b.len && !memcmp(a->s, b.p, b.len);
}

static void add_group(struct state *st, const struct str *container, const struct scap_user *u)
{
	const struct str *old = state_group(st, container, u->gid);
	uint32_t i;

	if (old && is_text(old, u->name))
		return;
	i = pool_push(&st->groups, &(struct group_entry){.gid = u->gid,
							 .name = intern_slice(st, u->name)});
	idmap_set(&st->group_ids, container_key(container, u->gid), i);
}

/* Captures repeat what they said of users, so most of it is known already. */
void add_user(struct state *st, const struct str *container, const struct scap_user *u)
{
	const struct user *old;
	uint32_t i;

	if (u->is_group) {
		add_group(st, container, u);
		return;
	}
	old = state_user(st, container, u->uid);
	if (old && old->gid == u->gid && is_text(old->name, u->name) &&
	    is_text(old->home, u->home) && is_text(old->shell, u->shell))
		return;
	i = pool_push(&st->users, &(struct user){.uid = u->uid,
						 .gid = u->gid,
						 .name = intern_slice(st, u->name),
						 .home = intern_slice(st, u->home),
						 .shell = intern_slice(st, u->shell)});
	idmap_set(&st->user_ids, container_key(container, u->uid), i);
}

const struct user *state_user(const struct state *st, const struct str *container, uint32_t uid)
{
	uint32_t i = idmap_get(&st->user_ids, container_key(container, uid));

	if (!i && container->len)
		i = idmap_get(&st->user_ids, container_key(st->empty, uid));
	return i ? pool_at(&st->users, i) : NULL;
}

const struct str *state_group(const struct state *st, const struct str *container, uint32_t gid)
{
	uint32_t i = idmap_get(&st->group_ids, container_key(container, gid));

	if (!i && container->len)
		i = idmap_get(&st->group_ids, container_key(st->empty, gid));
	return i ? ((const struct group_entry *)pool_at(&st->groups, i))->name : NULL;
}

void state_each_user(const struct state *st, bool (*f)(void *arg, const struct scap_user *u),
		     void *arg)
{
	uint32_t i, n = pool_count(&st->users);

	for (i = 1; i < n; i++) {
		const struct user *u = pool_at(&st->users, i);
		struct scap_user out = {.uid = u->uid,
					.gid = u->gid,
					.name = {u->name->s, u->name->len},
					.home = {u->home->s, u->home->len},
					.shell = {u->shell->s, u->shell->len}};

		/* Only those of the host, and only the latest of an id. */
		if (state_user(st, st->empty, u->uid) == u && !f(arg, &out))
			return;
	}
	n = pool_count(&st->groups);
	for (i = 1; i < n; i++) {
		const struct group_entry *g = pool_at(&st->groups, i);
		struct scap_user out = {.is_group = true,
					.gid = g->gid,
					.name = {g->name->s, g->name->len},
					.home = {"", 0},
					.shell = {"", 0}};

		if (state_group(st, st->empty, g->gid) == g->name && !f(arg, &out))
			return;
	}
}

void add_container(struct state *st, struct container *c, uint64_t num)
{
	uint32_t said = idmap_get(&st->container_ids, (int64_t)(intptr_t)c->id);
	uint32_t i = pool_add(&st->containers);

	*(struct container **)pool_at(&st->containers, i) = c;
	if (!said)
		said = pool_add(&st->container_hists);
	hist_push(&st->nodes, pool_at(&st->container_hists, said), num, i);
	idmap_set(&st->container_ids, (int64_t)(intptr_t)c->id, said);
}

const struct container *state_container(const struct state *st, const struct str *id, uint64_t num)
{
	uint32_t said = idmap_get(&st->container_ids, (int64_t)(intptr_t)id);
	uint32_t i = said ? hist_at(&st->nodes, pool_at(&st->container_hists, said), num) : 0;

	return i ? container_at(st, i) : NULL;
}

void state_each_container(const struct state *st, uint64_t num,
			  bool (*f)(void *arg, const struct container *c), void *arg)
{
	uint32_t said, i, n = pool_count(&st->container_hists);

	for (said = 1; said < n; said++) {
		i = hist_at(&st->nodes, pool_at(&st->container_hists, said), num);
		if (i && !f(arg, container_at(st, i)))
			return;
	}
}

/* ------------------------------------------------------------------- machine --- */

void state_set_exit_only(struct state *st, bool yes)
{
	st->exit_only = yes;
}

void state_import_machine(struct state *st, const struct scap_machine *m)
{
	st->machine = *m;
}

const struct scap_machine *state_machine(const struct state *st)
{
	return &st->machine;
}

void state_ignore_users(struct state *st)
{
	st->ignore_users = true;
}

void state_import_user(struct state *st, const struct scap_user *u)
{
	if (st->ignore_users)
		return;
	add_user(st, st->empty, u);
}

void state_import_interface(struct state *st, const struct scap_interface *i)
{
	uint32_t n = atomic_load_explicit(&st->nifs, memory_order_relaxed);

	if (n == MAX_INTERFACES)
		return;
	st->ifs[n] = *i;
	atomic_store_explicit(&st->nifs, n + 1, memory_order_release);
}

const struct scap_interface *state_interfaces(const struct state *st, uint32_t *n)
{
	*n = st->nifs;
	return st->ifs;
}
