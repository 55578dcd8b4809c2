/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/report.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "engine/base/intern.h"
#include "ui/web/json.h"

enum {
	ROWS_MAX = 5000,
	EVENTS_MAX = 2000,
	ECHO_MAX = 500,
	WIDTH = 100000, /* cells of a line: lines are not broken here */
	SPECTRO_COLS = 160,
	SPECTRO_ROWS = 70,
	FLAME_LEVELS = 4,
	HEIGHT = 420,	    /* of a spectrogram, pixels */
	DECADES = 11,	    /* from 1 ns on */
};

static void put_rest(struct buf *out, uint64_t total, uint64_t shown, const char *what)
{
	if (total > shown)
		buf_printf(out, "<p class=\"dim\">The first %" PRIu64 " of %" PRIu64 " %s.</p>\n",
			   shown, total, what);
}

/* --------------------------------------------------------------------------- tables --- */

static void put_row(const struct level *l, uint64_t row, struct buf *text, struct buf *out)
{
	uint32_t i = level_table_row(l, row);
	unsigned c;

	buf_puts(out, "<tr>");
	for (c = l->def.first; c < l->def.n; c++) {
		bool number = cell_is_number(table_type(l->table, c));
		unsigned size = number && l->def.cols[c].width > 1 ? (unsigned)l->def.cols[c].width - 1
								    : 0;

		buf_clear(text);
		table_append(l->table, i, c, size, false, text);
		buf_puts(out, number ? "<td class=\"n\">" : "<td>");
		html_text(out, buf_cstr(text), text->len);
		buf_puts(out, "</td>");
	}
	buf_puts(out, "</tr>\n");
}

static void put_table(const struct level *l, struct buf *out)
{
	uint64_t total = level_count(l), n = total < ROWS_MAX ? total : ROWS_MAX, i;
	struct buf text;
	unsigned c;

	buf_puts(out, "<div class=\"scroll\"><table><thead><tr>");
	for (c = l->def.first; c < l->def.n; c++) {
		buf_printf(out, "<th scope=\"col\"%s title=\"",
			   cell_is_number(table_type(l->table, c)) ? " class=\"n\"" : "");
		html_text(out, l->def.cols[c].desc, strlen(l->def.cols[c].desc));
		buf_puts(out, "\">");
		html_text(out, l->def.cols[c].name, strlen(l->def.cols[c].name));
		buf_puts(out, "</th>");
	}
	buf_puts(out, "</tr></thead><tbody>\n");
	buf_init(&text, 0);
	for (i = 0; i < n; i++)
		put_row(l, i, &text, out);
	buf_release(&text);
	buf_puts(out, "</tbody></table></div>\n");
	put_rest(out, total, n, "rows");
}

/* ---------------------------------------------------------------------------- panes --- */

static void put_events(struct pane *p, struct buf *out)
{
	uint64_t total = pane_count(p), n = total < EVENTS_MAX ? total : EVENTS_MAX, i;
	struct buf line;

	buf_init(&line, 0);
	buf_puts(out, "<div class=\"scroll\"><table><tbody>\n");
	for (i = 0; i < n; i++) {
		buf_clear(&line);
		if (!pane_line(p, i, &line))
			continue;
		buf_puts(out, "<tr><td>");
		html_text(out, buf_cstr(&line), line.len);
		buf_puts(out, "</td></tr>\n");
	}
	buf_puts(out, "</tbody></table></div>\n");
	buf_release(&line);
	pane_park(p);
	put_rest(out, total, n, "events");
}

static void put_said(const struct lines *l, struct buf *out)
{
	bool write = l->n && l->v[0].style == LINE_WRITE;
	const char *s;
	unsigned i;
	size_t n;

	buf_printf(out, "<div class=\"%s\"><pre>", write ? "w" : "r");
	for (i = 0; i < l->n; i++) {
		s = lines_text(l, i, &n);
		if (!i)
			buf_puts(out, "<b>");
		html_text(out, s, n);
		buf_puts(out, i ? "\n" : "</b>\n");
	}
	buf_puts(out, "</pre></div>\n");
}

static void put_echo(struct pane *p, struct buf *out)
{
	uint64_t total = pane_count(p), n = total < ECHO_MAX ? total : ECHO_MAX, i;
	struct lines lines;

	lines_init(&lines);
	pane_set_format(p, BUF_ASCII);
	for (i = 0; i < n; i++) {
		lines_clear(&lines);
		if (pane_lines(p, i, WIDTH, &lines))
			put_said(&lines, out);
	}
	lines_release(&lines);
	pane_park(p);
	put_rest(out, total, n, "messages");
}

/* ------------------------------------------------------------------------- pictures --- */

/* Powers of ten at the left, from the bottom to the top. */
static void put_latencies(struct buf *out)
{
	static const char *const units[] = {"ns", "&micro;s", "ms", "s"};
	static const unsigned tens[] = {1, 10, 100};
	unsigned d;

	for (d = 0; d <= DECADES; d++)
		buf_printf(out, "<span style=\"top:%upx\">%u %s</span>\n",
			   HEIGHT - HEIGHT * d / DECADES, tens[d % 3], units[d / 3]);
}

