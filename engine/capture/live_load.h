/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_LIVE_LOAD_H
#define SONDE_CAPTURE_LIVE_LOAD_H

#include <stdint.h>

#include "engine/base/err.h"
#include "engine/capture/live.h"
#include "engine/capture/live_ring.h"
#include "engine/capture/narrowing.h"


/* The programs in the kernel. One thread; the counters may be read by any. */
struct live_programs;

/* Load and attach, without sending anything yet. epoch_ns: as in struct control. */
struct live_programs *live_programs_load(const struct live_opts *o, uint64_t epoch_ns,
					 struct err *e);
void live_programs_free(struct live_programs *p); /* NULL is fine */

/* The kernel side knows us: our own events will not come. The others do from live_programs_narrow on. */
void live_programs_start(struct live_programs *p);

unsigned live_programs_cpus(const struct live_programs *p);
/* Map the rings: they are there until live_rings_free(). NULL with *e set. */
struct live_rings *live_programs_rings(struct live_programs *p, struct err *e);
/* fd that is readable when the kernel side wants the reader to look; not the caller's */
int live_programs_bell(const struct live_programs *p);
/* ... and until this. */
void live_programs_heard(struct live_programs *p);
/* fds of the maps that say who is chosen, not the caller's */
struct live_maps {
	int numbers, names, renamed;
};
struct live_maps live_programs_maps(const struct live_programs *p);
struct control *live_programs_control(struct live_programs *p);
/*
 * Send what *n says from now on; NULL is everything. May be called again, while events come; what
 * was not sent before is not made up for.
 */
void live_programs_narrow(struct live_programs *p, const struct narrowing *n);
const struct cpu_counters *live_programs_counters(const struct live_programs *p, unsigned cpu);

#endif
