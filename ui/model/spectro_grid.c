/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/spectro_grid.h"

#include <math.h>
#include <string.h>

/* Where part i of n of `all` things begins. */
static unsigned part(unsigned i, unsigned n, unsigned all)
{
	return n ? (unsigned)((uint64_t)i * all / n) : 0;
}

void spectro_area(const struct spectro *s, const struct spectro_grid *g, unsigned row0,
		  unsigned col0, unsigned row1, unsigned col1, struct spectro_area *out)
{
	unsigned slices = spectro_slices(s), bins = spectro_bins(s);
	unsigned t0 = part(row0, g->rows, slices), t1 = part(row1 + 1, g->rows, slices);
	unsigned d0 = part(col0, g->cols, bins), d1 = part(col1 + 1, g->cols, bins);
	unsigned t, d;

	*out = (struct spectro_area){
		.from_ts = spectro_start(s) + t0 * spectro_width(s),
		.to_ts = spectro_start(s) + t1 * spectro_width(s),
		.from_ns = d0 ? (uint64_t)ceil(spectro_bin_ns(s, d0)) : 0,
		.to_ns = d1 < bins ? (uint64_t)ceil(spectro_bin_ns(s, d1)) : UINT64_MAX,
	};
	for (t = t0; t < t1; t++) {
		const uint32_t *counts = spectro_slice(s, t);

		for (d = d0; d < d1; d++)
			out->count += counts[d];
	}
}

unsigned spectro_column(const struct spectro *s, const struct spectro_grid *g, double ns)
{
	unsigned bin = 0, bins = spectro_bins(s);

	while (bin + 1 < bins && spectro_bin_ns(s, bin + 1) <= ns * (1 + 1e-9))
		bin++;
	return part(bin, bins, g->cols);
}

size_t spectro_field_len(const char *quantized)
{
	static const char suffix[] = ".quantized";
	size_t n = strlen(quantized), cut = sizeof(suffix) - 1;

	return n > cut && !strcmp(quantized + n - cut, suffix) ? n - cut : n;
}
