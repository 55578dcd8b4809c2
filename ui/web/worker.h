/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_WORKER_H
#define SONDE_UI_WEB_WORKER_H

#include <stdbool.h>

#include "ui/web/job.h"

/* The thread that answers questions, in turns. */
struct worker;

/* What is called on the thread. */
struct worker_ops {
	bool (*waited_for)(struct job *j); /* is anybody still there who wants the answer? */
	void (*finished)(struct job *j);   /* the job is the callee's from then on */
	void (*tick)(void *arg);	   /* about five times a second, between two jobs */
};

/* ops is borrowed; arg: of tick */
struct worker *worker_start(struct web *w, const struct worker_ops *ops, void *arg);

/* Answers are refused from now on; returns when the thread has ended. NULL is fine. */
void worker_stop(struct worker *k);
void worker_free(struct worker *k); /* after that; NULL is fine */

/* False when there are too many already: the job stays the caller's. From any thread. */
bool worker_add(struct worker *k, struct job *j);

#endif
