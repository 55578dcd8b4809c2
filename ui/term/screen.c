/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/term/screen.h"

#include <ncurses.h>

#include "engine/base/utf8.h"
#include "ui/model/text.h"

enum {
	HEAD_ROWS = 3, /* title, source and filter, column header */
	FOOT_ROWS = 1,
	ROOMY = 60, /* below this width labels are left out */
};

void screen_init(struct screen *s, struct explorer *x)
{
	*s = (struct screen){.x = x};
	rows_init(&s->rows);
	buf_init(&s->line, 0);
	buf_init(&s->text, 0);
	screen_resize(s);
}

void screen_release(struct screen *s)
{
	rows_release(&s->rows);
	buf_release(&s->line);
	buf_release(&s->text);
}

static struct rect body(const struct screen *s)
{
	unsigned taken = HEAD_ROWS + FOOT_ROWS + panel_time_rows(s);

	return (struct rect){
		.y = HEAD_ROWS - 1, /* its first line is the column header */
		.w = s->width,
		.h = s->height > taken ? s->height - taken + 1 : 1,
	};
}

/* Rows of a table, or of the page that covers it. */
static unsigned screen_rows(const struct screen *s)
{
	unsigned h = body(s).h + (s->x->overlay == OVERLAY_PAGE ? panel_time_rows(s) : 0);

	return h > 1 ? h - 1 : 1;
}

void screen_resize(struct screen *s)
{
	s->width = COLS > 0 ? (unsigned)COLS : 1;
	s->height = LINES > 0 ? (unsigned)LINES : 1;
	explorer_resize(s->x, s->width, screen_rows(s));
}

void screen_put(struct screen *s, unsigned y, unsigned x, unsigned width, enum look look,
		const char *text, size_t len, unsigned from)
{
	unsigned put;

	if (y >= s->height || x >= s->width)
		return;
	if (width > s->width - x)
		width = s->width - x;
	buf_clear(&s->text);
	put = text_cut(&s->text, text, len, from, width);
	while (put++ < width)
		buf_putc(&s->text, ' ');
	attrset((attr_t)theme_attr(look));
	mvaddnstr((int)y, (int)x, s->text.p ? s->text.p : "", (int)s->text.len);
	attrset(A_NORMAL);
}

const char *screen_more(const struct screen *s)
{
	return s->x->opts.ascii ? ">" : "\xE2\x80\xA6";
}

/* ----------------------------------------------------------------------- header --- */

/* A text in at most `width` cells, its end replaced by a mark when it is longer. */
static unsigned put_short(struct screen *s, unsigned y, unsigned x, unsigned width, enum look look,
			  const char *text, size_t len)
{
	const char *mark = screen_more(s);
	unsigned w = text_width(text, len);

	if (!width)
		return 0;
	if (w <= width) {
		screen_put(s, y, x, w, look, text, len, 0);
		return w;
	}
	screen_put(s, y, x, width - 1, look, text, len, 0);
	screen_put(s, y, x + width - 1, 1, look, mark, strlen(mark), 0);
	return width;
}

/* "LABEL text"; returns the cells used. */
static unsigned put_labelled(struct screen *s, unsigned y, unsigned x, const char *label,
			     const char *text, size_t len)
{
	unsigned n = put_short(s, y, x, s->width > x ? s->width - x : 0, LOOK_LABEL, label,
			       strlen(label));

	return n + put_short(s, y, x + n, s->width > x + n ? s->width - x - n : 0, LOOK_TEXT, text,
			     len);
}

/* At the right end of a line, if `used` cells at its beginning leave room for it. */
static void put_right(struct screen *s, unsigned y, unsigned used, enum look look, const char *text,
		      size_t len)
{
	unsigned w = text_width(text, len);

	if (w && used + 2 + w <= s->width)
		screen_put(s, y, s->width - w, w, look, text, len, 0);
}

/* What is out of the ordinary is said before anything else. */
static unsigned draw_state(struct screen *s)
{
	buf_clear(&s->line);
	explorer_state(s->x, &s->line);
	if (!s->line.len)
		return 0;
	return put_short(s, 0, 0, s->width, LOOK_ALERT, s->line.p, s->line.len);
}

static void draw_title(struct screen *s)
{
	const char *title = explorer_title(s->x);
	unsigned x;

	screen_put(s, 0, 0, s->width, LOOK_TEXT, "", 0, 0);
	x = draw_state(s);
	x += x ? 1 : 0;
	x += put_labelled(s, 0, x, s->width < ROOMY ? "" : "Viewing: ", title, strlen(title));
	buf_clear(&s->line);
	nav_selection(&s->x->nav, &s->line);
	x += 1 + put_labelled(s, 0, x + 1, "For: ", s->line.p, s->line.len);
	buf_clear(&s->line);
	if (s->x->nav.n > 1)
		nav_path(&s->x->nav, s->x->opts.ascii ? " > " : " \xE2\x80\xBA ", &s->line);
	put_right(s, 0, x, LOOK_LABEL, s->line.p, s->line.len);
}

