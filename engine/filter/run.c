/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/filter/filter.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/filter/program.h"
#include "event_codes.h"

/*
 * Running a filter over the log. Most events are passed over by looking at their entry alone:
 * its type says which program applies, and the program's gates are two bits each, looked up by
 * thread and fd version.
 */

/* What was decided about versions: two bits each, 0 not yet. Version 0 ("none") never is. */
enum { MEMO_OPEN = 0, MEMO_NO = 2, MEMO_YES = 3 };

struct memo {
	uint8_t *bits;
	uint32_t cap; /* versions */
};

struct filter_run {
	const struct filter *f; /* NULL: everything matches */
	const struct query_opts *opts;
	struct field_ref *refs; /* our own: some fields remember what they were asked */
	struct memo *memos;
	struct eval ev;
	struct event_ctx ctx;
	uint32_t era; /* whose versions the memos are about */
	const struct log_rec *ctx_rec; /* the event that ctx is set to */
	uint64_t ctx_num;	       /* 0 none yet */
	bool ctx_whole;		       /* with its bytes */
	bool *ahead; /* [program_index()]: their bytes are fetched ahead; NULL none */
};

enum {
	AHEAD = 12,	/* entries: by then the bytes are there */
	HEAD_BYTES = 48 /* of a block: header, lengths, and the beginning of the data */
};

struct filter_run *filter_run_new(const struct filter *f, struct log *log,
				  const struct query_opts *opts)
{
	struct filter_run *r = xcalloc(1, sizeof(*r));
	unsigned i;

	r->f = f;
	r->opts = opts;
	event_ctx_init(&r->ctx, log, opts);
	if (!f)
		return r;
	r->refs = xcalloc(f->nrefs ? f->nrefs : 1, sizeof(*r->refs));
	/* These were parsed before; they parse again. */
	for (i = 0; i < f->nrefs; i++)
		field_parse(f->ref_texts[i], true, &r->refs[i], NULL);
	r->memos = xcalloc(f->nunits ? f->nunits : 1, sizeof(*r->memos));
	eval_init(&r->ev, &r->ctx, r->refs);
	return r;
}

void filter_run_free(struct filter_run *r)
{
	unsigned i;

	if (!r)
		return;
	if (r->f) {
		for (i = 0; i < r->f->nrefs; i++)
			field_ref_release(&r->refs[i]);
		for (i = 0; i < r->f->nunits; i++)
			free(r->memos[i].bits);
	}
	free(r->refs);
	free(r->memos);
	free(r->ahead);
	eval_release(&r->ev);
	event_ctx_release(&r->ctx);
	free(r);
}

/* Is every event decided by its bytes, with no version that could have decided before? */
static bool reads_bytes(const struct filter *f, const struct node *n)
{
	const struct check *c;
	uint32_t i;

	switch ((enum node_kind)n->kind) {
	case NODE_CHECK:
		c = &f->checks[n->a];
		return n->dep == DEP_EVENT && !(c->left.flags & FF_OF_ENTRY);
	case NODE_AND:
	case NODE_OR:
		for (i = 0; i < n->n && reads_bytes(f, &f->nodes[f->kids[n->a + i]]); i++)
			;
		return i == n->n;
	default:
		return false;
	}
}

void filter_fetch(struct filter_run *r, const bool *codes)
{
	const struct filter *f = r->f;
	unsigned n = event_count + 1, i;
	bool any = false;

	free(r->ahead);
	r->ahead = xcalloc(2 * n, sizeof(*r->ahead));
	for (i = 0; i < 2 * n; i++) {
		unsigned p = f ? f->type_program[i] : PROGRAM_ALWAYS;

		r->ahead[i] = (codes[i % n] && p != PROGRAM_NEVER) ||
			      (p >= PROGRAM_FIRST && reads_bytes(f, &f->nodes[f->programs[p].root]));
		any |= r->ahead[i];
	}
	if (any)
		return;
	free(r->ahead);
	r->ahead = NULL;
}

/*
 * The bytes of events lie far from each other: to wait for each costs more than to look at it.
 * As a function of its own it has no effect that compilers know of, and they would drop it.
 */
static inline __attribute__((always_inline)) void
fetch_ahead(const bool *ahead, const uint8_t *base, const struct log_rec *rec,
	    const struct log_rec *end)
{
	const uint8_t *block;

	if (end - rec <= AHEAD || !ahead[program_index(rec + AHEAD)])
		return;
	block = base + log_rec_off(rec + AHEAD);
	__builtin_prefetch(block);
	__builtin_prefetch(block + HEAD_BYTES);
}

