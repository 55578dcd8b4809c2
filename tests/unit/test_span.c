/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "engine/base/hist.h"
#include "engine/base/numlist.h"

/* How long a value stays the same, compared with looking at every number. */

enum { CHANGES = 500, LAST = 4000 };

static uint64_t change[CHANGES];

static void make_changes(unsigned seed)
{
	uint64_t at = 3;
	unsigned i;

	srand(seed);
	for (i = 0; i < CHANGES; i++) {
		change[i] = at;
		at += 1 + (uint64_t)(rand() % 13);
	}
}

/* The number of changes at or before num. */
static unsigned before(uint64_t num)
{
	unsigned n = 0;

	while (n < CHANGES && change[n] <= num)
		n++;
	return n;
}

static void check_until(uint64_t num, uint64_t until)
{
	unsigned n = before(num);

	if (n == CHANGES)
		assert_int_equal(until, LAST);
	else
		assert_int_equal(until, change[n] - 1);
}

static void histories_say_how_long(void **unused)
{
	struct pool nodes;
	struct hist h = {0};
	uint64_t num, until;
	unsigned i;

	(void)unused;
	make_changes(1);
	pool_init(&nodes, sizeof(struct hist_node));
	for (i = 0; i < CHANGES; i++)
		hist_push(&nodes, &h, change[i], i + 1);
	for (num = 0; num < LAST; num++) {
		until = LAST;
		assert_int_equal(hist_span(&nodes, &h, num, &until), before(num));
		check_until(num, until);
	}
	pool_release(&nodes);
}

static void lists_say_how_long(void **unused)
{
	struct pool blocks;
	struct numlist l = {0};
	uint64_t num, until;
	const union numlist_value *v;
	uint32_t place = 0;
	unsigned i;

	(void)unused;
	make_changes(2);
	pool_init(&blocks, sizeof(struct numlist_block));
	for (i = 0; i < CHANGES; i++)
		numlist_add(&blocks, &l, change[i],
			    &(union numlist_value){.u64 = {change[i], i}});
	/* In any order, and from the place of any number before. */
	for (num = 0; num < LAST; num++) {
		uint64_t asked = num * 7919 % LAST;
		unsigned n = before(asked);

		until = LAST;
		assert_int_equal(numlist_follow(&blocks, &l, asked, &until, &place, &v),
				 n ? change[n - 1] : 0);
		assert_int_equal(v ? v->u64[0] : 0, n ? change[n - 1] : 0);
		check_until(asked, until);
		asked = asked + num % 40 < LAST ? asked + num % 40 : asked;
		until = LAST;
		n = before(asked);
		assert_int_equal(numlist_follow(&blocks, &l, asked, &until, &place, &v),
				 n ? change[n - 1] : 0);
		assert_int_equal(v ? v->u64[0] : 0, n ? change[n - 1] : 0);
		check_until(asked, until);
	}
	pool_release(&blocks);
}

/* What the caller brings along is only ever lowered. */
static void bounds_are_kept(void **unused)
{
	struct pool nodes;
	struct hist h = {0};
	uint64_t until = 7;

	(void)unused;
	pool_init(&nodes, sizeof(struct hist_node));
	assert_int_equal(hist_span(&nodes, &h, 5, &until), 0);
	assert_int_equal(until, 7);
	hist_push(&nodes, &h, 10, 1);
	assert_int_equal(hist_span(&nodes, &h, 5, &until), 0);
	assert_int_equal(until, 7);
	until = 100;
	assert_int_equal(hist_span(&nodes, &h, 5, &until), 0);
	assert_int_equal(until, 9);
	pool_release(&nodes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(histories_say_how_long),
		cmocka_unit_test(lists_say_how_long),
		cmocka_unit_test(bounds_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
