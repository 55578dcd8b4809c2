/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FIELD_PEERS_H
#define SONDE_FIELD_PEERS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/store/log.h"

/*
 * Which processes have, or had, the other end of a pipe, of a unix socket or of a connection
 * within this machine open, at one moment. Made by one walk over all fds.
 */
struct peers;

/* What is true at event num. */
struct peers *peers_new(struct log *log, uint64_t num);
void peers_free(struct peers *p); /* NULL is fine */
uint64_t peers_moment(const struct peers *p);

/*
 * Append "name[pid]" of each process but `pid` itself that has the other end of f open; where
 * nobody has any more, of those that had.
 * returns false, with nothing appended, when none is known
 */
bool peers_put(struct peers *p, const struct fd_version *f, int64_t pid, struct buf *out);

/*
 * The same for the child of `pid`, for whom calls that wait for children wait. Which one they name
 * is in no event, so that of several none is.
 */
bool peers_put_child(const struct peers *p, int64_t pid, struct buf *out);

#endif
