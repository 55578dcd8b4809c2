/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_CONFIG_H
#define SONDE_UI_MODEL_CONFIG_H

#include <stdbool.h>

#include "engine/base/buf.h"

/*
 * $XDG_CONFIG_HOME/sonde/config (~/.config/sonde/config): lines "name = value", # comments.
 * Names: theme, columns.VIEW.
 */

/* Append the value of a name; false when it is not there. */
bool config_get(const char *name, struct buf *out);

/* Set it ("": take it out) and keep everything else. False when the file cannot be written. */
bool config_set(const char *name, const char *value);

#endif
