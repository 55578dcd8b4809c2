/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_PANE_H
#define SONDE_UI_MODEL_PANE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/field/field.h"
#include "engine/filter/filter.h"
#include "engine/store/log.h"
#include "ui/model/lines.h"

/*
 * The events of a filter, one entry each. Nothing is stored but where the entries are: they
 * are counted bit by bit, and formatted when they are looked at, so that a pane on ten million
 * events opens as fast as one on ten.
 */
enum pane_kind {
	PANE_EVENTS, /* an entry is a line */
	PANE_ECHO,   /* events that moved data: a line about it, and the data */
};

struct pane_opts {
	const struct query_opts *query; /* copied */
	uint64_t first;			/* events before this one are not looked at; 0 none */
	uint64_t limit;			/* nor are those after this one; 0 none */
	bool containers;
	enum pane_kind kind;
};

struct pane;

/* filter (NULL: every event) is borrowed. */
struct pane *pane_new(struct log *log, const struct filter *filter, const struct pane_opts *o);
void pane_free(struct pane *p); /* NULL is fine */

enum pane_kind pane_kind(const struct pane *p);

/* How buffers are shown. */
void pane_set_format(struct pane *p, enum bufmode m);

/* Only entries that contain this text, from now on; "" all. They are counted anew. */
void pane_set_text(struct pane *p, const char *text, size_t len);

/* Look as far as this event (0: to the end), which lies behind what the limit was. */
void pane_extend(struct pane *p, uint64_t limit);

/*
 * Let go of the entries at the beginning whose events the log does not have any more: entry 0 is
 * another one then. returns how many
 */
uint64_t pane_forget(struct pane *p);

/* Nothing is asked for the time being: let go of the log. */
void pane_park(struct pane *p);

/* Count entries further, for about budget_ns (0: all). True when nothing is left to count now. */
bool pane_update(struct pane *p, uint64_t budget_ns);

uint64_t pane_count(const struct pane *p);    /* entries counted so far */
bool pane_complete(const struct pane *p);     /* there will be no more */
uint64_t pane_position(const struct pane *p); /* the last event looked at */

/* Append entry i (0 ...) as one line: the bytes may be anything. False when there is none. */
bool pane_line(struct pane *p, uint64_t i, struct buf *out);

/* Entry i as it is shown on lines of `width` cells, appended to out. */
bool pane_lines(struct pane *p, uint64_t i, unsigned width, struct lines *out);

/* The number of the event in entry i, 0 none. */
uint64_t pane_event(struct pane *p, uint64_t i);

/* The entry of the first event from `event` on, among those counted; pane_count() if none. */
uint64_t pane_find(struct pane *p, uint64_t event);

#endif
