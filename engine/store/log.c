/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/store/log.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/mem.h"
#include "engine/capture/live.h"
#include "engine/capture/source.h"
#include "event_codes.h"

#define CHUNK_SHIFT 14
#define CHUNK	    (1u << CHUNK_SHIFT) /* entries */
#define CHUNKS	    (1u << 20)
#define IN_FLIGHT   16 /* chunks that the writer may be ahead of the cursor when nothing is kept */
#define WAKE_EVERY  8192     /* events: waking a reader for each would cost more than the event */
#define PUBLISH_EVERY 64     /* events, or at the end of a run */
#define WAIT_NS	    20000000 /* how long a reader sleeps at most before it looks again */

/*
 * What does not fit into an entry: calls that began in an earlier chunk (which may be gone by
 * the time somebody asks) and fd numbers beyond 16 bits. A few entries a chunk.
 */
struct extra {
	uint32_t i; /* index in the chunk */
	uint64_t enter_ts;
	int64_t fdnum;
};

#define EXTRA_RUN 256

struct chunk {
	uint64_t first; /* number of its first event */
	_Atomic(uint32_t) nextra;
	struct extra *extra[CHUNK / EXTRA_RUN]; /* in runs that do not move: readers search them */
	struct log_rec rec[CHUNK];
};

struct log {
	struct source *src;
	struct state *st;
	struct log_opts opts;
	const uint8_t *base;
	_Atomic(struct chunk *) *dir; /* chunk i holds events i*CHUNK+1 .. */
	_Atomic(uint64_t) count;      /* published */
	_Atomic(bool) ended;
	_Atomic(int) waiters;
	_Atomic(uint64_t) first_ts, last_ts;
	_Atomic(uint64_t) dropped; /* chunks before this are gone (without keep) */
	struct log_skipped skipped;
	uint8_t *skipped_types;

	pthread_t thread;
	bool has_thread;
	pthread_mutex_t lock;
	pthread_cond_t grew, room;
	bool stop;	     /* under lock */
	struct err err;	     /* code 0 none; final once ended */
	struct chunk *last;  /* the one being appended to; the writer's */
	struct chunk *spare[IN_FLIGHT]; /* dropped, to be used again; under lock */
	unsigned nspare;
};

/* -------------------------------------------------------------------- writing --- */

static struct chunk *chunk_at(const struct log *log, uint64_t i)
{
	return atomic_load_explicit(&log->dir[i], memory_order_acquire);
}

static void chunk_free(struct chunk *c)
{
	unsigned i;

	if (!c)
		return;
	for (i = 0; i < CHUNK / EXTRA_RUN; i++)
		free(c->extra[i]);
	free(c);
}

/* A chunk to append to; waits for room when nothing is kept. NULL when asked to stop. */
static struct chunk *chunk_new(struct log *log, uint64_t index)
{
	struct chunk *c = NULL;
	bool stop;

	pthread_mutex_lock(&log->lock);
	while (!log->opts.keep && log->opts.threaded && !log->stop &&
	       index >= log->dropped + IN_FLIGHT) {
		pthread_cond_broadcast(&log->grew);
		pthread_cond_wait(&log->room, &log->lock);
	}
	stop = log->stop;
	if (log->nspare)
		c = log->spare[--log->nspare];
	pthread_mutex_unlock(&log->lock);
	if (stop || index >= CHUNKS) {
		chunk_free(c);
		return NULL;
	}
	if (!c) {
		c = xmalloc(sizeof(*c));
		memset(c->extra, 0, sizeof(c->extra));
	}
	atomic_store_explicit(&c->nextra, 0, memory_order_relaxed);
	c->first = index * CHUNK + 1;
	atomic_store_explicit(&log->dir[index], c, memory_order_release);
	return c;
}

