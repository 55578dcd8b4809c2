/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_LIVE_H
#define SONDE_CAPTURE_LIVE_H

#include "engine/capture/source.h"

/*
 * The running kernel as a source: programs of bpf/ write events into one ring buffer a CPU; here
 * they are merged by time. An event is handed out a few milliseconds after it happened, so that
 * what the other CPUs saw before can be put before it.
 */
struct narrowing;
struct live_opts {
	uint64_t buffer_bytes; /* of one CPU; 0 = LIVE_BUFFER; a power of two is made of it */
	bool page_faults;      /* an event for each, which are very many */
	bool cpu_times;	       /* once a second, what processor time every thread has used */
	bool calls;	       /* what calls threads are in when it begins, where that may be read */
	uint64_t max_ns;       /* it ends by itself this much after it has begun; 0 = never */
	uint32_t snaplen;      /* bytes of I/O data in an event; 0 = LIVE_SNAPLEN */
	const struct narrowing *narrow; /* what to send; NULL = everything. Copied */
};

#define LIVE_BUFFER  (8ull << 20)
#define LIVE_SNAPLEN 80
#define LIVE_SNAPLEN_MAX 65000

/*
 * Load the programs and begin to capture. The thread that asks for events loses its privileges
 * (privilege.h) once it has read /proc; the caller's are its own business. What keeps that from
 * working (privilege, kernel, memory) is in *e, with the remedy.
 */
struct source *source_open_live(const struct live_opts *o, struct err *e);

/*
 * What will stay unknown though events are captured, because the caller has no capability to read
 * it (or has none any more). Returns false when nothing will; else *e says what, and the remedy.
 */
bool live_lacks(struct err *e);

/*
 * Send something else from now on; from any one thread. What was left out before is not made up
 * for: a wider narrowing is right about names only where the one before followed those of everyone.
 * NULL is everything. Does nothing when the source is not a live one.
 */
void source_live_narrow(struct source *src, const struct narrowing *n);

/* Events of one CPU, or of all. sent = received + what is still in the buffer. */
struct live_counts {
	uint64_t sent;
	uint64_t received;
	uint64_t full;	     /* lost: no room in the ring buffer */
	uint64_t broken;     /* lost: could not be assembled */
	uint64_t unreadable; /* events with a parameter that could not be read */
	uint64_t narrowed;   /* left out because nobody asked for them */
};

/*
 * From any thread.
 * in      cpu: whose, -1 = the sum
 * returns false when the source is not a live one, or there is no such CPU
 */
bool source_live_counts(const struct source *src, int cpu, struct live_counts *c);

#endif
