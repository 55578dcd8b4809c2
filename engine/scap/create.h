/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_SCAP_CREATE_H
#define SONDE_SCAP_CREATE_H

#include "engine/base/err.h"

/*
 * Open a file for a capture: captures hold secrets, so nobody else may decide where they go.
 *
 * A new file gets mode 0600. What exists already, file, pipe or device, must belong to the
 * caller or to root; a regular file gets that mode, too, and is emptied. Symbolic links at the end of the path are
 * followed only if they belong to the caller or to root.
 * in      source: a file that is being read, refused as a target; NULL none
 * returns a descriptor, or a negative code
 */
int create_private(const char *path, const char *source, struct err *e);

#endif
