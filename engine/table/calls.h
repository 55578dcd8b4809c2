/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TABLE_CALLS_H
#define SONDE_TABLE_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/store/log.h"

/*
 * Which threads are inside a system call: those whose latest event of a call is that it began.
 * Fed with every event in order; of what was before the first, nothing is known.
 */
struct calls;

struct calls *calls_new(void);
void calls_free(struct calls *c); /* NULL is fine */

void calls_take(struct calls *c, const struct cursor *cur);

/* Calls f with the number of the event by which each of the calls began, in no order. */
void calls_each(const struct calls *c, void (*f)(void *arg, uint64_t num), void *arg);

/*
 * A call that waits for a list of descriptors with a single entry (poll of one socket, as
 * clients do) is about that one. The event under the cursor as a record that says so, in *out;
 * false when it is no such call.
 */
bool calls_waits_for_one(struct cursor *c, struct log_rec *out);

#endif
