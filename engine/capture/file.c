/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/capture/source_ops.h"
#include "engine/event/decode.h"
#include "engine/scap/block.h"
#include "engine/scap/reader.h"
#include "event_codes.h"

/*
 * Two threads share the work on a file: one frames blocks and decodes events, in batches; the
 * one that calls source_next() imports metadata and passes events on. Without `ahead` the
 * caller does both.
 */
#define BATCH	     2048 /* events; also how far is looked for one that tells the producer */
#define BATCH_BLOCKS 256
#define BATCHES	     4

/* A block that is no event. */
struct meta_block {
	unsigned before; /* index of the event it precedes */
	uint32_t type;
	uint64_t off;
};

struct batch {
	struct source_event ev[BATCH];
	struct meta_block block[BATCH_BLOCKS];
	unsigned n, nblocks;
	unsigned next, next_block; /* the first that were not passed on */
	int rc; /* what reading ended with behind the last of them; 1 = there is more */
	struct err err;
};

struct file_source {
	struct source base;
	struct scap_reader *r;
	struct batch *batch; /* BATCHES of them with a thread, else one */
	struct batch *now;   /* the one that events are taken from */
	bool importing;	     /* metadata was met since the last event */
	bool leading;	     /* only container events so far in this section */
	bool exit_only;
	bool looked; /* exit_only is known; who fills */

	pthread_t thread;
	bool has_thread, begun;
	_Atomic(unsigned) head, tail; /* batches filled and used up */
	_Atomic(unsigned) sleepers;
	_Atomic(bool) stop;
	pthread_mutex_t lock; /* for those who sleep */
	pthread_cond_t moved;
};

static struct file_source *of(const struct source *s)
{
	return (struct file_source *)s; /* base comes first */
}

/*
 * What an event says about its producer: 1 exit events only, -1 both, 0 nothing. Calls without an
 * event of their own say nothing: our recordings have the kernel's number at both ends of them.
 */
static int tells(const struct evt *e)
{
	if (e->type >= EVENT_REF_COUNT || e->type == EV_GENERIC_E || e->type == EV_GENERIC_X)
		return 0;
	if (event_is_exit(e->type))
		return e->info->exit_merged && e->nparams > e->info->nref ? 1 : 0;
	if (!(e->info->flags_new & EF_SYSCALL))
		return 0;
	return e->info->flags_new & EF_OLD_VERSION ? -1 : 0;
}

static int damaged(const struct scap_block *b, struct err *e)
{
	return err_set_at(e, ERR_FORMAT, b->off,
			  "at offset %llu: damaged event (its lengths do not add up)",
			  (unsigned long long)b->off);
}

static void add_block(struct batch *t, const struct scap_block *b)
{
	t->block[t->nblocks++] =
		(struct meta_block){.before = t->n, .type = b->type, .off = b->off};
}

/* What cannot be had without waiting or a closer look: 1, or as scap_reader_next(). */
static int fill_slowly(struct file_source *src, struct batch *t)
{
	struct scap_block b = {0};
	int rc = scap_reader_next(src->r, &b, &t->err);

	if (rc <= 0)
		return rc;
	if (!block_is_event(b.type)) {
		add_block(t, &b);
		return 1;
	}
	t->ev[t->n].off = b.off;
	if (!evt_decode(b.p, b.len, &t->ev[t->n].e))
		return damaged(&b, &t->err);
	t->n++;
	return 1;
}

/*
 * Fill a batch: until it is full, the input ends, or would have to be waited for. The first one
 * that has events (lists of many processes may fill others before) waits all the same until one
 * of them has told the producer.
 */
static void fill(struct file_source *src, struct batch *t)
{
	int told = src->looked;
	struct scap_block b = {0};
	unsigned n;

	t->n = t->nblocks = t->next = t->next_block = 0;
	t->rc = 1;
	while (t->n < BATCH && t->nblocks < BATCH_BLOCKS) {
		n = t->n;
		if (scap_reader_try(src->r, &b)) {
			t->ev[n].off = b.off;
			if (!decode_v2(b.p, b.len, &t->ev[n].e)) {
				t->rc = damaged(&b, &t->err);
				break;
			}
			t->n++;
		} else {
			if (told && (n || t->nblocks) && !scap_reader_ready(src->r))
				break;
			t->rc = fill_slowly(src, t);
			if (t->rc <= 0)
				break;
		}
		if (!told && t->n > n && (told = tells(&t->ev[n].e)))
			src->exit_only = told > 0;
	}
	src->looked |= t->n > 0;
}