static void put_spectro(const struct level *l, struct buf *out)
{
	const struct spectro *s = l->spectro;
	uint32_t slices = spectro_slices(s);
	struct spectro_grid grid = {
		.rows = slices < SPECTRO_COLS ? slices : SPECTRO_COLS,
		.cols = SPECTRO_ROWS,
	};
	double most = log1p(spectro_peak(s) ? spectro_peak(s) * 4.0 : 1);
	struct spectro_area a;
	unsigned t, d;

	buf_printf(out,
		   "<div class=\"heat\"><svg viewBox=\"0 0 %u %d\" preserveAspectRatio=\"none\" "
		   "height=\"%d\" role=\"img\" aria-label=\"Spectrogram\">\n",
		   grid.rows ? grid.rows : 1, SPECTRO_ROWS, HEIGHT);
	for (t = 0; t < grid.rows; t++) {
		for (d = 0; d < SPECTRO_ROWS; d++) {
			spectro_area(s, &grid, t, d, t, d, &a);
			if (a.count)
				buf_printf(out,
					   "<rect class=\"s\" x=\"%u\" y=\"%u\" width=\"1\" "
					   "height=\"1\" opacity=\"%.2f\"/>",
					   t, SPECTRO_ROWS - 1 - d,
					   fmin(1, 0.25 + log1p((double)a.count) / most));
		}
	}
	buf_puts(out, "</svg>\n");
	put_latencies(out);
	buf_puts(out, "</div>\n<p class=\"dim\">Time to the right; upwards how long calls took; the "
		      "stronger, the more.</p>\n");
}

/* The same name has the same colour, each level its own kind: processes, files, calls. */
static void put_shade(const struct flame_node *n, struct buf *out)
{
	static const unsigned hues[] = {210, 22, 200, 45};
	unsigned hash = 7;
	uint32_t i;

	for (i = 0; i < n->name->len; i++)
		hash = (hash * 31 + (unsigned char)n->name->s[i]) % 997;
	buf_printf(out, "background:hsl(%u %s %u%%)", hues[n->depth] + hash % 16,
		   n->depth ? "55%" : "12%", 72 + hash % 9);
}

/* One level of the graph: what is wide enough to be seen, below where its parent is. */
static void put_level(const struct flame *f, uint32_t node, unsigned level, double left,
		      struct buf *out)
{
	const struct flame_node *n = flame_node(f, node);
	double width = (double)n->ns / (double)flame_node(f, 0)->ns * 100;
	uint32_t child;

	if (width < 0.1)
		return;
	if (n->depth == level) {
		buf_printf(out, "<span style=\"left:%.3f%%;width:%.3f%%;", left, width);
		put_shade(n, out);
		buf_puts(out, "\" title=\"");
		html_text(out, n->name->s, n->name->len);
		buf_printf(out, " %.3f s in %" PRIu64 " calls\">", (double)n->ns / 1e9, n->calls);
		if (!node)
			buf_puts(out, "all");
		else if (!n->name->len)
			buf_puts(out, "no file");
		html_text(out, n->name->s, n->name->len);
		buf_puts(out, "</span>");
		return;
	}
	for (child = n->child; child; child = flame_node(f, child)->next) {
		put_level(f, child, level, left, out);
		left += (double)flame_node(f, child)->ns / (double)flame_node(f, 0)->ns * 100;
	}
}

static void put_flame(struct flame *f, struct buf *out)
{
	unsigned level;

	flame_sort(f);
	for (level = 0; level < FLAME_LEVELS; level++) {
		buf_puts(out, "<div class=\"bar\">");
		if (flame_node(f, 0)->ns)
			put_level(f, 0, level, 0, out);
		buf_puts(out, "</div>\n");
	}
	buf_printf(out,
		   "<p class=\"dim\">Time inside system calls, %.3f s in %" PRIu64
		   " calls: by process, file and call.</p>\n",
		   (double)flame_node(f, 0)->ns / 1e9, flame_node(f, 0)->calls);
}

bool report_is_flame(const struct params *p)
{
	return !strcmp(params_get(p, "v"), "flame");
}

bool report_step(struct web *w, struct job *j, struct place *p, struct report *r, uint64_t until_ns)
{
	struct err e;

	if (!report_is_flame(&j->params))
		return false;
	/* The filter is one: the place has it. */
	if (!r->flame)
		r->flame = flame_new(w->log, explorer_level(&p->x)->filter_text, &p->x.nav.span,
				     w->query, &e);
	return r->flame && flame_step(r->flame, until_ns);
}

void report_body(struct web *w, struct job *j, struct place *p, struct report *r)
{
	struct level *l = explorer_level(&p->x);

	(void)w;
	if (r->flame) {
		put_flame(r->flame, &j->out);
	} else if (l->spectro) {
		put_spectro(l, &j->out);
	} else if (l->table) {
		api_prepare(&p->x, &j->params);
		put_table(l, &j->out);
	} else if (pane_kind(l->pane) == PANE_ECHO) {
		put_echo(l->pane, &j->out);
	} else {
		put_events(l->pane, &j->out);
	}
}
