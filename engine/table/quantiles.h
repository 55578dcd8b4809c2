/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TABLE_QUANTILES_H
#define SONDE_TABLE_QUANTILES_H

#include <stddef.h>
#include <stdint.h>

/*
 * How numbers are distributed, in little memory: counts in bins that grow with the numbers, 64
 * to each power of two. A quantile is off by less than one part in 100 (numbers below 64: not
 * at all). Only the stretch of bins between the least and the greatest number is kept.
 */
struct quantiles;

struct quantiles *quantiles_new(void);
void quantiles_free(struct quantiles *q); /* NULL is fine */
void quantiles_clear(struct quantiles *q);
struct quantiles *quantiles_copy(const struct quantiles *q);
size_t quantiles_bytes(const struct quantiles *q); /* memory, about; NULL is fine */

void quantiles_add(struct quantiles *q, uint64_t value);
void quantiles_merge(struct quantiles *q, const struct quantiles *other);
uint64_t quantiles_count(const struct quantiles *q);

/* The least number that at least `percent` (0..100) of all are not above; 0 when there are none. */
uint64_t quantiles_at(const struct quantiles *q, unsigned percent);

#endif
