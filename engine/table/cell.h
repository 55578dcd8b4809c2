/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TABLE_CELL_H
#define SONDE_TABLE_CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/intern.h"
#include "engine/field/field.h"

struct quantiles;
struct series;

/*
 * One cell of a table: a value and of how many values it was made. What kind of value it is
 * belongs to the column.
 */
enum cell_kind {
	CELL_INT,
	CELL_UINT,
	CELL_DOUBLE,
	CELL_RELTIME, /* ns */
	CELL_ABSTIME, /* ns since the epoch */
	CELL_BOOL,
	CELL_PORT,
	CELL_ADDR, /* 4 or 16 bytes, network order */
	CELL_TEXT,
	CELL_SERIES, /* the course of a figure; a column of its own in overviews */
};

struct cell_type {
	uint8_t type; /* enum ptype */
	uint8_t fmt;  /* enum pfmt */
	uint8_t kind; /* enum cell_kind */
	/* A missing value may be replaced by 0 or "" (view-format: use_defaults). */
	bool has_default;
};

struct cell {
	union {
		int64_t i;
		uint64_t u;
		double d;
		const struct str *s; /* texts and addresses; interned by the table */
		const struct series *series;
		struct quantiles *q; /* while a table reads; never in rows that are shown */
	};
	uint32_t count; /* values it is made of; 0 = a default. Above 1 only for AVG */
	/*
	 * In tables of fds, beside the values: of the row's latest event the fd version (in the
	 * first cell) and the thread version (in the second), as long as they are known
	 */
	uint32_t version;
};

struct cell_type cell_type_of(uint8_t type, uint8_t fmt);

/* Is what it holds an interned string? */
static inline bool cell_is_text(const struct cell_type *t)
{
	return t->kind == CELL_TEXT || t->kind == CELL_ADDR;
}

/* Right-aligned in its column, header included. */
bool cell_is_number(const struct cell_type *t);

/* Does the column start in descending order when it becomes the sort column? */
bool cell_sorts_down(const struct cell_type *t);

/* How a cell is printed. */
struct cell_style {
	unsigned size;	/* cells it may occupy; numbers are shortened to it; 0 no bound */
	double seconds; /* TIME_AVG and RATE columns: what to divide by; else 0 */
	bool exact;	/* RATE: by just that, and not by one second at least */
	bool plain;	/* for other programs: whole numbers, times in ns */
	bool ascii;	/* texts as the reference shows them: '.' for what is not ASCII */
	bool reference; /* spans of minutes, too: 65 seconds are "1:5", and not "1:05" */
};

/* Append the text of a cell: not padded, texts not cut. */
void cell_append(struct buf *out, const struct cell_type *t, const struct cell *c,
		 const struct cell_style *style);

/* A span of time as cells show it: "4.24ms", "22.03s", "01:01:01". */
void cell_append_reltime(struct buf *out, uint64_t ns);

/*
 * Append the value as JSON, as csysdig does: numbers as they were added up (rates and averages
 * of whole numbers not divided), spans of time as text of ten characters.
 */
void cell_append_json(struct buf *out, const struct cell_type *t, const struct cell *c);

/*
 * Append the value as an operand of a filter: quoted and escaped where it is text, so that
 * the filter finds exactly these bytes again.
 */
void cell_append_operand(struct buf *out, const struct cell_type *t, const struct cell *c);

/* -1, 0, 1: order of two cells of a column, averages taken where they are averages. */
int cell_compare(const struct cell_type *t, const struct cell *a, const struct cell *b);

/* The average as a number (the value itself where count is 0 or 1). */
double cell_number(const struct cell_type *t, const struct cell *c);

#endif
