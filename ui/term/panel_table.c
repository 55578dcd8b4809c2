/* SPDX-License-Identifier: Apache-2.0 */
#include <ncurses.h>

#include "ui/model/text.h"
#include "ui/term/screen.h"

/* A table or a list: the column header and rows. */

static void pad(struct buf *b, unsigned n)
{
	while (n--)
		buf_putc(b, ' ');
}

/* A text in a column: aligned, cut, with its cell of spacing. */
static void put_cell(struct buf *line, const struct rows_col *c, const char *text, size_t len)
{
	unsigned size = c->rest ? c->w : c->w ? c->w - 1 : 0;
	unsigned w = text_width(text, len);

	if (c->right && w < size) {
		pad(line, size - w);
		size = w;
	}
	pad(line, size - text_cut(line, text, len, 0, size));
	if (!c->rest && c->w)
		buf_putc(line, ' ');
}

static void put_header_cell(struct screen *s, const struct level *l, const struct rows_col *c)
{
	const char *name = l->def.cols[c->col].name;
	const char *mark = s->x->opts.ascii ? (l->down ? "v" : "^")
					    : (l->down ? "\xE2\x96\xBE" : "\xE2\x96\xB4");
	size_t from = s->line.len;
	struct buf text;

	buf_init(&text, 0);
	buf_puts(&text, name);
	if (c->sorted && !c->right)
		buf_puts(&text, mark);
	put_cell(&s->line, c, text.p, text.len);
	buf_release(&text);
	/* Beside a number's header the mark takes the cell of spacing. */
	if (c->sorted && c->right && s->line.len > from) {
		s->line.len--;
		buf_puts(&s->line, mark);
	}
}

/* Give the cells of a column on screen line y another look. */
static void change_look(const struct level *l, const struct rows_col *c, struct rect r, unsigned y,
			enum look look)
{
	unsigned from, to;

	if (c->x + c->w <= l->left || c->x >= l->left + r.w)
		return;
	from = c->x > l->left ? c->x - l->left : 0;
	to = c->x + c->w - l->left;
	if (to > r.w)
		to = r.w;
	mvchgat((int)y, (int)(r.x + from), (int)(to - from), (attr_t)theme_attr(look),
		theme_pair(look), NULL);
}

static void draw_header(struct screen *s, const struct level *l, struct rect r)
{
	unsigned i;

	buf_clear(&s->line);
	for (i = 0; i < s->rows.ncols_laid; i++)
		put_header_cell(s, l, &s->rows.cols[i]);
	screen_put(s, r.y, r.x, r.w, l->def.keyed ? LOOK_HEADER : LOOK_LIST_HEADER, s->line.p,
		   s->line.len, l->left);
	for (i = 0; i < s->rows.ncols_laid; i++) {
		if (s->rows.cols[i].sorted)
			change_look(l, &s->rows.cols[i], r, r.y, LOOK_HEADER_SORTED);
	}
	/* There are columns that have no room; the key Right shows them. */
	if (s->rows.left_out)
		screen_put(s, r.y, r.x + r.w - 1, 1, l->def.keyed ? LOOK_HEADER : LOOK_LIST_HEADER,
			   screen_more(s), strlen(screen_more(s)), 0);
}

static void draw_row(struct screen *s, const struct level *l, unsigned i, struct rect r)
{
	unsigned c;
	size_t len;

	buf_clear(&s->line);
	for (c = 0; c < s->rows.ncols_laid; c++) {
		const char *text = rows_text(&s->rows, l, i, s->rows.cols[c].col, &len);

		put_cell(&s->line, &s->rows.cols[c], text, len);
	}
	screen_put(s, r.y + 1 + i, r.x, r.w, l->top + i == l->row ? LOOK_SELECTED : LOOK_TEXT,
		   s->line.p, s->line.len, l->left);
	for (c = 0; c < s->rows.ncols_laid && l->top + i == l->row; c++) {
		if ((int)s->rows.cols[c].col == l->cell)
			change_look(l, &s->rows.cols[c], r, r.y + 1 + i, LOOK_CELL);
	}
}

static void draw_empty(struct screen *s, const struct level *l, struct rect r)
{
	const char *text = !explorer_settled(s->x) ? "Reading ..."
			   : l->quick.len		? "No row contains this text"
							: "No data for this view";
	unsigned w = (unsigned)strlen(text);

	if (r.h > 2 && w < r.w)
		screen_put(s, r.y + r.h / 2, r.x + (r.w - w) / 2, w, LOOK_LABEL, text, w, 0);
}

void panel_table_draw(struct screen *s, struct rect r)
{
	struct level *l = explorer_level(s->x);
	unsigned i;

	if (!r.w)
		return;
	rows_fill(&s->rows, l, r.h - 1, r.w, s->x->opts.ascii);
	draw_header(s, l, r);
	for (i = 0; i + 1 < r.h; i++) {
		if (i < s->rows.n)
			draw_row(s, l, i, r);
		else
			screen_put(s, r.y + 1 + i, r.x, r.w, LOOK_TEXT, "", 0, 0);
	}
	if (!s->rows.n)
		draw_empty(s, l, r);
}
