/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the parts that keep the lists; the families need truth.h only. */
#ifndef SONDE_TESTS_LIVE_TRUTH_LOG_H
#define SONDE_TESTS_LIVE_TRUTH_LOG_H

#include <stdbool.h>
#include <stddef.h>

/* Where messages go; descriptors below are free at the start, but for 0 to 2. */
#define ERROR_FD 200
#define LOG_MAX 64

/* What is expected of one thread, as lines of the file. */
struct log {
	long tid;
	bool marked, open_end;
	size_t len;
	char text[1 << 18];
};

#endif
