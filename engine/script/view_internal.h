/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_SCRIPT_VIEW_INTERNAL_H
#define SONDE_SCRIPT_VIEW_INTERNAL_H

#include "engine/script/view.h"

/* For the files that make views; nobody else includes this. */

struct lua_State;

/* view_read.c: what *arg becomes while a text is read. */
struct view_reading {
	struct view *view; /* NULL until the text proves to be one */
};

/* Read view_info from the environment on top of the stack; reports through luaL_error. */
void view_read(struct lua_State *L, void *arg);

/* view_check.c: what only makes sense as a whole. The message names the attribute. */
int view_check(const struct view *v, struct err *e);

#endif
