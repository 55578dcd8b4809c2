/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TESTS_EXERCISE_H
#define SONDE_TESTS_EXERCISE_H

#include "engine/store/log.h"

/*
 * Do with a log what the program may do with one: decode and render every event, ask the state
 * about every event, and save a part of it. Aborts when something contradicts itself.
 */
void exercise_log(struct log *log);

/*
 * A small log to ask something of, read whole: a thread comm opens a file and reads data from it,
 * another makes a socket; calls that succeed and one that fails. Aborts when there is none.
 */
struct log *exercise_small_log(const char *comm, const char *path, const char *data);

#endif
