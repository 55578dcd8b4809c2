/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TEXT_SUMMARY_H
#define SONDE_TEXT_SUMMARY_H

#include "engine/base/buf.h"
#include "engine/event/event.h"

/* -S: how often each event type occurred; generic events count for their system call. */
struct summary;

struct summary *summary_new(void);
void summary_free(struct summary *s); /* NULL is fine */
void summary_count(struct summary *s, const struct evt *e);

/* The table, most frequent first, at most 100 rows. */
void summary_append(struct summary *s, struct buf *out);

#endif
