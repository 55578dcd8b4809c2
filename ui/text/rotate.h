/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TEXT_ROTATE_H
#define SONDE_TEXT_ROTATE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"

/*
 * When a recording goes on in a new file, and what that is called: -C, -G, -e and -W as
 * sysdig 0.29.3 has them.
 */
struct rotate_opts {
	uint64_t bytes;	  /* -C: above this length the next event begins a new file; 0 never */
	uint64_t seconds; /* -G: after this many seconds of event time; 0 never */
	uint64_t events;  /* -e: every this many events (one less in the first file); 0 never */
	uint64_t limit;	  /* -W: this many names are used, one after the other; 0 no limit */
};

struct rotation {
	struct rotate_opts o;
	const char *base; /* the name given with -w; borrowed */
	bool timed_names; /* it is a template for strftime */
	bool started;	  /* the time counts from since_s */
	int64_t since_s;  /* when the latest file began, seconds since the epoch */
	uint64_t events;
	uint64_t index;	  /* of the next name */
	char **past;	  /* -W with timed names: what they were, by index */
};

static inline bool rotate_wanted(const struct rotate_opts *o)
{
	return o->bytes || o->seconds || o->events;
}

void rotation_init(struct rotation *r, const char *base, const struct rotate_opts *o);
void rotation_release(struct rotation *r);

/* Does the event begin a new file? To be called for every event that counts. */
bool rotation_due(struct rotation *r, uint64_t ts_ns, uint64_t file_bytes);

/*
 * The name of the first file.
 * in      ts_ns: when it begins, for a name that says it. counts: -G counts from then, as it
 *         does live; else from the first event that rotation_due() sees
 */
void rotation_first(struct rotation *r, uint64_t ts_ns, bool counts, struct buf *name);

/* The next name. stale: a file that is to go since -W allows no more of them; empty: none. */
void rotation_next(struct rotation *r, struct buf *name, struct buf *stale);

#endif
