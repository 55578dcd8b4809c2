/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "event_codes.h"
#include "engine/base/mem.h"
#include "engine/event/render.h"
#include "engine/state/internal.h"

/*
 * One event, in order: finish what the previous one left, find the thread, pair exit with
 * enter, name the fd, then let the type's handler (apply_proc.c, apply_fd.c, apply_net.c)
 * change what changed.
 */

enum {
	TRAIT_STORE = 1 << 0,	 /* enter event whose parameters the exit's handler wants */
	TRAIT_NO_MAKE = 1 << 1,	 /* does not introduce an unknown thread */
	TRAIT_OUTSIDE = 1 << 2,	 /* does not belong to a thread's sequence of calls */
	TRAIT_CONTAINER = 1 << 3,
	TRAIT_SWITCH = 1 << 4,
};

static const uint16_t stored_types[] = {
	EV_SYSCALL_OPEN_E, EV_SYSCALL_CREAT_E, EV_SYSCALL_OPENAT_E, EV_SYSCALL_OPENAT_2_E,
	EV_SYSCALL_OPENAT2_E, EV_SOCKET_SOCKET_E, EV_SYSCALL_EVENTFD_E, EV_SYSCALL_CHDIR_E,
	EV_SYSCALL_FCHDIR_E, EV_SOCKET_SHUTDOWN_E, EV_SYSCALL_GETRLIMIT_E, EV_SYSCALL_SETRLIMIT_E,
	EV_SYSCALL_PRLIMIT_E, EV_SOCKET_SENDTO_E, EV_SOCKET_SENDMSG_E, EV_SYSCALL_SENDFILE_E,
	EV_SYSCALL_SETRESUID_E, EV_SYSCALL_SETRESGID_E, EV_SYSCALL_SETUID_E, EV_SYSCALL_SETGID_E,
	EV_SYSCALL_EXECVE_18_E, EV_SYSCALL_EXECVE_19_E, EV_SYSCALL_EXECVEAT_E,
	EV_SYSCALL_SETPGID_E, EV_SYSCALL_FCNTL_E, EV_SOCKET_CONNECT_E,
};

static const uint16_t clone_types[] = {
	EV_SYSCALL_CLONE_11_X, EV_SYSCALL_CLONE_16_X, EV_SYSCALL_CLONE_17_X, EV_SYSCALL_CLONE_20_X,
	EV_SYSCALL_FORK_X, EV_SYSCALL_FORK_17_X, EV_SYSCALL_FORK_20_X, EV_SYSCALL_VFORK_X,
	EV_SYSCALL_VFORK_17_X, EV_SYSCALL_VFORK_20_X, EV_SYSCALL_CLONE3_X,
};

static const uint16_t outside_types[] = {
	EV_CONTAINER_E, EV_CONTAINER_JSON_E, EV_CONTAINER_JSON_2_E, EV_USER_ADDED_E,
	EV_USER_DELETED_E, EV_GROUP_ADDED_E, EV_GROUP_DELETED_E, EV_PLUGINEVENT_E, EV_ASYNCEVENT_E,
};

static void mark(struct state *st, const uint16_t *codes, size_t n, uint8_t trait)
{
	while (n--)
		st->traits[codes[n]] |= trait;
}
#define MARK(st, codes, trait) mark(st, codes, sizeof(codes) / sizeof((codes)[0]), trait)

void apply_init(struct state *st)
{
	static const struct apply_rows *const all[] = {&apply_proc, &apply_fd, &apply_net};
	unsigned i, k;

	st->handlers = xcalloc(event_count, sizeof(*st->handlers));
	st->traits = xcalloc(event_count, sizeof(*st->traits));
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		for (k = 0; k < all[i]->n; k++)
			st->handlers[all[i]->rows[k].code] = all[i]->rows[k].fn;
	for (i = 0; i < event_count; i++)
		if (event_table[i].flags & EF_SKIPPARSERESET)
			st->traits[i] |= TRAIT_OUTSIDE;
	MARK(st, stored_types, TRAIT_STORE);
	MARK(st, clone_types, TRAIT_NO_MAKE);
	MARK(st, outside_types, TRAIT_OUTSIDE);
	st->traits[EV_CONTAINER_E] |= TRAIT_CONTAINER;
	st->traits[EV_CONTAINER_JSON_E] |= TRAIT_CONTAINER;
	st->traits[EV_CONTAINER_JSON_2_E] |= TRAIT_CONTAINER;
	st->traits[EV_SCHEDSWITCH_6_E] |= TRAIT_SWITCH | TRAIT_NO_MAKE;
}

