/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/store/log_internal.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/cond.h"
#include "engine/base/mem.h"
#include "engine/capture/live.h"
#include "event_codes.h"

#define IN_FLIGHT      64   /* chunks that the writer may be ahead of a cursor that drops them */
#define WAKE_EVERY     8192 /* events: waking a reader for each would cost more than the event */
#define PUBLISH_EVERY  64   /* events, or at the end of a run */
#define STATE_GROWTH   (16u << 20) /* see log_opts */
#define HISTORY_CHUNKS 2	   /* kept at least, however large they are */

/* -------------------------------------------------------------------- writing --- */

static void chunk_free(struct chunk *c)
{
	unsigned i;

	if (!c)
		return;
	for (i = 0; i < CHUNK / EXTRA_RUN; i++)
		free(c->extra[i]);
	free(c);
}

static void era_free(struct era *era)
{
	if (era)
		state_free(era->st);
	free(era);
}

/* Bytes of memory that chunk i and its events take; the next one has begun. */
static uint64_t chunk_bytes(const struct log *log, uint64_t i)
{
	uint64_t from = chunk_at(log, i)->off, to = chunk_at(log, i + 1)->off;

	/* A live source begins anew at the start of its memory. */
	return sizeof(struct chunk) + (to >= from ? to - from : to);
}

/* The chunk is gone, and its era with the last one. Under lock. */
static void era_leave(struct log *log, struct era *era)
{
	if (--era->chunks || era == log->era)
		return;
	log->bytes -= era->bytes;
	era_free(era);
}

/* Free what was dropped, up to the first chunk that somebody stands in. Under lock. */
static void free_dropped(struct log *log)
{
	uint64_t i = log->freed;
	struct chunk *c;

	while (i < log->dropped && !atomic_load(&log->pins[i & (CHUNKS - 1)])) {
		c = chunk_at(log, i);
		log->bytes -= chunk_bytes(log, i);
		atomic_store_explicit(&log->dir[i & (CHUNKS - 1)], NULL, memory_order_release);
		era_leave(log, c->era);
		if (log->nspare < SPARES)
			log->spare[log->nspare++] = c;
		else
			chunk_free(c);
		i++;
	}
	if (i == log->freed)
		return;
	log->freed = i;
	source_release(log->src, chunk_at(log, i)->off);
	pthread_cond_broadcast(&log->room);
}

void log_drop(struct log *log, uint64_t index)
{
	pthread_mutex_lock(&log->lock);
	if (index > log->dropped)
		atomic_store(&log->dropped, index);
	free_dropped(log);
	pthread_mutex_unlock(&log->lock);
}

/* Forget the oldest until the rest fits into the history again. Under lock. */
static void keep_history(struct log *log, uint64_t index)
{
	while (log->bytes > log->opts.history && index > log->dropped + HISTORY_CHUNKS) {
		atomic_store(&log->dropped, log->dropped + 1);
		free_dropped(log);
		/* Readers stand in the way for moments only. */
		if (log->freed < log->dropped)
			break;
	}
	free_dropped(log);
}

/* Must the writer wait before it begins another chunk? Under lock. */
static bool is_full(const struct log *log, uint64_t index)
{
	if (log->opts.keep || !log->opts.threaded || log->stop)
		return false;
	if (log->opts.history)
		return log->freed < log->dropped && log->bytes > 2 * log->opts.history;
	return index >= log->freed + IN_FLIGHT;
}

/*
 * A state that has grown, or has seen many events, in a log that forgets, makes place for a copy
 * of what is true now.
 */
static void renew_era(struct log *log, uint64_t num)
{
	struct era *old = log->era, *era;
	size_t bytes = state_bytes(old->st);

	pthread_mutex_lock(&log->lock);
	log->bytes += bytes - old->bytes;
	old->bytes = bytes;
	pthread_mutex_unlock(&log->lock);
	if (!old->chunks)
		log->era_base = bytes; /* what the lists before the first event brought */
	if (bytes < log->era_base + log->opts.state_growth &&
	    num - old->first < STATE_MOST_EVENTS)
		return;
	era = xcalloc(1, sizeof(*era));
	era->id = old->id + 1;
	era->first = num;
	era->st = state_renew(old->st, num);
	era->bytes = log->era_base = state_bytes(era->st);
	pthread_mutex_lock(&log->lock);
	log->bytes += era->bytes;
	log->era = era;
	pthread_mutex_unlock(&log->lock);
}

