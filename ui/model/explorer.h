/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_EXPLORER_H
#define SONDE_UI_MODEL_EXPLORER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/script/view.h"
#include "engine/store/log.h"
#include "ui/model/actions.h"
#include "ui/model/chisel_pane.h"
#include "ui/model/command.h"
#include "ui/model/filter_line.h"
#include "ui/model/lines.h"
#include "ui/model/live.h"
#include "ui/model/nav.h"
#include "ui/model/prompt.h"
#include "ui/model/ready.h"
#include "ui/model/save_job.h"
#include "ui/model/themes.h"
#include "ui/model/timeline.h"

/*
 * The explorer without a screen: what is open, what is selected, what a key does to it. A
 * screen tells it keys and its size, lets it work in slices, and draws what it finds here.
 * Belongs to one thread; never waits for the capture.
 */

/* What lies over the table or the events. */
enum overlay { OVERLAY_NONE, OVERLAY_MENU, OVERLAY_PAGE };

/* A list to choose from. */
struct menu {
	const char *title;
	struct buf texts; /* entries, each followed by a newline */
	unsigned *values; /* what an entry stands for */
	char *hotkeys;	  /* keys that choose an entry at once, 0 none */
	unsigned n, row, top;
	unsigned where; /* IN_* that apply beside IN_MENU */
	void (*chosen)(struct explorer *x, unsigned value);
	/* What is said about an entry beside the list; NULL: the table stays visible there */
	void (*describe)(struct explorer *x, unsigned value, struct lines *out);
};

/* A text to read: help, legend, one event. */
struct page {
	char title[80];
	struct lines raw, shown; /* shown: broken to `width` cells */
	unsigned width, rows, top; /* rows: that were there the last time */
	uint32_t whole, from; /* what a key brought to the top: a line of raw, from this byte on */
	unsigned placed;      /* the top that this has come to be */
	unsigned broken; /* how many lines of raw are in shown */
	unsigned found;	 /* the line of shown that a search has found, counted from 1; 0 none */
	uint64_t event; /* the event it is about, 0 none */
	bool of_chisel; /* what a chisel prints: more may come */
};

/* What a line that the user types is for. All may close it (explorer_prompt_close). */
struct prompt_ops {
	bool (*key)(struct explorer *x, int key); /* looks first; true: taken. NULL none */
	void (*changed)(struct explorer *x);
	void (*moved)(struct explorer *x); /* NULL: does not matter */
	void (*done)(struct explorer *x);
	void (*cancelled)(struct explorer *x);
};

/* A search on its way: events are looked at in slices. */
struct search {
	struct buf text; /* what is looked for, "" nothing */
	bool active, back;
	uint64_t at;	 /* the next row to look at */
	uint64_t start;	 /* where it began: it goes round once */
	bool round;	 /* it has come past the end */
	bool missed;	 /* it was not found */
	uint64_t origin; /* the row where typing began, to go back to */
	unsigned over;	 /* the same in what lies over the table: an entry, the first line on screen */
};

/* Bytes of what was counted that are kept for other ranges, and for going back. */
#define EXPLORER_TALLIES (64u << 20)

struct explorer_opts {
	const char *source; /* name of the file, as shown */
	const struct query_opts *query;
	uint64_t limit;	 /* -n: last event, 0 none */
	bool containers; /* -pc */
	bool ascii;	 /* the screen shows ASCII only */
	const char *path;	  /* of the capture, as a file; NULL none */
	const struct theme_set *themes; /* NULL: none to choose from */
	bool read_only;		  /* nothing is run */
	bool remember;		  /* columns: from one run to the next */
	const char *history_path; /* of the filters that were entered; NULL: not kept */
	struct tallies *tallies; /* shared with other explorers; NULL: it has its own */
};

struct explorer {
	struct log *log;
	const struct view_set *views;
	struct explorer_opts opts;
	struct nav nav;
	struct tallies *tallies; /* its own, NULL none */

	enum overlay overlay;
	struct menu menu;
	struct page page;
	const struct prompt_ops *prompting; /* NULL: nothing is typed */
	struct prompt prompt;
	struct search search;
	struct filter_line fl;
	struct timeline time;
	struct save_job *saving; /* NULL: nothing is being written */
	struct chisel_pane *chisels; /* NULL: none was asked for */
	bool overwrite;		 /* the user was told that the file is there */
	struct command command;	 /* what an action is about to run */
	const char *theme;	 /* the screen is to use the theme of this file; NULL as it is */
	const char *theme_name;	 /* the last one that it was told to use; NULL the first */
	bool run;		 /* the screen is to run it now, and release it */
	struct buf message; /* one line, until the next key */

