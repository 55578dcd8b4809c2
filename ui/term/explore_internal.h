/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_TERM_EXPLORE_INTERNAL_H
#define SONDE_UI_TERM_EXPLORE_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/script/view.h"
#include "engine/store/log.h"

/* What the command line asked for. */
struct explore_opts {
	const char *file;  /* -r, NULL none */
	const char *view;  /* -v, NULL the first root view */
	uint64_t limit;	   /* -n, 0 none */
	unsigned delay_ms; /* -d */
	bool containers;   /* -pc */
	bool exclude_users; /* -E */
	bool raw;
	bool resolve_ports;
	const char *view_dirs[8]; /* --views-dir, in order */
	unsigned nview_dirs;
	const char *filter; /* the words that are no options */
};

/* --raw: the view as plain text, when the end of the capture is reached. */
int raw_print(const struct explore_opts *o, struct log *log, const struct view_set *views,
	      const struct view *view);

#endif
