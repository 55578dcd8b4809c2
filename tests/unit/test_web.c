/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of sonde web that decide without a network: who may ask, what is asked, text as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "ui/web/guard.h"
#include "ui/web/json.h"
#include "ui/web/params.h"

static void hosts(void **state)
{
	static const char *const good[] = {"localhost", "LOCALHOST:80", "127.0.0.1:1", "127.1.2.3", "[::1]:8", "[::1]"};
	static const char *const bad[] = {
		"", ":80", "evil.example", "127.0.0.1.evil.example", "localhost.", "[::1", "[::1]x",
		"127.0.0.1:", "127.0.0.1:8x", "10.0.0.1", "[::2]", "127.1", "0x7f.0.0.1", "2130706433",
	};
	struct guard g;
	unsigned i;

	(void)state;
	assert_true(guard_init(&g, "127.0.0.1", true));
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (!guard_host(&g, good[i]))
			fail_msg("%s was refused", good[i]);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (guard_host(&g, bad[i]))
			fail_msg("%s was let in", bad[i]);
	}
	assert_false(guard_host(&g, NULL));
	assert_true(guard_init(&g, "0.0.0.0", false));
	assert_true(guard_host(&g, "10.0.0.1:80"));
	assert_true(guard_host(&g, "[fe80::1]:80"));
	assert_false(guard_host(&g, "evil.example"));
}

static void origins(void **state)
{
	(void)state;
	assert_true(guard_origin(NULL, "localhost:1"));
	assert_true(guard_origin("http://localhost:1", "localhost:1"));
	assert_false(guard_origin("http://localhost:1", "localhost:2"));
	assert_false(guard_origin("https://localhost:1", "localhost:1"));
	assert_false(guard_origin("http://localhost:1/", "localhost:1"));
	assert_false(guard_origin("null", "localhost:1"));
	assert_false(guard_origin("", "localhost:1"));
	assert_false(guard_origin("http://localhost:1", NULL));
}

static void tokens(void **state)
{
	struct guard g, other;
	char text[128];

	(void)state;
	assert_true(guard_init(&g, "::1", true));
	assert_true(guard_init(&other, "::1", true));
	guard_set_port(&g, 8000);
	assert_int_equal(strlen(g.token), TOKEN_CHARS);
	assert_string_not_equal(g.token, other.token);
	assert_true(guard_token(&g, g.token));
	assert_false(guard_token(&g, other.token));
	assert_false(guard_token(&g, NULL));
	assert_false(guard_token(&g, ""));
	snprintf(text, sizeof(text), "%s0", g.token);
	assert_false(guard_token(&g, text));
	snprintf(text, sizeof(text), "a=b; sonde-8000=%s; c=d", g.token);
	assert_true(guard_cookie(&g, text));
	snprintf(text, sizeof(text), "sonde-80=%s", g.token);
	assert_false(guard_cookie(&g, text));
	assert_false(guard_cookie(&g, "sonde-8000"));
	assert_false(guard_cookie(&g, "sonde-8000="));
	assert_false(guard_cookie(&g, NULL));
	snprintf(text, sizeof(text), "bearer %s", g.token);
	assert_true(guard_bearer(&g, text));
	assert_false(guard_bearer(&g, g.token));
}

static void parameters(void **state)
{
	static char many[PARAMS_BYTES];
	struct params p;
	unsigned i;

	(void)state;
	params_init(&p);
	assert_true(params_add(&p, "n", 1, "12", 2));
	assert_true(params_add(&p, "n", 1, "7", 1));
	assert_true(params_add(&p, "x", 1, "-3", 2));
	assert_true(params_add(&p, "y", 1, "99999999999999999999", 20));
	assert_int_equal(params_u64(&p, "n", 100, 5), 7);
	assert_int_equal(params_u64(&p, "n", 6, 5), 6);
	assert_int_equal(params_u64(&p, "x", 100, 5), 5);
	assert_int_equal(params_u64(&p, "y", 100, 5), 5);
	assert_string_equal(params_get(&p, "nothing"), "");
	assert_false(params_add(&p, "z", 1, "a\0b", 3));
	memset(many, 'a', sizeof(many));
	assert_false(params_add(&p, "z", 1, many, sizeof(many)));
	for (i = p.n; i < PARAMS_MAX; i++)
		assert_true(params_add(&p, "a", 1, NULL, 0));
	assert_false(params_add(&p, "a", 1, NULL, 0));
	params_release(&p);
}

static void texts(void **state)
{
	static const char odd[] = "<a b=\"'&'\">\\\n\t\x1b[31m\xff\xe2\x80\xae\xc3\xa9";
	struct buf b;

	(void)state;
	buf_init(&b, 0);
	jw_text(&b, odd, sizeof(odd) - 1);
	assert_string_equal(buf_cstr(&b), "\"<a b=\\\"'&'\\\">\\\\\\n\\t.[31m..\xc3\xa9\"");
	buf_clear(&b);
	html_text(&b, odd, sizeof(odd) - 1);
	assert_string_equal(buf_cstr(&b), "&lt;a b=&quot;&#39;&amp;&#39;&quot;&gt;\\\n\t.[31m..\xc3\xa9");
	buf_clear(&b);
	csv_text(&b, "=1+1", 4);
	csv_text(&b, "-1.5", 4);
	csv_text(&b, "a\"b", 3);
	assert_string_equal(buf_cstr(&b), "\"'=1+1\"\"-1.5\"\"a\"\"b\"");
	buf_clear(&b);
	buf_putc(&b, '{');
	jw_member_double(&b, "a", 0.5);
	jw_member_double(&b, "b", 1.0 / 0.0);
	jw_member_bool(&b, "c", true);
	assert_string_equal(buf_cstr(&b), "{\"a\":0.5,\"b\":null,\"c\":true");
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts),      cmocka_unit_test(origins), cmocka_unit_test(tokens),
		cmocka_unit_test(parameters), cmocka_unit_test(texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
