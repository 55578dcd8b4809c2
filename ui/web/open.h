/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_OPEN_H
#define SONDE_UI_WEB_OPEN_H

#include <stdbool.h>

#include "engine/base/buf.h"
#include "engine/base/err.h"

/*
 * A link for the user's browser. Everybody on the machine can read the words that a program was
 * started with, and the token is in the link: so the browser is started with a file that only the
 * user can read, and that leads on to the link.
 */
struct opener {
	struct buf path; /* of the file; empty: there is none */
};

void opener_init(struct opener *o);

/* Start the browser, without waiting for it and without a word from it; ERR_IO with *e. */
int opener_open(struct opener *o, const char *url, struct err *e);

/* The file goes. */
void opener_release(struct opener *o);

#endif
