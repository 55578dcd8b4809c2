/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/term/theme.h"

#include <ncurses.h>
#include <stdlib.h>

struct look_def {
	short fg, bg;  /* -1: the terminal's own */
	attr_t colour; /* attributes beside the colours */
	attr_t mono;   /* attributes where there are no colours */
};

static const struct look_def looks[LOOK_COUNT] = {
	[LOOK_TEXT] = {-1, -1, A_NORMAL, A_NORMAL},
	[LOOK_LABEL] = {COLOR_CYAN, -1, A_BOLD, A_BOLD},
	[LOOK_HEADER] = {COLOR_BLACK, COLOR_GREEN, A_NORMAL, A_REVERSE},
	[LOOK_HEADER_SORTED] = {COLOR_BLACK, COLOR_CYAN, A_NORMAL, A_REVERSE | A_UNDERLINE},
	[LOOK_LIST_HEADER] = {COLOR_BLACK, COLOR_YELLOW, A_NORMAL, A_REVERSE},
	[LOOK_SELECTED] = {COLOR_BLACK, COLOR_CYAN, A_NORMAL, A_REVERSE},
	[LOOK_KEY] = {-1, -1, A_NORMAL, A_BOLD},
	[LOOK_KEY_LABEL] = {COLOR_BLACK, COLOR_CYAN, A_NORMAL, A_REVERSE},
	[LOOK_MESSAGE] = {COLOR_BLACK, COLOR_YELLOW, A_NORMAL, A_REVERSE},
	[LOOK_HEADING] = {COLOR_CYAN, -1, A_BOLD, A_BOLD},
	[LOOK_NAME] = {COLOR_CYAN, -1, A_NORMAL, A_BOLD},
	[LOOK_READ] = {COLOR_RED, -1, A_NORMAL, A_NORMAL},
	[LOOK_WRITE] = {COLOR_CYAN, -1, A_NORMAL, A_BOLD},
	[LOOK_ALERT] = {COLOR_RED, -1, A_BOLD, A_REVERSE | A_BOLD},
	[LOOK_ERROR] = {COLOR_RED, -1, A_BOLD, A_BOLD},
	[LOOK_CELL] = {COLOR_BLACK, COLOR_YELLOW, A_NORMAL, A_BOLD | A_UNDERLINE},
	[LOOK_CURVE] = {COLOR_GREEN, -1, A_NORMAL, A_NORMAL},
	[LOOK_CURVE_ERROR] = {COLOR_RED, -1, A_BOLD, A_BOLD},
	[LOOK_RANGE] = {COLOR_YELLOW, -1, A_BOLD, A_REVERSE},
	[LOOK_CANDIDATE] = {COLOR_WHITE, COLOR_BLUE, A_NORMAL, A_UNDERLINE},
};

void theme_start(void)
{
	const char *no_colour = getenv("NO_COLOR");
	short i;

	if ((no_colour && no_colour[0]) || !has_colors() || start_color() == ERR)
		return;
	/* Terminals that cannot keep their own background get white on black. */
	if (use_default_colors() == ERR)
		assume_default_colors(COLOR_WHITE, COLOR_BLACK);
	for (i = 0; i < LOOK_COUNT; i++)
		init_pair((short)(i + 1), looks[i].fg, looks[i].bg);
}

static bool coloured(void)
{
	short fg, bg;

	return pair_content(LOOK_HEADER + 1, &fg, &bg) != ERR && fg != bg;
}

short theme_pair(enum look l)
{
	return (short)(coloured() ? (short)l + 1 : 0);
}

unsigned long theme_attr(enum look l)
{
	return coloured() ? looks[l].colour | COLOR_PAIR((short)l + 1) : looks[l].mono;
}
