/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_MATCH_COUNT_H
#define SONDE_UI_MODEL_MATCH_COUNT_H

#include "engine/filter/filter.h"
#include "engine/store/log.h"
#include "ui/model/nav.h"

/* How many events match a filter, hidden ones aside, counted bit by bit beside everything else. */
struct match_count {
	struct filter *filter; /* NULL: every event matches */
	struct filter_run *run;
	struct cursor cursor;
	struct log *log;
	struct span span;
	uint64_t matches; /* until now */
	bool counted;	  /* that is all of them */
};

/* Begin; all zero before. Takes the filter; log and query are borrowed. */
void match_count_start(struct match_count *m, struct log *log, const struct query_opts *query,
		       struct filter *f, struct span span);
void match_count_stop(struct match_count *m); /* one that never began is fine, too */

/*
 * Go on until the clock (ns, monotonic) says so. True when that ended it: there is more to look at
 * now.
 */
bool match_count_step(struct match_count *m, uint64_t until_ns);

#endif
