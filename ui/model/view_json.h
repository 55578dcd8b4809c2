/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_VIEW_JSON_H
#define SONDE_UI_MODEL_VIEW_JSON_H

#include <stdint.h>

#include "engine/base/buf.h"
#include "ui/model/nav.h"

/* Views and their rows as JSON, in the form of csysdig -j. */

/*
 * Append the rows of a table level and what there is to know about them, as a list of slices
 * of which the last has the data.
 * in      from, to: numbers of the first and the last row, 0-based; to 0: to the end
 */
void view_json_rows(struct buf *out, const struct nav *n, const struct level *l, uint64_t from,
		    uint64_t to);

/* Append all views as an array, in the order in which they are offered. */
void view_json_list(struct buf *out, const struct view_set *views);

#endif
