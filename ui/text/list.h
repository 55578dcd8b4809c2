/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TEXT_LIST_H
#define SONDE_TEXT_LIST_H

#include <stdbool.h>

#include "engine/base/buf.h"

/* -l, -lv, --list-markdown, -L: what fields and event types there are. newer: also what the
 * reference does not know. */
void list_fields(struct buf *out, bool types, bool newer);
void list_fields_markdown(struct buf *out, bool newer);
void list_events(struct buf *out, bool newer);

#endif
