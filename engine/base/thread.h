/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_BASE_THREAD_H
#define SONDE_BASE_THREAD_H

#include <pthread.h>

/*
 * Start a thread that no signal of the process is ever delivered to: those are for the threads
 * that handle them.
 * returns 0, or an errno value
 */
int thread_start(pthread_t *thread, void *(*fn)(void *), void *arg);

#endif
