/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_SOURCE_OPS_H
#define SONDE_CAPTURE_SOURCE_OPS_H

#include "engine/capture/source.h"

/*
 * What a kind of source implements; each begins with a struct source. The functions are those
 * of source.h without their first word.
 */
struct source_ops {
	int (*next)(struct source *src, struct state *st, uint64_t num, struct source_run *run,
		    struct err *e);
	bool (*exit_only)(const struct source *src);
	const uint8_t *(*base)(const struct source *src);
	uint64_t (*bytes)(const struct source *src);
	void (*stop)(struct source *src);
	void (*release)(struct source *src, uint64_t off);
	void (*progress)(const struct source *src, uint64_t *pos, uint64_t *size);
	void (*close)(struct source *src);
};

struct source {
	const struct source_ops *ops;
};

#endif