/* ---------------------------------------------------------------- parameters --- */

struct slice param_text(const struct param *p)
{
	const char *nul = memchr(p->p, 0, p->len);

	return (struct slice){.p = (const char *)p->p,
			      .len = nul ? (uint32_t)(nul - (const char *)p->p) : p->len};
}

bool apply_param(const struct apply *a, int exit_i, int enter_i, struct param *p)
{
	if (exit_i >= 0 && evt_param(a->e, (unsigned)exit_i, p) && p->len)
		return true;
	return enter_i >= 0 && a->enter && evt_param(a->enter, (unsigned)enter_i, p) && p->len;
}

int64_t apply_i64(const struct apply *a, int exit_i, int enter_i, int64_t dflt)
{
	if (exit_i >= 0 && (unsigned)exit_i < a->e->nparams)
		return evt_i64(a->e, (unsigned)exit_i, dflt);
	if (enter_i >= 0 && a->enter)
		return evt_i64(a->enter, (unsigned)enter_i, dflt);
	return dflt;
}

struct two_paths path_in(struct state *st, struct two_paths dir, struct slice path)
{
	struct two_paths p;

	buf_clear(&st->tmp);
	path_concat(dir.dotted->s, dir.dotted->len, path.p, path.len, &st->tmp);
	p.dotted = p.as_is = intern(st->strings, st->tmp.p, st->tmp.len);
	if (dir.dotted == dir.as_is && path_is_plain(path.p, path.len))
		return p;
	buf_clear(&st->tmp);
	path_concat_as_is(dir.as_is->s, dir.as_is->len, path.p, path.len, &st->tmp);
	p.as_is = intern(st->strings, st->tmp.p, st->tmp.len);
	return p;
}

static const struct str *slashed(struct state *st, const struct str *s)
{
	if (s->len && s->s[s->len - 1] == '/')
		return s;
	buf_clear(&st->tmp);
	buf_put(&st->tmp, s->s, s->len);
	buf_putc(&st->tmp, '/');
	return intern(st->strings, st->tmp.p, st->tmp.len);
}

struct two_paths path_slashed(struct state *st, struct two_paths p)
{
	const struct str *dotted = slashed(st, p.dotted);

	return (struct two_paths){dotted, p.as_is == p.dotted ? dotted : slashed(st, p.as_is)};
}

/* ------------------------------------------------------------------- pairing --- */

/* The copy's view leads into the copy. */
void slot_store(struct slot *s, const struct evt *e)
{
	if (e->len > s->stored_cap) {
		s->stored = xrealloc(s->stored, e->len);
		s->stored_cap = e->len;
	}
	memcpy(s->stored, e->hdr, e->len);
	s->stored_type = e->type;
	s->stored_evt = *e;
	s->stored_evt.hdr = s->stored;
	s->stored_evt.lens = s->stored + (e->lens - e->hdr);
	s->stored_evt.data = s->stored + (e->data - e->hdr);
}

static void find_fd(struct apply *a, int64_t fd)
{
	const struct thread_version *v = slot_version(a->st, a->slot);

	a->fdnum = fd;
	a->table = thread_table(a->st, v, false, a->num);
	a->fd = a->table ? table_get(a->st, a->table, fd) : 0;
}

/* It does something, so it is out of the call that it was in when the lists were made. */
static void end_found_call(struct apply *a)
{
	struct life *l = life_at(a->st, slot_version(a->st, a->slot)->life);

	a->slot->in_found_call = false;
	atomic_store_explicit(&l->call_over, a->num, memory_order_relaxed);
}

static void begin_enter(struct apply *a, uint8_t traits)
{
	struct slot *s = a->slot;

	s->last_fd = -1;
	s->last_type = a->e->type;
	s->enter_num = a->num;
	s->enter_ts = a->e->ts;
	s->latency = 0;
	if (a->e->info->flags & EF_USES_FD) {
		s->last_fd = evt_i64(a->e, 0, -1);
		find_fd(a, s->last_fd);
	}
	if (traits & TRAIT_STORE)
		slot_store(s, a->e);
}

/*
 * Exit events find their fd in the enter event; those of recent producers, which write no
 * enter events, carry it themselves.
 */
