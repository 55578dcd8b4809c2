/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/store/save_past.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/intern.h"
#include "engine/base/mem.h"
#include "engine/state/container.h"
#include "event_codes.h"

/* Copies above the first size are made only while all of them together stay below the second. */
#define COPY_BYTES_FREE	 4096u
#define COPIES_BYTES_MAX (64u << 20)
/* Threads that copies are made for, at most. */
#define THREADS_MAX (1u << 20)

struct copy {
	uint64_t num; /* event number, 0 none */
	uint32_t cap, len; /* bytes */
	bool written;	   /* is in the file */
	uint8_t *block;
};

struct thread_past {
	int64_t tid;
	uint64_t met; /* when past_keep() last met it among the events, by event number */
	struct copy kind[PAST_KINDS];
};

struct container_past {
	const struct str *id;
	uint8_t *block;
	uint32_t len; /* bytes */
};

struct past {
	bool all;
	uint64_t first;	 /* event of the file */
	uint64_t window; /* events behind this one are in the cursor's chunk */
	uint64_t now;	 /* the event at which past_keep() is called */
	uint8_t *bits;	 /* those of the window that are in the file, by number */
	size_t copied;	 /* bytes */

	struct thread_past **threads; /* by tid, open addressing; a power of two */
	uint32_t nthreads, mask;

	const struct state *st; /* in past_keep() */
	const struct cursor *c;

	struct intern *ids;
	struct container_past *containers;
	unsigned ncontainers;
};

struct past *past_new(bool all)
{
	struct past *p = xcalloc(1, sizeof(*p));

	p->all = all;
	p->bits = xcalloc(1, LOG_CHUNK / 8);
	p->mask = 255;
	p->threads = xcalloc(p->mask + 1, sizeof(*p->threads));
	return p;
}

static void thread_free(struct thread_past *t)
{
	int k;

	for (k = 0; t && k < PAST_KINDS; k++)
		free(t->kind[k].block);
	free(t);
}

void past_free(struct past *p)
{
	uint32_t i;

	if (!p)
		return;
	for (i = 0; i <= p->mask; i++)
		thread_free(p->threads[i]);
	for (i = 0; i < p->ncontainers; i++)
		free(p->containers[i].block);
	free(p->containers);
	intern_free(p->ids);
	free(p->threads);
	free(p->bits);
	free(p);
}

void past_new_file(struct past *p, uint64_t first)
{
	uint32_t i;
	int k;

	p->first = first;
	if (first > p->window + LOG_CHUNK)
		p->window = (first - 1) & ~(uint64_t)(LOG_CHUNK - 1);
	memset(p->bits, 0, LOG_CHUNK / 8);
	for (i = 0; i <= p->mask; i++)
		for (k = 0; p->threads[i] && k < PAST_KINDS; k++)
			p->threads[i]->kind[k].written = false;
}

/* ------------------------------------------------------------------ what is written --- */

static uint32_t bit_of(uint64_t num)
{
	return (uint32_t)(num - 1) & (LOG_CHUNK - 1);
}

void past_written(struct past *p, uint64_t num)
{
	p->bits[bit_of(num) / 8] |= (uint8_t)(1u << bit_of(num) % 8);
}

/* Of an event of the window. */
static bool is_written(const struct past *p, uint64_t num)
{
	return (p->all && num >= p->first) || (p->bits[bit_of(num) / 8] >> bit_of(num) % 8 & 1);
}

/* -------------------------------------------------------------------------- copies --- */

static struct thread_past **place(struct thread_past **threads, uint32_t mask, int64_t tid)
{
	uint32_t i = (uint32_t)((uint64_t)tid * 0x9e3779b97f4a7c15ull >> 32) & mask;

	while (threads[i] && threads[i]->tid != tid)
		i = (i + 1) & mask;
	return &threads[i];
}

static bool is_of_use(const struct past *p, const struct thread_past *t)
{
	return t->met == p->now || state_thread_at(p->st, t->tid, p->now);
}

/* Make room: without the threads that have ended, and in a larger table if that does not do. */
static void make_room(struct past *p)
{
	struct thread_past **old = p->threads, *t;
	uint32_t mask = p->mask, i, n = 0;

	for (i = 0; i <= mask; i++)
		n += old[i] && is_of_use(p, old[i]);
	if (4 * n > mask)
		p->mask = 2 * mask + 1;
	p->threads = xcalloc(p->mask + 1, sizeof(*p->threads));
	p->nthreads = 0;
	for (i = 0; i <= mask; i++) {
		t = old[i];
		if (t && is_of_use(p, t)) {
			*place(p->threads, p->mask, t->tid) = t;
			p->nthreads++;
		} else {
			thread_free(t);
		}
	}
	free(old);
}

/* NULL when there are too many. */
static struct thread_past *thread_get(struct past *p, int64_t tid)
{
	struct thread_past *t = *place(p->threads, p->mask, tid);

	if (t)
		return t;
	if (2 * p->nthreads > p->mask)
		make_room(p);
	if (p->nthreads == THREADS_MAX)
		return NULL;
	p->nthreads++;
	t = xcalloc(1, sizeof(*t));
	t->tid = tid;
	*place(p->threads, p->mask, tid) = t;
	return t;
}

static struct copy *copy_find(const struct past *p, int64_t tid, enum past_kind kind,
			      uint64_t num)
{
	struct thread_past *t = *place(p->threads, p->mask, tid);
	struct copy *c = t ? &t->kind[kind] : NULL;

	if (!c || !c->num)
		return NULL;
	/* States that are renewed bring the numbers of figures nearer: no later one was kept since. */
	if ((kind == PAST_MEMORY || kind == PAST_FAULTS) && c->num < num)
		return c;
	return c->num == num ? c : NULL;
}

