/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_PROMPT_H
#define SONDE_UI_MODEL_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/buf.h"

/* One line of text that the user types. */
struct prompt {
	const char *title; /* "Search: " */
	struct buf text;   /* UTF-8 */
	size_t at;	   /* the cursor, in bytes */
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
enum prompt_reaction prompt_key(struct prompt *p, int key);

#endif
