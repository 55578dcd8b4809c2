/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_SCAP_SINK_H
#define SONDE_SCAP_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"

/*
 * Where a capture's bytes go: a file or a pipe, as they are or through gzip on a thread of
 * its own. One thread calls.
 */
struct sink;

/* path, source: see scap_writer_open(). */
struct sink *sink_open(const char *path, bool gzip, const char *source, struct err *e);

/* Write the rest, so that sink_bytes() is final; only sink_close() may follow. */
void sink_finish(struct sink *s);

/*
 * Write the rest and free. 0, or the code of the first failure; *e filled if not yet reported.
 * broken_pipe (NULL is fine): was it that nobody reads the pipe any more?
 */
int sink_close(struct sink *s, bool *broken_pipe, struct err *e);

/* Append whole blocks. When the disk is full a plain file is cut back to the last whole one. */
int sink_put(struct sink *s, const void *p, size_t n, struct err *e);
int sink_flush(struct sink *s, bool wait, struct err *e); /* see scap_writer_flush() */
uint64_t sink_bytes(const struct sink *s);

bool sink_broken_pipe(struct sink *s);

#endif
