/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "ui/model/text.h"
#include "ui/term/screen.h"

/* Lines of text: events, data that was read and written, pages. */

static const char events_bar[] = "Number, time, cpu, process (thread), direction, type, arguments";
static const char echo_bar[] = "Data read and written";

/* The widest of the lines that are visible; it says how far one may scroll to the right. */
static unsigned widest(struct screen *s, struct level *l, unsigned rows)
{
	unsigned i, w, max = 0;

	for (i = 0; i < rows; i++) {
		buf_clear(&s->line);
		if (!pane_line(l->pane, l->top + i, &s->line))
			break;
		w = text_width(s->line.p, s->line.len);
		if (w > max)
			max = w;
	}
	return max;
}

static void put_bar(struct screen *s, struct rect r, const char *bar, const char *note)
{
	unsigned w = text_width(note, strlen(note));

	screen_put(s, r.y, r.x, r.w, LOOK_LIST_HEADER, bar, strlen(bar), 0);
	if (!w || w + 2 >= r.w)
		return;
	screen_put(s, r.y, r.x + r.w - w - 1, 1, LOOK_LIST_HEADER, "", 0, 0);
	screen_put(s, r.y, r.x + r.w - w, w, LOOK_LIST_HEADER, note, strlen(note), 0);
}

static const char *why_nothing(const struct explorer *x)
{
	if (!explorer_settled(x))
		return "Reading ...";
	return x->live.on ? "No events in what is kept; I says how far back it goes" : "No events";
}

static void draw_no_events(struct screen *s, const struct level *l, struct rect r)
{
	const char *why = why_nothing(s->x), *text;
	struct lines lines;
	unsigned i;
	size_t len;

	if (level_count(l))
		return;
	lines_init(&lines);
	lines_wrap(&lines, LINE_TEXT, why, strlen(why), r.w, true);
	for (i = 0; i < lines.n && i + 2 < r.h; i++) {
		text = lines_text(&lines, i, &len);
		screen_put(s, r.y + 2 + i, r.x, r.w, LOOK_LABEL, text, len, 0);
	}
	lines_release(&lines);
}

static void draw_events(struct screen *s, struct level *l, struct rect r)
{
	unsigned i, max;

	if (l->left) {
		max = widest(s, l, r.h - 1);
		if (l->left + r.w > max)
			l->left = max > r.w ? max - r.w : 0;
	}
	screen_put(s, r.y, r.x, r.w, LOOK_LIST_HEADER, events_bar, sizeof(events_bar) - 1, l->left);
	for (i = 0; i + 1 < r.h; i++) {
		bool there = false;

		buf_clear(&s->line);
		if (l->top + i < level_count(l))
			there = pane_line(l->pane, l->top + i, &s->line);
		screen_put(s, r.y + 1 + i, r.x, r.w,
			   there && l->top + i == l->row ? LOOK_SELECTED : LOOK_TEXT, s->line.p,
			   s->line.len, l->left);
	}
	draw_no_events(s, l, r);
}

static enum look look_of(const struct line *line)
{
	switch ((enum line_style)line->style) {
	case LINE_HEADING:
		return LOOK_HEADING;
	case LINE_READ:
		return LOOK_READ;
	case LINE_WRITE:
		return LOOK_WRITE;
	default:
		return LOOK_TEXT;
	}
}

/* Draw lines from `from` on into rows [row, r.h) of the rectangle; returns the next row. */
static unsigned put_lines(struct screen *s, struct rect r, unsigned row, const struct lines *lines,
			  unsigned from)
{
	size_t len;
	unsigned i;

	for (i = from; i < lines->n && row < r.h; i++, row++) {
		const struct line *line = &lines->v[i];
		const char *text = lines_text(lines, i, &len);

		screen_put(s, r.y + row, r.x, r.w, look_of(line), text, len, 0);
		if (line->named && line->named < r.w)
			screen_put(s, r.y + row, r.x, line->named, LOOK_NAME, text, len, 0);
	}
	return row;
}

static void blank_from(struct screen *s, struct rect r, unsigned row)
{
	for (; row < r.h; row++)
		screen_put(s, r.y + row, r.x, r.w, LOOK_TEXT, "", 0, 0);
}

static void draw_echo(struct screen *s, struct level *l, struct rect r)
{
	static const char *const formats[] = {
		[BUF_DOTS] = "dotted",	     [BUF_ASCII] = "printable", [BUF_BASE64] = "base64",
		[BUF_HEX] = "hexadecimal", [BUF_HEXASCII] = "hexadecimal",
	};
	unsigned row = 1, from = l->sub;
	struct lines lines;
	uint64_t i;

	put_bar(s, r, echo_bar, formats[s->x->nav.bufmode]);
	lines_init(&lines);
	for (i = l->row; i < level_count(l) && row < r.h; i++, from = 0) {
		lines_clear(&lines);
		if (!pane_lines(l->pane, i, r.w, &lines))
			break;
		row = put_lines(s, r, row, &lines, from);
	}
	lines_release(&lines);
	blank_from(s, r, row);
	draw_no_events(s, l, r);
}

void panel_pane_draw(struct screen *s, struct rect r)
{
	struct level *l = explorer_level(s->x);

	if (pane_kind(l->pane) == PANE_ECHO)
		draw_echo(s, l, r);
	else
		draw_events(s, l, r);
}

void panel_page_draw(struct screen *s, struct rect r)
{
	const struct page *p = &s->x->page;
	bool more = p->top + (r.h - 1) < p->shown.n;
	const char *text;
	size_t len;

	put_bar(s, r, p->title, more ? "PgDn: more" : "");
	blank_from(s, r, put_lines(s, r, 1, &p->shown, p->top));
	if (p->found > p->top && p->found - p->top < r.h) {
		text = lines_text(&p->shown, p->found - 1, &len);
		screen_put(s, r.y + p->found - p->top, r.x, r.w, LOOK_SELECTED, text, len, 0);
	}
}

void panel_lines_draw(struct screen *s, struct rect r, const struct lines *text)
{
	struct lines shown;

	lines_init(&shown);
	lines_wrap_all(&shown, text, r.w);
	blank_from(s, r, put_lines(s, r, 0, &shown, 0));
	lines_release(&shown);
}
