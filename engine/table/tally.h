/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TABLE_TALLY_H
#define SONDE_TABLE_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/intern.h"
#include "engine/table/table.h"

/*
 * What tables counted, by blocks of events. Of a log that is there whole a block counts the same
 * for ever: a table with the same columns and filter, over another range of events, adds up
 * blocks and reads only the events of those that its range cuts.
 *
 * One thread at a time uses all of a log's; of a table that is read by several threads, each
 * fills tallies of its own (table_wide.c).
 */

/* An event on which a field that looks back was asked (see table_looks.c). */
struct tally_look {
	uint64_t num;
	uint32_t slot; /* of the thread */
	uint32_t col;
};

struct tally_looks {
	struct tally_look *v;
	uint32_t n, cap;
};

/* What the events of a block come to. */
struct tally {
	bool done;
	uint32_t nrows;
	struct cell *cells; /* the rows, one behind the other */
	struct tally_looks first, last;
};

/* Those of all blocks, for one definition and filter. */
struct tally_set;

/*
 * That of a table's definition and filter, made if it is not there. To be given back.
 * in      all: NULL nothing is kept; count: events of the log, all of them
 */
struct tally_set *tally_set_get(struct tallies *all, const struct table_def *def,
				const char *filter, const struct query_opts *query, uint64_t count);
void tally_set_put(struct tally_set *s);

/* It is on screen: until another is, it does not have to make room for any. */
void tally_set_shown(struct tally_set *s);

/*
 * That of the events behind `from`, up to `last`; NULL when these are not just a block, or when
 * there is more than can be kept.
 */
struct tally *tally_of(struct tally_set *s, uint64_t from, uint64_t last);

/* A tally of the set was filled. When there is no room for it, the set takes none from then on. */
void tally_set_filled(struct tally_set *s, uint64_t from, uint64_t last);

/* The texts that cells of tallies point at go over to the set. */
void tally_set_keep_texts(struct tally_set *s, struct intern *texts);

/* Events to a block, a multiple of LOG_CHUNK; blocks begin behind its multiples. */
uint64_t tally_set_block(const struct tally_set *s);

void tally_add_look(struct tally_looks *l, const struct tally_look *look);

/* Let go of what is in it; s: the set whose definition it goes by. */
void tally_clear(struct tally *y, const struct tally_set *s);

#endif
