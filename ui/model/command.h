/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_COMMAND_H
#define SONDE_UI_MODEL_COMMAND_H

#include <stdbool.h>

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/script/view.h"
#include "engine/table/table.h"

/*
 * The command line of an action. Its text is the view's; what its %fields stand for never
 * becomes a part of that text: values are positional parameters, each one word, whatever they
 * contain.
 */
struct command {
	char *text;  /* for sh -c: "kill -9 \"${1}\"" */
	char **args; /* $1 ... */
	unsigned nargs;
	char *shown; /* "kill -9 100", for people: sanitised, may be ambiguous */
	bool wait;   /* let the user read its output */
};

/*
 * The command of an action for a row of a table (its number in the table).
 * returns 0; ERR_UNKNOWN when it names a field that is no column of the view; ERR_LIMIT when a
 *         value is not safe to hand to a program: it is missing, has a NUL in it, or begins with
 *         a dash and would be taken for an option
 */
int command_make(struct command *c, const struct view_action *a, const struct table *t,
		 const struct table_def *d, uint32_t row, struct err *e);
void command_release(struct command *c);

/* argv for execv: sh -c TEXT sonde ARGS... NULL; free the array, not what it points to. */
char **command_argv(const struct command *c);

#endif
