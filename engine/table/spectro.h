/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TABLE_SPECTRO_H
#define SONDE_TABLE_SPECTRO_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/filter/filter.h"
#include "engine/store/log.h"
#include "engine/table/table.h"

/*
 * A spectrogram: how many events had which latency, over time. Slices of time, all of one width,
 * with a count for each bin; bins are logarithmic, from 1 ns to 100 s. A view says which field
 * (its first displayed column, a *.quantized one) and what is counted (the second).
 *
 * Slices are as narrow as the time that was seen permits: when there would be more than
 * SPECTRO_SLICES, two become one.
 */
enum { SPECTRO_SLICES = 1024, SPECTRO_BINS_MAX = 4096 };

struct spectro;

/*
 * in      def: of a spectrogram view; filter as in table_new(); bins from 1 to SPECTRO_BINS_MAX
 *         o->first and o->limit bound the events; all of them are borrowed
 */
struct spectro *spectro_new(struct log *log, const struct table_def *def,
			    const struct filter *filter, const struct table_opts *o,
			    unsigned bins);
void spectro_free(struct spectro *s); /* NULL is fine */

/* As table_update(). */
bool spectro_update(struct spectro *s, uint64_t budget_ns);

/* As table_extend(), table_complete(), table_position(). */
void spectro_extend(struct spectro *s, uint64_t limit);
bool spectro_complete(const struct spectro *s);
uint64_t spectro_position(const struct spectro *s);

unsigned spectro_bins(const struct spectro *s);
/* The least value, in ns, that falls into bin i (0-based). */
double spectro_bin_ns(const struct spectro *s, unsigned i);

uint32_t spectro_slices(const struct spectro *s);
uint64_t spectro_start(const struct spectro *s); /* of slice 0, ns since the epoch; 0 none */
uint64_t spectro_width(const struct spectro *s); /* of a slice, ns */
/* Its counts, one a bin. Valid until the next update. */
const uint32_t *spectro_slice(const struct spectro *s, uint32_t i);
uint32_t spectro_peak(const struct spectro *s); /* the greatest count */

#endif