	unsigned width, rows; /* of the screen: cells of a line, rows of a table or text */
	bool quit;
	bool quit_asked; /* q was pressed; once more quits */
	bool paused;
	bool changed; /* something on screen is not what it was */
	bool damage_told;
	bool redraw; /* something else may have written on the screen */
	bool follow; /* stay at the last line while lines come */
	uint64_t refresh_at, refresh_cost_ns;
	struct live live;
	struct ready ready;
};

/* log, views and what o points at are borrowed; base_filter is the command line's. */
void explorer_init(struct explorer *x, struct log *log, const struct view_set *views,
		   const struct explorer_opts *o, const char *base_filter);
void explorer_release(struct explorer *x);

/* The size of the screen: cells of a line, rows for the table. */
void explorer_resize(struct explorer *x, unsigned width, unsigned rows);

void explorer_key(struct explorer *x, int key);

/*
 * Work for about budget_ns on what is shown.
 * returns true when there is more to do at once
 */
bool explorer_step(struct explorer *x, uint64_t budget_ns);

/* The same when there is nothing to do on what is shown: for what a key may ask for next (ready.h). */
bool explorer_get_ready(struct explorer *x, uint64_t budget_ns);

/* How long nobody will have to look, ms: 0 more is to be done at once, -1 until a key comes. */
int explorer_wait_ms(const struct explorer *x);

/* Before waiting: keep nothing from being forgotten. */
void explorer_rest(struct explorer *x);

/* Bring rows in order and the selection into sight; before drawing. */
void explorer_prepare(struct explorer *x);

/* IN_*: what keys mean now. */
unsigned explorer_where(const struct explorer *x);

/* Everything of the capture has been read and shown. */
bool explorer_settled(const struct explorer *x);

/* --------------------------------------------------------- texts around the table --- */

/* "Processes", "Events": what the top level shows. */
const char *explorer_title(const struct explorer *x);

/*
 * Where the events come from, with the progress while loading:
 * "dir/sample.scap (22381 evts, 12.09s)", "sample.scap (22381 evts, 12.09s)", "sample.scap".
 */
enum source_detail { SOURCE_WHOLE, SOURCE_FIGURES, SOURCE_NAME };
void explorer_source(const struct explorer *x, enum source_detail detail, struct buf *out);

/* What is out of the ordinary: "PAUSED", "rows with "x"", "cleared", each followed by a blank. */
void explorer_state(const struct explorer *x, struct buf *out);

/* "1/41(2.4%)", with a + while rows are still being counted. */
void explorer_position(const struct explorer *x, struct buf *out);

/* Entry i of a menu. */
const char *menu_entry(const struct menu *m, unsigned i, size_t *len);

/* ----------------------------------------------------------------- for the actions --- */

static inline struct level *explorer_level(const struct explorer *x)
{
	return nav_top(&x->nav);
}

/* The theme to be used from now on; it has to stay in the set. */
void explorer_theme(struct explorer *x, const struct theme_file *t);

void explorer_say(struct explorer *x, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* After another level or filter was opened. */
void explorer_arrived(struct explorer *x);

/* Have the user type a line; the one before is closed. */
void explorer_prompt(struct explorer *x, const char *title, const char *text,
		     const struct prompt_ops *ops);
void explorer_prompt_close(struct explorer *x);

void menu_open(struct explorer *x, const char *title,
	       void (*chosen)(struct explorer *x, unsigned value));
void menu_add(struct menu *m, const char *text, unsigned value, char hotkey);
void menu_choose(struct explorer *x, unsigned row);
/* The view under the cursor in the list of views, by its place in the set; views->n: none. */
unsigned menu_view(const struct explorer *x);

/* An empty page over everything, to be filled (x->page.raw). */
struct lines *page_open(struct explorer *x, const char *title);
/* Break its lines for the width of the screen; rows: those it has on screen. */
void page_prepare(struct page *p, unsigned width, unsigned rows);

/* A page of one event with all its fields; false when it is not kept any more. */
bool event_page_open(struct explorer *x, uint64_t num);
/* The exit event that belongs to the enter event where c stands, which moves; 0 none. */
uint64_t event_find_exit(struct cursor *c);

/* Start at row `from`; search_step goes on with it. */
void search_start(struct explorer *x, uint64_t from, bool back);
bool search_step(struct explorer *x, uint64_t until_ns);

/* Write on; true when there is more to do at once. Stop, keeping what was written. */
bool explorer_save_step(struct explorer *x, uint64_t until_ns);
void explorer_save_stop(struct explorer *x);

/* Echo: scroll by lines, up or down. */
void echo_scroll(struct explorer *x, int64_t by);

uint64_t explorer_now(void); /* ns, monotonic */

#endif
