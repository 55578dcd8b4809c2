/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_REPORT_H
#define SONDE_UI_WEB_REPORT_H

#include "ui/web/api.h"
#include "ui/web/flame.h"

/* What a report shows below its head: the rows, events, data or picture of a place as HTML. */
struct report {
	struct explorer chart; /* for its timeline */
	struct flame *flame;   /* NULL: the place is no flame graph */
};

bool report_is_flame(const struct params *p);

/* Work until the clock says so; true when there is more. */
bool report_step(struct web *w, struct job *j, struct place *p, struct report *r,
		 uint64_t until_ns);

/* Append it to the answer. */
void report_body(struct web *w, struct job *j, struct place *p, struct report *r);

#endif
