/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/model/text.h"
#include "ui/term/explore_internal.h"
#include "ui/term/term.h"

/*
 * The table without a screen, for people (columns aligned under a header) and for programs
 * (comma-separated values, numbers not scaled).
 */

enum { GAP = 2 };

struct batch {
	struct level *l;
	uint64_t from, to; /* rows [from, to) */
	unsigned *widths;  /* one a column of the table */
	bool ascii;
	struct buf cell, line;
};

static void take_cell(struct batch *b, uint64_t row, unsigned col)
{
	struct buf raw;

	buf_clear(&b->cell);
	buf_init(&raw, 0);
	table_append(b->l->table, (uint32_t)row, col, 0, b->ascii, &raw);
	/* What a terminal would obey does not get through. */
	text_cut(&b->cell, raw.p ? raw.p : "", raw.len, 0, UINT16_MAX);
	buf_release(&raw);
}

static void measure(struct batch *b)
{
	const struct table_def *d = &b->l->def;
	unsigned col, w;
	uint64_t i;

	for (col = d->first; col < d->n; col++) {
		b->widths[col] = text_width(d->cols[col].name, strlen(d->cols[col].name));
		for (i = b->from; i < b->to; i++) {
			take_cell(b, i, col);
			w = text_width(b->cell.p ? b->cell.p : "", b->cell.len);
			if (w > b->widths[col])
				b->widths[col] = w;
		}
	}
}

static void pad(struct buf *out, unsigned n)
{
	while (n--)
		buf_putc(out, ' ');
}

/* b->cell in its column; nothing follows the last text of a line. */
static void put_aligned(struct batch *b, unsigned col)
{
	const struct table_def *d = &b->l->def;
	unsigned w = text_width(b->cell.p ? b->cell.p : "", b->cell.len);
	unsigned room = b->widths[col] > w ? b->widths[col] - w : 0;
	bool right = cell_is_number(table_type(b->l->table, col));

	if (col > d->first)
		pad(&b->line, GAP);
	if (right)
		pad(&b->line, room);
	buf_put(&b->line, b->cell.p, b->cell.len);
	if (!right && col + 1 < d->n)
		pad(&b->line, room);
}

static int put_line(struct batch *b)
{
	int r;

	while (b->line.len && b->line.p[b->line.len - 1] == ' ')
		b->line.len--;
	buf_putc(&b->line, '\n');
	r = fwrite(b->line.p, 1, b->line.len, stdout) != b->line.len;
	buf_clear(&b->line);
	return r;
}

static int print_aligned(struct batch *b)
{
	const struct table_def *d = &b->l->def;
	unsigned col;
	uint64_t i;
	int r;

	measure(b);
	for (col = d->first; col < d->n; col++) {
		buf_clear(&b->cell);
		buf_puts(&b->cell, d->cols[col].name);
		put_aligned(b, col);
	}
	r = put_line(b);
	for (i = b->from; i < b->to && !r; i++) {
		for (col = d->first; col < d->n; col++) {
			take_cell(b, i, col);
			put_aligned(b, col);
		}
		r = put_line(b);
	}
	return r;
}

/* ---------------------------------------------------------------------------- csv --- */

static void put_field(struct batch *b, const char *text, size_t len, bool first)
{
	size_t i;

	if (!first)
		buf_putc(&b->line, ',');
	buf_putc(&b->line, '"');
	for (i = 0; i < len; i++) {
		if (text[i] == '"')
			buf_putc(&b->line, '"');
		buf_putc(&b->line, text[i]);
	}
	buf_putc(&b->line, '"');
}

static int print_csv(struct batch *b)
{
	const struct table_def *d = &b->l->def;
	unsigned col;
	uint64_t i;
	int r;

	for (col = d->first; col < d->n; col++)
		put_field(b, d->cols[col].name, strlen(d->cols[col].name), col == d->first);
	r = put_line(b);
	for (i = b->from; i < b->to && !r; i++) {
		for (col = d->first; col < d->n; col++) {
			buf_clear(&b->cell);
			table_append_plain(b->l->table, (uint32_t)i, col, &b->cell);
			if (cell_is_number(table_type(b->l->table, col))) {
				if (col > d->first)
					buf_putc(&b->line, ',');
				buf_put(&b->line, b->cell.p, b->cell.len);
			} else {
				put_field(b, buf_cstr(&b->cell), b->cell.len, col == d->first);
			}
		}
		r = put_line(b);
	}
	return r;
}

/* ---------------------------------------------------------------------- list of views --- */

static void put_name(struct batch *b, const char *text, unsigned width)
{
	size_t len = strlen(text);

	text_cut(&b->line, text, len, 0, width);
	pad(&b->line, width + GAP - text_width(text, len));
}

/* How to ask for a view, what it is called, and the first sentence of what it shows. */
static int put_about(struct batch *b, const char *id, const char *name, const char *desc, bool csv)
{
	const char *dot = strstr(desc, ". ");
	size_t len = dot ? (size_t)(dot - desc) + 1 : strlen(desc);

	if (csv) {
		put_field(b, id, strlen(id), true);
		put_field(b, name, strlen(name), false);
		put_field(b, desc, len, false);
	} else {
		put_name(b, id, b->widths[0]);
		put_name(b, name, b->widths[1]);
		text_cut(&b->line, desc, len, 0, UINT16_MAX);
	}
	return put_line(b);
}

static void widen(unsigned *width, const char *text)
{
	unsigned w = text_width(text, strlen(text));

	if (w > *width)
		*width = w;
}

int batch_list_views(const struct view_set *views, bool csv)
{
	unsigned widths[] = {sizeof("echo") - 1, sizeof("Events") - 1}, i;
	struct batch b = {.widths = widths};
	int r;

	for (i = 0; i < views->n; i++) {
		if (views->v[i]->hidden)
			continue;
		widen(&widths[0], views->v[i]->id);
		widen(&widths[1], views->v[i]->name);
	}
	buf_init(&b.line, 0);
	r = put_about(&b, "ID", "NAME", "WHAT IT SHOWS", csv);
	for (i = 0; i < views->n && !r; i++) {
		const struct view *v = views->v[i];

		if (!v->hidden)
			r = put_about(&b, v->id, v->name, v->desc, csv);
	}
	r = r || put_about(&b, "dig", "Events", "One row an event.", csv) ||
	    put_about(&b, "echo", "I/O", "The data that were read and written.", csv) ||
	    fflush(stdout);
	buf_release(&b.line);
	return r ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* ------------------------------------------------------------------------------ table --- */

int batch_print(const struct explore_opts *o, struct level *l)
{
	uint64_t n = table_count(l->table);
	struct batch b = {
		.l = l,
		.from = o->from,
		.to = o->to && o->to < n ? o->to + 1 : n,
		.widths = xcalloc(l->def.n, sizeof(*b.widths)),
		.ascii = !term_is_utf8(),
	};
	int r;

	buf_init(&b.cell, 0);
	buf_init(&b.line, 0);
	r = o->batch == BATCH_CSV ? print_csv(&b) : print_aligned(&b);
	buf_release(&b.cell);
	buf_release(&b.line);
	free(b.widths);
	return r;
}
