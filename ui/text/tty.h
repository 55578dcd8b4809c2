/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TEXT_TTY_H
#define SONDE_TEXT_TTY_H

#include "engine/base/buf.h"

/*
 * What chisels print on a terminal comes from them and, unseen by us, from the processes that
 * they watch. Of escape sequences only those pass with which chisels draw: colours, moving the
 * cursor, clearing, hiding the cursor. Everything else that a terminal would obey becomes dots:
 * nothing that is printed can set a title, fill a clipboard, or make the terminal answer.
 */
struct tty_filter {
	char seq[32]; /* an escape sequence so far */
	unsigned n;
	unsigned more; /* bytes that a UTF-8 character still needs */
	char chars[4]; /* the character so far */
	unsigned nchars;
};

/* Append what may be shown of the next bytes; sequences may be cut anywhere. */
void tty_filter_put(struct tty_filter *f, const char *p, size_t n, struct buf *out);

/*
 * From now on stdout and stderr are filtered, where they are a terminal. To be called before
 * anything was written to them.
 */
void tty_filter_streams(void);

#endif
