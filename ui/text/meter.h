/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TEXT_METER_H
#define SONDE_TEXT_METER_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/text/write.h"

/* How a recording goes: a line on the terminal while it lasts, and one line at its end. */
struct meter {
	bool line;  /* draw it */
	bool drawn; /* it is on the screen */
	bool words; /* say something at the end */
	uint64_t began_ns;
};

/* line: if standard error is a terminal. words: at the end, wherever that goes. */
void meter_init(struct meter *m, bool line, bool words);
void meter_update(struct meter *m, const struct capture_writer *w, const struct log *log);
void meter_clear(struct meter *m);
void meter_summary(const struct meter *m, struct capture_writer *w, const struct log *log);

#endif
