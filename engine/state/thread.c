/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/state/internal.h"

uint32_t slot_find_slow(struct state *st, int64_t tid)
{
	unsigned k = (unsigned)tid & (SLOT_CACHE - 1);
	uint32_t i = idmap_get(&st->tids, tid);

	st->recent[k].tid = tid;
	st->recent[k].slot = i;
	st->recent[k].valid = true;
	return i;
}

uint32_t slot_get(struct state *st, int64_t tid)
{
	uint32_t i = slot_find(st, tid);
	struct slot *s;

	if (i)
		return i;
	i = pool_add(&st->slots);
	s = slot_at(st, i);
	s->tid = tid;
	s->last_fd = 0;
	s->last_type = UINT16_MAX;
	s->stored_type = UINT16_MAX;
	idmap_set(&st->tids, tid, i);
	st->recent[(unsigned)tid & (SLOT_CACHE - 1)].valid = false;
	return i;
}

struct thread_version *thread_modify(struct state *st, struct slot *s, uint64_t num)
{
	uint32_t i;

	if (s->cur >= st->fresh_thread)
		return thread_ver(st, s->cur);
	i = pool_add(&st->threads);
	*thread_ver(st, i) = *thread_ver(st, s->cur);
	hist_push(&st->nodes, &s->versions, num, i);
	s->cur = i;
	return thread_ver(st, i);
}

/* A thread that goes is no child of its main thread any more. */
static void leave_main(struct state *st, const struct thread_version *v, uint64_t num)
{
	uint32_t mi = v->pid != v->tid ? slot_find(st, v->pid) : 0;
	struct slot *main = mi ? slot_at(st, mi) : NULL;

	if (main && main->cur && main->nchildren)
		children_add(st, main, -1, num);
}

struct thread_version *thread_create(struct state *st, uint32_t si, uint64_t num)
{
	struct slot *s = slot_at(st, si);
	struct thread_version *v;
	uint32_t i;

	if (s->cur) {
		leave_main(st, slot_version(st, s), num);
	} else {
		if (st->nthreads >= MAX_THREADS)
			return NULL;
		st->nthreads++;
	}
	i = pool_add(&st->threads);
	v = thread_ver(st, i);
	*v = (struct thread_version){
		.tid = s->tid, .pid = s->tid, .ptid = -1, .sid = -1, .vpgid = -1, .pgid = -1,
		.vtid = -1, .vpid = -1, .fdlimit = -1,
		.comm = st->empty, .exe = st->empty, .exepath = st->empty, .root = st->empty,
		.cwd = st->empty, .cwd_as_is = st->empty, .args = st->empty, .env = st->empty, .cgroups = st->empty,
		.container_id = st->empty, .uid = UINT32_MAX, .gid = UINT32_MAX,
		.loginuid = UINT32_MAX, .slot = si};
	v->life = pool_add(&st->lives);
	life_at(st, v->life)->since = num;
	hist_push(&st->nodes, &s->versions, num, i);
	s->cur = i;
	s->closing = s->in_found_call = false;
	s->last_fd = 0;
	s->enter_num = s->enter_ts = s->latency = 0;
	s->last_type = s->stored_type = UINT16_MAX;
	if (s->nchildren)
		children_add(st, s, -(int)s->nchildren, num);
	return v;
}

struct thread_version *thread_placeholder(struct state *st, uint32_t si, uint64_t num)
{
	struct thread_version *v = thread_create(st, si, num);

	if (v) {
		v->comm = v->exe = st->na;
		v->placeholder = true;
	}
	return v;
}

void children_add(struct state *st, struct slot *main, int delta, uint64_t num)
{
	main->nchildren = (uint32_t)((int)main->nchildren + delta);
	hist_push(&st->nodes, &main->children, num, main->nchildren + 1);
}

void thread_remove(struct state *st, uint32_t si, uint64_t num)
{
	struct slot *s = slot_at(st, si);
	const struct thread_version *v = slot_version(st, s);

	s->closing = false;
	/* A main thread stays as long as it has child threads; nobody removes it later. */
	if (!v || s->nchildren)
		return;
	leave_main(st, v, num);
	hist_push(&st->nodes, &s->versions, num, THREAD_GONE);
	s->cur = 0;
	s->enter_num = s->enter_ts = 0;
	s->last_type = s->stored_type = UINT16_MAX;
	s->last_fd = 0;
	st->nthreads--;
}

struct slot *thread_main(struct state *st, const struct thread_version *v, uint64_t num)
{
	uint32_t si = v->pid == v->tid ? v->slot : slot_get(st, v->pid);
	struct slot *s = slot_at(st, si);

	if (!s->cur && !thread_placeholder(st, si, num))
		return NULL;
	return s;
}

struct two_paths thread_cwd(struct state *st, const struct thread_version *v, uint64_t num)
{
	struct slot *main = thread_main(st, v, num);

