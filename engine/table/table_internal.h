/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TABLE_TABLE_INTERNAL_H
#define SONDE_TABLE_TABLE_INTERNAL_H

#include "engine/table/row_memo.h"
#include "engine/table/table.h"

/* Shared by the files called table*.c; nothing else includes it. */

/*
 * How often a column has to be read. Most of an event is known from its thread and fd
 * versions; a row remembers the versions it saw last and reads again what they change.
 */
enum when {
	WHEN_FIRST,  /* for a new row only */
	WHEN_THREAD, /* when the row's thread version changes */
	WHEN_FD,     /* when the row's fd version changes, and on events without fd */
	WHEN_SPAN,   /* when the value may have changed: the field said how long it holds */
	WHEN_ALWAYS,
	WHEN_NEVER, /* a quantile that another column's numbers tell, too */
};

struct col {
	const struct table_col *def;
	struct field_ref ref; /* our own: some fields remember what they were asked */
	struct cell_type type;
	uint8_t agg, when;
	uint8_t place; /* among the columns of the same kind */
	uint8_t source; /* quantiles: the column that collects the numbers */
	uint8_t same_as; /* a column before it that every event tells the same; or itself */
	bool required; /* an event without this value is dropped */
	bool looks_back; /* its field does */
};

/* What a row saw last. */
struct seen {
	uint32_t thread, fd;
	uint64_t until; /* the least of the row's spans */
};

/* Columns of a kind, by index. */
struct col_list {
	uint8_t *v;
	unsigned n;
};

/*
 * What an event of a type can add to a row that is up to date otherwise; known from its code
 * alone, so that most events need not be looked at (table_plan.c).
 */
struct plan {
	bool drop; /* a required value is missing: the event does not count, anywhere */
	bool ask;  /* it has to be looked at */
	bool bytes;  /* what is asked, it says itself */
	bool result; /* or it says so unless its entry has its result */
	uint8_t nreads, nfixed;
	uint32_t reads; /* columns that are read on every event: nreads of table.reads from here on */
	uint32_t fixed; /* columns that the type decides: nfixed of table.fixed from here on */
};

struct fixed {
	uint8_t col;
	struct cell v;
};

struct tally;
struct looks;

enum { LATELY = 64 };

struct table {
	struct log *log;
	const struct table_def *def;
	struct table_opts opts;
	struct filter_run *run;
	struct cursor cursor;
	struct col *cols;
	struct cell *scratch; /* a row under construction */
	struct intern *strings;
	const struct str *lately[LATELY]; /* of them, by the address of what was asked */
	struct group rows;
	struct seen *seen; /* one a row */
	uint64_t *until;   /* the last event up to which a value holds: one a span and row */
	uint32_t nseen;
	struct col_list kinds[WHEN_ALWAYS + 1];
	struct plan *plans; /* by event code, event_count for those beyond the table; or NULL */
	uint8_t *reads;
	struct fixed *fixed;
	uint32_t nreads, nfixed;
	/* the current event: columns that were read, and how long what they say holds */
	uint8_t *touched;
	uint64_t *same_until;
	bool spans_need_bytes; /* of WHEN_SPAN, some are not FF_NO_BYTES */
	struct row_memo memo;
	uint32_t era; /* whose versions memo and seen are about */
	struct calls *calls; /* TABLE_CALLS: what is under way at the cursor, else NULL */
	struct overview *overview; /* TABLE_OVERVIEW, else NULL */
	uint64_t now;	     /* of these two: time of the event there, ns since the epoch */
	struct wide *wide;   /* table_wide.c: what threads count, NULL nothing yet */
	bool grew;	     /* it was read while the log grew: no tallies were made */
	struct table *spare; /* table_wide.c: the same over all events, to make them; or NULL */
	struct looks *looks; /* table_looks.c: of those */
	struct group merged; /* derived: what is shown */
	bool derived;	     /* grouped, or with quantiles: not the rows themselves are shown */
	bool quantiles;
	uint32_t *heads, *next; /* grouped, with quantiles: the rows that make up a merged one */
	uint8_t *group_aggs;
	struct cell_type *types;
	uint32_t *order, *place; /* shown rows in order; a row's place in it */
	uint32_t norder;	 /* room in them */
	bool tree;
	uint32_t *parent; /* trees: by row number */
	struct branch *branches; /* trees: by place */
	uint32_t count;		 /* rows shown: those of the last refresh */
	unsigned sort;
	bool sorted, down, dirty, ended;
	/* see table_set_intervals() */
	bool intervals, accumulate;
	bool offering; /* the threads at rest are being looked at */
	uint64_t span_ns; /* how long the interval that is shown was */
	uint64_t next_span_ns;
};

/* The rows that are shown; those that are read, or made of them. */
static inline const struct group *table_shown(const struct table *t)
{
	return t->derived ? &t->merged : &t->rows;
}

/* For a table with keys. */
void table_plan_types(struct table *t);

/* Does a field that is asked on an event whose row is known want to see the event's bytes? */
bool table_needs_bytes(const struct table *t, const struct field *f);

/* table_event.c: the event under the cursor, which matches, counts. */
void table_take_event(struct table *t, struct cursor *cur);

/* Make what is shown of what was read. */
void table_derive(struct table *t);

/* The calls that are under way at the cursor become the rows. */
void table_take_calls(struct table *t);

/* The figures as they are at the cursor become the rows. */
void table_take_overview(struct table *t);

/*
 * table_wide.c: read a large part of the log on all processors, for as long as that is worth it
 * and the time is not until (0: no bound).
 * returns false when there is more to be read so; else what is left is for who called
 */
bool table_scan_wide(struct table *t, uint64_t until);
void table_free_wide(struct wide *w); /* NULL is fine */

/* Read on to event `last` (0: to the end): true, or false when the time is `until` (0: no bound). */
bool table_scan(struct table *t, uint64_t last, uint64_t until);

/* The last event to be looked at, of those that are there. */
uint64_t table_last_event(const struct table *t);

/* Row `row` is new, or does not know what it saw last. */
void table_unseen(struct table *t, uint32_t row);

/* One column of the event that ctx is set to; false when the event has to be dropped for want of it. */
bool table_read_cell(struct table *t, struct event_ctx *ctx, const struct col *c, struct cell *out);

/*
 * table_looks.c: what tables that count blocks of events do about fields that look back.
 * table_start_looks(): t counts blocks; its next one goes into y.
 */
void table_start_looks(struct table *t, struct tally *y);
void table_free_looks(struct looks *l); /* NULL is fine */

/* Column c was read on an event; what it said. */
void table_looked(struct table *t, const struct event_ctx *ctx, const struct col *c,
		  struct cell *out);
/* The event whose columns were read last counts. */
void table_keep_looks(struct table *t, uint64_t num);

/* The rows of a tally were folded into t: what was left open is settled. */
void table_settle_looks(struct table *t, const struct tally *y);

/* What was counted becomes the tally, and the table begins to count anew; texts stay with it. */
void table_give_rows(struct table *t, struct tally *y);

/* table_tree.c: bring t->order into the order of the tree. */
void table_grow(struct table *t);

/* Begin to count anew. */
void table_forget_rows(struct table *t);

/* ------------------------------------------------------------ table_fds.c --- */

/* The versions that the row's latest event was about, 0 not known; for tables of fds. */
void table_keep_versions(struct table *t, uint32_t row, uint32_t fd, uint32_t thread);
void table_forget_versions(struct table *t);

/* Rows get what is true at the moment that was set (filter_set_moment) of fds that are closed. */
void table_ask_closed(struct table *t);

#endif
