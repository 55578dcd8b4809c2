/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/explorer.h"

/* The help is the table of actions, read aloud. */

enum { KEYS_WIDTH = 24, LINE_LEAST = 60 };

static const struct {
	unsigned where; /* 0: what is everywhere */
	const char *title;
} sections[] = {
	{IN_TABLE, "In a table"},
	{IN_TEXT, "In the events, and in the data read and written"},
	{0, "Everywhere"},
	{IN_CELL, "In a table, with a cell selected (Tab)"},
	{IN_TIME, "With the time strip open"},
	{IN_SPECTRO, "In a spectrogram"},
	{IN_EVENT, "In the fields of one event"},
	{IN_MENU, "In a list to choose from"},
	{IN_COLUMNS, "In the list of columns"},
	{IN_PAGE, "In a page like this"},
};

static const char *const intro[] = {
	("A table shows what the capture says, one row a process, a thread, a file ... Enter opens "
	 "the selected row in the view that follows; its events (d) and its data (e) are one key "
	 "away. Backspace returns, to the same row."),
	"",
	("The line under the title says which filter the rows were made with; f goes on with it, or "
	 "edits it: Backspace takes the \"and\" away. In the filter line Tab completes fields, "
	 "operators and values, Up brings back filters of before. A mark at the end of the column "
	 "headers says that more columns are there, to the right."),
	"",
};

static const char outro[] =
	"With the mouse: a click selects a row, two open it; a click on a column header sorts, one "
	"on a key at the bottom presses it, one on the filter edits it; the wheel scrolls. In the "
	"time strip a click puts the cursor, dragging selects a range.";

static bool belongs(const struct action *a, unsigned section)
{
	unsigned where = sections[section].where;

	return where ? (a->where & where) && a->where != IN_ALL : a->where == IN_ALL;
}

static void put_section(struct lines *out, unsigned s, unsigned width)
{
	unsigned k;
	bool any = false;

	for (k = 0; k < ACTION_COUNT; k++) {
		if (!belongs(&actions[k], s))
			continue;
		if (!any)
			lines_puts(out, LINE_HEADING, sections[s].title);
		any = true;
		lines_named(out, width < LINE_LEAST ? KEYS_WIDTH / 2 : KEYS_WIDTH, actions[k].keys,
			    actions[k].help, strlen(actions[k].help));
	}
	if (any)
		lines_puts(out, LINE_TEXT, "");
}

void action_help(struct explorer *x, unsigned which)
{
	struct lines *out = page_open(x, "Help");
	unsigned i;

	(void)which;
	for (i = 0; i < sizeof(intro) / sizeof(intro[0]); i++)
		lines_puts(out, LINE_TEXT, intro[i]);
	for (i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		put_section(out, i, x->width);
	lines_puts(out, LINE_TEXT, outro);
}
