/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a capture: reader, decoder, state, log, rendering, and the writer of what was
 * read. seeds: captures
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/exercise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct log_opts o = {.keep = true, .newer = size % 2};
	/* The reader may swap bytes in place; the exact size lets ASan see every byte too many. */
	uint8_t *copy = malloc(size ? size : 1);
	struct err e = {0};
	struct log *log;

	if (!copy)
		abort();
	if (size)
		memcpy(copy, data, size);
	log = log_open_mem(copy, size, &o, &e);
	if (log)
		exercise_log(log);
	else if (!e.code || !e.msg[0])
		abort();
	log_close(log);
	free(copy);
	return 0;
}
