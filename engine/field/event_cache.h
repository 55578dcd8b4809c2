/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FIELD_EVENT_CACHE_H
#define SONDE_FIELD_EVENT_CACHE_H

#include "engine/field/field.h"
#include "engine/field/peers.h"
#include "engine/field/services.h"

/* For the files of this folder: what an event_ctx keeps to itself. */

/* Broken-down text of the last second that was asked for: "2023-07-28 15:14:22". */
struct second_text {
	uint64_t sec; /* since the epoch; UINT64_MAX none yet */
	char text[20];
};

/* Memory of the event under the cursor; the first block stays, others go with the event. */
struct arena_block {
	struct arena_block *next;
	size_t cap; /* bytes in data */
	char data[];
};

/* What a thread's figures were last: who walks through the log asks for them, or the next ones. */
struct figure_place {
	const struct state *state;
	uint32_t slot, life;
	uint32_t kind;	      /* enum figure */
	uint32_t place;	      /* where that was found */
	uint64_t from, until; /* the events at which they are known to be these; 0 none */
	struct thread_figures f;
};

#define FIGURE_PLACES 256 /* a power of two */

struct event_cache {
	struct figure_place places[FIGURE_PLACES];
	struct arena_block *blocks; /* newest first */
	size_t used;		    /* bytes of the newest block */
	struct buf aux; /* second scratch buffer, for the resolved form of a parameter */
	struct second_text local, utc;
	const struct thread_version *main; /* of the event's process, once asked for */
	uint64_t main_until; /* the last event for which it is known to be that */
	bool main_known;
	struct cursor look; /* stands at the last event that event_ctx_look() went to */
	struct peers *peers; /* fd.peer, once asked for, at the moment of the query; else NULL */
	struct services *services; /* -R, else NULL */
};

/* Who has what open at the moment of the query; NULL when it is not about one. */
struct peers *event_ctx_peers(struct event_ctx *c);

#endif
