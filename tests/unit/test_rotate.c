/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "ui/text/rotate.h"

#define S 1000000000ull

/* The names that a rotation gives, the first and those of n more files. */
static void names_are(const char *base, struct rotate_opts o, const char *const *want, unsigned n)
{
	struct buf name, stale;
	struct rotation r;
	unsigned i;

	buf_init(&name, 0);
	buf_init(&stale, 0);
	rotation_init(&r, base, &o);
	rotation_first(&r, 0, false, &name);
	assert_string_equal(buf_cstr(&name), want[0]);
	for (i = 1; i < n; i++) {
		rotation_next(&r, &name, &stale);
		assert_string_equal(buf_cstr(&name), want[i]);
		assert_int_equal(stale.len, 0);
	}
	rotation_release(&r);
	buf_release(&name);
	buf_release(&stale);
}

#define NAMES(base, opts, ...)                                                       \
	do {                                                                         \
		static const char *const want[] = {__VA_ARGS__};                     \
		names_are(base, (struct rotate_opts)opts, want, sizeof(want) / sizeof(want[0])); \
	} while (0)
#define OPTS(...) {__VA_ARGS__}

static void names(void **unused)
{
	(void)unused;
	NAMES("b", OPTS(.events = 5), "b0", "b1", "b2");
	NAMES("b", OPTS(.events = 5, .limit = 2), "b0", "b1", "b0", "b1");
	NAMES("b", OPTS(.events = 5, .limit = 12), "b0", "b1");
	NAMES("b", OPTS(.bytes = 5), "b0", "b1");
	NAMES("b", OPTS(.bytes = 5, .limit = 12), "b00", "b01");
	NAMES("b", OPTS(.bytes = 5, .limit = 100), "b000", "b001");
	NAMES("b", OPTS(.seconds = 5), "b0", "b1");
	NAMES("b", OPTS(.seconds = 5, .bytes = 5), "b00", "b11");
	NAMES("b", OPTS(.seconds = 5, .bytes = 5, .limit = 11), "b000", "b101");
	NAMES("b", OPTS(.events = 5, .bytes = 5, .limit = 12), "b0", "b1");
	/* Without -G, and with -e, a template is a name. */
	NAMES("b%S", OPTS(.bytes = 5), "b%S0", "b%S1");
	NAMES("b%S", OPTS(.seconds = 5, .events = 5), "b%S0", "b%S1");
	/* -W alone divides nothing. */
	NAMES("b", OPTS(.limit = 3), "b");
}

/* Ask about events at these times; a name each time one is due. */
static void due_at(struct rotation *r, uint64_t ts, uint64_t bytes, bool want)
{
	assert_int_equal(rotation_due(r, ts, bytes), want);
}

static void times(void **unused)
{
	struct buf name, stale;
	struct rotation r;

	(void)unused;
	setenv("TZ", "UTC", 1);
	tzset();
	buf_init(&name, 0);
	buf_init(&stale, 0);
	rotation_init(&r, "x-%H%M%S", &(struct rotate_opts){.seconds = 10, .limit = 2});
	rotation_first(&r, 3600 * S, false, &name);
	assert_string_equal(buf_cstr(&name), "x-010000");
	/* Seconds are counted from the first event, without what is below them. */
	due_at(&r, 3605 * S + 1, 0, false);
	due_at(&r, 3614 * S + 999, 0, false);
	due_at(&r, 3615 * S, 0, true);
	rotation_next(&r, &name, &stale);
	assert_string_equal(buf_cstr(&name), "x-010015");
	assert_int_equal(stale.len, 0);
	due_at(&r, 3624 * S, 0, false);
	due_at(&r, 4000 * S, 0, true);
	/* The third one takes the place of the first. */
	rotation_next(&r, &name, &stale);
	assert_string_equal(buf_cstr(&name), "x-010640");
	assert_string_equal(buf_cstr(&stale), "x-010000");
	rotation_release(&r);

	/* Live, they are counted from the start. */
	rotation_init(&r, "x", &(struct rotate_opts){.seconds = 10});
	rotation_first(&r, 100 * S, true, &name);
	due_at(&r, 109 * S, 0, false);
	due_at(&r, 110 * S, 0, true);
	/* A clock that was set back is no reason for a new file. */
	due_at(&r, 50 * S, 0, false);
	rotation_release(&r);
	buf_release(&name);
	buf_release(&stale);
}

/* Two files of the ring had the same name: the newer one must stay. */
static void what_is_current_is_not_stale(void **unused)
{
	struct buf name, stale;
	struct rotation r;

	(void)unused;
	buf_init(&name, 0);
	buf_init(&stale, 0);
	rotation_init(&r, "x-%M", &(struct rotate_opts){.seconds = 1, .limit = 2});
	rotation_first(&r, 60 * S, true, &name);
	due_at(&r, 61 * S, 0, true);
	rotation_next(&r, &name, &stale);
	assert_string_equal(buf_cstr(&name), "x-01");
	due_at(&r, 120 * S, 0, true);
	rotation_next(&r, &name, &stale);
	assert_string_equal(buf_cstr(&name), "x-02");
	assert_int_equal(stale.len, 0); /* x-01 is the second file's, too */
	due_at(&r, 121 * S, 0, true);
	rotation_next(&r, &name, &stale);
	assert_string_equal(buf_cstr(&stale), "x-01");
	rotation_release(&r);
	buf_release(&name);
	buf_release(&stale);
}

static void sizes_and_counts(void **unused)
{
	struct rotation r;
	int i;

	(void)unused;
	rotation_init(&r, "x", &(struct rotate_opts){.bytes = 1000});
	due_at(&r, 1, 1000, false);
	due_at(&r, 2, 1001, true);
	rotation_release(&r);
	/* sysdig's first file has one event less. */
	rotation_init(&r, "x", &(struct rotate_opts){.events = 3});
	for (i = 1; i < 10; i++)
		due_at(&r, 1, 0, i % 3 == 0);
	rotation_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(times),
		cmocka_unit_test(what_is_current_is_not_stale),
		cmocka_unit_test(sizes_and_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
