/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/near.h"

static const char *const known[] = {"procs", "procs_cpu", "dup", "dig", "Latency", ""};

static const char *meant(const char *name, size_t len)
{
	struct near n;
	size_t i;

	near_init(&n, name, len);
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		near_offer(&n, known[i]);
	return n.best;
}

static void test_near(void **state)
{
	char endless[500];

	(void)state;
	assert_string_equal(meant("proccs", 6), "procs");
	assert_string_equal(meant("porcs", 5), "procs");
	assert_string_equal(meant("procscpu", 8), "procs_cpu");
	assert_string_equal(meant("latency", 7), "Latency");
	assert_string_equal(meant("dip", 3), "dup"); /* as near as dig, but offered first */
	assert_string_equal(meant("digits", 3), "dig");
	assert_string_equal(meant("late", 4), "Latency");
	assert_null(meant("la", 2));
	assert_null(meant("x", 1));
	assert_null(meant("", 0));
	assert_null(meant("containers", 10));
	memset(endless, 'p', sizeof(endless));
	assert_null(meant(endless, sizeof(endless)));
}

static void refused(const char *name, const char *known_name, const char *prefix,
		    const char *expected)
{
	struct near n;
	struct err e;

	near_init(&n, name, strlen(name));
	n.prefix = prefix;
	near_offer(&n, known_name);
	assert_int_equal(near_refuse(&n, "thing", "look there", 7, &e), ERR_UNKNOWN);
	assert_string_equal(e.msg, expected);
	assert_int_equal(e.off, 7);
}

static void test_message(void **state)
{
	(void)state;
	refused("thme", "theme", "--", "unknown thing '--thme'; did you mean '--theme'?");
	refused("abc", "theme", "", "unknown thing 'abc'; look there");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
