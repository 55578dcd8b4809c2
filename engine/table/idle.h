/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TABLE_IDLE_H
#define SONDE_TABLE_IDLE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/store/log.h"

/*
 * What exists need not have done anything. So that a table can have rows for it, it is offered
 * through an event that says nothing: no type, no arguments; its time is the nanosecond before
 * the last second began.
 */
enum idle_kind {
	IDLE_THREADS, /* every thread: an exit event without fd, as csysdig has it */
	IDLE_FDS,     /* every fd that is open in a process: an enter event about it */
	/*
	 * every call that a thread was in when the capture began, and still is: its enter event, of
	 * the time when that was found out, REC_BEFORE
	 */
	IDLE_CALLS,
};

/*
 * Calls f for everything of the kind that exists at event `num`. The cursor stands at the event
 * that says nothing; all of them have the number `num`.
 */
void idle_each(struct log *log, uint64_t num, enum idle_kind kind,
	       void (*f)(void *arg, struct cursor *c), void *arg);

#endif
