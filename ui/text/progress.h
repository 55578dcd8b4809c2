/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TEXT_PROGRESS_H
#define SONDE_TEXT_PROGRESS_H

#include <stdint.h>

#include "engine/store/log.h"

/* -P: a bar on a terminal that is redrawn in place. */
struct progress {
	int fd;		/* -1: none wanted */
	unsigned shown; /* what is on screen, percent + 1; 0 nothing yet */
};

/* Draw how far reading has come, if that is news. */
void progress_update(struct progress *p, const struct log *log);

/* Take the bar off the screen. */
void progress_end(struct progress *p);

#endif
