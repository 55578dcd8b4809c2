/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_USERFILE_H
#define SONDE_UI_MODEL_USERFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/buf.h"

/*
 * Append the path of a file of the user's: $VARIABLE/sonde/NAME, or ~/FALLBACK/sonde/NAME.
 * False when there is no home.
 */
bool user_path(const char *variable, const char *fallback, const char *name, struct buf *out);

/*
 * Write a file of the user's anew, mode 0600, with the folders it is in (0700): beside it and
 * then in its place, so that it is never half a file.
 */
bool user_file_write(const char *path, const char *text, size_t len);

#endif
