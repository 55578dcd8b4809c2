/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/rows.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "ui/model/text.h"

enum {
	REST_COMFORTABLE = 40, /* the column at the end gets this before others are squeezed */
	REST_LEAST = 14,       /* less is no use: columns in the middle are left out */
};

void rows_init(struct rows *r)
{
	*r = (struct rows){0};
	buf_init(&r->text, 0);
}

void rows_release(struct rows *r)
{
	free(r->cells);
	free(r->cols);
	buf_release(&r->text);
	*r = (struct rows){0};
}

static unsigned size_of(const struct column *c)
{
	return c->width > 1 ? (unsigned)c->width - 1 : 0;
}

static void format_cells(struct rows *r, struct level *l, bool ascii)
{
	unsigned i, k, w;

	for (i = 0; i < r->n; i++) {
		for (k = 0; k < l->columns.n; k++) {
			unsigned col = l->columns.v[k].col, c = col - l->def.first;
			struct rows_cell *cell = &r->cells[i * r->ncols + c];

			*cell = (struct rows_cell){0};
			if (l->columns.v[k].hidden)
				continue;
			cell->off = (uint32_t)r->text.len;
			/* The branch of a tree stands before the text at the end of the line. */
			if (l->tree && c + 1 == r->ncols)
				table_append_branch(l->table, level_table_row(l, r->top + i), ascii,
						    &r->text);
			table_append(l->table, level_table_row(l, r->top + i), col,
				     size_of(&l->columns.v[k]), ascii, &r->text);
			cell->len = (uint32_t)r->text.len - cell->off;
			w = text_width(r->text.p + cell->off, cell->len);
			if (w > l->widths[col])
				l->widths[col] = (uint16_t)(w < UINT16_MAX ? w : UINT16_MAX);
		}
	}
}

/* ---------------------------------------------------------------------- layout --- */

static unsigned header_width(const struct table_col *c)
{
	return text_width(c->name, strlen(c->name));
}

unsigned level_column_need(const struct level *l, unsigned col)
{
	unsigned need = header_width(&l->def.cols[col]);

	if (l->widths[col] > need)
		need = l->widths[col];
	return need + 1;
}

static void list_columns(struct rows *r, const struct level *l)
{
	unsigned c;

	r->ncols_laid = 0;
	for (c = 0; c < l->columns.n; c++) {
		const struct column *k = &l->columns.v[c];

		if (k->hidden)
			continue;
		r->cols[r->ncols_laid++] = (struct rows_col){
			.col = k->col,
			.w = (unsigned)k->width,
			.right = cell_is_number(table_type(l->table, k->col)),
			.rest = !k->width,
			.sized = k->sized,
			.sorted = k->col == l->sort && table_is_sorted(l->table),
		};
	}
}

/* Cells that the columns of a fixed width take. */
static unsigned fixed_width(const struct rows *r)
{
	unsigned c, w = 0;

	for (c = 0; c < r->ncols_laid; c++)
		w += r->cols[c].rest ? 0 : r->cols[c].w;
	return w;
}

static bool has_rest(const struct rows *r)
{
	unsigned c;

	for (c = 0; c < r->ncols_laid; c++) {
		if (r->cols[c].rest)
			return true;
	}
	return false;
}

static void squeeze(struct rows *r, const struct level *l)
{
	unsigned c, w;

	for (c = 0; c < r->ncols_laid; c++) {
		w = level_column_need(l, r->cols[c].col);
		if (!r->cols[c].rest && !r->cols[c].sized && w < r->cols[c].w)
			r->cols[c].w = w;
	}
}

/* Drop columns, the last first, until the line fits; the first and the sorted one stay. */
static void leave_out(struct rows *r, unsigned width, unsigned rest)
{
	unsigned c, k;

	for (c = r->ncols_laid; c-- > 1 && fixed_width(r) + rest > width;) {
		if (r->cols[c].rest || r->cols[c].sorted)
			continue;
		for (k = c; k + 1 < r->ncols_laid; k++)
			r->cols[k] = r->cols[k + 1];
		r->ncols_laid--;
		r->left_out = true;
	}
}

static void place(struct rows *r, const struct level *l, unsigned width)
{
	unsigned c, x = 0, fixed = fixed_width(r);

	for (c = 0; c < r->ncols_laid; c++) {
		struct rows_col *col = &r->cols[c];

		if (col->rest) {
			col->w = width > fixed ? width - fixed : 0;
			/* Scrolling to the right goes to the end of the longest text. */
			if (l->left && level_column_need(l, col->col) > col->w)
				col->w = level_column_need(l, col->col);
		}
		col->x = x;
		x += col->w;
	}
	r->width = x;
}

static void lay_out(struct rows *r, const struct level *l, unsigned width)
{
	unsigned rest;

	r->left_out = false;
	list_columns(r, l);
	rest = has_rest(r) ? REST_LEAST : 0;
	if (fixed_width(r) + (rest ? REST_COMFORTABLE : 0) > width)
		squeeze(r, l);
	if (!l->left)
		leave_out(r, width, rest);
	place(r, l, width);
}

void rows_fill(struct rows *r, struct level *l, unsigned n, unsigned width, bool ascii)
{
	uint64_t count = level_count(l);
	unsigned need;

	r->ncols = l->def.n - l->def.first;
	r->top = l->top;
	r->n = l->top < count ? (unsigned)(count - l->top < n ? count - l->top : n) : 0;
	need = (r->n + 1) * r->ncols;
	if (need > r->size) {
		r->size = need;
		r->cells = xrealloc(r->cells, need * sizeof(*r->cells));
		r->cols = xrealloc(r->cols, need * sizeof(*r->cols));
	}
	buf_clear(&r->text);
	format_cells(r, l, ascii);
	lay_out(r, l, width);
	/* No further to the right than there is something to see. */
	if (l->left && l->left + width > r->width) {
		l->left = r->width > width ? r->width - width : 0;
		lay_out(r, l, width);
	}
}

const char *rows_text(const struct rows *r, const struct level *l, unsigned i, unsigned c,
		      size_t *len)
{
	const struct rows_cell *cell = &r->cells[i * r->ncols + (c - l->def.first)];

	*len = cell->len;
	return cell->len ? r->text.p + cell->off : "";
}

void rows_line_of(const struct level *l, uint32_t table_row, bool ascii, struct buf *out)
{
	const struct column *c;

	for (c = l->columns.v; c < l->columns.v + l->columns.n; c++) {
		if (c->hidden)
			continue;
		table_append(l->table, table_row, c->col, size_of(c), ascii, out);
		buf_putc(out, ' ');
	}
}

void rows_line(const struct level *l, uint64_t i, bool ascii, struct buf *out)
{
	rows_line_of(l, level_table_row(l, i), ascii, out);
}
