/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_COLUMNS_H
#define SONDE_UI_MODEL_COLUMNS_H

#include <stdbool.h>

#include "engine/base/buf.h"
#include "engine/table/table.h"

/* How the displayed columns of a table stand: their order, widths, and which are hidden. */
struct column {
	unsigned col; /* index into the table's columns */
	int width;    /* cells with one of spacing; 0 = the rest of the line */
	bool sized;   /* the width is the user's */
	bool hidden;
};

struct columns {
	struct column *v;
	unsigned n;
};

enum { COLUMN_WIDTH_MOST = 1000 };

void columns_release(struct columns *c);

/* As the view has them. */
void columns_reset(struct columns *c, const struct table_def *d);

/* Nothing differs from it. */
bool columns_are_plain(const struct columns *c, const struct table_def *d);

/*
 * One line that says how they stand, "PID CPU:12 -USER", and the same read again: names that
 * the table does not have are passed over, columns that the text does not name stand behind
 * those that are before them in the table.
 */
void columns_put(const struct columns *c, const struct table_def *d, struct buf *out);
void columns_parse(struct columns *c, const struct table_def *d, const char *text);

/* Give c the order, widths and hidden columns of another table of the same view. */
void columns_copy(struct columns *c, const struct columns *from);

/* Column i (of all, from 0) takes place `to`. */
void columns_move(struct columns *c, unsigned i, unsigned to);

unsigned columns_visible(const struct columns *c);

/* The nth column that is visible, from 0; NULL when there are not so many. */
const struct column *columns_nth(const struct columns *c, unsigned n);

/* Where column `col` of the table is among the visible ones; -1 when it is not. */
int columns_place(const struct columns *c, unsigned col);

#endif
