/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_LIVE_LOAD_H
#define SONDE_CAPTURE_LIVE_LOAD_H

#include <stdint.h>

#include "engine/base/err.h"
#include "engine/capture/live.h"
#include "engine/capture/narrowing.h"

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
#include "bpf/wire.h"

/* The programs in the kernel. One thread; the counters may be read by any. */
struct live_programs;

/* Load and attach, without sending anything yet. epoch_ns: as in struct config. */
struct live_programs *live_programs_load(const struct live_opts *o, uint64_t epoch_ns,
					 struct err *e);
void live_programs_free(struct live_programs *p); /* NULL is fine */

/* The kernel side knows us: our own events will not come. The others do from live_programs_narrow on. */
void live_programs_start(struct live_programs *p);

unsigned live_programs_cpus(const struct live_programs *p);
int live_programs_ring(const struct live_programs *p, unsigned cpu); /* fd, not the caller's */
uint64_t live_programs_ring_bytes(const struct live_programs *p);
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