static void extra_add(struct chunk *c, const struct extra *x)
{
	uint32_t n = atomic_load_explicit(&c->nextra, memory_order_relaxed);

	if (!c->extra[n / EXTRA_RUN])
		c->extra[n / EXTRA_RUN] = xmalloc(EXTRA_RUN * sizeof(*x));
	c->extra[n / EXTRA_RUN][n % EXTRA_RUN] = *x;
	atomic_store_explicit(&c->nextra, n + 1, memory_order_release);
}

static const struct extra *extra_at(const struct chunk *c, uint32_t n)
{
	return &c->extra[n / EXTRA_RUN][n % EXTRA_RUN];
}

static const struct extra *extra_find(const struct chunk *c, uint32_t i)
{
	uint32_t n = atomic_load_explicit(&c->nextra, memory_order_acquire);
	uint32_t lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (extra_at(c, mid)->i < i)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && extra_at(c, lo)->i == i ? extra_at(c, lo) : NULL;
}

_Static_assert(REC_PAIRED == (int)REF_PAIRED && REC_NAME_CHANGED == (int)REF_NAME_CHANGED &&
		       REC_STATE_ONLY == (int)REF_SILENT && REC_FD_GUESSED == (int)REF_FD_GUESSED,
	       "what the state says goes into the entry as it is");

static uint8_t rec_flags(const struct evt *e, const struct evt_refs *refs, bool leading)
{
	uint8_t f = refs->flags;

	if (refs->enter_ts)
		f |= REC_LATENCY;
	if (e->info->cat == EC_INTERNAL)
		f |= REC_HIDDEN;
	if (leading || (e->flags & EVT_STATE_ONLY))
		f |= REC_STATE_ONLY;
	return f;
}

/* True if the entry alone cannot hold what is to be known of the event. */
static bool wants_extra(const struct chunk *c, const struct evt_refs *refs)
{
	if (refs->enter_ts && (!refs->enter || refs->enter < c->first))
		return true;
	return refs->fdnum >= UINT16_MAX - 1 || refs->fdnum < -1;
}

static void append(struct chunk *c, uint64_t num, const struct source_event *ev,
		   const struct evt_refs *refs, bool leading)
{
	uint32_t i = (uint32_t)(num - c->first);

	c->rec[i] = (struct log_rec){
		.ts = ev->e.ts,
		.off_lo = (uint32_t)ev->off,
		.off_hi = (uint8_t)(ev->off >> 32),
		.thread = refs->thread,
		.fd = refs->fd,
		.enter = refs->enter ? (uint32_t)(num - refs->enter) : 0,
		.type = ev->e.type,
		.cpu = ev->e.cpu,
		.flags = rec_flags(&ev->e, refs, leading),
		.fdnum = (uint16_t)(refs->fdnum + 1),
	};
	if (wants_extra(c, refs)) {
		c->rec[i].flags |= REC_FAR_ENTER;
		if (refs->fdnum >= UINT16_MAX - 1 || refs->fdnum < -1)
			c->rec[i].fdnum = UINT16_MAX;
		extra_add(c, &(struct extra){
				     .i = i, .enter_ts = refs->enter_ts, .fdnum = refs->fdnum});
	}
}

static bool is_user_list(uint16_t type)
{
	return type == EV_USER_ADDED_E || type == EV_USER_DELETED_E ||
	       type == EV_GROUP_ADDED_E || type == EV_GROUP_DELETED_E;
}

/* Events that the reference does not know are left out of captures it was written for. */
static bool is_left_out(const struct log *log, uint16_t type)
{
	if (type < EVENT_REF_COUNT)
		return false;
	if (is_user_list(type))
		return true; /* metadata in the shape of events: no number in any reader */
	return !log->opts.newer && !source_exit_only(log->src);
}

static void skip(struct log *log, uint16_t t)
{
	if (is_user_list(t))
		return;
	pthread_mutex_lock(&log->lock);
	if (!log->skipped.events++)
		log->skipped.first_type = t;
	if (!(log->skipped_types[t / 8] >> (t % 8) & 1)) {
		log->skipped_types[t / 8] |= (uint8_t)(1 << (t % 8));
		log->skipped.types++;
	}
	pthread_mutex_unlock(&log->lock);
}

