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
#include "ui/model/columns.h"
#include "ui/model/pane.h"
#include "ui/model/spectro_grid.h"

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

/* A row to be found again in a table or pane that is made anew. */
struct wish {
	bool active;
	bool text;	/* what the bytes are the text of; else num is the key, or the event */
	uint64_t num;
	struct buf bytes;
};

struct level {
	struct crumb crumb;
	int depth; /* what %depth stands for */
	/*
	 * A filter that the user wrote: it stands for everything that was selected so far.
	 * NULL none. manual_whole: for the filter of the view, too.
	 */
	char *manual;
	bool manual_whole;
	char *filter_text;
	struct filter *filter; /* NULL: everything */

	/* What is shown: a table, a spectrogram (of a view both), or a pane. One of the three. */
	const struct view *view; /* NULL: a pane */
	struct table_def def;
	struct table *table;
	struct pane *pane;
	/* or a spectrogram: the cell of the grid on screen that is selected, and the other
	 * corner of a rectangle (mark_row -1: none) */
	struct spectro *spectro;
	struct spectro_grid grid;
	unsigned spectro_row, spectro_col;
	int mark_row, mark_col;
	unsigned span_turn; /* nav.turn when it was made */
	/* see live.c */
	unsigned live_turn;  /* live.turn when it came up, 0 not yet */
	bool live_anew;	     /* count anew even when counts add up */
	bool live_ending;    /* the end of the interval is being read */
	bool live_shown;     /* there is something to see */
	uint64_t live_from;  /* when the interval began, ns since the epoch */
	uint64_t cleared;   /* events up to this one are hidden (c); 0 none */

	/* the selection: by key once it was moved, until then by number */
	uint64_t row, top;
	uint64_t key;
	bool by_key;
	unsigned sub;  /* echo: the line of entry `top` at the top of the screen */
	unsigned left; /* cells scrolled to the right */
	int cell;      /* the column of the selected cell (index into def.cols), -1 none */
	unsigned sort;
	bool down;
	uint16_t *widths; /* tables: widest text seen, one a column of def */
	struct columns columns; /* tables: how they stand */
	struct wish wish;

	/* only rows that contain this text; "" all */
	struct buf quick;
	uint32_t *shown; /* tables: their numbers, ascending */
	uint32_t nshown, shown_cap;
	uint32_t looked; /* rows of the table that were looked at */
	bool tree;	 /* processes below their parents */
};

/* Events by number, both included; 0 no bound. */
struct span {
	uint64_t first, last;
};

