/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_BASE_NEAR_H
#define SONDE_BASE_NEAR_H

#include <stddef.h>

#include "engine/base/err.h"

/* The known name that somebody who misspelt it may have meant. */
struct near {
	const char *name; /* what was written, `len` bytes; not copied */
	size_t len;
	const char *prefix; /* what stands before it and before all known ones: "--" */
	const char *best; /* of those offered, NULL: none is near */
	unsigned distance;
};

void near_init(struct near *n, const char *name, size_t len);

/*
 * Compare with a known name, which has to outlive *n. Of names that are equally near the one that
 * was offered first counts; one that differs in more than a quarter of its letters does not, unless
 * what was written is its beginning, but for three letters at most.
 */
void near_offer(struct near *n, const char *known);

/* The same for the first `len` bytes of what was written only. */
void near_offer_start(struct near *n, const char *known, size_t len);

/*
 * ERR_UNKNOWN at column `off` with "unknown WHAT 'NAME'; did you mean 'BEST'?", where none is near
 * with `otherwise` in place of the question; "" nothing.
 */
int near_refuse(const struct near *n, const char *what, const char *otherwise, uint64_t off,
		struct err *e);

#endif
