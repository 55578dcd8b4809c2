/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_EVENT_TEXT_H
#define SONDE_EVENT_TEXT_H

#include "engine/event/render.h"

/* What the files of value rendering share; callers use render.h. */

/*
 * Append `path` to the base that out holds from `start` on, normalising: path_concat without
 * a limit, for a relative path, or for an absolute one when the base is empty. as_is: unprintable
 * bytes stay.
 */
void path_append(struct buf *out, size_t start, const char *path, size_t n, bool as_is);

#endif
