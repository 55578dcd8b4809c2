/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TABLE_TABLE_H
#define SONDE_TABLE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/field/field.h"
#include "engine/filter/filter.h"
#include "engine/store/log.h"
#include "engine/table/cell.h"
#include "engine/table/group.h"

/*
 * A table is a query, kept up to date: which rows and columns (table_def), which events
 * (a filter), and a cursor that remembers how far it has read. An update costs what is new.
 */
struct table_col {
	char *name, *desc;  /* header; what it means */
	char *field;	    /* text of the field, as filters take it */
	char *filter_field; /* key columns: the field to filter by instead, NULL none */
	struct field_ref ref;
	int width; /* cells with one of spacing; 0 = the rest of the line */
	enum agg agg, group_agg;
	bool child_only; /* key columns: filter by it in the view right below only */
	bool optional;	 /* an event without the value counts, and nothing is shown for it */
};

/* Where rows come from. */
enum table_source {
	TABLE_EVENTS, /* events, and at the end of input or interval threads that had none */
	TABLE_FDS,    /* events, and at the end of input or interval fds that are open (idle.h) */
	TABLE_CALLS,  /* the events by which calls began that are still under way (calls.h) */
	TABLE_OVERVIEW, /* one row a figure, with its course over time (overview.h) */
};

/* What a row of an overview is about. */
struct overview_line {
	char *name, *desc;
	char *target;	   /* id of the view behind it, "" none */
	char *filter_text; /* "" every event */
	struct filter *filter;
	struct field_ref ref; /* what is summed up; without a field: events are counted */
};

struct table_def {
	struct table_col *cols; /* key, group key, then what is displayed */
	unsigned n;
	unsigned first;	   /* first displayed column */
	unsigned sort;	   /* initial sort column */
	bool keyed;	   /* false: a list, one row an event */
	bool grouped;	   /* column 1 is a second-level key */
	enum table_source source;
	struct overview_line *lines; /* TABLE_OVERVIEW */
	unsigned nlines;
	bool use_defaults; /* missing values become 0 or "" instead of dropping the event */
};

void table_def_release(struct table_def *d);

/* The column whose value identifies a row on screen; NULL for lists. */
const struct table_col *table_def_key(const struct table_def *d);

/* Divided by the seconds that the table is about (table_seconds). */
bool table_col_is_rate(const struct table_col *c);

/*
 * What tables count of a log that is there whole is kept here, for others over the same events.
 * Shared by tables of one log that are used by one thread at a time; outlives them.
 */
struct tallies;
struct tallies *tallies_new(size_t max_bytes);
void tallies_free(struct tallies *all); /* NULL is fine */

struct table_opts {
	const struct query_opts *query;
	struct tallies *tallies; /* NULL: nothing is kept */
	uint64_t first;	   /* events before this one are not looked at; 0 none */
	uint64_t limit;	   /* events after this one are not looked at; 0 none */
	unsigned threads; /* at most so many read a log that is there whole; 0: one a processor */
	bool idle_threads; /* at the end of the input, what had no events gets rows, too */
};

/* One thread at a time may use a table. */
struct table;

/* It is on screen: what it was counted from is kept while others are counted. */
void table_on_screen(const struct table *t);

/* def, filter (NULL: every event) and what o points at are borrowed. */
struct table *table_new(struct log *log, const struct table_def *def, const struct filter *filter,
			const struct table_opts *o);
void table_free(struct table *t); /* NULL is fine */

/*
 * Read events that are in the log and were not read yet, for about budget_ns (0: all).
 * returns true when nothing more can be read now
 */
bool table_update(struct table *t, uint64_t budget_ns);

/*
 * When there is nothing else to do: count for table_opts.tallies what was read while the log
 * grew, so that another range of it comes as fast as if the log had been there whole.
 * returns true when nothing is left to do
 */
bool table_count_blocks(struct table *t, uint64_t budget_ns);

/* Look as far as this event (0: to the end), which lies behind what the limit was. */
void table_extend(struct table *t, uint64_t limit);

/*
 * Live: show what happened between two points in time instead of everything so far. Rows are
 * counted beside those that are shown; at the end of an interval they take their place, and
 * counting begins anew (accumulate: goes on). Lists stay as they are.
 */
void table_set_intervals(struct table *t, bool accumulate);

/* Begin to count at this event (0: at the first that is there). What is shown stays. */
void table_start(struct table *t, uint64_t first);

/*
 * The interval ends with event `last`, which lies behind what was read, and took span_ns. When
 * table_complete() says that it has been read, table_extend(t, 0) begins the next.
 */
void table_end_interval(struct table *t, uint64_t last, uint64_t span_ns);

/*
 * For tables that are kept up to date for days: let go of texts that no row has any more, when
 * there are more than max_bytes of them, and of a list's first rows, when there are more than
 * max_rows.
 * in      key: a key that was learned from the table and is to stay one, NULL none
 * returns how many rows were let go of
 */
uint32_t table_compact(struct table *t, uint32_t max_rows, size_t max_bytes, uint64_t *key);

/* Everything that will ever be in the log has been read. */
bool table_complete(const struct table *t);

/* Number of the last event read. */
uint64_t table_position(const struct table *t);

/* Sort by a column (an index into def->cols) from the next refresh on. */
void table_sort(struct table *t, unsigned col, bool down);
/* Lists, overviews: back to the order of arrival, that of the view. Of others nothing changes. */
void table_unsort(struct table *t);
bool table_is_sorted(const struct table *t);

/*
 * Bring the rows below up to date with what was read. Rows and their numbers hold until the
 * next refresh; texts in cells and keys as long as the table.
 * returns true when anything changed
 */
bool table_refresh(struct table *t);

uint32_t table_count(const struct table *t);

/* What row i is about; NULL unless the table is an overview. */
const struct overview_line *table_line(const struct table *t, uint32_t i);

/*
 * Rows of processes as a tree: each below its parent where that has a row, siblings in the
 * order of the table. From the next refresh on.
 */
bool table_has_tree(const struct table *t); /* is it about processes? */
void table_set_tree(struct table *t, bool yes);
/* How deep row i is in the tree, 0 at the top; the number of its parent's row, -1 none. */
unsigned table_depth(const struct table *t, uint32_t i);
int64_t table_parent(const struct table *t, uint32_t i);
/* The lines that lead from the rows above to row i, two cells a level; without non-ASCII letters. */
void table_append_branch(const struct table *t, uint32_t i, bool ascii, struct buf *out);

const struct cell *table_row(const struct table *t, uint32_t i); /* one cell a column */

/* The key of row i: 64 bits that identify it in this table. */
uint64_t table_key(const struct table *t, uint32_t i);
/* The key cell of row i; NULL for lists. */
const struct cell *table_key_cell(const struct table *t, uint32_t i);
/* The number of the row with this key; -1 when there is none. */
int64_t table_find(const struct table *t, uint64_t key);

const struct cell_type *table_type(const struct table *t, unsigned col);

/* The divisor of TIME_AVG and RATE columns: seconds between the first and the last event, 0 none. */
double table_seconds(const struct table *t);

/* Append a cell's text. size: cells it may occupy, 0 no bound. ascii: no others. */
void table_append(const struct table *t, uint32_t i, unsigned col, unsigned size, bool ascii,
		  struct buf *out);

/* The same as the reference shows it. */
void table_append_reference(const struct table *t, uint32_t i, unsigned col, unsigned size,
			    struct buf *out);

/* The same for other programs: numbers not scaled, times in ns. */
void table_append_plain(const struct table *t, uint32_t i, unsigned col, struct buf *out);

#endif
