/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TABLE_OVERVIEW_H
#define SONDE_TABLE_OVERVIEW_H

#include "engine/table/table.h"

/*
 * Figures of the whole system over time, one a row: what each is made of, def->lines says. Their
 * columns are always the same.
 */
struct overview;

/* Fill in the columns of a definition, which has none. */
void overview_columns(struct table_def *d);
struct cell_type overview_type(unsigned col);

/* All arguments are borrowed. */
struct overview *overview_new(struct log *log, const struct table_def *def,
			      const struct query_opts *query);
void overview_free(struct overview *o); /* NULL is fine */

/* The event under the cursor counts for the lines that it matches. */
void overview_take(struct overview *o, struct cursor *cur);

/* The cells of a line at time now (ns since the epoch); all but the names, which are columns 0, 1. */
void overview_cells(struct overview *o, unsigned line, uint64_t now, struct cell *cells);

#endif
