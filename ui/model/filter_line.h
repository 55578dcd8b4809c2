/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_FILTER_LINE_H
#define SONDE_UI_MODEL_FILTER_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "ui/model/complete.h"
#include "ui/model/history.h"
#include "ui/model/match_count.h"

struct explorer;

/*
 * What the filter line knows about the filter while it is typed: whether it is one, how many
 * events match, and how it could go on. The text itself is in the explorer's prompt.
 */
struct filter_line {
	bool open;
	struct history history;
	struct err err; /* code 0: the filter is good */
	struct match_count count; /* goes on while the filter is one */
	struct completion *completion;
	/* Tab puts in one candidate after the other: the one chosen, its bytes in the text */
	int chosen; /* -1 none yet */
	size_t from, to;
};

void filter_line_init(struct explorer *x);
void filter_line_release(struct explorer *x);

/* Work until the clock says so; true when there is more to do at once. */
bool filter_line_step(struct explorer *x, uint64_t until_ns);

/* "1234 of 22381 events match", with "..." while they are counted; or why there is no filter. */
void filter_line_status(const struct explorer *x, struct buf *out);

#endif
