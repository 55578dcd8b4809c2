/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_JOB_H
#define SONDE_UI_WEB_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "ui/web/params.h"
#include "ui/web/place.h"

/*
 * A question about the log, answered in slices by one thread, so that a long one does not hold up
 * the others. The network is another thread's business, capturing a third one's: neither waits.
 */
struct web;
struct job;

enum job_state {
	JOB_MORE, /* go on when the others had their turn */
	JOB_WAIT, /* the same, but there is nothing to do for some milliseconds */
	JOB_DONE,
};

struct question {
	const char *path;
	enum job_state (*step)(struct web *w, struct job *j, uint64_t until_ns);
	bool aside; /* not what somebody looks at first: others go before it, for a while */
};

/* The one of a path, NULL none. */
const struct question *question_find(const char *path);

struct job {
	struct job *next;
	const struct question *ep;
	struct params params;
	uint64_t began, again; /* explorer_now() */

	/* the answer */
	unsigned status; /* of HTTP */
	const char *type;
	char filename[128]; /* to be saved under this name; "" to be shown */
	struct buf out;
	int fd; /* in place of out; -1 none. The answer owns it */
	uint64_t fd_bytes;
	bool done;

	void *state; /* of step */
	void (*free_state)(void *state);
	void *arg; /* who waits for it */
};

struct job *job_new(const struct question *ep);
void job_free(struct job *j); /* NULL is fine */

/* An answer that says what is wrong. */
enum job_state job_refuse(struct job *j, unsigned status, const char *text);
enum job_state job_error(struct job *j, const struct err *e);

/*
 * The place that a job is about, worked on until the clock says so. *settled: there is nothing to
 * be added to what it shows. NULL: return *state.
 */
struct place *job_place(struct web *w, struct job *j, uint64_t until_ns, bool *settled,
			enum job_state *state);

/* How to go on with a place that is not settled: of a capture, more has to be read first. */
enum job_state job_later(const struct web *w);

/* Has it taken so long that what is there should be shown? */
bool job_is_late(const struct web *w, const struct job *j);

#endif
