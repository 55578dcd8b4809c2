/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_PROMPT_H
#define SONDE_UI_MODEL_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/buf.h"
#include "ui/model/history.h"

/* One line of text that the user types. */
struct prompt {
	const char *title;	 /* "Search: " */
	struct buf text;	 /* UTF-8 */
	size_t at;		 /* the cursor, in bytes */
	struct buf killed;	 /* what Ctrl-K, Ctrl-U and Ctrl-W took, for Ctrl-Y */
	struct history *history; /* NULL none; borrowed */
	unsigned past;		 /* the line of it that is shown; history->n: none */
	struct buf draft;	 /* what was typed before going back in it */
};

enum prompt_reaction {
	PROMPT_IGNORED, /* not a key of a line */
	PROMPT_MOVED,
	PROMPT_CHANGED, /* the text is another one */
	PROMPT_DONE,
	PROMPT_CANCELLED,
};

void prompt_init(struct prompt *p, const char *title, const char *text);
void prompt_release(struct prompt *p);
void prompt_set_history(struct prompt *p, struct history *h);
enum prompt_reaction prompt_key(struct prompt *p, int key);

/* Put other bytes in place of [from, to); the cursor stands behind them. */
void prompt_replace(struct prompt *p, size_t from, size_t to, const char *s, size_t n);

#endif
