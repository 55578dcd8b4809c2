/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_STORE_SAVE_STATE_H
#define SONDE_STORE_SAVE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/scap/writer.h"
#include "engine/store/log.h"

/* save_state() of a part of what there is; for save.c. */
struct save_scope {
	const struct cursor *at; /* at event num or the one behind it */
	uint64_t num; /* what was true after this event */
	bool (*wanted)(void *arg, const struct cursor *at, uint32_t thread); /* NULL: all */
	void *arg;
};

int save_state_of(struct scap_writer *w, struct log *log, const struct save_scope *scope,
		  struct err *e);

#endif
