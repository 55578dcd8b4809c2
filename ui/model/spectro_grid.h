/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_SPECTRO_GRID_H
#define SONDE_UI_MODEL_SPECTRO_GRID_H

#include "engine/table/spectro.h"

/* A spectrogram as a grid of any size: time downwards, durations to the right. */
enum { SPECTRO_BINS = 440 };

struct spectro_grid {
	unsigned rows, cols;
};

/* A cell, or a rectangle of them: what it is about (ends excluded), and how many. */
struct spectro_area {
	uint64_t from_ts, to_ts; /* ns since the epoch */
	uint64_t from_ns, to_ns; /* duration; to_ns UINT64_MAX: and more */
	uint64_t count;
};
void spectro_area(const struct spectro *s, const struct spectro_grid *g, unsigned row0,
		  unsigned col0, unsigned row1, unsigned col1, struct spectro_area *out);

/* The column at which a duration begins. */
unsigned spectro_column(const struct spectro *s, const struct spectro_grid *g, double ns);

/* The field whose values a view's first column quantizes: "evt.latency". Bytes of its name. */
size_t spectro_field_len(const char *quantized);

#endif
