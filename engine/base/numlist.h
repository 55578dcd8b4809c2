/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_BASE_NUMLIST_H
#define SONDE_BASE_NUMLIST_H

#include <stdatomic.h>
#include <stdint.h>

#include "engine/base/pool.h"

/*
 * An increasing list of event numbers, each with what is so from then on, about 22 bytes: blocks
 * of the low 32 bits, chained by jump pointers as in hist.h. One thread adds, any thread searches.
 * Numbers that are asked for lie within 2^31 of those in the list.
 */
#define NUMLIST_RUN 11

union numlist_value {
	uint32_t u32[4];
	uint64_t u64[2];
};

struct numlist_block {
	uint32_t num[NUMLIST_RUN];
	_Atomic(uint32_t) n;
	uint32_t prev; /* older block, 0 none */
	uint32_t jump;
	uint32_t depth;
	_Atomic(uint32_t) next; /* newer block, 0 none yet */
	union numlist_value value[NUMLIST_RUN];
};

struct numlist {
	_Atomic(uint32_t) head;
};

/* blocks: a pool of struct numlist_block. */
void numlist_add(struct pool *blocks, struct numlist *l, uint64_t num,
		 const union numlist_value *v);

/*
 * The greatest number in the list that is <= num, and *v, what is so from it on; 0 and NULL: none.
 * *until is lowered to the last number for which the answer is known to hold. *place: for somebody
 * who asks for greater and greater numbers, where in this list the last answer was; 0 at first.
 */
uint64_t numlist_follow(const struct pool *blocks, const struct numlist *l, uint64_t num,
			uint64_t *until, uint32_t *place, const union numlist_value **v);

#endif
