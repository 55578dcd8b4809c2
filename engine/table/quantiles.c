/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/quantiles.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"

enum {
	SUB_BITS = 6,
	SUB = 1 << SUB_BITS,			/* bins to a power of two */
	BINS = (64 - SUB_BITS) * SUB + SUB,	/* of all 64-bit numbers */
	GROW = 64,				/* bins added at a time */
};

struct quantiles {
	uint64_t total, least, greatest;
	uint32_t first, n; /* bins kept: first .. first + n - 1 */
	uint64_t *bins;
};

/*
 * Numbers below SUB have a bin each; above, the power of two and the SUB_BITS bits behind the
 * leading one decide.
 */
static uint32_t bin_of(uint64_t v)
{
	unsigned shift;

	if (v < SUB)
		return (uint32_t)v;
	shift = 63 - (unsigned)__builtin_clzll(v) - SUB_BITS;
	return (shift + 1) * SUB + (uint32_t)((v >> shift) - SUB);
}

/* The number in the middle of a bin. */
static uint64_t middle(uint32_t bin)
{
	unsigned shift;

	if (bin < SUB)
		return bin;
	shift = bin / SUB - 1;
	return ((uint64_t)(bin % SUB + SUB) << shift) + ((1ull << shift) >> 1);
}

struct quantiles *quantiles_new(void)
{
	return xcalloc(1, sizeof(struct quantiles));
}

void quantiles_free(struct quantiles *q)
{
	if (q)
		free(q->bins);
	free(q);
}

void quantiles_clear(struct quantiles *q)
{
	free(q->bins);
	*q = (struct quantiles){0};
}

struct quantiles *quantiles_copy(const struct quantiles *q)
{
	struct quantiles *copy = quantiles_new();

	quantiles_merge(copy, q);
	return copy;
}

size_t quantiles_bytes(const struct quantiles *q)
{
	return q ? sizeof(*q) + q->n * sizeof(*q->bins) : 0;
}

/* Make bins first..last part of those kept. */
static void cover(struct quantiles *q, uint32_t first, uint32_t last)
{
	uint32_t from, to;
	uint64_t *bins;

	if (q->n && first >= q->first && last < q->first + q->n)
		return;
	from = q->n && q->first < first ? q->first : first - first % GROW;
	to = q->n && q->first + q->n > last ? q->first + q->n : (last / GROW + 1) * GROW;
	if (to > BINS)
		to = BINS;
	bins = xcalloc(to - from, sizeof(*bins));
	if (q->n)
		memcpy(bins + (q->first - from), q->bins, q->n * sizeof(*bins));
	free(q->bins);
	q->bins = bins;
	q->first = from;
	q->n = to - from;
}

void quantiles_add(struct quantiles *q, uint64_t value)
{
	uint32_t bin = bin_of(value);

	cover(q, bin, bin);
	q->bins[bin - q->first]++;
	if (!q->total || value < q->least)
		q->least = value;
	if (value > q->greatest)
		q->greatest = value;
	q->total++;
}

void quantiles_merge(struct quantiles *q, const struct quantiles *other)
{
	uint32_t i;

	if (!other->total)
		return;
	cover(q, other->first, other->first + other->n - 1);
	for (i = 0; i < other->n; i++)
		q->bins[other->first + i - q->first] += other->bins[i];
	if (!q->total || other->least < q->least)
		q->least = other->least;
	if (other->greatest > q->greatest)
		q->greatest = other->greatest;
	q->total += other->total;
}

uint64_t quantiles_count(const struct quantiles *q)
{
	return q->total;
}

uint64_t quantiles_at(const struct quantiles *q, unsigned percent)
{
	uint64_t need, seen = 0, v;
	uint32_t i;

	if (!q->total)
		return 0;
	need = q->total / 100 * percent + (q->total % 100 * percent + 99) / 100;
	if (need < 1)
		need = 1;
	if (need >= q->total)
		return q->greatest;
	for (i = 0; i < q->n; i++) {
		seen += q->bins[i];
		if (seen >= need)
			break;
	}
	v = middle(q->first + i);
	if (v < q->least)
		v = q->least;
	return v < q->greatest ? v : q->greatest;
}
