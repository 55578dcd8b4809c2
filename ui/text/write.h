/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_TEXT_WRITE_H
#define SONDE_UI_TEXT_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/store/log.h"
#include "ui/text/rotate.h"

/*
 * The selected events of a log as a capture, or as a series of them (engine/store/save.h says
 * which others go with them). What sysdig asks for with -F is what this always does.
 */
struct capture_writer;

struct capture_opts {
	const char *path; /* borrowed; "-" is standard output, refused when that is a terminal */
	bool gzip, redact;
	struct rotate_opts rotate;
	const char *source; /* the file being read, not to be overwritten; NULL or "-" none */
	bool live;	    /* files begin now, not when the events say */
	bool all;	    /* every event will match */
	/* see struct saver_opts */
	bool (*wanted)(void *arg, const struct cursor *at, uint32_t thread);
	void *arg;
};

/* What was written so far, all files together. */
struct capture_totals {
	uint64_t events; /* that matched */
	uint64_t bytes;
	uint64_t files;
};

/* returns NULL with *e filled */
struct capture_writer *capture_writer_open(const struct capture_opts *o, struct log *log,
					   struct err *e);

/*
 * The event under the cursor. To be called for every event of the log, in order, whether it
 * matches or not, hidden ones too.
 * returns 0; or < 0 with *e filled: stop, and close
 */
int capture_writer_event(struct capture_writer *w, const struct cursor *c, bool matches,
			 struct err *e);

/*
 * Where all events match: the one under the cursor and as many of those behind it as can be dealt
 * with at once; the cursor then stands at the last of them. matched: how many of them did.
 */
int capture_writer_run(struct capture_writer *w, struct cursor *c, uint64_t *matched,
		       struct err *e);

/* Let a reader see what was written so far; as capture_writer_event(). */
int capture_writer_flush(struct capture_writer *w, struct err *e);

void capture_writer_totals(const struct capture_writer *w, struct capture_totals *t);

/* The name of the present file. */
const char *capture_writer_name(struct capture_writer *w);

/* True when writing failed because the reader of the pipe is gone: no reason for a message. */
bool capture_writer_gone(const struct capture_writer *w);

/*
 * Write the rest and close; what was written before a failure stays readable. Only
 * capture_writer_free() and the totals may follow.
 * returns 0, or < 0: with *e filled if no call before has reported the failure (so clear e->code
 * first); a pipe whose reader is gone counts as success
 */
int capture_writer_close(struct capture_writer *w, struct err *e);
void capture_writer_free(struct capture_writer *w); /* NULL is fine */

#endif
