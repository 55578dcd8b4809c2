/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_ACTIONS_H
#define SONDE_UI_MODEL_ACTIONS_H

#include "engine/base/buf.h"

struct explorer;

/* Where an action is there (actions.def). */
enum {
	IN_TABLE = 1 << 0,
	IN_TEXT = 1 << 1,
	IN_MENU = 1 << 2,
	IN_PAGE = 1 << 3,  /* help, legend, one event */
	IN_EVENT = 1 << 4, /* the page of one event, beside IN_PAGE */
	IN_CELL = 1 << 5,  /* a table with a cell selected, beside IN_TABLE */
	IN_TIME = 1 << 6,  /* the time strip is open, beside the others */
	IN_SPECTRO = 1 << 7,
	IN_COLUMNS = 1 << 8, /* the list of columns, beside IN_MENU */
	IN_LAST = IN_COLUMNS,
	IN_ALL = IN_TABLE | IN_TEXT | IN_MENU | IN_PAGE,
};

enum action_id {
#define ACTION(id, name, keys, label, help, where, function) ACT_##id,
#include "ui/model/actions.def"
#undef ACTION
	ACTION_COUNT,
};

struct action {
	const char *name, *keys, *label, *help;
	unsigned where; /* IN_* */
	/* which: the number of the key among those of the action */
	void (*run)(struct explorer *x, unsigned which);
};

extern const struct action actions[ACTION_COUNT];

/*
 * The action of a key, NULL none; *which as above. Where several places apply, the first row
 * of the table wins.
 */
const struct action *action_find(int key, unsigned where, unsigned *which);

/*
 * The first key that leads to an action here, as a short text, for the menu at the bottom.
 * returns false where rows before it have taken them all
 */
bool action_first_key(const struct action *a, unsigned where, struct buf *out);

#define ACTION(id, name, keys, label, help, where, function) \
	void function(struct explorer *x, unsigned which);
#include "ui/model/actions.def"
#undef ACTION

#endif
