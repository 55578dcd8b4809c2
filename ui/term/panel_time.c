/* SPDX-License-Identifier: Apache-2.0 */
#include <ncurses.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "ui/model/text.h"
#include "ui/term/screen.h"

/*
 * The time strip:
 *
 *	+1.500000s  2100 events/s  3 errors/s
 *	   ▂▅█▃▁  ▁▁▃▅▂      events, one or more rows
 *	     ▁█              errors
 *	───────━━━━━━▲━━───   the range, and the cursor
 */
enum { EIGHTHS = 8 };

static const char *const bars[EIGHTHS + 1] = {
	" ",	       "\xE2\x96\x81", "\xE2\x96\x82", "\xE2\x96\x83", "\xE2\x96\x84",
	"\xE2\x96\x85", "\xE2\x96\x86", "\xE2\x96\x87", "\xE2\x96\x88",
};
static const char *const ascii_bars[EIGHTHS + 1] = {" ", ".", ".", ":", ":", "|", "|", "#", "#"};

unsigned panel_time_rows(const struct screen *s)
{
	if (!s->x->time.open || s->height < 8)
		return 0;
	return s->height < 16 ? 3 : s->height < 30 ? 5 : 7;
}

static const char *bar(const struct screen *s, unsigned eighths)
{
	return s->x->opts.ascii ? ascii_bars[eighths] : bars[eighths];
}

/* Row `row` of `rows` (0 the lowest) of a curve whose highest value is `max`. */
static void put_curve_row(struct screen *s, unsigned y, struct rect r, const uint64_t *values,
			  uint64_t max, unsigned row, unsigned rows, enum look look)
{
	unsigned i;

	buf_clear(&s->line);
	for (i = 0; i < r.w; i++) {
		double height = max ? (double)values[i] * rows * EIGHTHS / (double)max : 0;
		unsigned eighths = (unsigned)(height + 0.5), below = row * EIGHTHS;

		/* What is there is seen, however little it is. */
		if (values[i] && !eighths)
			eighths = 1;
		eighths = eighths > below ? eighths - below : 0;
		buf_puts(&s->line, bar(s, eighths > EIGHTHS ? EIGHTHS : eighths));
	}
	screen_put(s, y, r.x, r.w, look, s->line.p, s->line.len, 0);
}

static void put_ruler(struct screen *s, unsigned y, struct rect r)
{
	const struct timeline *t = &s->x->time;
	bool ascii = s->x->opts.ascii;
	unsigned from = t->range_from ? timeline_cell_of(s->x, t->range_from, r.w) : 0;
	unsigned to = t->range_to ? timeline_cell_of(s->x, t->range_to, r.w) : r.w - 1;
	unsigned at = timeline_cell_of(s->x, t->at, r.w), i;

	buf_clear(&s->line);
	for (i = 0; i < r.w; i++) {
		bool in = i >= from && i <= to && (t->range_from || t->range_to);

		if (i == at)
			buf_puts(&s->line, ascii ? "^" : "\xE2\x96\xB2");
		else if (in)
			buf_puts(&s->line, ascii ? "=" : "\xE2\x94\x81");
		else
			buf_puts(&s->line, ascii ? "-" : "\xE2\x94\x80");
	}
	screen_put(s, y, r.x, r.w, LOOK_TEXT, s->line.p, s->line.len, 0);
	if (t->range_from || t->range_to)
		mvchgat((int)y, (int)(r.x + from), (int)(to - from + 1),
			(attr_t)theme_attr(LOOK_RANGE), theme_pair(LOOK_RANGE), NULL);
}

void panel_time_draw(struct screen *s, struct rect r)
{
	struct timeline_cell *cells = xcalloc(r.w, sizeof(*cells));
	uint64_t *values = xcalloc(r.w, sizeof(*values)), max = 0, errors_max = 0;
	unsigned i, rows = r.h > 3 ? r.h - 3 : 1;

	s->x->time.width = r.w;
	timeline_cells(s->x, r.w, cells);
	for (i = 0; i < r.w; i++) {
		values[i] = cells[i].events;
		if (cells[i].events > max)
			max = cells[i].events;
		if (cells[i].errors > errors_max)
			errors_max = cells[i].errors;
	}
	buf_clear(&s->line);
	timeline_title(s->x, &s->line);
	screen_put(s, r.y, r.x, r.w, LOOK_LIST_HEADER, s->line.p, s->line.len, 0);
	for (i = 0; i < rows; i++)
		put_curve_row(s, r.y + rows - i, r, values, max, i, rows, LOOK_CURVE);
	if (r.h > 3) {
		for (i = 0; i < r.w; i++)
			values[i] = cells[i].errors;
		put_curve_row(s, r.y + r.h - 2, r, values, errors_max, 0, 1, LOOK_CURVE_ERROR);
	} else {
		/* No row for errors: the columns that have some look like them. */
		for (i = 0; i < r.w; i++) {
			if (cells[i].errors)
				mvchgat((int)(r.y + 1), (int)(r.x + i), 1,
					(attr_t)theme_attr(LOOK_CURVE_ERROR),
					theme_pair(LOOK_CURVE_ERROR), NULL);
		}
	}
	put_ruler(s, r.y + r.h - 1, r);
	free(cells);
	free(values);
}
