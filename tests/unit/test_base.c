/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/base/hist.h"
#include "engine/base/intern.h"
#include "engine/base/numlist.h"
#include "engine/base/pool.h"

static void buf_is(struct buf *b, const char *want)
{
	assert_string_equal(buf_cstr(b), want);
	buf_clear(b);
}

static void buf_numbers(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 0);
	buf_put_u64(&b, 0);
	buf_is(&b, "0");
	buf_put_u64(&b, UINT64_MAX);
	buf_is(&b, "18446744073709551615");
	buf_put_i64(&b, INT64_MIN);
	buf_is(&b, "-9223372036854775808");
	buf_put_hex(&b, 0xBEEF, true);
	buf_is(&b, "BEEF");
	buf_put_hex(&b, 0, false);
	buf_is(&b, "0");
	buf_put_pad(&b, 42, 9);
	buf_is(&b, "000000042");
	buf_put_pad(&b, 1234567890, 9);
	buf_is(&b, "1234567890");
	buf_printf(&b, "%s-%d", "x", 7);
	buf_is(&b, "x-7");
	buf_release(&b);
}

static void buf_keeps_its_bound(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 8);
	buf_puts(&b, "12345678");
	assert_false(b.full);
	buf_putc(&b, '9');
	assert_true(b.full);
	buf_is(&b, "12345678");
	assert_false(b.full);
	buf_release(&b);
}

static void err_names_the_place(void **state)
{
	struct err e = {0};

	(void)state;
	assert_int_equal(err_set_at(&e, ERR_FORMAT, 12, "bad %s", "block"), ERR_FORMAT);
	assert_int_equal(err_wrap(&e, "file %d", 1), ERR_FORMAT);
	assert_string_equal(e.msg, "file 1: bad block");
	assert_int_equal(e.off, 12);
	assert_int_equal(err_set(NULL, ERR_IO, "nobody listens"), ERR_IO);
}

static void intern_makes_equal_pointers(void **state)
{
	struct intern *in = intern_new();
	const struct str *a = intern(in, "abc", 3), *b;
	char name[32];
	int i;

	(void)state;
	assert_ptr_equal(a, intern_cstr(in, "abc"));
	b = intern(in, "ab\0c", 4);
	assert_int_equal(b->len, 4);
	assert_ptr_not_equal(a, b);
	for (i = 0; i < 5000; i++) {
		int n = snprintf(name, sizeof(name), "name %d", i);

		intern(in, name, (size_t)n);
	}
	assert_ptr_equal(a, intern_cstr(in, "abc"));
	assert_string_equal(intern_cstr(in, "name 4999")->s, "name 4999");
	intern_free(in);
}

static void pool_elements_do_not_move(void **state)
{
	struct pool p;
	uint32_t first, i, n = 3 * POOL_SEG;
	uint64_t *at;

	(void)state;
	pool_init(&p, sizeof(uint64_t));
	first = pool_add(&p);
	assert_int_equal(first, 1);
	at = pool_at(&p, first);
	*at = 99;
	for (i = 0; i < n; i++)
		*(uint64_t *)pool_at(&p, pool_add(&p)) = i;
	assert_ptr_equal(at, pool_at(&p, first));
	assert_int_equal(*(uint64_t *)pool_at(&p, first), 99);
	assert_int_equal(*(uint64_t *)pool_at(&p, n + 1), n - 1);
	pool_release(&p);
}

/* The history of a value that changed at events 10, 20, ... is right at every event. */
static void hist_answers_for_every_event(void **state)
{
	struct pool nodes;
	struct hist h = {0};
	uint32_t i;
	uint64_t num;

	(void)state;
	pool_init(&nodes, sizeof(struct hist_node));
	assert_int_equal(hist_at(&nodes, &h, 5), 0);
	for (i = 1; i <= 5000; i++)
		hist_push(&nodes, &h, i * 10ull, i);
	assert_int_equal(hist_last(&nodes, &h), 5000);
	assert_int_equal(hist_at(&nodes, &h, 9), 0);
	for (num = 10; num < 50020; num++)
		assert_int_equal(hist_at(&nodes, &h, num), num / 10 > 5000 ? 5000 : num / 10);
	hist_push(&nodes, &h, 50000, 7);
	assert_int_equal(hist_at(&nodes, &h, 50000), 7); /* the later push of one event wins */
	pool_release(&nodes);
}

static uint64_t latest(const struct pool *blocks, const struct numlist *l, uint64_t num,
		       const union numlist_value **v)
{
	uint64_t until = UINT64_MAX;
	uint32_t place = 0;

	return numlist_follow(blocks, l, num, &until, &place, v);
}

static void numlist_finds_the_latest(void **state)
{
	const uint64_t base = UINT32_MAX - 5000ull; /* across the 32-bit boundary */
	const union numlist_value *v;
	struct pool blocks;
	struct numlist l = {0};
	uint64_t i, n, last;

	(void)state;
	pool_init(&blocks, sizeof(struct numlist_block));
	assert_int_equal(latest(&blocks, &l, 1, &v), 0);
	for (i = 0; i < 10000; i++)
		numlist_add(&blocks, &l, base + i * 3,
			    &(union numlist_value){.u64 = {base + i * 3}});
	assert_int_equal(latest(&blocks, &l, base - 1, &v), 0);
	assert_null(v);
	for (n = base; n < base + 30000; n++) {
		last = n - (n - base) % 3;
		assert_int_equal(latest(&blocks, &l, n, &v), last);
		assert_int_equal(v->u64[0], last);
	}
	pool_release(&blocks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buf_numbers),
		cmocka_unit_test(buf_keeps_its_bound),
		cmocka_unit_test(err_names_the_place),
		cmocka_unit_test(intern_makes_equal_pointers),
		cmocka_unit_test(pool_elements_do_not_move),
		cmocka_unit_test(hist_answers_for_every_event),
		cmocka_unit_test(numlist_finds_the_latest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
