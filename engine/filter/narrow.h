/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FILTER_NARROW_H
#define SONDE_FILTER_NARROW_H

#include "engine/capture/narrowing.h"
#include "engine/filter/filter.h"

/*
 * What a live source has to send so that a filter, and the fields that are shown of the events
 * that match, say what they would say if it sent everything. Event numbers and times since the
 * first event are of the events that are sent.
 *
 * Two things are not followed for processes that cannot match: with whom an unconnected socket
 * last exchanged a datagram, and what their own memory and CPU time are.
 */
struct narrow_use {
	bool fds;     /* names and paths: what processes have open */
	bool counts;  /* how many fds are open: traffic shows those that nobody saw open */
	bool calls;   /* how long the call before a switch took */
	bool figures; /* what any event may tell: memory, faults, connections */
	/*
	 * The process that the running thread belongs to, -1 none: narrowing_process_of, or NULL
	 * when nobody can say.
	 */
	int64_t (*process_of)(int64_t tid);
};

/* A field that will be asked about events that match. */
void narrow_use_field(struct narrow_use *u, const struct field_ref *r);

/*
 * in      f: NULL = everything matches
 * out     *n; why, unless NULL: text for the user, one paragraph without a newline, about
 *         what is decided in the kernel
 */
void filter_narrow(const struct filter *f, const struct narrow_use *u, struct narrowing *n,
		   struct buf *why);

#endif
