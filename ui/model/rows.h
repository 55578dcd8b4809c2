/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_ROWS_H
#define SONDE_UI_MODEL_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "ui/model/nav.h"

/*
 * The visible part of a table as text, and which column stands where. A screen draws it; it
 * never sees an event.
 */
struct rows_col {
	unsigned col;  /* index into the table's columns */
	unsigned x, w; /* cells from the left edge of the line (before scrolling), with spacing */
	bool right;    /* aligned to the right */
	bool rest;     /* takes the rest of the line */
	bool sized;    /* the user made it so wide */
	bool sorted;
};

struct rows_cell {
	uint32_t off, len; /* in text */
};

struct rows {
	uint64_t top;		 /* number of the first row */
	unsigned n;		 /* rows */
	unsigned ncols;		 /* displayed columns of the table, laid out or not */
	struct rows_cell *cells; /* n * ncols */
	struct buf text;
	struct rows_col *cols; /* in the order in which they stand */
	unsigned ncols_laid;
	unsigned width; /* of a whole line, cells */
	bool left_out;	/* columns that did not fit are missing; they show when scrolled */
	unsigned size;	/* allocated cells */
};

void rows_init(struct rows *r);
void rows_release(struct rows *r);

/*
 * Format the rows of a table level from its top on.
 * in      at most n rows; width of the screen in cells; ascii: it shows nothing else
 */
void rows_fill(struct rows *r, struct level *l, unsigned n, unsigned width, bool ascii);

/* Text of row i (0 = the first visible) in displayed column c (as in rows_col.col). */
const char *rows_text(const struct rows *r, const struct level *l, unsigned i, unsigned c,
		      size_t *len);

/*
 * Append all displayed cells of row i of a level, separated by blanks (for searching); the
 * same for a row by its number in the table.
 */
void rows_line(const struct level *l, uint64_t i, bool ascii, struct buf *out);
void rows_line_of(const struct level *l, uint32_t table_row, bool ascii, struct buf *out);

#endif
