/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/store/log_internal.h"

#include "engine/base/cond.h"

#define LOOK_BACK 4 /* chunks: an exit asks for its enter event */
#define WAIT_NS 20000000 /* how long a reader sleeps at most before it looks again */

/* -------------------------------------------------------------------- reading --- */

uint64_t log_count(const struct log *log)
{
	return atomic_load_explicit(&log->count, memory_order_acquire);
}

bool log_keeps(const struct log *log)
{
	return log->opts.keep;
}

bool log_ended(const struct log *log)
{
	return atomic_load_explicit(&log->ended, memory_order_acquire);
}

int log_error(const struct log *log, struct err *e)
{
	if (!log_ended(log))
		return 0;
	if (log->err.code && e)
		*e = log->err;
	return log->err.code;
}

uint64_t log_wait(struct log *log, uint64_t num)
{
	if (log_count(log) > num || log_ended(log))
		return log_count(log);
	pthread_mutex_lock(&log->lock);
	atomic_fetch_add(&log->waiters, 1);
	while (log_count(log) <= num && !log_ended(log)) {
		/* The writer wakes in batches and looks at `waiters` without a barrier. */
		cond_wait_until(&log->grew, &log->lock, monotonic_ns() + WAIT_NS);
	}
	atomic_fetch_sub(&log->waiters, 1);
	pthread_mutex_unlock(&log->lock);
	return log_count(log);
}

const struct state *log_state(const struct log *log)
{
	return log->era->st;
}

void log_skipped(const struct log *log, struct log_skipped *s)
{
	pthread_mutex_lock((pthread_mutex_t *)&log->lock);
	*s = log->skipped;
	pthread_mutex_unlock((pthread_mutex_t *)&log->lock);
}

uint64_t log_first_ts(const struct log *log)
{
	return atomic_load_explicit(&log->first_ts, memory_order_relaxed);
}

uint64_t log_last_ts(const struct log *log)
{
	return atomic_load_explicit(&log->last_ts, memory_order_relaxed);
}

void log_progress(const struct log *log, uint64_t *pos, uint64_t *size)
{
	source_progress(log->src, pos, size);
}

uint64_t log_find_ts(struct log *log, uint64_t ts)
{
	uint64_t lo = log_oldest(log), hi = log_count(log) + 1, mid;
	struct cursor c;

	cursor_init(&c, log);
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		/* What was dropped meanwhile was older than what is there. */
		if (!cursor_seek(&c, mid) || c.rec->ts < ts)
			lo = mid + 1;
		else
			hi = mid;
	}
	cursor_release(&c);
	return lo <= log_count(log) ? lo : 0;
}

uint64_t log_oldest(const struct log *log)
{
	return (atomic_load(&log->dropped) << CHUNK_SHIFT) + 1;
}

uint64_t log_ts(struct log *log, uint64_t num)
{
	uint64_t ts = 0;
	struct cursor c;

	cursor_init(&c, log);
	c.num = num ? num - 1 : 0;
	if (cursor_next(&c))
		ts = c.rec->ts;
	cursor_release(&c);
	return ts;
}

uint64_t log_oldest_ts(struct log *log)
{
	return log_keeps(log) ? log_first_ts(log) : log_ts(log, log_oldest(log));
}

/* -------------------------------------------------------------------- cursors --- */

void cursor_init(struct cursor *c, struct log *log)
{
	*c = (struct cursor){.log = log, .base = log->base};
}

/* Both sides write before they look: a chunk is not entered once it is dropped and free. */
static struct chunk *pin(struct log *log, uint64_t index)
{
	if (log->opts.keep)
		return index >= atomic_load(&log->dropped) ? chunk_at(log, index) : NULL;
	atomic_fetch_add(&log->pins[index & (CHUNKS - 1)], 1);
	if (atomic_load(&log->dropped) <= index)
		return chunk_at(log, index);
	atomic_fetch_sub(&log->pins[index & (CHUNKS - 1)], 1);
	return NULL;
}

