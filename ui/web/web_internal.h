/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_INTERNAL_H
#define SONDE_UI_WEB_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/store/log.h"
#include "ui/web/ahead.h"
#include "ui/web/guard.h"
#include "ui/web/job.h"
#include "ui/web/place.h"

/* What all parts of the web face share. */
struct web {
	struct log *log;
	const struct view_set *views;
	const struct query_opts *query;
	struct places places;
	struct guard guard;
	const char *source; /* the name of what is shown, without its folder */
	const char *path;   /* of the capture, NULL none */
	bool live;
	struct strip *strips; /* api_time.c */
	struct ahead ahead;
};

/* {"count":...}: how far the log is; what changes while pages are open. */
void web_status(struct web *w, struct buf *out);

/* Let go of what api_time.c keeps. */
void strips_release(struct web *w);

#endif
