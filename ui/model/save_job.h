/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_SAVE_JOB_H
#define SONDE_UI_MODEL_SAVE_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/filter/filter.h"
#include "engine/store/log.h"

/* Saving what a filter and a span of events select as a capture, bit by bit. */
struct save_job;

/*
 * filter is a text, compiled anew: the level it was taken from may go meanwhile. first, last:
 * events by number, 0 no bound. source: the file being read, never overwritten; NULL none.
 * returns NULL with *e filled
 */
struct save_job *save_job_new(struct log *log, const char *path, const char *source,
			      const char *filter, uint64_t first, uint64_t last, struct err *e);

/*
 * Work until the clock says so.
 * returns 1 there is more to do, 0 all is written, < 0 with *e filled; then free it
 */
int save_job_step(struct save_job *j, uint64_t until_ns, struct err *e);

unsigned save_job_percent(const struct save_job *j);
uint64_t save_job_saved(const struct save_job *j); /* events selected so far */
const char *save_job_path(const struct save_job *j);

/*
 * Close the file; what was written stays readable. NULL is fine.
 * returns 0, or < 0 with *e filled when closing failed
 */
int save_job_free(struct save_job *j, struct err *e);

#endif
