/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_CHISEL_DIRS_H
#define SONDE_UI_MODEL_CHISEL_DIRS_H

#include <stdbool.h>

#include "engine/script/chisel.h"

/*
 * Where chisels are looked for: named folders (NULL none), $SYSDIG_CHISEL_DIR, what belongs to the
 * program, with `here` the current folder and ./chisels, what belongs to the user; with
 * `of_sysdig` what sysdig has installed. Appended to *p.
 */
void chisel_dirs_add(struct chisel_path *p, const struct chisel_path *named, bool here,
		     bool of_sysdig);

#endif