static void wake_readers(struct log *log)
{
	pthread_mutex_lock(&log->lock);
	pthread_cond_broadcast(&log->grew);
	pthread_mutex_unlock(&log->lock);
}

static void publish(struct log *log, uint64_t num, uint64_t ts)
{
	uint64_t before = atomic_load_explicit(&log->count, memory_order_relaxed);

	atomic_store_explicit(&log->last_ts, ts, memory_order_relaxed);
	atomic_store_explicit(&log->count, num, memory_order_release);
	if (before / WAKE_EVERY != num / WAKE_EVERY &&
	    atomic_load_explicit(&log->waiters, memory_order_relaxed))
		wake_readers(log);
}

/* Times count from the first event of a section that is about the machine. */
static void set_time(struct log *log, const struct evt *e)
{
	if (e->type == EV_CONTAINER_JSON_E || e->type == EV_CONTAINER_JSON_2_E)
		return;
	if (!log_first_ts(log))
		atomic_store(&log->first_ts, e->ts);
	state_set_time(log->st, e->ts);
}

/* Apply and append events; false when asked to stop. */
static bool write_run(struct log *log, const struct source_run *run)
{
	struct evt_refs refs = {.fdnum = -1};
	const struct source_event *ev = run->ev, *end = ev + run->n;
	uint64_t num = log_count(log), ts = log_last_ts(log);
	bool timed = state_timed(log->st); /* sections begin between runs */

	for (; ev < end; ev++) {
		if (!log->opts.stateless)
			state_apply(log->st, &ev->e, num + 1, &refs);
		if (is_left_out(log, ev->e.type)) {
			skip(log, ev->e.type);
			continue;
		}
		if (!(num & (CHUNK - 1))) {
			log->last = chunk_new(log, num >> CHUNK_SHIFT);
			if (!log->last)
				break;
		}
		num++;
		ts = ev->e.ts;
		append(log->last, num, ev, &refs, run->leading);
		if (!timed) {
			set_time(log, &ev->e);
			timed = state_timed(log->st);
		}
		if (!(num & (PUBLISH_EVERY - 1)))
			publish(log, num, ts);
	}
	publish(log, num, ts);
	return ev == end;
}

/* The capture thread: read, apply, append, until the end. */
static void *write_log(void *arg)
{
	struct log *log = arg;
	struct source_run run;
	struct err e = {0};
	int rc;

	do
		rc = source_next(log->src, log->st, log_count(log) + 1, &run, &e);
	while (rc > 0 && write_run(log, &run));
	pthread_mutex_lock(&log->lock);
	if (rc < 0)
		log->err = e;
	atomic_store_explicit(&log->ended, true, memory_order_release);
	pthread_cond_broadcast(&log->grew);
	pthread_mutex_unlock(&log->lock);
	return NULL;
}

/* -------------------------------------------------------------------- opening --- */

static struct log *log_new(struct source *src, const struct log_opts *o, struct err *e)
{
	struct log *log;

	if (!src)
		return NULL;
	log = xcalloc(1, sizeof(*log));
	log->src = src;
	log->opts = *o;
	log->st = state_new();
	if (o->no_users)
		state_ignore_users(log->st);
	log->base = source_base(src);
	log->dir = mem_map(CHUNKS * sizeof(*log->dir));
	log->skipped_types = xcalloc(1, 65536 / 8);
	pthread_mutex_init(&log->lock, NULL);
	pthread_cond_init(&log->grew, NULL);
	pthread_cond_init(&log->room, NULL);
	if (!o->threaded) {
		log->opts.keep = true;
		write_log(log);
	} else if (pthread_create(&log->thread, NULL, write_log, log)) {
		err_set(e, ERR_IO, "cannot start a thread");
		log_close(log);
		return NULL;
	} else {
		log->has_thread = true;
	}
	return log;
}

