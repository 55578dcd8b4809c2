/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TESTS_GEN_EVERY_H
#define SONDE_TESTS_GEN_EVERY_H

#include "tests/gen/emit.h"

/* What the values of put_every_event() are like. */
enum variant {
	VARIANT_PLAIN,	 /* as a program does it */
	VARIANT_ABSENT,	 /* errors, nobody, unix sockets, empty buffers */
	VARIANT_EXTREME, /* largest, longest, unknown bits */
	VARIANT_COUNT,
	VARIANT_EMPTY = VARIANT_COUNT, /* every parameter has length zero: "no value" */
};

/* How many parameters each event has. */
enum amount {
	AMOUNT_REF,   /* as many as sysdig 0.29.3 knows */
	AMOUNT_ALL,   /* as many as we know */
	AMOUNT_FEWER, /* one less than that, where the event ever had less */
	AMOUNT_MORE,  /* two more */
};

/* An event of each type from .. to - 1, with its enter event before it. */
void put_every_event(struct gen *g, unsigned from, unsigned to, enum variant v, enum amount a);

#endif
