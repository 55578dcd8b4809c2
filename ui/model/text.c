/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/text.h"

#include <wchar.h>

#include "engine/base/utf8.h"

unsigned char_width(int c)
{
	int w;

	if (c >= ' ' && c < 0x7F)
		return 1;
	if (!utf8_showable(c))
		return 1;
	w = wcwidth((wchar_t)c);
	return w < 0 ? 1 : (unsigned)w;
}

unsigned text_width(const char *s, size_t n)
{
	unsigned w = 0, used;
	size_t i;

	for (i = 0; i < n; i += used)
		w += char_width(utf8_next(s + i, n - i, &used));
	return w;
}

unsigned text_cut(struct buf *out, const char *s, size_t n, unsigned from, unsigned width)
{
	unsigned at = 0, put = 0, used;
	size_t i;

	for (i = 0; i < n; i += used) {
		int32_t c = utf8_next(s + i, n - i, &used);
		unsigned w = char_width(c);

		if (at + w > from + width)
			break;
		if (at < from) {
			/* A wide character that straddles the edge leaves a blank. */
			if (at + w > from && width) {
				buf_putc(out, ' ');
				put++;
			}
		} else if (!utf8_showable(c) || wcwidth((wchar_t)c) < 0) {
			buf_putc(out, '.');
			put++;
		} else if (w || put) {
			buf_put(out, s + i, used);
			put += w;
		}
		at += w;
	}
	return put;
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

bool text_contains(const char *s, size_t n, const char *a, size_t len)
{
	size_t i, k;

	for (i = 0; len && i + len <= n; i++) {
		for (k = 0; k < len && lower(s[i + k]) == lower(a[k]); k++)
			;
		if (k == len)
			return true;
	}
	return !len;
}
