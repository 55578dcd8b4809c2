/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>

#include "ui/model/text.h"
#include "ui/term/screen.h"

/*
 * A spectrogram: time downwards, durations to the right, colours (and characters, for terminals
 * without) for how many. The line above says what the selected cell or rectangle holds.
 */
enum { HEATS = 7 };

static const char glyphs[HEATS + 1] = " .:-=+*#";

/* 0 none; each level is four times the one before. */
static unsigned heat(uint64_t count)
{
	unsigned level = 0;

	for (; count && level < HEATS; count /= 4)
		level++;
	return level;
}

static void put_scale(struct screen *s, struct rect r)
{
	static const char *const marks[] = {"1", "", "16", "", "256", "", "4K+"};
	unsigned i, x = r.x + r.w - 26;

	if (r.w < 80)
		return;
	for (i = 0; i < HEATS; i++) {
		char cell[3] = {glyphs[i + 1], glyphs[i + 1], 0};
		enum look look = (enum look)(LOOK_HEAT_1 + i);

		screen_put(s, r.y, x, 2, look, cell, 2, 0);
		x += 2;
		if (marks[i][0]) {
			screen_put(s, r.y, x, (unsigned)strlen(marks[i]), LOOK_LIST_HEADER, marks[i],
				   strlen(marks[i]), 0);
			x += (unsigned)strlen(marks[i]);
		}
	}
}

static void put_title(struct screen *s, const struct level *l, struct rect r)
{
	uint64_t first = log_first_ts(s->x->log);
	struct spectro_area a;

	if (!spectro_start(l->spectro)) {
		screen_put(s, r.y, r.x, r.w, LOOK_LIST_HEADER, "No events", 9, 0);
		return;
	}
	level_spectro_area(l, &a);
	buf_clear(&s->line);
	buf_printf(&s->line, "+%.6fs to +%.6fs  ", (double)(int64_t)(a.from_ts - first) / 1e9,
		   (double)(int64_t)(a.to_ts - first) / 1e9);
	cell_append_reltime(&s->line, a.from_ns);
	if (a.to_ns < UINT64_MAX) {
		buf_puts(&s->line, " to ");
		cell_append_reltime(&s->line, a.to_ns);
	} else {
		buf_puts(&s->line, " and more");
	}
	buf_printf(&s->line, "  %llu", (unsigned long long)a.count);
	screen_put(s, r.y, r.x, r.w, LOOK_LIST_HEADER, s->line.p, s->line.len, 0);
	put_scale(s, r);
}

static void put_row(struct screen *s, const struct level *l, struct rect r, unsigned row)
{
	struct spectro_area a;
	unsigned col;

	for (col = 0; col < l->grid.cols; col++) {
		unsigned h;
		enum look look = LOOK_TEXT;

		spectro_area(l->spectro, &l->grid, row, col, row, col, &a);
		h = heat(a.count);
		if (h)
			look = (enum look)(LOOK_HEAT_1 + h - 1);
		if (level_spectro_selected(l, row, col))
			look = LOOK_CELL;
		screen_put(s, r.y + 1 + row, r.x + col, 1, look, &glyphs[h], 1, 0);
	}
}

static void put_axis(struct screen *s, const struct level *l, struct rect r)
{
	static const char *const decades[] = {"1ns", "10ns", "100ns", "1us", "10us", "100us",
					      "1ms", "10ms", "100ms", "1s",  "10s"};
	unsigned i, y = r.y + 1 + l->grid.rows, step = r.w < 60 ? 3 : 1;

	screen_put(s, y, r.x, r.w, LOOK_LABEL, "", 0, 0);
	for (i = 0; i < sizeof(decades) / sizeof(decades[0]); i += step) {
		unsigned x = spectro_column(l->spectro, &l->grid, pow(10, i)), w = (unsigned)strlen(decades[i]);
		char mark[16];

		snprintf(mark, sizeof(mark), "|%s", decades[i]);
		if (x + w + 1 <= r.w)
			screen_put(s, y, r.x + x, w + 1, LOOK_LABEL, mark, w + 1, 0);
	}
}

void panel_spectro_draw(struct screen *s, struct rect r)
{
	struct level *l = explorer_level(s->x);
	unsigned row, rows = r.h > 2 ? r.h - 2 : 1;

	/* Another size is another grid: the cell is about the same, a rectangle is given up. */
	if (l->grid.rows != rows || l->grid.cols != r.w) {
		l->mark_row = l->mark_col = -1;
		if (l->grid.rows) {
			l->spectro_row = l->spectro_row * rows / l->grid.rows;
			l->spectro_col = l->spectro_col * r.w / l->grid.cols;
		}
		l->grid = (struct spectro_grid){.rows = rows, .cols = r.w};
	}
	put_title(s, l, r);
	for (row = 0; row < rows; row++)
		put_row(s, l, r, row);
	put_axis(s, l, r);
}
