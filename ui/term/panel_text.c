/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "ui/model/text.h"
#include "ui/term/screen.h"

/* Lines of text: events, and the help. */

static const char events_bar[] = "Number, time, cpu, process (thread), direction, type, arguments";

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

void panel_events_draw(struct screen *s, struct rect r)
{
	struct level *l = explorer_level(s->x);
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
	if (!level_count(l) && r.h > 2 && explorer_settled(s->x))
		screen_put(s, r.y + 2, r.x, r.w, LOOK_LABEL, "No events", 9, 0);
}

/* Bytes of a line that fit into w cells, up to the last blank if there is one. */
static size_t fitting(const char *s, size_t n, unsigned w)
{
	size_t i, blank = 0;

	if (n <= w)
		return n;
	for (i = 0; i <= w && i < n; i++) {
		if (s[i] == ' ' && i && s[i - 1] != ' ')
			blank = i;
	}
	return blank > w / 2 ? blank : w;
}

/*
 * The help is plain ASCII; its lines are wrapped, what goes on is indented. Draws line i from
 * `row` on, or with row 0 only counts; returns the rows it takes, 0 past the end.
 */
static unsigned put_help_line(struct screen *s, struct rect r, unsigned i, unsigned row)
{
	unsigned indent = 0, taken = 0, y;
	bool heading;
	size_t from = 0, n;

	buf_clear(&s->line);
	if (!explorer_help(i, &s->line, &heading))
		return 0;
	do {
		n = fitting(s->line.p + from, s->line.len - from, r.w - indent);
		y = r.y + row + taken++;
		if (row && y < r.y + r.h) {
			screen_put(s, y, r.x, indent, LOOK_TEXT, "", 0, 0);
			screen_put(s, y, r.x + indent, r.w - indent,
				   heading ? LOOK_HEADING : LOOK_TEXT, s->line.p + from, n, 0);
		}
		from += n;
		while (from < s->line.len && s->line.p[from] == ' ')
			from++;
		indent = s->line.len && s->line.p[0] == ' ' ? 4 : 0;
	} while (from < s->line.len);
	return taken;
}

/* Only here it is known how many lines fit: the last page is a full one. */
static unsigned last_help_top(struct screen *s, struct rect r)
{
	unsigned top = 0, rows = 0, i, n;

	for (i = 0; (n = put_help_line(s, r, i, 0)); i++)
		rows += n;
	for (; rows > r.h - 1 && top + 1 < i; top++)
		rows -= put_help_line(s, r, top, 0);
	return top;
}

void panel_help_draw(struct screen *s, struct rect r)
{
	unsigned row = 1, i, n, last;
	const char *title = "Help";

	if (r.w <= 8)
		return;
	last = last_help_top(s, r);
	if (s->x->help_top > last)
		s->x->help_top = last;
	if (s->x->help_top < last)
		title = "Help (PgDn: more)";
	screen_put(s, r.y, r.x, r.w, LOOK_LIST_HEADER, title, strlen(title), 0);
	for (i = s->x->help_top; row < r.h && (n = put_help_line(s, r, i, row)); i++)
		row += n;
	for (; row < r.h; row++)
		screen_put(s, r.y + row, r.x, r.w, LOOK_TEXT, "", 0, 0);
}