static void unpin(struct log *log, const struct chunk *c)
{
	uint64_t index = (c->first - 1) >> CHUNK_SHIFT;

	if (log->opts.keep)
		return;
	/* Who leaves a dropped chunk as the last one frees it. */
	if (atomic_fetch_sub(&log->pins[index & (CHUNKS - 1)], 1) == 1 &&
	    atomic_load(&log->dropped) > index)
		log_drop(log, 0);
}

void cursor_park(struct cursor *c)
{
	if (c->chunk)
		unpin(c->log, c->chunk);
	c->chunk = NULL;
	c->rec = c->end = NULL;
	c->state = NULL;
}

void cursor_release(struct cursor *c)
{
	if (!c->log)
		return;
	cursor_park(c);
	*c = (struct cursor){.log = NULL};
}

/* Stand at event num, which is published; false when it was dropped. */
static bool stand(struct cursor *c, uint64_t num, uint64_t count)
{
	uint64_t index = (num - 1) >> CHUNK_SHIFT;
	struct chunk *chunk = c->chunk;

	if (!chunk || num - chunk->first >= CHUNK) {
		chunk = pin(c->log, index);
		if (!chunk)
			return false;
		cursor_park(c);
		c->chunk = chunk;
		c->state = chunk->era->st;
		c->era = chunk->era->id;
	}
	c->rec = &chunk->rec[num - chunk->first];
	c->end = chunk->rec + (count - chunk->first + 1 < CHUNK ? count - chunk->first + 1 : CHUNK);
	c->num = num;
	return true;
}

int cursor_next(struct cursor *c)
{
	struct log *log = c->log;
	uint64_t count, next, index, before = (c->num - 1) >> CHUNK_SHIFT;

	if (c->rec && c->rec + 1 < c->end) {
		c->rec++;
		c->num++;
		return 1;
	}
	count = log_count(log);
	if (c->num >= count)
		return 0;
	for (next = c->num + 1; !stand(c, next, count); next = log_oldest(log))
		;
	index = (c->num - 1) >> CHUNK_SHIFT;
	/* Where one cursor reads, what it has passed is not needed any more, or not for long. */
	if (!log->opts.keep && !log->opts.history && index != before && index >= LOOK_BACK)
		log_drop(log, index - LOOK_BACK);
	return 1;
}

int cursor_wait(struct cursor *c)
{
	for (;;) {
		if (cursor_next(c))
			return 1;
		if (log_ended(c->log) && c->num >= log_count(c->log))
			return 0;
		log_wait(c->log, c->num);
	}
}

bool cursor_seek(struct cursor *c, uint64_t num)
{
	uint64_t count = log_count(c->log);

	return num && num <= count && stand(c, num, count);
}

bool log_get(struct cursor *c, uint64_t num, struct evt *e)
{
	if (!cursor_seek(c, num))
		return false;
	cursor_event(c, e);
	return true;
}

struct event_block cursor_whole_block(const struct cursor *c)
{
	const struct log_rec *r = c->rec;
	struct event_block b = {.p = cursor_block(c)};

	b.len = ld32(b.p + 4);
	if (b.len > source_bytes(c->log->src) - log_rec_off(r) ||
	    !evt_is(b.p, b.len, r->ts, r->type))
		b = (struct event_block){0};
	return b;
}

uint64_t log_enter(const struct cursor *c)
{
	const struct log_rec *r = c->rec;
	const struct extra *x;

	if (r->enter < UINT16_MAX)
		return r->enter ? c->num - r->enter : 0;
	x = extra_find(c);
	return x ? x->enter : 0;
}

uint64_t log_enter_ts(const struct cursor *c)
{
	const struct log_rec *r = c->rec;
	const struct extra *x;

	if (!(r->flags & REC_LATENCY))
		return 0;
	if (r->enter && r->enter <= c->num - c->chunk->first)
		return (r - r->enter)->ts;
	x = extra_find(c);
	return x ? x->enter_ts : 0;
}

int64_t log_fd_num(const struct cursor *c)
{
	const struct log_rec *r = c->rec;
	const struct extra *x;

	if (r->fdnum < UINT16_MAX)
		return (int64_t)r->fdnum - 1;
	x = extra_find(c);
	return x ? x->fdnum : -1;
}