	if (!main)
		return (struct two_paths){st->empty, st->empty};
	v = slot_version(st, main);
	return (struct two_paths){v->cwd, v->cwd_as_is};
}

const struct str *container_of_cgroups(struct state *st, const struct str *cgroups)
{
	const char *id;
	size_t len;
	int type;

	if (!cgroups->len || !container_find(cgroups->s, cgroups->len, &id, &len, &type))
		return st->empty;
	return intern(st->strings, id, len);
}

/* ------------------------------------------------------- what readers ask for --- */

static const struct slot *slot_of(const struct state *st, int64_t tid)
{
	uint32_t i = idmap_get(&st->tids, tid);

	return i ? slot_at(st, i) : NULL;
}

static uint32_t version_until(const struct state *st, const struct slot *s, uint64_t num,
			      uint64_t *until)
{
	uint32_t v = hist_span(&st->nodes, &s->versions, num, until);

	return v == THREAD_GONE ? 0 : v;
}

static uint32_t version_at(const struct state *st, const struct slot *s, uint64_t num)
{
	uint64_t until = UINT64_MAX;

	return version_until(st, s, num, &until);
}

const struct thread_version *state_thread(const struct state *st, uint32_t version)
{
	return version ? thread_ver(st, version) : NULL;
}

uint32_t state_thread_count(const struct state *st)
{
	return pool_count(&st->threads);
}

uint32_t state_thread_at(const struct state *st, int64_t tid, uint64_t num)
{
	const struct slot *s = slot_of(st, tid);

	return s ? version_at(st, s, num) : 0;
}

const struct thread_version *state_main_until(const struct state *st,
					      const struct thread_version *t, uint64_t num,
					      uint64_t *until)
{
	const struct slot *s;
	uint32_t v;

	if (t->pid == t->tid)
		return t;
	s = slot_of(st, t->pid);
	v = s ? version_until(st, s, num, until) : 0;
	return v ? thread_ver(st, v) : t;
}

const struct thread_version *state_main_at(const struct state *st, const struct thread_version *t,
					   uint64_t num)
{
	uint64_t until = UINT64_MAX;

	return state_main_until(st, t, num, &until);
}

void state_each_thread(const struct state *st, uint64_t num,
		       bool (*f)(void *arg, uint32_t version), void *arg)
{
	uint32_t i, n = pool_count(&st->slots), v;

	for (i = 1; i < n; i++) {
		v = version_at(st, slot_at(st, i), num);
		if (v && !f(arg, v))
			return;
	}
}

struct past {
	const struct state *st;
	uint64_t first, num;
	const struct thread_version *process;
	uint32_t table; /* the last one that was walked */
	void (*f)(void *arg, const struct thread_version *process, uint32_t version);
	void *arg;
};

static void past_fd(void *arg, uint32_t version)
{
	struct past *p = arg;

	if (version != FD_CLOSED)
		p->f(p->arg, p->process, version);
}

static void past_version(void *arg, uint32_t version)
{
	struct past *p = arg;

	if (version == THREAD_GONE)
		return;
	p->process = thread_ver(p->st, version);
	if (p->process->tid != p->process->pid || !p->process->fdtable ||
	    p->process->fdtable == p->table)
		return;
	p->table = p->process->fdtable;
	table_each_past(p->st, p->table, p->first, p->num, past_fd, p);
}

void state_each_past_fd(const struct state *st, uint64_t num,
			void (*f)(void *arg, const struct thread_version *process,
				  uint32_t version),
			void *arg)
{
	struct past p = {
		.st = st, .first = state_section_at(st, num), .num = num, .f = f, .arg = arg};
	uint32_t i, n = pool_count(&st->slots);

	for (i = 1; i < n; i++)
		hist_each(&st->nodes, &slot_at(st, i)->versions, p.first, num, past_version, &p);
}

uint32_t state_child_threads_until(const struct state *st, const struct thread_version *t,
				   uint64_t num, uint64_t *until)
{
	uint32_t n = 0;

	if (t->slot)
		n = hist_span(&st->nodes, &slot_at(st, t->slot)->children, num, until);
	return n ? n - 1 : 0;
}

uint32_t state_child_threads(const struct state *st, const struct thread_version *t, uint64_t num)
{
	uint64_t until = UINT64_MAX;

	return state_child_threads_until(st, t, num, &until);
}

const struct thread_call *state_found_call(const struct state *st, const struct thread_version *t,
					   uint64_t num)
{
	const struct life *l = life_at(st, t->life);
	uint64_t over;

	if (!t->life || !l->found_call.seen_ts)
		return NULL;
	over = atomic_load_explicit(&l->call_over, memory_order_relaxed);
	return over && over <= num ? NULL : &l->found_call;
}
