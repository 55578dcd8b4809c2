/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_NAV_H
#define SONDE_UI_MODEL_NAV_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/script/view.h"
#include "engine/store/log.h"
#include "engine/table/table.h"
#include "ui/model/pane.h"

/*
 * Where the user is and how he got there: a stack of levels. Each shows a view or a pane of
 * events, narrowed by what was selected above it. Levels keep their tables, so that going
 * back costs nothing but what came in meanwhile.
 */

/* What was selected to get to a level. All texts are owned and never NULL. */
struct crumb {
	char *condition;   /* "proc.pid=1234"; "" when the level was opened without a selection */
	char *field;	   /* the field of the condition */
	char *view_filter; /* filter of the view it was selected in, "" none */
	bool child_only;   /* the condition counts for the next level only */
};

struct level {
	struct crumb crumb;
	int depth; /* what %depth stands for */
	char *filter_text;
	struct filter *filter; /* NULL: everything */

	const struct view *view; /* NULL: a pane */
	struct table_def def;
	struct table *table;
	struct pane *pane;

	/* the selection: by key once it was moved, until then by number */
	uint64_t row, top;
	uint64_t key;
	bool by_key;
	unsigned left; /* cells scrolled to the right */
	unsigned sort;
	bool down;
	uint16_t *widths; /* tables: widest text seen, one a column of def */
};

struct nav {
	struct log *log;
	const struct view_set *views;
	struct table_opts opts;
	bool containers;
	char *base_filter; /* of the command line, "" none */
	struct level **levels;
	unsigned n;
};

/* log, views and o->query are borrowed. */
void nav_init(struct nav *n, struct log *log, const struct view_set *views,
	      const struct table_opts *o, bool containers, const char *base_filter);
void nav_release(struct nav *n);

static inline struct level *nav_top(const struct nav *n)
{
	return n->levels[n->n - 1];
}

/* Open a view, or the events, on the whole capture: the first level. */
int nav_open_view(struct nav *n, const struct view *v, struct err *e);
int nav_open_events(struct nav *n, struct err *e);

/*
 * Go below the selected row of the top level: into the view that follows, or into its events.
 * returns 0, ERR_UNKNOWN when there is no row or no view below, ERR_* when the filter that
 *         results cannot be compiled
 */
int nav_drill(struct nav *n, struct err *e);
int nav_dig(struct nav *n, struct err *e);

/* Leave the top level; false when it is the only one. */
bool nav_back(struct nav *n);

/* What the levels select, as it is shown after "For:". */
void nav_selection(const struct nav *n, struct buf *out);

/* -------------------------------------------------------------------- one level --- */

uint64_t level_count(const struct level *l); /* rows, or lines known so far */

/* Select row i (clamped) and remember it by its key. */
void level_select(struct level *l, uint64_t i);

/* After a refresh: find the selected row again. */
void level_refind(struct level *l);

/* Scroll so that the selection is among `page` visible rows. */
void level_scroll(struct level *l, unsigned page);

/* Sort by a column (index into def.cols); the column that it is sorted by: reverse. */
void level_sort(struct level *l, unsigned col);

#endif
