/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/base/utf8.h"

int32_t utf8_next(const char *p, size_t n, unsigned *used)
{
	const unsigned char *s = (const unsigned char *)p;
	static const int32_t least[] = {0, 0x80, 0x800, 0x10000};
	unsigned more, i;
	int32_t c;

	*used = 1;
	if (s[0] < 0x80)
		return s[0];
	if (s[0] >= 0xC2 && s[0] < 0xE0)
		more = 1;
	else if (s[0] >= 0xE0 && s[0] < 0xF0)
		more = 2;
	else if (s[0] >= 0xF0 && s[0] < 0xF5)
		more = 3;
	else
		return -1;
	if (n <= more)
		return -1;
	c = s[0] & (0x3F >> more);
	for (i = 1; i <= more; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return -1;
		c = c << 6 | (s[i] & 0x3F);
	}
	if (c < least[more] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		return -1;
	*used = more + 1;
	return c;
}

bool utf8_showable(int32_t c)
{
	if (c < 0x20 || (c >= 0x7F && c < 0xA0))
		return false;
	/* Marks that turn the direction of text around, and separators of lines. */
	if (c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF)
		return false;
	return (c & 0xFFFE) != 0xFFFE && !(c >= 0xFFF9 && c <= 0xFFFB);
}

void utf8_put(struct buf *out, int32_t c)
{
	char b[4];
	unsigned n = 0;

	if (c < 0x80) {
		b[n++] = (char)c;
	} else if (c < 0x800) {
		b[n++] = (char)(0xC0 | c >> 6);
		b[n++] = (char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		b[n++] = (char)(0xE0 | c >> 12);
		b[n++] = (char)(0x80 | (c >> 6 & 0x3F));
		b[n++] = (char)(0x80 | (c & 0x3F));
	} else {
		b[n++] = (char)(0xF0 | c >> 18);
		b[n++] = (char)(0x80 | (c >> 12 & 0x3F));
		b[n++] = (char)(0x80 | (c >> 6 & 0x3F));
		b[n++] = (char)(0x80 | (c & 0x3F));
	}
	buf_put(out, b, n);
}

void utf8_clean(struct buf *out, const char *s, size_t n)
{
	size_t i = 0, from = 0;

	while (i < n) {
		unsigned used;
		int32_t c = utf8_next(s + i, n - i, &used);

		if (c < 0 || !utf8_showable(c)) {
			buf_put(out, s + from, i - from);
			buf_putc(out, '.');
			from = i + used;
		}
		i += used;
	}
	buf_put(out, s + from, n - from);
}
