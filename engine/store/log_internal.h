/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_STORE_LOG_INTERNAL_H
#define SONDE_STORE_LOG_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "engine/capture/source.h"
#include "engine/store/log.h"

/* Shared by log.c, which writes, and cursor.c, which reads; nothing else includes it. */

#define CHUNK_SHIFT 12
#define CHUNK	    LOG_CHUNK /* entries */
#define CHUNKS	    (1u << 22)		/* at one time */
#define SPARES	    64

_Static_assert(CHUNK == 1u << CHUNK_SHIFT, "one size of chunks");

/*
 * What does not fit into an entry: calls that began in an earlier chunk (which may be gone by
 * the time somebody asks), fd numbers and distances beyond 16 bits. A few entries a chunk.
 */
struct extra {
	uint32_t i; /* index in the chunk */
	uint64_t enter; /* number of the enter event, 0 none */
	uint64_t enter_ts;
	int64_t fdnum;
};

#define EXTRA_RUN 256

/*
 * A state and the chunks whose events it knows about. When a log that forgets has made a state
 * large, the next chunk begins an era with a compact copy of what is true then; the old state
 * goes with the last chunk of its era.
 */
struct era {
	struct state *st;
	uint32_t id;
	uint32_t chunks; /* still there; under lock */
	uint64_t first;	 /* number of its first event, 0 from the beginning */
	size_t bytes;	 /* of the state, as of the last look */
};

struct chunk {
	uint64_t first; /* number of its first event */
	uint64_t off;	/* of its first event's block */
	struct era *era;
	_Atomic(uint32_t) nextra;
	struct extra *extra[CHUNK / EXTRA_RUN]; /* in runs that do not move: readers search them */
	struct log_rec rec[CHUNK];
};

struct log {
	struct source *src;
	struct log_opts opts;
	const uint8_t *base;
	_Atomic(struct chunk *) *dir; /* chunk i, at i % CHUNKS, holds events i*CHUNK+1 .. */
	_Atomic(uint32_t) *pins;      /* cursors that stand in it */
	_Atomic(uint64_t) count;      /* published */
	_Atomic(bool) ended;
	_Atomic(int) waiters;
	_Atomic(uint64_t) first_ts, last_ts;
	_Atomic(uint64_t) dropped; /* chunks before this cannot be entered any more */
	struct era *era; /* the latest; the writer's, others under lock */
	struct log_skipped skipped;
	uint8_t *skipped_types;

	struct chunk *last; /* the one being appended to; the writer's */
	size_t era_base;    /* bytes of the latest era's state when it began; the writer's */

	pthread_t thread;
	bool has_thread;
	pthread_mutex_t lock;
	pthread_cond_t grew, room;
	bool stop;	 /* under lock */
	struct err err;	 /* code 0 none; final once ended */
	uint64_t freed;	 /* chunks before this are gone; under lock */
	uint64_t bytes;	 /* of chunks that are full, their events, and states; under lock */
	struct chunk *spare[SPARES];	 /* gone, to be used again; under lock */
	unsigned nspare;
};

static inline struct chunk *chunk_at(const struct log *log, uint64_t i)
{
	return atomic_load_explicit(&log->dir[i & (CHUNKS - 1)], memory_order_acquire);
}

/* Nobody may enter chunks before `index` any more; those in which nobody stands are freed. */
void log_drop(struct log *log, uint64_t index);

/* What is kept beside the entry under a cursor; NULL nothing. */
const struct extra *extra_find(const struct cursor *c);

#endif
