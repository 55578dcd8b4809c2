/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TESTS_EXERCISE_H
#define SONDE_TESTS_EXERCISE_H

#include "engine/store/log.h"

/*
 * Do with a log what the program may do with one: decode and render every event, ask the state
 * about every event, and save a part of it. Aborts when something contradicts itself.
 */
void exercise_log(struct log *log);

#endif
