/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "engine/base/mem.h"
#include "engine/table/quantiles.h"

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Compare with the numbers themselves, sorted. */
static void check(const uint64_t *numbers, size_t n, const struct quantiles *q)
{
	static const unsigned percents[] = {0, 1, 25, 50, 90, 95, 99, 100};
	uint64_t *sorted = xcalloc(n, sizeof(*sorted));
	size_t i, rank;

	for (i = 0; i < n; i++)
		sorted[i] = numbers[i];
	qsort(sorted, n, sizeof(*sorted), by_value);
	for (i = 0; i < sizeof(percents) / sizeof(percents[0]); i++) {
		uint64_t want, got = quantiles_at(q, percents[i]);
		double off;

		rank = (n * percents[i] + 99) / 100;
		want = sorted[rank ? rank - 1 : 0];
		off = want ? ((double)got - (double)want) / (double)want : (double)got;
		if (off > 0.01 || off < -0.01 || (want < 64 && got != want))
			fail_msg("%u %% of %zu: %llu, not %llu", percents[i], n,
				 (unsigned long long)got, (unsigned long long)want);
	}
	free(sorted);
}

/* Numbers of all sizes, small ones as often as great ones. */
static uint64_t number(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> (*seed >> 58);
}

static void quantiles_are_near(void **unused)
{
	static const size_t sizes[] = {1, 2, 3, 10, 99, 100, 101, 5000};
	uint64_t seed = 1, numbers[5000];
	size_t i, k;

	(void)unused;
	for (k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
		struct quantiles *q = quantiles_new();

		for (i = 0; i < sizes[k]; i++) {
			numbers[i] = number(&seed);
			quantiles_add(q, numbers[i]);
		}
		assert_int_equal(quantiles_count(q), sizes[k]);
		check(numbers, sizes[k], q);
		quantiles_free(q);
	}
}

static void merging_is_adding(void **unused)
{
	struct quantiles *parts[3], *sum = quantiles_new();
	uint64_t seed = 7, numbers[3000];
	size_t i;

	(void)unused;
	for (i = 0; i < 3; i++)
		parts[i] = quantiles_new();
	for (i = 0; i < 3000; i++) {
		/* parts that do not overlap */
		numbers[i] = number(&seed) % 1000 + (i % 3) * 1000000007;
		quantiles_add(parts[i % 3], numbers[i]);
	}
	for (i = 0; i < 3; i++) {
		quantiles_merge(sum, parts[2 - i]);
		quantiles_free(parts[2 - i]);
	}
	check(numbers, 3000, sum);
	quantiles_clear(sum);
	assert_int_equal(quantiles_count(sum), 0);
	assert_int_equal(quantiles_at(sum, 50), 0);
	quantiles_free(sum);
}

static void the_ends_hold(void **unused)
{
	struct quantiles *q = quantiles_new();

	(void)unused;
	assert_int_equal(quantiles_at(q, 99), 0);
	quantiles_add(q, UINT64_MAX);
	assert_int_equal(quantiles_at(q, 50), UINT64_MAX);
	quantiles_add(q, 0);
	assert_int_equal(quantiles_at(q, 50), 0);
	assert_int_equal(quantiles_at(q, 100), UINT64_MAX);
	quantiles_free(q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles_are_near),
		cmocka_unit_test(merging_is_adding),
		cmocka_unit_test(the_ends_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
