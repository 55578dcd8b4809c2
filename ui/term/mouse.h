/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_TERM_MOUSE_H
#define SONDE_UI_TERM_MOUSE_H

#include <stdbool.h>

/* What the mouse did, in cells from the top left corner. */
enum mouse_kind { MOUSE_PRESS, MOUSE_DRAG, MOUSE_RELEASE, MOUSE_UP, MOUSE_DOWN };

struct mouse {
	enum mouse_kind kind;
	unsigned x, y;
};

struct screen;

/* After ncurses has started and before it ends: ask the terminal to tell. */
void mouse_start(void);
void mouse_stop(void);

enum { MOUSE_MOST = 16 };

/* After term_key() gave UK_MOUSE: what it did meanwhile, oldest first; returns how much that is. */
unsigned mouse_get(struct mouse m[MOUSE_MOST]);

/* Do what it means where it happened. */
void screen_mouse(struct screen *s, const struct mouse *m);

#endif