static void begin_exit(struct apply *a, struct evt_refs *refs)
{
	const struct event_info *info = a->e->info;
	struct slot *s = a->slot;
	int own = info->fd_param;

	if (s->enter_num) {
		refs->enter = s->enter_num;
		refs->enter_ts = s->enter_ts;
		s->latency = a->e->ts - s->enter_ts;
	}
	if (s->last_type == (uint16_t)(a->e->type - 1)) {
		refs->flags |= REF_PAIRED;
		if (s->stored_type == s->last_type)
			a->enter = &s->stored_evt;
		if (!(info->flags & EF_USES_FD))
			return;
		if (a->e->type == EV_SYSCALL_COPY_FILE_RANGE_X)
			s->last_fd = evt_i64(a->e, 1, -1);
		find_fd(a, s->last_fd);
	} else if (own >= 0 && own < a->e->nparams && (info->flags_new & EF_USES_FD)) {
		s->last_fd = evt_i64(a->e, (unsigned)own, -1);
		find_fd(a, s->last_fd);
	}
}

void apply_pending(struct state *st, uint64_t num)
{
	if (st->pending_exit)
		thread_remove(st, st->pending_exit, num);
	if (st->pending_table)
		table_set(st, st->pending_table, st->pending_fd, FD_CLOSED, num);
	st->pending_exit = st->pending_table = 0;
}

/* ------------------------------------------------------------- other events --- */

static struct slice text_param(const struct evt *e, unsigned i)
{
	struct param p;

	return evt_param(e, i, &p) ? param_text(&p) : (struct slice){.p = "", .len = 0};
}

/* Before they were JSON, such events had four parameters. They belong to no thread. */
static void old_container(struct state *st, const struct evt *e, uint64_t num)
{
	struct slice id = text_param(e, 0), name = text_param(e, 2), image = text_param(e, 3);
	struct container *c;

	c = container_from_values(st->strings, intern(st->strings, id.p, id.len),
				  (int)evt_u64(e, 1, INT_MAX),
				  intern(st->strings, name.p, name.len),
				  intern(st->strings, image.p, image.len));
	if (c)
		add_container(st, c, num);
}

static void apply_container(struct state *st, const struct evt *e, uint64_t num,
			    struct evt_refs *refs)
{
	const struct str *id = st->empty;
	struct thread_version *v;
	struct container *c;
	struct slice json;
	struct param p;

	if (e->type == EV_CONTAINER_E) {
		old_container(st, e, num);
		return;
	}
	if (!evt_param(e, 0, &p))
		return;
	json = param_text(&p);
	c = container_from_json(st->strings, json.p, json.len);
	if (c) {
		add_container(st, c, num);
		id = c->id;
	}
	if (container_lookup_failed(json.p, json.len))
		refs->flags |= REF_SILENT;
	/* In the middle of a capture such an event shows as a thread of that name. */
	refs->thread = pool_add(&st->threads);
	v = thread_ver(st, refs->thread);
	*v = (struct thread_version){
		.tid = -1, .pid = -1, .sid = -1, .vpgid = -1, .pgid = -1, .vtid = -2, .vpid = -2,
		.fdlimit = -1, .exe = st->empty, .exepath = st->empty, .root = st->empty,
		.cwd = st->empty, .cwd_as_is = st->empty, .args = st->empty, .env = st->empty, .cgroups = st->empty,
		.container_id = id};
	buf_clear(&st->tmp);
	buf_puts(&st->tmp, "container:");
	buf_put(&st->tmp, id->s, id->len);
	v->comm = intern(st->strings, st->tmp.p, st->tmp.len);
}

static void user_event(struct state *st, const struct evt *e)
{
	bool group = e->type == EV_GROUP_ADDED_E;
	struct slice id = text_param(e, group ? 2 : 5);
	struct scap_user u = {.is_group = group,
			      .uid = (uint32_t)evt_u64(e, 0, 0),
			      .gid = (uint32_t)evt_u64(e, group ? 0 : 1, 0),
			      .name = text_param(e, group ? 1 : 2),
			      .home = text_param(e, 3),
			      .shell = text_param(e, 4)};

	add_user(st, intern(st->strings, id.p, id.len), &u);
}

/* Events that are no step of their thread's calls. */
static void apply_outside(struct state *st, const struct evt *e, uint64_t num, uint8_t traits,
			  struct evt_refs *refs)
{
	uint32_t si;

