/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/explorer.h"
#include "ui/model/keys.h"

/* The actions of a view: commands about the selected row. */

static const char *forbidden(const struct explorer *x)
{
	if (!x->live.on)
		return "The events come from a file, not from this machine: nothing is run.";
	if (x->opts.read_only)
		return "--read-only: nothing is run.";
	return NULL;
}

/* Whatever the view says about it: a command is shown, and run when the user says so. */
static bool confirm_key(struct explorer *x, int key)
{
	explorer_prompt_close(x);
	if (key == 'y' || key == 'Y')
		x->run = true;
	else
		command_release(&x->command);
	return true;
}

static void never(struct explorer *x)
{
	(void)x;
}

static const struct prompt_ops confirm_ops = {
	.key = confirm_key,
	.changed = never,
	.done = never,
	.cancelled = never,
};

static void run_action(struct explorer *x, unsigned value)
{
	const struct level *l = explorer_level(x);
	const char *why = forbidden(x);
	struct err e = {0};

	if (why) {
		explorer_say(x, "%s", why);
		return;
	}
	if (l->row >= level_count(l)) {
		explorer_say(x, "No row is selected.");
		return;
	}
	command_release(&x->command);
	if (command_make(&x->command, &l->view->actions[value], l->table, &l->def,
			 level_table_row(l, l->row), &e)) {
		explorer_say(x, "Not run: %s", e.msg);
		return;
	}
	explorer_prompt(x, "Run this? (y/n) ", x->command.shown, &confirm_ops);
}

static void describe_action(struct explorer *x, unsigned value, struct lines *out)
{
	const struct view_action *a = &explorer_level(x)->view->actions[value];
	const char *why = forbidden(x);

	lines_puts(out, LINE_HEADING, a->desc);
	lines_puts(out, LINE_TEXT, a->command);
	lines_puts(out, LINE_TEXT, "");
	lines_puts(out, LINE_TEXT,
		   why ? why : "It is shown with the values of the row before it is run.");
}

void action_actions(struct explorer *x, unsigned which)
{
	const struct view *v = explorer_level(x)->view;
	struct buf b;
	unsigned i;

	(void)which;
	if (!v || !v->nactions) {
		explorer_say(x, "This view has no actions.");
		return;
	}
	buf_init(&b, 0);
	menu_open(x, "Select Action", run_action);
	x->menu.describe = describe_action;
	for (i = 0; i < v->nactions; i++) {
		buf_clear(&b);
		buf_printf(&b, "(%c) %s", v->actions[i].hotkey, v->actions[i].desc);
		menu_add(&x->menu, buf_cstr(&b), i, v->actions[i].hotkey);
	}
	buf_release(&b);
}
