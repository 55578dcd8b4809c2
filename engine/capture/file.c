/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/capture/source_ops.h"
#include "engine/scap/block.h"
#include "engine/scap/reader.h"
#include "event_codes.h"

/*
 * Two threads share the work on a file: one frames blocks and decodes events, in batches; the
 * one that calls source_next() imports metadata and passes events on. Without `ahead` the
 * caller does both.
 */
#define BATCH	2048 /* blocks; also how far is looked for an event that tells the producer */
#define BATCHES 4

struct item {
	struct evt e; /* valid if `decoded` */
	uint64_t off;
	uint32_t type; /* of the block */
	bool decoded;
};

struct batch {
	struct item item[BATCH];
	unsigned n, next;
	int rc; /* what reading ended with behind the last item; 1 = there is more */
	struct err err;
};

struct file_source {
	struct source base;
	struct scap_reader *r;
	struct batch *batch; /* BATCHES of them with a thread, else one */
	struct batch *now;   /* the one that source_next() takes from */
	bool importing;	     /* metadata was met since the last event */
	bool leading;	     /* only container events so far in this section */
	bool exit_only;

	pthread_t thread;
	bool has_thread, begun;
	pthread_mutex_t lock;
	pthread_cond_t filled, emptied;
	unsigned head, tail; /* batches filled and used up; under lock */
	bool stop;	     /* under lock */
};

static struct file_source *of(const struct source *s)
{
	return (struct file_source *)s; /* base comes first */
}

/* What an event says about its producer: 1 exit events only, -1 both, 0 nothing. */
static int tells(const struct evt *e)
{
	if (e->type >= EVENT_REF_COUNT)
		return 0;
	if (event_is_exit(e->type))
		return e->info->exit_merged && e->nparams > e->info->nref ? 1 : 0;
	if (!(e->info->flags_new & EF_SYSCALL))
		return 0;
	return e->info->flags_new & EF_OLD_VERSION ? -1 : 0;
}

/*
 * Fill a batch: until it is full, the input ends, or would have to be waited for. The first
 * one waits all the same until an event has told the producer.
 */
static void fill(struct file_source *src, struct batch *t, bool first)
{
	int told = first ? 0 : 1;
	struct scap_block b = {0};

	t->n = t->next = 0;
	t->rc = 1;
	while (t->n < BATCH) {
		struct item *i = &t->item[t->n];

		if (!scap_reader_try(src->r, &b)) {
			if (told && t->n && !scap_reader_ready(src->r))
				break;
			t->rc = scap_reader_next(src->r, &b, &t->err);
			if (t->rc <= 0)
				break;
		}
		t->n++;
		i->type = b.type;
		i->off = b.off;
		i->decoded = block_is_event(b.type) && evt_decode(b.p, b.len, &i->e);
		if (!told && i->decoded && (told = tells(&i->e)))
			src->exit_only = told > 0;
	}
}

static void *fill_all(void *arg)
{
	struct file_source *src = arg;
	struct batch *t;
	bool stop, end = false;

	while (!end) {
		pthread_mutex_lock(&src->lock);
		while (!src->stop && src->head - src->tail == BATCHES)
			pthread_cond_wait(&src->emptied, &src->lock);
		stop = src->stop;
		t = &src->batch[src->head % BATCHES];
		pthread_mutex_unlock(&src->lock);
		if (stop)
			break;
		fill(src, t, !src->head);
		end = t->rc <= 0;
		pthread_mutex_lock(&src->lock);
		src->head++;
		pthread_cond_signal(&src->filled);
		pthread_mutex_unlock(&src->lock);
	}
	return NULL;
}

/* The batch to take from next; the one before is used up. */
static struct batch *refill(struct file_source *src)
{
	struct batch *t;

	if (!src->has_thread) {
		fill(src, src->batch, !src->begun);
		src->begun = true;
		return src->batch;
	}
	pthread_mutex_lock(&src->lock);
	if (src->begun) {
		src->tail++;
		pthread_cond_signal(&src->emptied);
	}
	src->begun = true;
	while (src->head == src->tail && !src->stop)
		pthread_cond_wait(&src->filled, &src->lock);
	if (src->head == src->tail) {
		/* Asked to stop, the other thread fills no more: that is the end. */
		t = &src->batch[BATCHES];
		t->n = t->next = 0;
		t->rc = 0;
	} else {
		t = &src->batch[src->tail % BATCHES];
	}
	pthread_mutex_unlock(&src->lock);
	return t;
}

/* ------------------------------------------------------------------- closing --- */

static void file_stop(struct source *s)
{
	struct file_source *src = of(s);

	pthread_mutex_lock(&src->lock);
	src->stop = true;
	pthread_cond_signal(&src->emptied);
	pthread_cond_signal(&src->filled);
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
	pthread_cond_destroy(&src->filled);
	pthread_cond_destroy(&src->emptied);
	free(src->batch);
	free(src);
}

static bool file_exit_only(const struct source *s)
{
	return of(s)->exit_only;
}

/* ------------------------------------------------------------------ metadata --- */

static bool thread_fn(void *arg, const struct scap_thread *t)
{
	state_import_thread(arg, t);
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

static int import_block(struct file_source *src, struct state *st, const struct item *i, struct err *e)
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

static int event_item(struct file_source *src, struct state *st, const struct item *i,
		      struct source_event *ev, struct err *e)
{
	if (src->importing) {
		state_set_exit_only(st, src->exit_only);
		state_import_done(st);
		src->importing = false;
	}
	if (!i->decoded)
		return err_set_at(e, ERR_FORMAT, i->off,
				  "at offset %llu: damaged event (its lengths do not add up)",
				  (unsigned long long)i->off);
	ev->e = &i->e;
	ev->off = i->off;
	if (src->leading) {
		src->leading = is_container(i->e.type);
		if (src->leading)
			state_leading_event(st);
	}
	ev->leading = src->leading;
	return 1;
}

static int file_next(struct source *s, struct state *st, uint64_t num, struct source_event *ev,
		     struct err *e)
{
	struct file_source *src = of(s);
	const struct item *i;
	struct batch *t;
	int rc;

	for (;;) {
		t = src->now;
		if (t->next == t->n) {
			if (t->rc <= 0)
				break;
			src->now = refill(src);
			continue;
		}
		i = &t->item[t->next++];
		if (block_is_event(i->type))
			return event_item(src, st, i, ev, e);
		if (i->type == BLOCK_SHB) {
			if (i->off)
				state_reset(st, num);
			src->leading = true;
		} else if (!src->importing) {
			state_import_begin(st, num);
		}
		src->importing = true;
		rc = import_block(src, st, i, e);
		if (rc)
			return rc;
	}
	if (src->importing)
		state_import_done(st);
	src->importing = false;
	if (t->rc < 0 && e)
		*e = t->err;
	return t->rc;
}

static const uint8_t *file_base(const struct source *s)
{
	return scap_reader_base(of(s)->r);
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
	pthread_cond_init(&src->filled, NULL);
	pthread_cond_init(&src->emptied, NULL);
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