struct log *log_open_file(const char *path, const struct log_opts *o, struct err *e)
{
	struct log *log = log_new(source_open_file(path, o->keep || !o->threaded, o->threaded, e), o, e);

	if (!log && e)
		err_wrap(e, "%s", strcmp(path, "-") ? path : "standard input");
	return log;
}

struct log *log_open_live(const struct live_opts *live, const struct log_opts *o, struct err *e)
{
	struct log_opts threaded = *o;

	threaded.threaded = true;
	return log_new(source_open_live(live, e), &threaded, e);
}

bool log_live_counts(const struct log *log, int cpu, struct live_counts *c)
{
	return source_live_counts(log->src, cpu, c);
}

struct log *log_open_mem(uint8_t *p, uint64_t len, const struct log_opts *o, struct err *e)
{
	return log_new(source_open_mem(p, len, e), o, e);
}

void log_close(struct log *log)
{
	uint64_t i;

	if (!log)
		return;
	if (log->has_thread) {
		pthread_mutex_lock(&log->lock);
		log->stop = true;
		pthread_cond_broadcast(&log->room);
		pthread_mutex_unlock(&log->lock);
		source_stop(log->src);
		pthread_join(log->thread, NULL);
	}
	for (i = log->dropped; i < CHUNKS && log->dir[i]; i++)
		chunk_free(log->dir[i]);
	while (log->nspare)
		chunk_free(log->spare[--log->nspare]);
	source_close(log->src);
	state_free(log->st);
	mem_unmap((void *)log->dir, CHUNKS * sizeof(*log->dir));
	free(log->skipped_types);
	pthread_mutex_destroy(&log->lock);
	pthread_cond_destroy(&log->grew);
	pthread_cond_destroy(&log->room);
	free(log);
}

/* -------------------------------------------------------------------- reading --- */

uint64_t log_count(const struct log *log)
{
	return atomic_load_explicit(&log->count, memory_order_acquire);
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
	struct timespec t;

	if (log_count(log) > num || log_ended(log))
		return log_count(log);
	pthread_mutex_lock(&log->lock);
	atomic_fetch_add(&log->waiters, 1);
	while (log_count(log) <= num && !log_ended(log)) {
		/* The writer wakes in batches and looks at `waiters` without a barrier. */
		clock_gettime(CLOCK_REALTIME, &t);
		t.tv_nsec += WAIT_NS;
		t.tv_sec += t.tv_nsec / 1000000000;
		t.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&log->grew, &log->lock, &t);
	}
	atomic_fetch_sub(&log->waiters, 1);
	pthread_mutex_unlock(&log->lock);
	return log_count(log);
}

