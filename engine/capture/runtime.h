/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_RUNTIME_H
#define SONDE_CAPTURE_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/buf.h"

/*
 * Names, images, labels ... of containers, asked of their runtimes: the API sockets of docker and
 * podman, the files of containerd, CRI-O and podman's storage. All asking happens on a thread of
 * its own that waits for slow answers, so that nobody else does; an answer arrives some time
 * later as a container event, the form in which recordings keep it.
 *
 * One thread (the one that captures) calls.
 */
struct runtime;

struct runtime_opts {
	const char *root;    /* in front of every path: tests, a mounted host; NULL = "" */
	unsigned timeout_ms; /* of one question, 0 = 1000 */
	unsigned retry_ms;   /* before the second try, four times that before the third, 0 = 300 */
};

struct runtime *runtime_new(const struct runtime_opts *o);
void runtime_free(struct runtime *r); /* NULL is fine; ends what is under way */

/*
 * A process was seen in these cgroups ("subsystem=path" entries, each followed by NUL, n bytes):
 * ask about its container, if it is in one and this is the first sight of it. Never waits.
 */
void runtime_saw(struct runtime *r, const char *cgroups, size_t n);

/*
 * The next answer as an event, for the log and the state.
 * in      ts_ns: the event's time; block: cleared first
 * out     block: a whole event block of type container, tid -1
 * returns false when there is none yet
 */
bool runtime_next(struct runtime *r, uint64_t ts_ns, struct buf *block);

/* Containers asked about and not answered yet. */
unsigned runtime_pending(struct runtime *r);

#endif