/* The block of an event of the cursor's chunk; NULL when it is of another one. */
static struct event_block block_at(const struct cursor *c, uint64_t num)
{
	struct cursor at = *c;

	if ((num - 1) / LOG_CHUNK != (c->num - 1) / LOG_CHUNK)
		return (struct event_block){0};
	at.rec -= c->num - num;
	at.num = num;
	return cursor_whole_block(&at);
}

static void copy_make(struct past *p, struct thread_past *t, enum past_kind kind, uint64_t num)
{
	struct event_block b = block_at(p->c, num);
	struct copy *c = &t->kind[kind];

	c->num = 0;
	if (!b.p)
		return;
	if (c->cap < b.len) {
		if (b.len > COPY_BYTES_FREE && p->copied + b.len > COPIES_BYTES_MAX)
			return;
		p->copied += b.len - c->cap;
		c->cap = b.len;
		free(c->block);
		c->block = xmalloc(b.len);
	}
	memcpy(c->block, b.p, b.len);
	c->len = b.len;
	c->num = num;
	c->written = is_written(p, num);
}

/* What tells how much memory threads use, where that changed in the window. */
static bool keep_figures(void *arg, uint32_t version)
{
	static const enum figure figures[] = {
		[PAST_MEMORY] = FIG_VM,
		[PAST_FAULTS] = FIG_FAULTS,
	};
	struct past *p = arg;
	const struct thread_version *v = state_thread(p->st, version);
	struct thread_past *t = thread_get(p, v->tid);
	uint64_t num;
	int k;

	if (!t)
		return false;
	for (k = PAST_MEMORY; k <= PAST_FAULTS; k++) {
		num = state_figure_event(p->st, v, figures[k], p->now);
		if (num > p->window)
			copy_make(p, t, (enum past_kind)k, num);
	}
	return true;
}

/* Events that come in the midst of a call and do not end it. */
static bool is_beside(uint16_t type)
{
	return type >= event_count || type == EV_SCHEDSWITCH_6_E ||
	       (event_table[type].flags & EF_SKIPPARSERESET);
}

/* Enter events that are the last of their thread: going back, whoever comes first decides. */
static void keep_enters(struct past *p)
{
	const struct log_rec *rec = p->c->rec;
	struct thread_past *t;
	uint64_t num;

	for (num = p->now; num > p->window; num--, rec--) {
		if (!rec->thread || is_beside(rec->type))
			continue;
		t = thread_get(p, state_thread(p->st, rec->thread)->tid);
		if (!t || t->met == p->now)
			continue;
		t->met = p->now;
		if (!event_is_exit(rec->type))
			copy_make(p, t, PAST_ENTER, num);
	}
}

void past_keep(struct past *p, const struct cursor *c)
{
	p->now = c->num;
	p->st = c->state;
	p->c = c;
	/* The log may have gone on without us. */
	if (p->now - p->window > LOG_CHUNK)
		p->window = (p->now - 1) & ~(uint64_t)(LOG_CHUNK - 1);
	keep_enters(p);
	if (!p->all)
		state_each_thread(p->st, p->now, keep_figures, p);
	p->window = p->now;
	memset(p->bits, 0, LOG_CHUNK / 8);
}

/* -------------------------------------------------------------------------- asking --- */

struct event_block past_take(struct past *p, const struct cursor *c, int64_t tid,
			     enum past_kind kind, uint64_t num)
{
	struct copy *copy;

	if (num > p->window) {
		if (is_written(p, num))
			return (struct event_block){0};
		past_written(p, num);
		return block_at(c, num);
	}
	copy = copy_find(p, tid, kind, num);
	if (!copy || copy->written)
		return (struct event_block){0};
	copy->written = true;
	return (struct event_block){copy->block, copy->len};
}

/* ---------------------------------------------------------------------- containers --- */

static const struct str *container_id(struct past *p, struct event_block b)
{
	const struct str *id = NULL;
	struct container *c;
	struct param param;
	struct evt e;

	if (!evt_decode(b.p, b.len, &e) || !evt_param(&e, 0, &param) || !param.len)
		return NULL;
	if (!p->ids)
		p->ids = intern_new();
	if (e.type == EV_CONTAINER_E)
		return intern(p->ids, (const char *)param.p, param.len);
	c = container_from_json(p->ids, (const char *)param.p, strnlen((const char *)param.p, param.len));
	if (c)
		id = c->id;
	container_free(c);
	return id;
}

void past_container(struct past *p, struct event_block b)
{
	const struct str *id = container_id(p, b);
	struct container_past *c = NULL;
	unsigned i;

	if (!id)
		return;
	for (i = 0; i < p->ncontainers && !c; i++)
		if (p->containers[i].id == id)
			c = &p->containers[i];
	if (!c) {
		p->containers = xrealloc(p->containers, (i + 1) * sizeof(*c));
		p->ncontainers = i + 1;
		c = &p->containers[i];
		*c = (struct container_past){.id = id};
	}
	free(c->block);
	c->block = xmalloc(b.len);
	memcpy(c->block, b.p, b.len);
	c->len = b.len;
}

struct event_block past_container_at(const struct past *p, unsigned i)
{
	if (i >= p->ncontainers)
		return (struct event_block){0};
	return (struct event_block){p->containers[i].block, p->containers[i].len};
}