const struct state *log_state(const struct log *log)
{
	return log->st;
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

/* Entry of event num, NULL when it is not (or no longer) there. */
static const struct log_rec *rec_at(const struct log *log, uint64_t num, struct chunk **chunk)
{
	struct chunk *c;

	if (!num || num > log_count(log))
		return NULL;
	if ((num - 1) >> CHUNK_SHIFT < atomic_load_explicit(&log->dropped, memory_order_acquire))
		return NULL;
	c = chunk_at(log, (num - 1) >> CHUNK_SHIFT);
	if (!c)
		return NULL;
	if (chunk)
		*chunk = c;
	return &c->rec[num - c->first];
}

bool log_get(struct log *log, uint64_t num, struct log_rec *rec, struct evt *e)
{
	const struct log_rec *r = rec_at(log, num, NULL);
	const uint8_t *block;

	if (!r)
		return false;
	*rec = *r;
	block = log->base + (((uint64_t)r->off_hi << 32) | r->off_lo);
	evt_decode_trusted(block, ld32(block + 4), e);
	return true;
}

uint64_t log_find_ts(struct log *log, uint64_t ts)
{
	uint64_t lo = (atomic_load(&log->dropped) << CHUNK_SHIFT) + 1, hi = log_count(log) + 1, mid;
	const struct log_rec *r;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		r = rec_at(log, mid, NULL);
		if (r && r->ts < ts)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo <= log_count(log) ? lo : 0;
}

/* -------------------------------------------------------------------- cursors --- */

void cursor_init(struct cursor *c, struct log *log)
{
	*c = (struct cursor){.log = log, .base = log->base};
}

void cursor_release(struct cursor *c)
{
	*c = (struct cursor){.log = NULL};
}

/* The cursor has left a chunk behind: without keep, nobody else needs it. */
static void drop_before(struct log *log, uint64_t index)
{
	uint64_t i = atomic_load_explicit(&log->dropped, memory_order_relaxed);
	struct chunk *c;

	for (; i < index; i++) {
		c = chunk_at(log, i);
		atomic_store_explicit(&log->dropped, i + 1, memory_order_release);
		atomic_store_explicit(&log->dir[i], NULL, memory_order_release);
		pthread_mutex_lock(&log->lock);
		if (log->nspare < IN_FLIGHT) {
			log->spare[log->nspare++] = c;
			c = NULL;
		}
		pthread_cond_broadcast(&log->room);
		pthread_mutex_unlock(&log->lock);
		chunk_free(c);
	}
}

static void give_back(struct cursor *c)
{
	struct log *log = c->log;
	const struct log_rec *r = c->rec;

	if (log->opts.keep)
		return;
	drop_before(log, (c->num - 1) >> CHUNK_SHIFT);
	source_release(log->src, ((uint64_t)r->off_hi << 32) | r->off_lo);
}

int cursor_next(struct cursor *c)
{
	uint64_t count;
	bool new_chunk;

	if (c->rec && c->rec + 1 < c->end) {
		c->rec++;
		c->num++;
		return 1;
	}
	count = log_count(c->log);
	if (c->num >= count)
		return 0;
	new_chunk = !c->rec || (c->num & (CHUNK - 1)) == 0;
	c->rec = rec_at(c->log, c->num + 1, &c->chunk);
	if (!c->rec)
		return 0;
	c->num++;
	c->end = c->chunk->rec + (count - c->chunk->first + 1 < CHUNK ? count - c->chunk->first + 1
								       : CHUNK);
	if (new_chunk)
		give_back(c);
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

uint64_t cursor_pass(struct cursor *c)
{
	uint64_t n = c->rec ? (uint64_t)(c->end - 1 - c->rec) : 0;

	c->rec += n;
	c->num += n;
	return n;
}

bool cursor_seek(struct cursor *c, uint64_t num)
{
	uint64_t count = log_count(c->log);
	const struct log_rec *r = rec_at(c->log, num, &c->chunk);

	if (!r)
		return false;
	c->rec = r;
	c->num = num;
	c->end = c->chunk->rec + (count - c->chunk->first + 1 < CHUNK ? count - c->chunk->first + 1
								       : CHUNK);
	return true;
}

uint64_t log_enter_ts(const struct cursor *c)
{
	const struct log_rec *r = c->rec;
	const struct extra *x;

	if (!(r->flags & REC_LATENCY))
		return 0;
	if (r->enter && r->enter <= c->num - c->chunk->first)
		return (r - r->enter)->ts;
	x = extra_find(c->chunk, (uint32_t)(c->num - c->chunk->first));
	return x ? x->enter_ts : 0;
}

int64_t log_fd_num(const struct cursor *c)
{
	const struct log_rec *r = c->rec;
	const struct extra *x;

	if (r->fdnum && r->fdnum != UINT16_MAX)
		return r->fdnum - 1;
	if (!(r->flags & REC_FAR_ENTER))
		return -1;
	x = extra_find(c->chunk, (uint32_t)(c->num - c->chunk->first));
	return x ? x->fdnum : -1;
}
