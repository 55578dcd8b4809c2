/* SPDX-License-Identifier: Apache-2.0 */
#include <ncurses.h>

#include "ui/model/lines.h"
#include "ui/model/text.h"
#include "ui/term/screen.h"

/* The line that is typed; for filters also what is wrong with it and how it could go on. */

enum { CANDIDATES = 8, NAME_MOST = 34, NARROW = 70 };

unsigned panel_prompt_rows(const struct screen *s)
{
	if (!s->x->fl.open || s->height <= 3)
		return 1;
	/* On narrow screens two lines for what is wrong; whatever is, so that nothing jumps. */
	return s->width < NARROW && s->height > 8 ? 3 : 2;
}

/* The cells of the prompt's text that are left of the screen's edge of it. */
static unsigned scrolled(const struct prompt *p, unsigned room)
{
	unsigned at = text_width(p->text.p, p->at);

	return at >= room ? at - room + 1 : 0;
}

static unsigned room_for(const struct screen *s, unsigned title)
{
	return s->width > title + 1 ? s->width - title : 1;
}

static unsigned title_width(const struct screen *s)
{
	unsigned w = text_width(s->x->prompt.title, strlen(s->x->prompt.title));

	return w < s->width ? w : 0;
}

/* A message that has no room beside the mark: below, the mistake itself being marked. */
static void draw_long_mistake(struct screen *s, unsigned y, unsigned column)
{
	const char *msg = s->x->fl.err.msg, *text;
	unsigned i, rows = panel_prompt_rows(s) - 1;
	struct lines lines;
	size_t len;

	if (column < s->width)
		mvchgat((int)y - 1, (int)column, 1, (attr_t)theme_attr(LOOK_ERROR) | A_REVERSE,
			theme_pair(LOOK_ERROR), NULL);
	lines_init(&lines);
	lines_wrap(&lines, LINE_TEXT, msg, strlen(msg), s->width, true);
	for (i = 0; i < rows; i++) {
		text = i < lines.n ? lines_text(&lines, i, &len) : NULL;
		screen_put(s, y + i, 0, s->width, LOOK_ERROR, text ? text : "", text ? len : 0, 0);
	}
	lines_release(&lines);
}

/* The mark under the column of the mistake, and the message where there is room for it. */
static void draw_mistake(struct screen *s, unsigned y, unsigned column)
{
	const char *msg = s->x->fl.err.msg;
	unsigned w = text_width(msg, strlen(msg));

	if (column + 2 + w <= s->width) {
		screen_put(s, y, column, 1, LOOK_ERROR, "^", 1, 0);
		screen_put(s, y, column + 2, w, LOOK_ERROR, msg, strlen(msg), 0);
	} else if (w + 1 <= column && column < s->width) {
		screen_put(s, y, column - w - 1, w, LOOK_ERROR, msg, strlen(msg), 0);
		screen_put(s, y, column, 1, LOOK_ERROR, "^", 1, 0);
	} else {
		draw_long_mistake(s, y, column);
	}
}

static void draw_status(struct screen *s, unsigned y)
{
	const struct field *f = completion_field(s->x->fl.completion);
	unsigned w;

	buf_clear(&s->line);
	filter_line_status(s->x, &s->line);
	w = text_width(s->line.p, s->line.len);
	screen_put(s, y, 0, w, LOOK_LABEL, s->line.p, s->line.len, 0);
	if (!f || w + 4 >= s->width)
		return;
	buf_clear(&s->line);
	buf_printf(&s->line, "%s: %s", f->name, f->desc);
	screen_put(s, y, w + 2, s->width - w - 2, LOOK_TEXT, s->line.p, s->line.len, 0);
}

static void draw_candidate(struct screen *s, unsigned y, unsigned names, unsigned i)
{
	const struct filter_line *fl = &s->x->fl;
	const struct candidate *c = completion_get(fl->completion, i);
	enum look look = (int)i == fl->chosen ? LOOK_SELECTED : LOOK_CANDIDATE;
	unsigned x = 0;

	screen_put(s, y, x, s->width, look, "", 0, 0);
	screen_put(s, y, x + 1, names, look, c->text, strlen(c->text), 0);
	x += names + 2;
	if (x < s->width)
		screen_put(s, y, x, s->width - x, look, c->about, strlen(c->about), 0);
}

/* Above the prompt, a few of them, the chosen one among them. */
static void draw_candidates(struct screen *s, unsigned below)
{
	const struct filter_line *fl = &s->x->fl;
	unsigned n = completion_count(fl->completion), rows = CANDIDATES, i, names = 0, w;
	unsigned top = fl->chosen > 0 ? (unsigned)fl->chosen : 0;

	if (rows > n)
		rows = n;
	if (rows + 3 > below)
		rows = below > 3 ? below - 3 : 0;
	if (top + rows > n)
		top = n - rows;
	for (i = 0; i < rows; i++) {
		const char *text = completion_get(fl->completion, top + i)->text;

		w = text_width(text, strlen(text));
		if (w > names)
			names = w;
	}
	if (names > NAME_MOST)
		names = NAME_MOST;
	if (names > s->width / 2)
		names = s->width / 2;
	for (i = 0; i < rows; i++)
		draw_candidate(s, below - rows + i, names, top + i);
}

static void draw_filter(struct screen *s, unsigned y, unsigned title, unsigned from, unsigned room)
{
	const struct err *e = &s->x->fl.err;
	const struct prompt *p = &s->x->prompt;
	unsigned column = text_width(p->text.p, e->off < p->text.len ? (size_t)e->off : p->text.len);
	unsigned i;

	draw_candidates(s, y);
	if (panel_prompt_rows(s) < 2)
		return;
	for (i = 1; i < panel_prompt_rows(s); i++)
		screen_put(s, y + i, 0, s->width, LOOK_TEXT, "", 0, 0);
	if (e->code && column >= from && column - from < room)
		draw_mistake(s, y + 1, title + column - from);
	else if (e->code)
		draw_mistake(s, y + 1, s->width);
	else
		draw_status(s, y + 1);
}

static void draw_missed(struct screen *s, unsigned y, unsigned used)
{
	static const char missed[] = "not found";

	if (s->x->search.missed && s->width > used + sizeof(missed) + 1)
		screen_put(s, y, s->width - sizeof(missed) + 1, sizeof(missed) - 1, LOOK_MESSAGE,
			   missed, sizeof(missed) - 1, 0);
}

void panel_prompt_draw(struct screen *s)
{
	const struct prompt *p = &s->x->prompt;
	unsigned y = s->height - panel_prompt_rows(s), title = title_width(s);
	unsigned room = room_for(s, title), from = scrolled(p, room);
	unsigned at = text_width(p->text.p, p->at) - from;

	screen_put(s, y, 0, s->width, LOOK_TEXT, "", 0, 0);
	screen_put(s, y, 0, title, LOOK_LABEL, p->title, title ? strlen(p->title) : 0, 0);
	screen_put(s, y, title, s->width - title, LOOK_TEXT, p->text.p, p->text.len, from);
	if (s->x->fl.open)
		draw_filter(s, y, title, from, room);
	else
		draw_missed(s, y, title + at);
	if (s->x->message.len && !s->x->fl.open && s->height > 3)
		screen_put(s, y - 1, 0, s->width, LOOK_MESSAGE, s->x->message.p, s->x->message.len,
			   0);
	move((int)y, (int)(title + at));
}
