/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_TEXT_WRITE_H
#define SONDE_UI_TEXT_WRITE_H

#include <stdbool.h>

#include "engine/base/err.h"
#include "engine/store/log.h"

/*
 * `print -w`: the selected events of a log as a capture (engine/store/save.h says which others
 * go with them). What sysdig asks for with -F is what this always does.
 */
struct capture_writer;

/*
 * path: "-" is standard output, refused when that is a terminal. source: the file being read,
 * which must not be the one written; NULL or "-" none.
 * returns NULL with *e filled
 */
struct capture_writer *capture_writer_open(const char *path, bool gzip, const char *source,
					   struct log *log, struct err *e);

/*
 * The event under the cursor. To be called for every event of the log, in order, whether it
 * matches or not, hidden ones too.
 * returns 0; or < 0 with *e filled: stop, and close
 */
int capture_writer_event(struct capture_writer *w, const struct cursor *c, bool matches,
			 struct err *e);

/* True when writing failed because the reader of the pipe is gone: no reason for a message. */
bool capture_writer_gone(const struct capture_writer *w);

/*
 * Write the rest and close; NULL is fine. What was written before a failure stays readable.
 * returns 0, or < 0: with *e filled if no call before has reported the failure (so clear e->code
 * first); a pipe whose reader is gone counts as success
 */
int capture_writer_close(struct capture_writer *w, struct err *e);

#endif
