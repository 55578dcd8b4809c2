/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_CHISEL_JOB_H
#define SONDE_UI_MODEL_CHISEL_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/script/chisel.h"
#include "engine/store/log.h"

/*
 * A chisel that runs over what a log holds now, in a process of its own: chisels are programs that
 * may print, start others, end, or never end, and none of that is to happen to the explorer. The
 * process has a copy of the log as it is at that moment, live or not, complete or not.
 */
struct chisel_job;

struct chisel_job_opts {
	struct log *log;
	const struct chisel_path *path;
	const char *name;
	const char *word;   /* its arguments, NULL none */
	const char *filter; /* "" none */
	const char *source; /* path of the capture, "" none */
	const struct query_opts *query;
	bool containers;
	unsigned width; /* of what it prints to */
};

/* returns NULL with *e when there is no other process to be had */
struct chisel_job *chisel_job_new(const struct chisel_job_opts *o, struct err *e);

/*
 * Append what it has printed and said since; never waits.
 * returns true while it runs
 */
bool chisel_job_read(struct chisel_job *j, struct buf *out);

/* The signal that has ended it, 0 none. */
int chisel_job_signal(const struct chisel_job *j);

/* End it, with all that it has started. NULL is fine. */
void chisel_job_free(struct chisel_job *j);

#endif