struct nav {
	struct log *log;
	const struct view_set *views;
	struct table_opts opts;
	bool containers;
	char *base_filter; /* of the command line, "" none */
	struct span span;  /* what every level is restricted to */
	unsigned turn;	   /* counts changes of the span */
	bool still;	   /* no rows for threads at rest: the end moves (replay) */
	bool remember;	   /* columns are as the configuration says */
	bool plain;	   /* spectrograms are tables: nobody looks at them */
	enum bufmode bufmode; /* how panes show data */
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

/* Open a view, or events, on the whole capture: the first level. */
int nav_open_view(struct nav *n, const struct view *v, struct err *e);
int nav_open_pane(struct nav *n, enum pane_kind kind, struct err *e);

/*
 * Go below the selected row of the top level: into the view that follows, or into its events.
 * Lists have no rows to select; their events are those of the whole list.
 * returns 0, ERR_UNKNOWN when there is no row or no view below, ERR_* when the filter that
 *         results cannot be compiled
 */
int nav_drill(struct nav *n, struct err *e);
int nav_drill_pane(struct nav *n, enum pane_kind kind, struct err *e);

/* The same into a view that the caller chooses; from events: into the same ones. */
int nav_drill_view(struct nav *n, const struct view *v, struct err *e);

/*
 * Below a row of the top level that is named, not selected: by its condition (level_condition()),
 * "" everything shown. v NULL: into its events, as `kind`. Asks no table: rows need not be there.
 */
int nav_open_below(struct nav *n, const char *condition, const struct view *v,
		   enum pane_kind kind, struct err *e);

/*
 * A level of the events that both the top level and a condition select.
 */
int nav_open_part(struct nav *n, const char *condition, struct err *e);

/* A level of the events of another filter: "thread.tid=5". */
int nav_open_filter(struct nav *n, const char *filter, struct err *e);

/* Show the same selection in another view, or as other lines. */
int nav_switch_view(struct nav *n, const struct view *v, struct err *e);
int nav_switch_pane(struct nav *n, enum pane_kind kind, struct err *e);

/*
 * Replace the filter of the top level, all of it.
 * returns 0, or ERR_*: the column in e->off, and the level as it was
 */
int nav_set_filter(struct nav *n, const char *text, struct err *e);

/* The same for all of it but the filter of the view, which still counts. */
int nav_set_selection(struct nav *n, const char *text, struct err *e);

/*
 * The level that nav_switch_view() or nav_set_filter() would put in the place of the top one, to
 * count it ahead (threads: those that read, see table_opts). The caller's; NULL and *e where there is
 * none.
 */
struct level *nav_viewed(const struct nav *n, const struct view *v, unsigned threads,
			 struct err *e);
struct level *nav_filtered(const struct nav *n, const char *text, struct err *e);

/* Hide the events of the top level up to this one (0: show all again). */
void nav_set_cleared(struct nav *n, uint64_t event);

/* Restrict all levels to a span. The top level is made anew, others when they come up. */
void nav_set_span(struct nav *n, struct span s);

/* Move the end of the span further; the top level goes on from where it is. */
void nav_extend_span(struct nav *n, uint64_t last);

/* Leave the top level; false when it is the only one. */
bool nav_back(struct nav *n);

/* What the levels select, as it is shown after "For:". */
void nav_selection(const struct nav *n, struct buf *out);

/* The names of the levels, the first first: "Processes > Threads > Events". */
void nav_path(const struct nav *n, const char *between, struct buf *out);

/* The field of the last selection, without [...]: which views apply. */
void nav_field(const struct nav *n, struct buf *out);

/* The selected cell or rectangle of a spectrogram; is this cell in it? */
void level_spectro_area(const struct level *l, struct spectro_area *out);
bool level_spectro_selected(const struct level *l, unsigned row, unsigned col);

const char *level_title(const struct level *l);

/* For nav_filter.c: the filter of a level whose way are the first `count` levels. */
char *nav_compose(const struct nav *n, unsigned count, const struct level *l, const char *own);

/* "FIELD=VALUE" for row `row` of the table and a column; NULL when it has no value. */
char *level_condition(const struct level *l, uint32_t row, unsigned col, const char *field,
		      bool unequal);

/* Are the values of a column those of events, so that they can be told apart by it? */
bool level_has_values(const struct level *l, unsigned col);

/* Append the level's filter with " and " behind it, to be gone on with; nothing when it has none. */
void level_filter_and(const struct level *l, struct buf *out);

/*
 * Append the level's filter and the condition that events have the value of a cell (unequal:
 * another one), which begins at *at. Negative with *e where a cell is made of many values.
 */
int level_cell_filter(const struct level *l, uint32_t row, unsigned col, bool unequal,
		      struct buf *out, size_t *at, struct err *e);

/* -------------------------------------------------------------------- one level --- */

struct level *level_new(int depth);
void level_free(struct level *l); /* NULL is fine */

uint64_t level_count(const struct level *l); /* rows, or entries known so far */

/* The number in the table of row i of the level; rows may be hidden by the quick filter. */
uint32_t level_table_row(const struct level *l, uint64_t i);

/* Select row i (clamped) and remember it by its key. */
void level_select(struct level *l, uint64_t i);

/* After a refresh: find the selected row again. */
void level_refind(struct level *l);

/* Scroll so that the selection is among `page` visible rows. */
void level_scroll(struct level *l, unsigned page);

/* Sort by a column (index into def.cols); the column that it is sorted by: reverse. */
void level_sort(struct level *l, unsigned col);

/* Everything that will ever be there has been read. */
bool level_complete(const struct level *l);

/* The columns as the configuration has them for this view, if it says so; save them there. */
void level_load_columns(struct level *l);
bool level_save_columns(const struct level *l);

/* Cells with spacing that hold every text seen so far in a column. */
unsigned level_column_need(const struct level *l, unsigned col);

/* Read on; true when nothing more can be read now. */
bool level_update(struct level *l, uint64_t budget_ns);

/* Look as far as this event (0: to the end), which lies behind what was the last. */
void level_extend(struct level *l, uint64_t last);

/* The last event it has read. */
uint64_t level_position(const struct level *l);

/* Show only rows that contain the text. */
void level_set_quick(struct level *l, const char *text, size_t len);

/* Look at more rows for the quick filter, until the clock says so; true when all were. */
bool level_quick_step(struct level *l, bool ascii, uint64_t until_ns);

/* Have `to` select the row that `from` does, once it is there. */
void level_wish_row(struct level *to, const struct level *from);
void level_wish_event(struct level *to, uint64_t event);

#endif
