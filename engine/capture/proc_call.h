/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_PROC_CALL_H
#define SONDE_CAPTURE_PROC_CALL_H

#include <stdbool.h>

#include "engine/capture/proc_io.h"
#include "engine/state/thread.h"

/*
 * The system call in which a task waits, as /proc tells those who may trace it.
 * in      dirfd: /proc/PID or /proc/PID/task/TID; text: to work in
 * returns false when it is in none or runs, when it may not be read or the kernel has no such
 *         file, and for calls of 32-bit programs, whose numbers mean others
 */
bool proc_call(int dirfd, struct buf *text, struct thread_call *c);

#endif
