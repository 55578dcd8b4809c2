/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_SCRIPT_SANDBOX_H
#define SONDE_SCRIPT_SANDBOX_H

#include <stddef.h>

#include "engine/base/err.h"

struct lua_State;

/*
 * Run a Lua text that is data: it may compute (tables, text, mathematics) but has no files,
 * no processes, no modules and no ffi, and ends when it takes too many steps or too much
 * memory.
 * in      name goes in front of messages; read is called with the environment table (what
 *         the text's globals became) on top of the stack, under the same limits; it reports
 *         what it dislikes with luaL_error
 * returns 0, or ERR_SYNTAX / ERR_LIMIT with *e
 */
int sandbox_run(const char *text, size_t len, const char *name,
		void (*read)(struct lua_State *L, void *arg), void *arg, struct err *e);

#endif
