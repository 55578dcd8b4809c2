/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_LIVE_RING_H
#define SONDE_CAPTURE_LIVE_RING_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
#include "bpf/wire.h"

/*
 * The reading side of the rings of all CPUs, and their events in the order of time. The memory is
 * shared with the kernel; nothing here enters it.
 */
struct live_rings;

/*
 * n rings, which lie one after the other at `map` (map_bytes long, of mmap: unmapped by
 * live_rings_free); written[i] and taken[i] are those of ring i.
 */
struct live_rings *live_rings_new(unsigned n, const struct ring_layout *layout, void *map,
				  uint64_t map_bytes, const struct cpu_counters *written,
				  struct ring_taken *taken);
void live_rings_free(struct live_rings *r); /* NULL is fine */

/* Bytes that a ring takes in memory. */
uint64_t live_rings_stride(const struct ring_layout *layout);

/*
 * Look at what has come. Afterwards events up to `until` (ns since the epoch) can be taken: the
 * caller says until when all of them are known to have arrived.
 */
void live_rings_look(struct live_rings *r, uint64_t until);

/*
 * The next event's block, NULL when there is none up to the time given. It stays where it is
 * until the next call, or the next live_rings_look().
 */
const uint8_t *live_rings_next(struct live_rings *r);

/* Time of the earliest event that is there, 0 none. */
uint64_t live_rings_first(const struct live_rings *r);

/* Events handed out so far, of one ring. Any thread. */
uint64_t live_rings_received(const struct live_rings *r, unsigned i);

/* Let the kernel have the room of all that was taken. */
void live_rings_give_back(struct live_rings *r);

#endif
