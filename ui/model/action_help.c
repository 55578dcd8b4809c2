/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/explorer.h"

/* The help is the table of actions, read aloud. */

enum { KEYS_WIDTH = 22 };

static const struct {
	unsigned where, not_where;
	const char *title;
} sections[] = {
	{IN_TABLE, IN_MENU, "In a table"},
	{IN_TEXT, IN_MENU, "In the events"},
	{IN_MENU, IN_TABLE, "In a list to choose from"},
	{IN_MENU, 0, "Everywhere"},
};

static const char *const intro[] = {
	"A table shows what the capture says, one row a process, a thread, a file ... Enter opens "
	"the selected row in the view that follows; its events are one key away (d). Backspace "
	"returns, to the same row.",
	"",
	"The line under the title says which filter the rows were made with.",
	"",
};

static bool belongs(const struct action *a, unsigned section)
{
	if (sections[section].where == IN_MENU && !sections[section].not_where)
		return a->where == IN_ALL;
	return (a->where & sections[section].where) && !(a->where & sections[section].not_where);
}

static void put_action(const struct action *a, struct buf *out)
{
	size_t from = out->len;

	buf_puts(out, "  ");
	buf_puts(out, a->keys);
	do
		buf_putc(out, ' ');
	while (out->len - from < KEYS_WIDTH);
	buf_puts(out, a->help);
}

bool explorer_help(unsigned i, struct buf *out, bool *heading)
{
	unsigned k, s;

	*heading = false;
	if (i < sizeof(intro) / sizeof(intro[0])) {
		buf_puts(out, intro[i]);
		return true;
	}
	i -= sizeof(intro) / sizeof(intro[0]);
	for (s = 0; s < sizeof(sections) / sizeof(sections[0]); s++) {
		if (!i--) {
			buf_puts(out, sections[s].title);
			*heading = true;
			return true;
		}
		for (k = 0; k < ACTION_COUNT; k++) {
			if (belongs(&actions[k], s) && !i--) {
				put_action(&actions[k], out);
				return true;
			}
		}
		if (!i--)
			return true; /* an empty line between the sections */
	}
	return false;
}

void action_help(struct explorer *x, unsigned which)
{
	(void)which;
	x->overlay = OVERLAY_HELP;
	x->help_top = 0;
}
