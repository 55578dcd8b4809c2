/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_LIVE_MEMORY_H
#define SONDE_CAPTURE_LIVE_MEMORY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"

/*
 * Where the bytes of live events are kept: address space that is written from its beginning to
 * its end and then from the beginning again. What is released is given back to the system. One
 * thread puts, one releases.
 */
struct live_memory {
	uint8_t *base;
	uint64_t size;
	uint64_t limit;		     /* bytes in use when putting has to wait */
	_Atomic(uint64_t) written;   /* counted on over all rounds */
	_Atomic(uint64_t) released;
	uint64_t taken;		     /* handed out of what is written; the putting thread's */
	uint64_t given_back;	     /* to the system; the releasing thread's */
};

int live_memory_init(struct live_memory *m, struct err *e);
void live_memory_release_all(struct live_memory *m);

/* Put a block of `len` bytes; false when there is no room until more is released. */
bool live_memory_put(struct live_memory *m, const uint8_t *p, uint32_t len);

/* Is there room for any block? It stays until one is put. */
bool live_memory_has_room(const struct live_memory *m);

/* The first block that was put and not taken, NULL when there is none. *off: from base. */
const uint8_t *live_memory_take(struct live_memory *m, uint64_t *off);

/* Bytes put and not taken. */
uint64_t live_memory_waiting(const struct live_memory *m);

/* Nothing before `off` is used any more. */
void live_memory_release(struct live_memory *m, uint64_t off);

#endif