/* Wait for room, then take a chunk; NULL when asked to stop, or when there is none left. */
static struct chunk *chunk_take(struct log *log, uint64_t index)
{
	struct chunk *c = NULL;
	bool stop;

	pthread_mutex_lock(&log->lock);
	if (log->opts.history)
		keep_history(log, index);
	while (is_full(log, index)) {
		pthread_cond_broadcast(&log->grew);
		pthread_cond_wait(&log->room, &log->lock);
		free_dropped(log);
	}
	stop = log->stop;
	if (!stop && log->nspare)
		c = log->spare[--log->nspare];
	pthread_mutex_unlock(&log->lock);
	if (stop || (log->opts.keep && index >= CHUNKS))
		return NULL;
	return c ? c : xcalloc(1, sizeof(*c));
}

/* The chunk that begins with event num, whose block is at off. NULL as of chunk_take(). */
static struct chunk *chunk_new(struct log *log, uint64_t num, uint64_t off)
{
	uint64_t index = (num - 1) >> CHUNK_SHIFT;
	struct chunk *c = chunk_take(log, index);

	if (!c)
		return NULL;
	if (!log->opts.keep)
		renew_era(log, num);
	atomic_store_explicit(&c->nextra, 0, memory_order_relaxed);
	c->first = num;
	c->off = off;
	c->era = log->era;
	pthread_mutex_lock(&log->lock);
	c->era->chunks++;
	atomic_store_explicit(&log->dir[index & (CHUNKS - 1)], c, memory_order_release);
	if (index)
		log->bytes += chunk_bytes(log, index - 1);
	pthread_mutex_unlock(&log->lock);
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

const struct extra *extra_find(const struct cursor *cur)
{
	const struct chunk *c = cur->chunk;
	uint32_t i, n, lo = 0, hi, mid;

	if (!(cur->rec->flags & REC_MORE))
		return NULL;
	i = (uint32_t)(cur->num - c->first);
	n = hi = atomic_load_explicit(&c->nextra, memory_order_acquire);
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

static uint16_t rec_enter(uint64_t num, uint64_t enter)
{
	if (!enter)
		return 0;
	return num - enter < UINT16_MAX ? (uint16_t)(num - enter) : UINT16_MAX;
}

static uint16_t rec_fdnum(int64_t fd)
{
	return fd < UINT16_MAX - 1 && fd >= -1 ? (uint16_t)(fd + 1) : UINT16_MAX;
}

static uint16_t rec_result(const struct evt *e)
{
	int i = e->info->result_param;
	struct param p;
	int64_t n;

	if (i < 0 || !evt_param(e, (unsigned)i, &p) || p.len != sizeof(n))
		return 0;
	n = (int64_t)ld64(p.p);
	return n > -RESULT_BIAS && n <= UINT16_MAX - RESULT_BIAS ? (uint16_t)(n + RESULT_BIAS) : 0;
}

/* True if the entry alone cannot hold what is to be known of the event. */
static bool wants_extra(const struct chunk *c, const struct log_rec *r, const struct evt_refs *refs)
{
	return (refs->enter_ts && (!refs->enter || refs->enter < c->first)) ||
	       r->enter == UINT16_MAX || r->fdnum == UINT16_MAX;
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
		.enter = rec_enter(num, refs->enter),
		.result = rec_result(&ev->e),
		.type = ev->e.type,
		.cpu = ev->e.cpu,
		.flags = rec_flags(&ev->e, refs, leading),
		.fdnum = rec_fdnum(refs->fdnum),
	};
	if (wants_extra(c, &c->rec[i], refs)) {
		c->rec[i].flags |= REC_MORE;
		extra_add(c, &(struct extra){.i = i,
					     .enter = refs->enter,
					     .enter_ts = refs->enter_ts,
					     .fdnum = refs->fdnum});
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
	state_set_time(log->era->st, e->ts);
}

/*
 * Is there a chunk for event num, the first of one? It may have been begun for an event that
 * was left out. False when asked to stop.
 */
static bool chunk_ready(struct log *log, uint64_t num, uint64_t off)
{
	if (!log->last || log->last->first != num)
		log->last = chunk_new(log, num, off);
	return log->last;
}

/*
 * Nobody is going to look at them. Readers are not woken: they wait for the end, and
 * look now and then how far it is. False when asked to stop.
 */
static bool count_run(struct log *log, const struct source_run *run)
{
	const struct source_event *ev = run->ev, *end = ev + run->n;
	uint64_t num = log_count(log);
	bool stop;

	for (; ev < end; ev++) {
		if (is_left_out(log, ev->e.type))
			skip(log, ev->e.type);
		else
			num++;
	}
	atomic_store_explicit(&log->last_ts, end[-1].e.ts, memory_order_relaxed);
	atomic_store_explicit(&log->count, num, memory_order_release);
	source_release(log->src, end[-1].off);
	pthread_mutex_lock(&log->lock);
	stop = log->stop;
	pthread_mutex_unlock(&log->lock);
	return !stop;
}

/* Apply and append events; false when asked to stop. */
static bool write_run(struct log *log, const struct source_run *run)
{
	struct evt_refs refs = {.fdnum = -1};
	const struct source_event *ev = run->ev, *end = ev + run->n;
	uint64_t num = log_count(log), ts = log_last_ts(log);
	bool timed = state_timed(log->era->st); /* sections begin between runs */

	if (log->opts.need == LOG_NEED_COUNT)
		return count_run(log, run);
	for (; ev < end; ev++) {
		if (!(num & (CHUNK - 1)) && !chunk_ready(log, num + 1, ev->off))
			break;
		if (log->opts.need != LOG_NEED_EVENTS)
			state_apply(log->era->st, &ev->e, num + 1, &refs);
		if (is_left_out(log, ev->e.type)) {
			skip(log, ev->e.type);
			continue;
		}
		num++;
		ts = ev->e.ts;
		append(log->last, num, ev, &refs, run->leading);
		if (!timed) {
			set_time(log, &ev->e);
			timed = state_timed(log->era->st);
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
		rc = source_next(log->src, log->era->st, log_count(log) + 1, &run, &e);
	while (rc > 0 && write_run(log, &run));
	if (log->opts.keep && log_count(log) >= (uint64_t)CHUNKS * CHUNK)
		rc = err_set(&e, ERR_LIMIT,
			     "more than %llu events, the rest is not read: write parts of it with -w",
			     (unsigned long long)CHUNKS * CHUNK);
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
	if (!o->state_growth)
		log->opts.state_growth = STATE_GROWTH;
	log->era = xcalloc(1, sizeof(*log->era));
	log->era->st = state_new();
	if (o->need == LOG_NEED_NO_FIGURES)
		state_ignore_figures(log->era->st);
	if (o->no_users)
		state_ignore_users(log->era->st);
	log->base = source_base(src);
	log->dir = mem_map(CHUNKS * sizeof(*log->dir));
	log->pins = mem_map(CHUNKS * sizeof(*log->pins));
	log->skipped_types = xcalloc(1, 65536 / 8);
	pthread_mutex_init(&log->lock, NULL);
	cond_init(&log->grew);
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
	/* To decode costs less than to hand what was decoded to another processor. */
	bool ahead = o->threaded && o->need != LOG_NEED_COUNT;
	struct log *log = log_new(source_open_file(path, o->keep || !o->threaded, ahead, e), o, e);

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

void log_live_narrow(struct log *log, const struct narrowing *n)
{
	source_live_narrow(log->src, n);
}

bool log_live_counts(const struct log *log, int cpu, struct live_counts *c)
{
	return source_live_counts(log->src, cpu, c);
}

struct log *log_open_mem(uint8_t *p, uint64_t len, const struct log_opts *o, struct err *e)
{
	return log_new(source_open_mem(p, len, e), o, e);
}

void log_stop(struct log *log)
{
	source_stop(log->src);
}

void log_leave_writer(struct log *log)
{
	pthread_mutex_init(&log->lock, NULL);
	log->opts.keep = true; /* nothing is dropped any more, so nobody has to hold on to it */
	if (log_ended(log))
		return;
	log->err = (struct err){0};
	atomic_store(&log->ended, true);
}

void log_close(struct log *log)
{
	struct chunk *c;
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
	for (i = log->freed; (c = chunk_at(log, i)); i++) {
		atomic_store_explicit(&log->dir[i & (CHUNKS - 1)], NULL, memory_order_relaxed);
		era_leave(log, c->era);
		chunk_free(c);
	}
	era_free(log->era);
	while (log->nspare)
		chunk_free(log->spare[--log->nspare]);
	source_close(log->src);
	mem_unmap((void *)log->dir, CHUNKS * sizeof(*log->dir));
	mem_unmap((void *)log->pins, CHUNKS * sizeof(*log->pins));
	free(log->skipped_types);
	pthread_mutex_destroy(&log->lock);
	pthread_cond_destroy(&log->grew);
	pthread_cond_destroy(&log->room);
	free(log);
}
