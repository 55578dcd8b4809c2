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
#include "ui/model/nav.h"
#include "ui/model/prompt.h"

/*
 * The explorer without a screen: what is open, what is selected, what a key does to it. A
 * screen tells it keys and its size, lets it work in slices, and draws what it finds here.
 * Belongs to one thread; never waits for the capture.
 */

/* What lies over the table or the events. */
enum overlay { OVERLAY_NONE, OVERLAY_MENU, OVERLAY_HELP };

/* A list to choose from. */
struct menu {
	const char *title;
	struct buf texts; /* entries, each followed by a newline */
	unsigned *values; /* what an entry stands for */
	unsigned n, row, top;
	void (*chosen)(struct explorer *x, unsigned value);
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
};

struct explorer_opts {
	const char *source; /* name of the file, as shown */
	const struct query_opts *query;
	uint64_t limit;	 /* -n: last event, 0 none */
	bool containers; /* -pc */
	bool ascii;	 /* the screen shows ASCII only */
};

struct explorer {
	struct log *log;
	const struct view_set *views;
	struct explorer_opts opts;
	struct nav nav;

	enum overlay overlay;
	struct menu menu;
	unsigned help_top;
	bool prompting;
	struct prompt prompt;
	struct search search;
	struct buf message; /* one line, until the next key */

	unsigned width, page; /* of the screen: cells of a line, rows of a table or text */
	bool quit;
	bool changed; /* something on screen is not what it was */
	bool damage_told;
	bool redraw; /* something else may have written on the screen */
	bool follow; /* the last line was asked for; stay there while lines are counted */
	uint64_t refresh_at, refresh_cost_ns;
};

/* log, views and what o points at are borrowed; base_filter is the command line's. */
void explorer_init(struct explorer *x, struct log *log, const struct view_set *views,
		   const struct explorer_opts *o, const char *base_filter);
void explorer_release(struct explorer *x);

/* The size of the screen: cells of a line, rows for the table. */
void explorer_resize(struct explorer *x, unsigned width, unsigned page);

void explorer_key(struct explorer *x, int key);

/*
 * Work for about budget_ns on what is shown.
 * returns true when there is more to do at once
 */
bool explorer_step(struct explorer *x, uint64_t budget_ns);

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

/* "1/41(2.4%)", with a + while rows are still being counted. */
void explorer_position(const struct explorer *x, struct buf *out);

/* The help: line i = 0 ... is appended, headings are told apart; false past the end. */
bool explorer_help(unsigned i, struct buf *out, bool *heading);

/* Entry i of a menu. */
const char *menu_entry(const struct menu *m, unsigned i, size_t *len);

/* ----------------------------------------------------------------- for the actions --- */

static inline struct level *explorer_level(const struct explorer *x)
{
	return nav_top(&x->nav);
}

void explorer_say(struct explorer *x, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

void menu_open(struct explorer *x, const char *title,
	       void (*chosen)(struct explorer *x, unsigned value));
void menu_add(struct menu *m, const char *text, unsigned value);

/* Start at row `from`; search_step goes on with it. */
void search_start(struct explorer *x, uint64_t from, bool back);
bool search_step(struct explorer *x, uint64_t until_ns);

uint64_t explorer_now(void); /* ns, monotonic */

#endif