static void draw_source(struct screen *s)
{
	const char *filter = explorer_level(s->x)->filter_text;
	enum source_detail detail = s->width < ROOMY ? SOURCE_NAME : SOURCE_WHOLE;
	unsigned x, need;

	screen_put(s, 1, 0, s->width, LOOK_TEXT, "", 0, 0);
	if (!filter[0])
		filter = "none";
	need = text_width(filter, strlen(filter)) + 10;
	/* The filter says more than the size of the file, and that more than its folder. */
	for (;; detail++) {
		buf_clear(&s->line);
		explorer_source(s->x, detail, &s->line);
		if (detail == SOURCE_NAME ||
		    text_width(s->line.p, s->line.len) + 8 + need <= s->width)
			break;
	}
	x = put_labelled(s, 1, 0, s->width < ROOMY ? "" : "Source: ", s->line.p, s->line.len);
	s->filter_x = x + 1;
	put_labelled(s, 1, x + 1, "Filter: ", filter, strlen(filter));
}

/* ----------------------------------------------------------------------- footer --- */

static void draw_keys(struct screen *s, unsigned y, unsigned width)
{
	unsigned where = explorer_where(s->x), x = 0, i, w;
	struct buf key;

	buf_init(&key, 0);
	for (i = 0; i < ACTION_COUNT && s->nhits < HITS_MAX; i++) {
		const struct action *a = &actions[i];

		if (!(a->where & where) || !a->label[0])
			continue;
		buf_clear(&key);
		if (!action_first_key(a, where, &key))
			continue;
		w = text_width(key.p, key.len) + text_width(a->label, strlen(a->label)) + 1;
		if (x + w > width)
			break;
		s->hits[s->nhits++] = (struct hit){.x = x, .w = w, .action = a};
		screen_put(s, y, x, (unsigned)key.len, LOOK_KEY, key.p, key.len, 0);
		x += (unsigned)key.len;
		screen_put(s, y, x, w - (unsigned)key.len, LOOK_KEY_LABEL, a->label,
			   strlen(a->label), 0);
		x += w - (unsigned)key.len;
	}
	buf_release(&key);
}

static void draw_footer(struct screen *s)
{
	unsigned y = s->height - 1, w;

	s->nhits = 0;
	if (s->x->prompting) {
		panel_prompt_draw(s);
		return;
	}
	screen_put(s, y, 0, s->width, LOOK_TEXT, "", 0, 0);
	buf_clear(&s->line);
	explorer_position(s->x, &s->line);
	w = text_width(s->line.p, s->line.len) + 1;
	if (w > s->width)
		w = s->width;
	screen_put(s, y, s->width - w + 1, w - 1, LOOK_LABEL, s->line.p, s->line.len, 0);
	if (s->x->message.len)
		put_short(s, y, 0, s->width - w, LOOK_MESSAGE, s->x->message.p, s->x->message.len);
	else
		draw_keys(s, y, s->width - w);
}

/* -------------------------------------------------------------------------- all --- */

static void draw_body(struct screen *s)
{
	struct rect r = body(s), menu = r;
	struct rect strip = {.y = r.y + r.h, .w = r.w, .h = panel_time_rows(s)};

	s->menu = (struct rect){0};
	s->body = r;
	s->strip = strip;
	if (s->x->overlay == OVERLAY_PAGE) {
		r.h += strip.h;
		panel_page_draw(s, r);
		return;
	}
	if (s->x->overlay == OVERLAY_MENU) {
		menu.w = panel_menu_width(s, r.w);
		menu.h += strip.h;
		r.x = menu.w;
		r.w -= menu.w;
		panel_menu_draw(s, menu);
		s->menu = menu;
		s->body = r;
		strip.x = r.x;
		strip.w = r.w;
		s->strip = strip;
		if (s->x->menu.describe) {
			r.h += strip.h;
			panel_about_draw(s, r);
			return;
		}
	}
	if (strip.h)
		panel_time_draw(s, strip);
	if (explorer_level(s->x)->table)
		panel_table_draw(s, r);
	else if (explorer_level(s->x)->spectro)
		panel_spectro_draw(s, r);
	else
		panel_pane_draw(s, r);
}

void screen_draw(struct screen *s)
{
	/* The strip comes and goes: so many rows there are for the table. */
	if (screen_rows(s) != s->x->rows)
		explorer_resize(s->x, s->width, screen_rows(s));
	explorer_prepare(s->x);
	if (s->x->redraw)
		clearok(curscr, TRUE);
	s->x->redraw = false;
	draw_title(s);
	draw_source(s);
	draw_body(s);
	/* Last: it wins on screens so small that they overlap, and it places the cursor. */
	draw_footer(s);
	curs_set(s->x->prompting ? 1 : 0);
	refresh();
}