/*
 * Sleep while *at is `seen`; false when asked to stop. Batches are handed over without a lock:
 * only who has to sleep takes it, and only then does the other thread have to wake anybody.
 */
static bool await(struct file_source *src, _Atomic(unsigned) *at, unsigned seen)
{
	if (atomic_load_explicit(at, memory_order_acquire) != seen)
		return true;
	pthread_mutex_lock(&src->lock);
	atomic_fetch_add(&src->sleepers, 1);
	while (atomic_load(at) == seen && !atomic_load(&src->stop))
		pthread_cond_wait(&src->moved, &src->lock);
	atomic_fetch_sub(&src->sleepers, 1);
	pthread_mutex_unlock(&src->lock);
	return atomic_load(at) != seen;
}

static void advance(struct file_source *src, _Atomic(unsigned) *at)
{
	atomic_fetch_add(at, 1);
	if (!atomic_load(&src->sleepers))
		return;
	pthread_mutex_lock(&src->lock);
	pthread_cond_broadcast(&src->moved);
	pthread_mutex_unlock(&src->lock);
}

static void *fill_all(void *arg)
{
	struct file_source *src = arg;
	struct batch *t;
	unsigned head = 0;

	do {
		if (!await(src, &src->tail, head - BATCHES) || atomic_load(&src->stop))
			break;
		t = &src->batch[head % BATCHES];
		fill(src, t);
		head++;
		advance(src, &src->head);
	} while (t->rc > 0);
	return NULL;
}

/* The batch to take from next; the one before is used up. */
static struct batch *refill(struct file_source *src)
{
	struct batch *t;
	unsigned tail;

	if (!src->has_thread) {
		fill(src, src->batch);
		return src->batch;
	}
	if (src->begun)
		advance(src, &src->tail);
	src->begun = true;
	tail = atomic_load_explicit(&src->tail, memory_order_relaxed);
	if (await(src, &src->head, tail))
		return &src->batch[tail % BATCHES];
	/* Asked to stop, the other thread fills no more: that is the end. */
	t = &src->batch[BATCHES];
	t->n = t->nblocks = t->next = t->next_block = 0;
	t->rc = 0;
	return t;
}

/* ------------------------------------------------------------------- closing --- */

static void file_stop(struct source *s)
{
	struct file_source *src = of(s);

	pthread_mutex_lock(&src->lock);
	atomic_store(&src->stop, true);
	pthread_cond_broadcast(&src->moved);
	pthread_mutex_unlock(&src->lock);
	scap_reader_stop(src->r);
}

static void file_close(struct source *s)
{
	struct file_source *src = of(s);

	if (src->has_thread) {
		file_stop(s);
		pthread_join(src->thread, NULL);
	}
	scap_reader_close(src->r);
	pthread_mutex_destroy(&src->lock);
	pthread_cond_destroy(&src->moved);
	free(src->batch);
	free(src);
}

static bool file_exit_only(const struct source *s)
{
	return of(s)->exit_only;
}

/* ------------------------------------------------------------------ metadata --- */

/* A list cannot say that a directory is not known; readers have an empty one for the root. */
static bool thread_fn(void *arg, const struct scap_thread *t)
{
	struct scap_thread thread = *t;

	if (!t->cwd.len)
		thread.cwd = (struct slice){"/", 1};
	state_import_thread(arg, &thread);
	return true;
}

static bool fd_fn(void *arg, int64_t tid, const struct scap_fd *f)
{
	state_import_fd(arg, tid, f);
	return true;
}

static bool interface_fn(void *arg, const struct scap_interface *i)
{
	state_import_interface(arg, i);
	return true;
}

static bool user_fn(void *arg, const struct scap_user *u)
{
	state_import_user(arg, u);
	return true;
}

static int import_lists(struct file_source *src, struct state *st, const struct meta_block *i,
			struct err *e)
{
	const uint8_t *p = scap_reader_base(src->r) + i->off;
	const struct scap_block b = {.len = ld32(p + 4), .p = p};
	uint32_t len;
	const uint8_t *body = scap_block_body(&b, &len);
	uint64_t off = i->off + 8;
	struct scap_machine m;

