/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TEXT_OUTPUT_H
#define SONDE_TEXT_OUTPUT_H

#include <stdbool.h>

#include "engine/base/buf.h"

/*
 * What goes to standard output, gathered in one buffer and written in large pieces. When
 * the reader of a pipe has gone, `gone` is set and further output vanishes: the program then
 * ends quietly. SIGPIPE must be ignored.
 */
struct output {
	struct buf b;
	int fd;
	bool per_line; /* write after every line: a terminal, or --unbuffered */
	bool gone;
	int error; /* errno of a failed write other than EPIPE, 0 none */
};

void output_init(struct output *o, int fd, bool per_line);
void output_release(struct output *o); /* does not flush */
void output_flush(struct output *o);

/* Append a newline, and write what is due. */
void output_end_line(struct output *o);

static inline bool output_dead(const struct output *o)
{
	return o->gone || o->error;
}

#endif
