/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_ECHO_H
#define SONDE_UI_MODEL_ECHO_H

#include <stdbool.h>

#include "engine/field/field.h"

/* Data that was read and written, as the echo pane shows it. Owned by one thread. */
struct echo;

struct echo *echo_new(bool containers);
void echo_free(struct echo *e); /* NULL is fine */

/* The cheap half of the question: can events of this type have moved data? */
bool echo_type(uint16_t type);

/* Did this event move data? *write: out of the process. */
bool echo_takes(struct echo *e, struct event_ctx *c, bool *write);

/* "Read 76B from NAME (COMM)"; then the data, in the way that c->opts says. */
void echo_title(struct echo *e, struct event_ctx *c, bool write, struct buf *out);
void echo_data(struct echo *e, struct event_ctx *c, struct buf *out);

#endif
