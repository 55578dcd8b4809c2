/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_PROC_TASK_H
#define SONDE_CAPTURE_PROC_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/capture/proc_io.h"
#include "engine/scap/meta.h"

/* What /proc/PID/stat and status say beside what goes into the process list. */
struct task_facts {
	char comm[64];
	char state; /* 'R', 'S', 'Z' ... */
	bool kernel_thread;
	uint32_t nthreads;
	uint64_t start_ticks; /* since boot, USER_HZ */
	uint32_t depth;	      /* pid namespaces it is in, seen from ours: 1 = ours only */
};

/*
 * Read the two files of a task.
 * in      dirfd: /proc/PID or /proc/PID/task/TID; text: to work in
 * out     *t: all that the two files tell; t->comm points to f->comm. What they do not tell is
 *         unknown (-1, UINT32_MAX) or 0
 * returns false when the task is gone
 */
bool proc_task(int dirfd, struct buf *text, struct scap_thread *t, struct task_facts *f);

#endif
