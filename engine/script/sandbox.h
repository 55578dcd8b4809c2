/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_SCRIPT_SANDBOX_H
#define SONDE_SCRIPT_SANDBOX_H

#include <stddef.h>

#include "engine/base/buf.h"
#include "engine/base/err.h"

struct lua_State;

/* Folders, in order. */
struct sandbox_dirs {
	const char *const *v;
	unsigned n;
};

/*
 * Run a Lua text that is data: it may compute (tables, text, mathematics) but has no files,
 * no processes, no modules and no ffi, and ends when it takes too many steps or too much
 * memory. Its one way out is shared "NAME": what the file shared/NAME.lua returns, in the folder
 * of the text or else the first of dirs that has one, run under the same limits with globals of
 * its own.
 * in      path of the text, goes in front of messages; dirs NULL for none; read is called with the environment
 *         table (what the text's globals became) on top of the stack, under the same limits;
 *         it reports what it dislikes with luaL_error
 * returns 0, or ERR_SYNTAX / ERR_LIMIT with *e
 */
int sandbox_run(const char *text, size_t len, const char *path, const struct sandbox_dirs *dirs,
		void (*read)(struct lua_State *L, void *arg), void *arg, struct err *e);

/*
 * Read a file whole, if it has no more than a mebibyte.
 * out     text: release it with buf_release, also after an error
 * returns 0, or ERR_IO / ERR_LIMIT with *e
 */
int sandbox_read_file(const char *path, struct buf *text, struct err *e);

#endif
