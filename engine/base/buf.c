/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){.max = max};
}

void buf_release(struct buf *b)
{
	free(b->p);
	*b = (struct buf){.max = b->max};
}

bool buf_grow(struct buf *b, size_t n)
{
	size_t want = b->len + n;
	size_t cap = b->cap ? b->cap : 64;

	if (want < n || (b->max && want > b->max)) {
		b->full = true;
		return false;
	}
	while (cap < want)
		cap *= 2;
	/* Room beyond the bound would be used: buf_room() looks at cap alone. */
	if (b->max && cap > b->max)
		cap = b->max;
	b->p = xrealloc(b->p, cap);
	b->cap = cap;
	return true;
}

const char *buf_cstr(struct buf *b)
{
	/* The terminator is not content, so the bound does not apply to it. */
	if (b->cap == b->len || !b->p) {
		b->p = xrealloc(b->p, b->len + 1);
		if (!b->max)
			b->cap = b->len + 1;
	}
	b->p[b->len] = 0;
	return b->p;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	char tmp[512];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(tmp, sizeof(tmp), fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n < sizeof(tmp)) {
		buf_put(b, tmp, (size_t)n);
		return;
	}
	if (!buf_room(b, (size_t)n + 1))
		return;
	va_start(ap, fmt);
	vsnprintf(b->p + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

void buf_put_u64(struct buf *b, uint64_t v)
{
	buf_put_pad(b, v, 0);
}

void buf_put_i64(struct buf *b, int64_t v)
{
	if (v < 0)
		buf_putc(b, '-');
	buf_put_u64(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void buf_put_hex(struct buf *b, uint64_t v, bool upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char tmp[16];
	unsigned i = sizeof(tmp);

	do {
		tmp[--i] = digits[v & 15];
		v >>= 4;
	} while (v);
	buf_put(b, tmp + i, sizeof(tmp) - i);
}

void buf_put_pad(struct buf *b, uint64_t v, unsigned width)
{
	char tmp[20];
	unsigned i = sizeof(tmp);

	do {
		tmp[--i] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	while (width > sizeof(tmp) - i && i)
		tmp[--i] = '0';
	buf_put(b, tmp + i, sizeof(tmp) - i);
}
