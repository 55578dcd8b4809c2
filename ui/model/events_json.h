/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_EVENTS_JSON_H
#define SONDE_UI_MODEL_EVENTS_JSON_H

#include <stdint.h>

#include "engine/base/buf.h"
#include "ui/model/pane.h"

/*
 * The events of a filter, or the data they moved, as JSON in the form of csysdig -j: a list of
 * slices, each with the lines (or objects) of some two thousand events. For a log that has
 * been read to its end.
 */
struct events_json;

/* filter (NULL: every event) and what o points at are borrowed. */
struct events_json *events_json_new(struct log *log, const struct filter *filter,
				    const struct pane_opts *o);
void events_json_free(struct events_json *j); /* NULL is fine */

/* Append what comes next, up to the end of a slice; false when that was the end. */
bool events_json_next(struct events_json *j, struct buf *out);

#endif
