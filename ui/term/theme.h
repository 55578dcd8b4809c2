/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_TERM_THEME_H
#define SONDE_UI_TERM_THEME_H

#include <stdbool.h>

#include "engine/base/err.h"

enum look {
#define LOOK(id, name, colour, mono) LOOK_##id,
#include "ui/term/theme.def"
#undef LOOK
	LOOK_COUNT,
};

/*
 * Themes are files, NAME.theme: lines "look = FOREGROUND BACKGROUND ATTRIBUTES", # comments.
 * Colours are default, the eight names, bright-NAME, 0 to 255, or #rrggbb; what the terminal
 * cannot show becomes the nearest that it can. Attributes: bold, dim, underline, reverse.
 */

/* After ncurses has started: the looks without a theme file; without colours if NO_COLOR is set. */
void theme_start(void);

/*
 * Use the theme of a file from now on; what it does not mention looks as without a theme.
 * returns 0; ERR_IO, or ERR_SYNTAX with file and line in *e: nothing has changed
 */
int theme_load(const char *path, struct err *e);

/* The attributes of a look, colour included; attr_t and pair of ncurses. */
unsigned long theme_attr(enum look l);
short theme_pair(enum look l);

#endif
