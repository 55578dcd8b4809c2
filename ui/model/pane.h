/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_PANE_H
#define SONDE_UI_MODEL_PANE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/field/field.h"
#include "engine/filter/filter.h"
#include "engine/store/log.h"

/*
 * The events of a filter as lines. Nothing is stored but where the lines are: lines are
 * counted bit by bit, and formatted when they are looked at, so that a pane on ten million
 * events opens as fast as one on ten.
 */
struct pane;

/* filter (NULL: every event) and query are borrowed. limit: last event, 0 none. */
struct pane *pane_new(struct log *log, const struct filter *filter, const struct query_opts *query,
		      uint64_t limit, bool containers);
void pane_free(struct pane *p); /* NULL is fine */

/* Count lines further, for about budget_ns (0: all). True when nothing is left to count now. */
bool pane_update(struct pane *p, uint64_t budget_ns);

uint64_t pane_count(const struct pane *p);    /* lines counted so far */
bool pane_complete(const struct pane *p);     /* there will be no more */
uint64_t pane_position(const struct pane *p); /* the last event looked at */

/* Append line i (0 ...): the bytes may be anything. False when there is no such line. */
bool pane_line(struct pane *p, uint64_t i, struct buf *out);

/* The number of the event in line i, 0 none. */
uint64_t pane_event(struct pane *p, uint64_t i);

#endif
