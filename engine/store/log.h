/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_STORE_LOG_H
#define SONDE_STORE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/event/event.h"
#include "engine/event/render.h"
#include "engine/state/state.h"

/*
 * The log of events that everything else queries. One capture thread appends; any number of
 * readers walk it with cursors. An entry is 32 bytes beside the event's own bytes.
 */
struct log_rec {
	uint64_t ts;	  /* ns since the epoch */
	uint32_t off_lo;  /* offset of the event's block from the log's base, low 32 bits */
	uint32_t thread;  /* thread version, 0 none */
	uint32_t fd;	  /* fd version, 0 none */
	uint16_t enter;	  /* distance back to the latest enter event of the thread: log_enter() */
	uint16_t result;  /* how the call ended: log_rec_result() */
	uint16_t type;	  /* event code */
	uint16_t cpu;
	uint8_t off_hi;
	uint8_t flags; /* REC_* */
	uint16_t fdnum; /* log_fd_num(): fd number + 1, UINT16_MAX = kept elsewhere */
};
_Static_assert(sizeof(struct log_rec) == 32, "the budget is 32 bytes an event");

enum {
	REC_PAIRED = 1 << 0,	   /* exit whose enter event is `enter` back */
	REC_NAME_CHANGED = 1 << 1, /* fd.name_changed */
	REC_HIDDEN = 1 << 2,	   /* internal: counted and queried, printed only with -D */
	REC_STATE_ONLY = 1 << 3,   /* kept for state only (-F): never shown */
	REC_MORE = 1 << 4,	   /* what does not fit into the entry is kept beside it */
	REC_LATENCY = 1 << 5,	   /* exit with a known enter time */
	REC_FD_GUESSED = 1 << 6,   /* fd: the latest of the thread, maybe not this event's */
	REC_BEFORE = 1 << 7, /* in no log, only offered (idle.h): happened at ts or before */
};

struct log;
struct live_opts;
struct live_counts;

enum log_need {
	LOG_NEED_ALL,
	LOG_NEED_NO_FIGURES, /* not the sizes and faults of processes (FF_FIGURES) */
	LOG_NEED_EVENTS,     /* nothing about threads and fds */
	LOG_NEED_COUNT,      /* only how many there are, and that they are whole: no cursor */
};

struct log_opts {
	bool keep; /* keep everything */
	uint64_t history; /* else: bytes of memory for the most recent events and what is known
			   * of them; 0: one cursor reads, and what it has passed is dropped */
	size_t state_growth; /* a log that forgets: bytes by which a state grows before it makes
			      * place for a copy of what is true; 0: 16 MiB */
	bool newer; /* show event types that the reference does not know, in any capture */
	bool no_users; /* do not use the users and groups that the capture lists */
	enum log_need need; /* what nobody will ask for is work that can be spared */
	bool threaded; /* append on a thread of its own; else all is read before open returns */
};

/*
 * Open a capture file ("-" standard input). Damage found later is in log_error().
 * returns NULL and *e when it cannot be opened or is no capture
 */
struct log *log_open_file(const char *path, const struct log_opts *o, struct err *e);
/* The running kernel, see source_open_live(). o->threaded is taken for granted. */
struct log *log_open_live(const struct live_opts *live, const struct log_opts *o, struct err *e);
/* As source_live_counts(); false when the log is not a live one. */
bool log_live_counts(const struct log *log, int cpu, struct live_counts *c);
/* As source_live_narrow(). */
struct narrowing;
void log_live_narrow(struct log *log, const struct narrowing *n);
/* A capture in memory, read whole before it returns; p may be swapped in place. */
struct log *log_open_mem(uint8_t *p, uint64_t len, const struct log_opts *o, struct err *e);
/*
 * Live: capture no more. What was captured until now is still appended; then the input has ended.
 * Who reads a file stops where it is.
 */
void log_stop(struct log *log);
void log_close(struct log *log); /* NULL is fine */

/*
 * For a process that was forked off while the log is written: its copy is what there was at that
 * moment, and has ended. Neither this nor reading it with new cursors takes a lock or memory from
 * the writer, who may have held one at the fork. It is not to be closed.
 */
void log_leave_writer(struct log *log);

/* Events appended and published so far: numbers 1 .. log_count(). */
uint64_t log_count(const struct log *log);

/* Is everything kept that comes in? */
bool log_keeps(const struct log *log);

/* True when the input has ended; then *e, if the end was damage (returns via log_error). */
bool log_ended(const struct log *log);

/* 0, or the code of the damage at which reading stopped, with its text in *e. */
int log_error(const struct log *log, struct err *e);

/* Wait until there are more than `num` events or the input has ended; returns log_count(). */
uint64_t log_wait(struct log *log, uint64_t num);