/* whole: with its bytes, which are not needed for a check that the event's entry decides */
static inline void look_at(struct filter_run *r, struct cursor *c, bool whole)
{
	if (r->ctx_num == c->num && r->ctx_rec == c->rec && (r->ctx_whole || !whole))
		return;
	(whole ? event_ctx_set : event_ctx_set_versions)(&r->ctx, c);
	r->ctx_num = c->num;
	r->ctx_rec = c->rec;
	r->ctx_whole = whole;
}

struct event_ctx *filter_ctx(struct filter_run *r, struct cursor *c)
{
	look_at(r, c, true);
	return &r->ctx;
}

struct event_ctx *filter_ctx_versions(struct filter_run *r, struct cursor *c)
{
	look_at(r, c, false);
	return &r->ctx;
}

static inline bool entry_decides(const struct filter *f, const struct node *n,
				 const struct log_rec *rec)
{
	const struct check *c = &f->checks[n->a];

	if (n->dep == DEP_THREAD || n->dep == DEP_FD)
		return n->dep == DEP_THREAD ? rec->thread : rec->fd;
	return !c->right && field_entry_will_do(c->left.flags, rec);
}

void filter_park(struct filter_run *r, struct cursor *c)
{
	cursor_park(c);
	event_ctx_park(&r->ctx);
	r->ctx_rec = NULL;
}

void filter_set_moment(struct filter_run *r, uint64_t num, uint64_t ts)
{
	event_ctx_set_moment(&r->ctx, num, ts);
}

const struct filter *filter_of(const struct filter_run *r)
{
	return r->f;
}

bool filter_any_order(const struct filter_run *r)
{
	return !r->f || !r->f->in_order;
}

void filter_forget_event(struct filter_run *r)
{
	r->ctx_rec = NULL;
}

/* ------------------------------------------------------------------------ memory --- */

static inline unsigned memo_get(const struct memo *m, uint32_t version)
{
	return version < m->cap ? m->bits[version >> 2] >> (version & 3) * 2 & 3 : MEMO_OPEN;
}

static void memo_set(struct memo *m, uint32_t version, bool yes)
{
	uint32_t cap = m->cap ? m->cap : 4096;

	if (!version)
		return;
	if (version >= m->cap) {
		while (cap <= version)
			cap *= 2;
		m->bits = xrealloc(m->bits, cap / 4);
		memset(m->bits + m->cap / 4, 0, (cap - m->cap) / 4);
		m->cap = cap;
	}
	m->bits[version >> 2] |= (uint8_t)((yes ? MEMO_YES : MEMO_NO) << (version & 3) * 2);
}

/* Versions are numbered anew in each era. */
static inline void forget_era(struct filter_run *r, const struct cursor *c)
{
	unsigned i;

	if (c->era == r->era)
		return;
	r->era = c->era;
	for (i = 0; r->f && i < r->f->nunits; i++) {
		free(r->memos[i].bits);
		r->memos[i] = (struct memo){0};
	}
}

/* -------------------------------------------------------------------- evaluation --- */

static bool node_holds(struct filter_run *r, struct cursor *c, uint32_t id);

/* A node that a version decides: remembered, or decided now, on this event. */
static bool memo_holds(struct filter_run *r, struct cursor *c, const struct node *n)
{
	uint32_t version = n->dep == DEP_THREAD ? c->rec->thread : c->rec->fd;
	unsigned known;
	bool yes;

	/* What is true of one event without a thread need not be so of the next. */
	if (!version)
		return node_holds(r, c, n->a);
	known = memo_get(&r->memos[n->unit], version);
	if (known != MEMO_OPEN)
		return known == MEMO_YES;
	yes = node_holds(r, c, n->a);
	memo_set(&r->memos[n->unit], version, yes);
	return yes;
}

static bool node_holds(struct filter_run *r, struct cursor *c, uint32_t id)
{
	const struct node *n = &r->f->nodes[id];
	const uint32_t *kids = r->f->kids;
	uint32_t i;

	switch ((enum node_kind)n->kind) {
	case NODE_FALSE:
	case NODE_TRUE:
		break;
	case NODE_CHECK:
		look_at(r, c, !entry_decides(r->f, n, c->rec));
		return check_eval(&r->ev, &r->f->checks[n->a]) != n->neg;
	case NODE_AND:
		for (i = 0; i < n->n; i++)
			if (!node_holds(r, c, kids[n->a + i]))
				return false;
		return true;
	case NODE_OR:
		for (i = 0; i < n->n; i++)
			if (node_holds(r, c, kids[n->a + i]))
				return true;
		return false;
	case NODE_MEMO:
		return memo_holds(r, c, n);
	}
	return n->kind == NODE_TRUE;
}

