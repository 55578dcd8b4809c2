/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_TERM_EXPLORE_INTERNAL_H
#define SONDE_UI_TERM_EXPLORE_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/script/view.h"
#include "engine/store/log.h"
#include "ui/model/arguments.h"
#include "ui/model/nav.h"

/* What the command line asked for. */
struct explore_opts {
	struct arguments args;
	bool raw, json, list_views;
	enum { BATCH_NONE, BATCH_TABLE, BATCH_CSV } batch; /* --batch */
	enum bufmode bufmode; /* -A, -X */
	uint64_t from, to;    /* --json: rows, 0-based; to 0: the end */
	unsigned sort_column; /* --raw, --json: 1-based, 0 as the view says */
	double speed;	    /* --speed, 0 no replay */
	const char *theme;  /* --theme, NULL that of the configuration */
	bool read_only;
	const char *filter; /* the words that are no options */
	struct err lacks;   /* what of the running system stays unknown, no code: nothing does */
};

/*
 * Open what the command line asks for, or says why not. Without the privilege to look at the
 * running system, whoever sits at a terminal may have the demo instead: o->file says so.
 * in      demo: a place for its path, which must outlive o
 */
struct log *start_open(struct explore_opts *o, char *demo, size_t size);

/* Nothing is drawn: what is asked for is printed. */
static inline bool prints(const struct explore_opts *o)
{
	return o->raw || o->json || o->batch;
}

/*
 * --raw, --json and --batch: the view (NULL: the events, or the data they moved) as text, when
 * the end of the capture is reached.
 */
int raw_print(const struct explore_opts *o, struct log *log, const struct view_set *views,
	      const struct view *view);

/* Which pane -v asks for, when it names no view. */
enum pane_kind first_pane(const struct explore_opts *o);

/* --batch: the table with a header, its columns aligned; or as comma-separated values. */
int batch_print(const struct explore_opts *o, struct level *l);

/* --list-views, for people: which views there are; as a table, or as comma-separated values. */
int batch_list_views(const struct view_set *views, bool csv);

/* The same for programs: everything about all views, as JSON. */
int raw_list_views(const struct view_set *views);

#endif