/*
 * What is true at the end, for who knows that the log does not forget. Everybody else asks the
 * state of the cursor he stands with.
 */
const struct state *log_state(const struct log *log);

/* The first event that is still there (or will be: log_count() may be less). */
uint64_t log_oldest(const struct log *log);

/* Event types that were left out because the reference does not know them, and how often. */
struct log_skipped {
	uint64_t events;
	uint32_t types;
	uint16_t first_type;
};
void log_skipped(const struct log *log, struct log_skipped *s);

uint64_t log_first_ts(const struct log *log); /* first event of the capture, ns; 0 no events */
/* Time of event num, or of the first behind it that is still there, ns; 0 there is none. */
uint64_t log_ts(struct log *log, uint64_t num);
/* From when on there are events still: where nothing is forgotten, log_first_ts(). */
uint64_t log_oldest_ts(struct log *log);
uint64_t log_last_ts(const struct log *log);
void log_progress(const struct log *log, uint64_t *pos, uint64_t *size); /* bytes of the file */

/* ------------------------------------------------------------------- cursors --- */

/*
 * A cursor stands at an event and walks forwards. While it stands in a chunk, that chunk is
 * not dropped, so nobody should stand still for long: cursor_park(). Not shared between threads.
 */
struct cursor {
	struct log *log;
	uint64_t num; /* the event it stands at; 0 before the first */
	const struct log_rec *rec; /* NULL: parked, or before the first */
	const struct log_rec *end; /* end of the run of entries known to be published */
	const uint8_t *base;
	struct chunk *chunk;
	const struct state *state; /* that knows about this event and what follows in its chunk */
	uint32_t era; /* changes with the state: versions of one era mean nothing in another */
};

void cursor_init(struct cursor *c, struct log *log);
void cursor_release(struct cursor *c);

/* Remember the place, but let go of the chunk; cursor_next() goes on with what is there then. */
void cursor_park(struct cursor *c);

/*
 * Step to the next event that is still there: 1, or 0 when there is none yet (or any more:
 * log_ended()).
 */
int cursor_next(struct cursor *c);

/* Step to the next event, waiting for it: 1, or 0 at the end of the input. */
int cursor_wait(struct cursor *c);

/* Stand at event num; false when it is not in the log. */
bool cursor_seek(struct cursor *c, uint64_t num);

/* Events lie together in chunks of this many; a power of two. */
#define LOG_CHUNK (1u << 12)

/* Is it the last of its chunk? The next step may take everything up to it out of the log. */
static inline bool cursor_last_of_chunk(const struct cursor *c)
{
	return !(c->num & (LOG_CHUNK - 1));
}

/* The first event at or after ts (ns since the epoch), binary search; 0 none. */
uint64_t log_find_ts(struct log *log, uint64_t ts);

/*
 * Any event: move c, a cursor of the caller's own, there. *e lasts until c moves.
 * returns false when the event is not in the log, or not any more
 */
bool log_get(struct cursor *c, uint64_t num, struct evt *e);

/*
 * How the call of an exit event ended, for those who want to know no more of the event: its bytes
 * are far away. True for a result (event_info.result_param) of eight bytes that is small; *n is what
 * the event says then.
 */
enum { RESULT_BIAS = 4097 /* errors are at least -4096 */ };

static inline bool log_rec_result(const struct log_rec *r, int64_t *n)
{
	*n = (int64_t)r->result - RESULT_BIAS;
	return r->result != 0;
}

/* Where the event's block begins, from the log's base. */
static inline uint64_t log_rec_off(const struct log_rec *r)
{
	return (uint64_t)r->off_hi << 32 | r->off_lo;
}

/* The bytes of the event block under a cursor. */
static inline const uint8_t *cursor_block(const struct cursor *c)
{
	return c->base + log_rec_off(c->rec);
}

/* The same with its length; NULL when it is not there any more: what is mapped may be written over. */
struct event_block {
	const uint8_t *p;
	uint32_t len; /* bytes */
};
struct event_block cursor_whole_block(const struct cursor *c);

/* The event under a cursor; its texts are those of the block. */
static inline void cursor_event(const struct cursor *c, struct evt *e)
{
	evt_decode_trusted(cursor_block(c), c->rec->ts, c->rec->type, e);
}

/* Number of the latest enter event of the thread, 0 none; it may be gone. */
uint64_t log_enter(const struct cursor *c);

/* Time of the latest enter event of the thread, ns; 0 unknown. */
uint64_t log_enter_ts(const struct cursor *c);

/* Number of the fd that the event's call is about, -1 none. */
int64_t log_fd_num(const struct cursor *c);

#endif