bool filter_match(struct filter_run *r, struct cursor *c)
{
	unsigned i;

	if (c->rec->flags & REC_STATE_ONLY)
		return false;
	if (!r->f)
		return true;
	forget_era(r, c);
	i = r->f->type_program[program_index(c->rec)];
	if (i < PROGRAM_FIRST)
		return i == PROGRAM_ALWAYS;
	return node_holds(r, c, r->f->programs[i].root);
}

bool filter_match_thread(struct filter_run *r, const struct cursor *at, uint32_t version)
{
	const struct thread_version *v = state_thread(at->state, version);
	struct {
		uint32_t type, len;
		uint16_t cpu;
		uint64_t ts;
		int64_t tid;
		uint32_t evt_len;
		uint16_t code;
		uint32_t nparams;
	} __attribute__((packed)) block = {
		.type = BLOCK_EV_V2,
		.len = sizeof(block) + 4,
		.tid = v ? v->tid : 0,
		.evt_len = 26,
		.code = EV_SCAPEVENT_X,
	};
	const struct log_rec rec = {.thread = version, .type = EV_SCAPEVENT_X};
	struct cursor c = *at;
	bool yes;

	c.rec = &rec;
	c.end = &rec + 1;
	c.base = (const uint8_t *)&block;
	r->ctx_num = UINT64_MAX; /* the context is of another event, whatever its number */
	yes = filter_match(r, &c);
	r->ctx_num = UINT64_MAX;
	return yes;
}

/*
 * Look at the entries from the cursor's on, up to the end of the run that is known to be
 * there. Leaves the cursor at the first that matches (true), or at the last (false).
 */
static bool scan_run(struct filter_run *r, struct cursor *c)
{
	const struct filter *f = r->f;
	const struct log_rec *first = c->rec, *rec = first, *end = c->end;
	uint64_t num = c->num;
	const uint8_t *base = c->base;
	const bool *ahead = r->ahead;
	/* Below a process nearly everything is of others: the quickest no there is. */
	const struct memo *gate = f->gate >= 0 ? &r->memos[f->gate] : NULL;

	for (; rec < end; rec++) {
		unsigned i, thread = MEMO_YES, fd = MEMO_YES;
		const struct program *p;

		if (ahead)
			fetch_ahead(ahead, base, rec, end);
		if (gate && memo_get(gate, rec->thread) == MEMO_NO)
			continue;
		i = f->type_program[program_index(rec)];
		if (i == PROGRAM_NEVER || (rec->flags & REC_STATE_ONLY))
			continue;
		if (i >= PROGRAM_FIRST) {
			p = &f->programs[i];
			if (p->thread >= 0)
				thread = memo_get(&r->memos[p->thread], rec->thread);
			if (thread == MEMO_NO)
				continue;
			if (p->fd >= 0)
				fd = memo_get(&r->memos[p->fd], rec->fd);
			if (fd == MEMO_NO)
				continue;
		}
		c->rec = rec;
		c->num = num + (uint64_t)(rec - first);
		if (i == PROGRAM_ALWAYS)
			return true;
		if ((thread == MEMO_YES || memo_holds(r, c, &f->nodes[p->thread_node])) &&
		    (fd == MEMO_YES || memo_holds(r, c, &f->nodes[p->fd_node])) &&
		    node_holds(r, c, p->rest))
			return true;
	}
	c->rec = end - 1;
	c->num = num + (uint64_t)(end - 1 - first);
	return false;
}

static bool look(struct filter_run *r, struct cursor *c)
{
	forget_era(r, c);
	if (r->f)
		return scan_run(r, c);
	if (r->ahead)
		fetch_ahead(r->ahead, c->base, c->rec, c->end);
	return !(c->rec->flags & REC_STATE_ONLY);
}

int filter_next(struct filter_run *r, struct cursor *c, bool wait)
{
	if (!c->num && !(wait ? cursor_wait(c) : cursor_next(c)))
		return 0;
	do {
		if (look(r, c))
			return 1;
	} while (wait ? cursor_wait(c) : cursor_next(c));
	return 0;
}

int filter_step(struct filter_run *r, struct cursor *c)
{
	if (!cursor_next(c))
		return 0;
	return look(r, c) ? 1 : -1;
}
