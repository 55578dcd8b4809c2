/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TESTS_SNAPSHOT_WRITER_H
#define SONDE_TESTS_SNAPSHOT_WRITER_H

#include <stdbool.h>

#include "engine/state/state.h"

/*
 * What the state holds at event 0 as a capture, with one event of thread `tid` behind it: readers
 * refuse a file without events. False when it could not be written.
 */
bool snapshot_write(const struct state *st, const char *path, int64_t tid);

#endif
