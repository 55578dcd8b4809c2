/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_TERM_THEME_H
#define SONDE_UI_TERM_THEME_H

/* What things on the screen are; the theme says what they look like. */
enum look {
	LOOK_TEXT,
	LOOK_LABEL, /* "Viewing:" */
	LOOK_HEADER,
	LOOK_HEADER_SORTED,
	LOOK_LIST_HEADER, /* of events, lists and menus */
	LOOK_SELECTED,
	LOOK_KEY,	/* at the bottom: the key ... */
	LOOK_KEY_LABEL, /* ... and what it does */
	LOOK_MESSAGE,
	LOOK_HEADING, /* in pages */
	LOOK_NAME,    /* in pages: the name of a value */
	LOOK_READ,    /* data that came in ... */
	LOOK_WRITE,   /* ... and went out */
	LOOK_ALERT,   /* what is out of the ordinary: paused ... */
	LOOK_ERROR,
	LOOK_CELL,	/* the selected cell of the selected row */
	LOOK_CANDIDATE, /* what could be typed */
	LOOK_CURVE,	/* of events, in the time strip */
	LOOK_CURVE_ERROR,
	LOOK_RANGE,
	LOOK_COUNT,
};

/* After ncurses has started: colours where the terminal has them and NO_COLOR is not set. */
void theme_start(void);

/* The attributes of a look, colour included; attr_t and pair of ncurses. */
unsigned long theme_attr(enum look l);
short theme_pair(enum look l);

#endif
