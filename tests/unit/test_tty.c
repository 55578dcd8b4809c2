/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ui/text/tty.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* What reaches the terminal, whole or cut into pieces of any size. */
static void passes(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{"plain\ttext\r\n", "plain\ttext\r\n"},
		{"\033[31mred\033[0m", "\033[31mred\033[0m"},
		{"\033[38;5;208m\033[2J\033[1;1H\033[K\033[s\033[u",
		 "\033[38;5;208m\033[2J\033[1;1H\033[K\033[s\033[u"},
		{"\033[?25l\033[?25h", "\033[?25l\033[?25h"},
		{"\033[?1049h\033[?2004l\033[20h", "..."},
		{"\033]0;title\007x", ".]0;title.x"},
		{"\033]52;c;AAAA\033\\x", ".]52;c;AAAA.\\x"},
		{"\033[6n\033[c\033[>c\033P1$tx\033\\", "...>c.P1$tx.\\"},
		{"\033\033[1mx", ".\033[1mx"},
		{"\033[1\nx", ".\nx"},
		{"\033cx\a\b\177", ".cx..."},
		{"\302\233"
		 "31m\302\235x",
		 ".31m.x"},
		{"\233"
		 "31m",
		 ".31m"},
		{"caf\303\251 \342\226\221 \360\237\230\200",
		 "caf\303\251 \342\226\221 \360\237\230\200"},
		{"\303x\303", ".x"},
		{"\377\300\200", "..."},
		{"\033[1111111111111111111111111111111111111mx", ".11111111mx"},
	};
	size_t i, piece, at;

	(void)state;
	for (i = 0; i < LEN(rows); i++) {
		size_t n = strlen(rows[i].in);

		for (piece = 1; piece <= n; piece++) {
			struct tty_filter f = {0};
			struct buf out;

			buf_init(&out, 0);
			for (at = 0; at < n; at += piece)
				tty_filter_put(&f, rows[i].in + at, n - at < piece ? n - at : piece,
					       &out);
			assert_string_equal(buf_cstr(&out), rows[i].out);
			buf_release(&out);
		}
	}
}

static void nul_is_no_text(void **state)
{
	struct tty_filter f = {0};
	struct buf out;

	(void)state;
	buf_init(&out, 0);
	tty_filter_put(&f, "a\0b", 3, &out);
	assert_string_equal(buf_cstr(&out), "a.b");
	buf_release(&out);
}

/* Whatever comes, no escape reaches the terminal but at the head of a sequence that may pass. */
static void nothing_slips_through(void **state)
{
	static const char alphabet[] = "\033\033[[]?;0259hlmHJnPc\\x\302\233\200\n";
	struct tty_filter f = {0};
	struct buf out;
	size_t i;

	(void)state;
	srand(7);
	buf_init(&out, 0);
	for (i = 0; i < 200000; i++) {
		char ch = alphabet[(size_t)rand() % (sizeof(alphabet) - 1)];

		tty_filter_put(&f, &ch, 1, &out);
	}
	for (i = 0; i < out.len; i++) {
		size_t end = i + 2;

		assert_true(out.p[i] != (char)0x9b || (i && (unsigned char)out.p[i - 1] >= 0xc3));
		if (out.p[i] != '\033')
			continue;
		assert_true(end < out.len && out.p[i + 1] == '[');
		end += strspn(buf_cstr(&out) + end, "0123456789;?");
		assert_non_null(strchr("mHfABCDEFGdJKsuhl", out.p[end]));
		if (out.p[end] == 'h' || out.p[end] == 'l')
			assert_memory_equal(out.p + i, "\033[?25", 5);
	}
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes),
		cmocka_unit_test(nul_is_no_text),
		cmocka_unit_test(nothing_slips_through),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
