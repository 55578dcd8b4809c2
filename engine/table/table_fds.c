/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/table_internal.h"

/*
 * Tables of fds: what is true of an fd at the moment, though by then it may be closed. Rows keep
 * the versions that their latest event was about, and are asked through these at the end.
 */

void table_keep_versions(struct table *t, uint32_t row, uint32_t fd, uint32_t thread)
{
	struct cell *cells = group_row(&t->rows, row);

	if (t->def->source != TABLE_FDS || !fd || !thread)
		return;
	cells[0].version = fd;
	cells[1].version = thread;
}

void table_forget_versions(struct table *t)
{
	uint32_t row;

	for (row = 0; row < t->rows.nrows && t->def->source == TABLE_FDS; row++)
		group_row(&t->rows, row)[0].version = 0;
}

/* The columns that have values at a moment only, and none in the row so far. */
static void ask_row(struct table *t, struct cell *cells, struct cursor *c)
{
	struct event_ctx *ctx = NULL;
	struct cell v;
	unsigned i;

	for (i = 1; i < t->def->n; i++) {
		const struct field *f = t->cols[i].ref.field;

		if (!f || !(f->flags & FF_OF_MOMENT) || cells[i].count)
			continue;
		if (!ctx) {
			/* All of them have the number of the moment. */
			filter_forget_event(t->run);
			ctx = filter_ctx_versions(t->run, c);
		}
		if (table_read_cell(t, ctx, &t->cols[i], &v))
			cell_fold(&cells[i], &v, &t->types[i], (enum agg)t->cols[i].agg);
	}
}

void table_ask_closed(struct table *t)
{
	struct log_rec rec;
	struct cursor c;
	uint32_t row;

	cursor_init(&c, t->log);
	if (cursor_seek(&c, table_last_event(t)) && c.era == t->era) {
		rec = *c.rec;
		c.rec = &rec;
		for (row = 0; row < t->rows.nrows; row++) {
			struct cell *cells = group_row(&t->rows, row);

			if (!cells[0].version)
				continue;
			rec.fd = cells[0].version;
			rec.thread = cells[1].version;
			ask_row(t, cells, &c);
		}
	}
	filter_park(t->run, &c);
	cursor_release(&c);
}
