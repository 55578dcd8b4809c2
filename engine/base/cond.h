/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_BASE_COND_H
#define SONDE_BASE_COND_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

#include "engine/base/clock.h"

/* Waiting for a while that does not become longer when somebody sets the clock. */

/* To be destroyed as any condition. */
static inline void cond_init(pthread_cond_t *c)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(c, &attr);
	pthread_condattr_destroy(&attr);
}

/*
 * Wait with the lock held, until somebody signals or a time has come.
 * in      until_ns: of monotonic_ns()
 * return  0, or ETIMEDOUT
 */
static inline int cond_wait_until(pthread_cond_t *c, pthread_mutex_t *lock, uint64_t until_ns)
{
	const struct timespec t = {
		.tv_sec = (time_t)(until_ns / 1000000000u),
		.tv_nsec = (long)(until_ns % 1000000000u),
	};

	return pthread_cond_timedwait(c, lock, &t);
}

#endif