	switch (i->type) {
	case BLOCK_MI:
		if (meta_machine(body, len, off, &m, e))
			return e ? e->code : ERR_FORMAT;
		state_import_machine(st, &m);
		return 0;
	case BLOCK_FDL:
	case BLOCK_FDL_V2:
		return meta_each_fd(i->type, body, len, off, fd_fn, st, e);
	case BLOCK_IL:
	case BLOCK_IL_V2:
		return meta_each_interface(i->type, body, len, off, interface_fn, st, e);
	case BLOCK_UL:
	case BLOCK_UL_V2:
		return meta_each_user(i->type, body, len, off, user_fn, st, e);
	default:
		if (i->type >= BLOCK_PL_V1 && i->type <= BLOCK_PL_V9)
			return meta_each_thread(i->type, body, len, off, thread_fn, st,
						e);
		return 0; /* unknown blocks are skipped by their length */
	}
}

/* -------------------------------------------------------------------- events --- */

static bool is_container(uint16_t type)
{
	return type == EV_CONTAINER_E || type == EV_CONTAINER_JSON_E ||
	       type == EV_CONTAINER_JSON_2_E;
}

static int import_block(struct file_source *src, struct state *st, const struct meta_block *i,
			uint64_t num, struct err *e)
{
	if (i->type == BLOCK_SHB) {
		if (i->off)
			state_reset(st, num);
		src->leading = true;
	} else if (!src->importing) {
		state_import_begin(st, num);
	}
	src->importing = true;
	return import_lists(src, st, i, e);
}

static void import_end(struct file_source *src, struct state *st)
{
	if (!src->importing)
		return;
	state_set_exit_only(st, src->exit_only);
	state_import_done(st);
	src->importing = false;
}

/* The events of a batch up to its next other block. */
static void take_run(struct file_source *src, struct state *st, struct batch *t,
		     struct source_run *run)
{
	unsigned end = t->next_block < t->nblocks ? t->block[t->next_block].before : t->n;

	import_end(src, st);
	run->ev = t->ev + t->next;
	run->leading = false;
	if (src->leading) {
		src->leading = run->leading = is_container(run->ev->e.type);
		if (src->leading) {
			state_leading_event(st);
			end = t->next + 1;
		}
	}
	run->n = end - t->next;
	t->next = end;
}

static int file_next(struct source *s, struct state *st, uint64_t num, struct source_run *run,
		     struct err *e)
{
	struct file_source *src = of(s);
	struct batch *t;
	int rc;

	for (;;) {
		t = src->now;
		if (t->next_block < t->nblocks && t->block[t->next_block].before == t->next) {
			rc = import_block(src, st, &t->block[t->next_block++], num, e);
			if (rc)
				return rc;
		} else if (t->next < t->n) {
			take_run(src, st, t, run);
			return 1;
		} else if (t->rc > 0) {
			src->now = refill(src);
		} else {
			break;
		}
	}
	import_end(src, st);
	if (t->rc < 0 && e)
		*e = t->err;
	return t->rc;
}

static const uint8_t *file_base(const struct source *s)
{
	return scap_reader_base(of(s)->r);
}

static uint64_t file_bytes(const struct source *s)
{
	return scap_reader_bytes(of(s)->r);
}

static void file_release(struct source *s, uint64_t off)
{
	scap_reader_release(of(s)->r, off);
}

static void file_progress(const struct source *s, uint64_t *pos, uint64_t *size)
{
	scap_reader_progress(of(s)->r, pos, size);
}

static const struct source_ops file_ops = {
	.next = file_next,
	.exit_only = file_exit_only,
	.base = file_base,
	.bytes = file_bytes,
	.stop = file_stop,
	.release = file_release,
	.progress = file_progress,
	.close = file_close,
};

/* ------------------------------------------------------------------- opening --- */

static struct source *source_new(struct scap_reader *r, bool ahead)
{
	struct file_source *src;

	if (!r)
		return NULL;
	src = xcalloc(1, sizeof(*src));
	src->base.ops = &file_ops;
	src->r = r;
	src->leading = src->importing = true;
	pthread_mutex_init(&src->lock, NULL);
	pthread_cond_init(&src->moved, NULL);
	src->batch = xcalloc(ahead ? BATCHES + 1 : 1, sizeof(*src->batch));
	/* An empty batch to begin with: one more, since the thread may fill all others first. */
	src->now = &src->batch[ahead ? BATCHES : 0];
	src->now->rc = 1;
	src->has_thread = ahead && !pthread_create(&src->thread, NULL, fill_all, src);
	return &src->base;
}

struct source *source_open_file(const char *path, bool keep, bool ahead, struct err *e)
{
	return source_new(scap_reader_open(path, keep, e), ahead);
}

struct source *source_open_mem(uint8_t *p, uint64_t len, struct err *e)
{
	return source_new(scap_reader_open_mem(p, len, e), false);
}
