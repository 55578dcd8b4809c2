/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_WORKER_H
#define SONDE_UI_WEB_WORKER_H

#include <stdbool.h>

#include "ui/web/job.h"

/* The thread that answers questions, in turns. */
struct worker;

/* finished: called on the thread, when a job is done; the job is the callee's from then on. */
struct worker *worker_start(struct web *w, void (*finished)(void *arg, struct job *j),
			    /* about five times a second, between two jobs */
			    void (*tick)(void *arg), void *arg);

/* Answers are refused from now on; returns when the thread has ended. NULL is fine. */
void worker_stop(struct worker *k);
void worker_free(struct worker *k); /* after that; NULL is fine */

/* False when there are too many already: the job stays the caller's. From any thread. */
bool worker_add(struct worker *k, struct job *j);

#endif