	if (traits & TRAIT_CONTAINER) {
		apply_container(st, e, num, refs);
		return;
	}
	if (e->type == EV_USER_ADDED_E || e->type == EV_GROUP_ADDED_E)
		user_event(st, e);
	si = slot_find(st, e->tid);
	if (!si || !slot_at(st, si)->cur)
		return;
	refs->thread = slot_at(st, si)->cur;
}

static void apply_switch(struct state *st, const struct evt *e, uint64_t num, struct evt_refs *refs)
{
	uint32_t si = slot_find(st, e->tid);
	struct slot *s = si ? slot_at(st, si) : NULL;
	const struct thread_version *v = s ? slot_version(st, s) : NULL;

	if (!v)
		return;
	refs->thread = s->cur;
	/* A thread switched out between two calls shows the latency of the one before. */
	refs->enter_ts = s->latency ? e->ts - s->latency : 0;
	if (e->type != EV_SCHEDSWITCH_6_E)
		return;
	figure_add(st, s, FIG_FAULTS, num, e);
	if (v->pid != v->tid)
		s = thread_main(st, v, num);
	if (s)
		figure_add(st, s, FIG_VM, num, e);
}

/* --------------------------------------------------------------------- apply --- */

/* The slot of the event's thread; an unknown one gets a placeholder. NULL none. */
static struct slot *event_slot(struct state *st, const struct evt *e, uint64_t num, uint8_t traits)
{
	uint32_t si = slot_find(st, e->tid);

	if (si && slot_at(st, si)->cur)
		return slot_at(st, si);
	if (traits & TRAIT_NO_MAKE)
		return NULL;
	if (!si)
		si = slot_get(st, e->tid);
	return thread_placeholder(st, si, num) ? slot_at(st, si) : NULL;
}

static void finish(struct apply *a, const struct str *name_before, struct evt_refs *refs)
{
	const uint32_t about_fd = EF_CREATES_FD | EF_USES_FD | EF_DESTROYS_FD;
	uint32_t si;

	refs->fd = a->fd;
	refs->fdnum = a->slot ? a->slot->last_fd : -1;
	if (a->fd >= a->st->fresh_fd && fd_ver(a->st, a->fd)->name != (name_before ? name_before : a->st->empty))
		refs->flags |= REF_NAME_CHANGED;
	if (!a->slot) {
		/* The child's side of a clone has made its own thread. */
		si = slot_find(a->st, a->e->tid);
		refs->thread = si ? slot_at(a->st, si)->cur : 0;
		refs->enter = refs->enter_ts = 0;
		refs->flags = 0;
		return;
	}
	refs->thread = a->slot->cur;
	if (!a->fd && (a->e->info->flags & about_fd) && a->slot->last_fd >= 0 && a->slot->cur &&
	    !a->st->exit_only) {
		find_fd(a, a->slot->last_fd);
		refs->fd = a->fd;
		if (a->fd)
			refs->flags |= REF_FD_GUESSED;
	}
}

void state_apply(struct state *st, const struct evt *e, uint64_t num, struct evt_refs *refs)
{
	struct apply a;
	const struct str *name_before = NULL;
	uint8_t traits;

	*refs = (struct evt_refs){.fdnum = -1};
	if (st->pending_exit | st->pending_table)
		apply_pending(st, num);
	if (e->type >= event_count)
		return;
	st->fresh_thread = st->threads.n;
	st->fresh_fd = st->fds.n;
	traits = st->traits[e->type];
	if (traits & (TRAIT_OUTSIDE | TRAIT_SWITCH)) {
		if (traits & TRAIT_SWITCH)
			apply_switch(st, e, num, refs);
		else
			apply_outside(st, e, num, traits, refs);
		return;
	}
	a = (struct apply){.st = st, .e = e, .num = num, .fdnum = -1};
	a.slot = event_slot(st, e, num, traits);
	if (a.slot) {
		if (a.slot->in_found_call)
			end_found_call(&a);
		if (event_is_exit(e->type))
			begin_exit(&a, refs);
		else
			begin_enter(&a, traits);
		if (a.fd)
			name_before = fd_ver(st, a.fd)->name;
	}
	if (st->handlers[e->type])
		st->handlers[e->type](&a);
	finish(&a, name_before, refs);
}
