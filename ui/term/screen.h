/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_TERM_SCREEN_H
#define SONDE_UI_TERM_SCREEN_H

#include "engine/base/buf.h"
#include "ui/model/explorer.h"
#include "ui/model/rows.h"
#include "ui/term/mouse.h"
#include "ui/term/theme.h"

/* A part of the screen, in cells. */
struct rect {
	unsigned x, y, w, h;
};

enum { HITS_MAX = 64 };

/*
 * The screen, top to bottom:
 *
 *	Viewing: Processes  For: whole machine
 *	Source: a.scap (22381 evts, 12.09s)  Filter: evt.type!=switch
 *	   PID   PPID     CPU USER          TH ...	column header, or a bar
 *	 13969  13924    0.38 systemd-tim    1 ...	rows
 *	F1Help  EnterOpen  BkspBack ...     1/41(2.4%)	keys, message or prompt
 */
struct screen {
	struct explorer *x;
	struct rows rows;
	struct buf line, text; /* lines under construction */
	unsigned width, height;

	/* where things are, for the mouse; parts that are not there have no height */
	struct rect body, menu, strip;
	unsigned filter_x; /* the filter's text in its line */
	struct hit {
		unsigned x, w;
		const struct action *action;
	} hits[HITS_MAX]; /* keys at the bottom */
	unsigned nhits;

	struct mouse pressed;
	uint64_t pressed_at; /* ns, monotonic */
	bool dragging; /* in the time strip */
	bool marking;  /* in a spectrogram */
	unsigned drag_from; /* cell of the time strip */
};

void screen_init(struct screen *s, struct explorer *x);
void screen_release(struct screen *s);

/* Take the size that the terminal has now, and tell the model. */
void screen_resize(struct screen *s);

void screen_draw(struct screen *s);

/* ------------------------------------------------------------------- for the panels --- */

/*
 * Draw cells [from, from + width) of a text at (y, x), the rest of width blank. Nothing
 * outside the screen is touched.
 */
void screen_put(struct screen *s, unsigned y, unsigned x, unsigned width, enum look look,
		const char *text, size_t len, unsigned from);

/* One cell that says: here is more than fits. */
const char *screen_more(const struct screen *s);

void panel_table_draw(struct screen *s, struct rect r);
void panel_pane_draw(struct screen *s, struct rect r); /* events, echo */
void panel_page_draw(struct screen *s, struct rect r); /* help, legend, one event */
void panel_lines_draw(struct screen *s, struct rect r, const struct lines *text);

void panel_spectro_draw(struct screen *s, struct rect r);

/* A list to choose from: the cells it wants of `most`; what is said about its entry. */
unsigned panel_menu_width(const struct screen *s, unsigned most);
void panel_menu_draw(struct screen *s, struct rect r);
void panel_about_draw(struct screen *s, struct rect r);

/* The time strip: rows it takes above the last line, 0 closed or no room. */
unsigned panel_time_rows(const struct screen *s);
void panel_time_draw(struct screen *s, struct rect r);

/* The line that is typed: rows it takes at the bottom. Places the cursor. */
unsigned panel_prompt_rows(const struct screen *s);
void panel_prompt_draw(struct screen *s);

#endif
