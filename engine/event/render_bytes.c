/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/event/render.h"

/* Data buffers in the modes of -A, -b, -x and -X. */

enum {
	DOTS_MAX = 80,	    /* characters shown of a buffer, "..." included */
	HEX_ROW = 16,	    /* bytes a row */
	HEX_ROW_TEXT = 128, /* characters a row at most */
};

static void put_dots(const uint8_t *p, size_t len, const struct render_opts *o, struct buf *out)
{
	if (len > DOTS_MAX && !o->verbose) {
		put_dotted(out, (const char *)p, DOTS_MAX - 3);
		buf_puts(out, "...");
		return;
	}
	put_dotted(out, (const char *)p, len);
}

/* Readable text only; every kind of line end becomes one newline. */
static void put_ascii(const uint8_t *p, size_t len, struct buf *out)
{
	size_t i;

	if (!buf_room(out, len + 1))
		return;
	out->p[out->len++] = '\n';
	for (i = 0; i < len; i++) {
		char c = (char)p[i];

		if (c >= 0x20 && c < 0x7f)
			out->p[out->len++] = c;
		else if (c == '\r')
			out->p[out->len++] = '\n';
		else if (c == '\n' && i > 0 && p[i - 1] != '\r')
			out->p[out->len++] = '\n';
	}
}

static void put_base64(const uint8_t *p, size_t len, struct buf *out)
{
	static const char digit[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i;

	if (!buf_room(out, (len + 2) / 3 * 4))
		return;
	for (i = 0; i < len; i += 3) {
		char *d = out->p + out->len;
		unsigned left = len - i < 3 ? (unsigned)(len - i) : 3;
		unsigned v = (unsigned)p[i] << 16;

		if (left > 1)
			v |= (unsigned)p[i + 1] << 8;
		if (left > 2)
			v |= p[i + 2];
		d[0] = digit[v >> 18];
		d[1] = digit[v >> 12 & 63];
		d[2] = left > 1 ? digit[v >> 6 & 63] : '=';
		d[3] = left > 2 ? digit[v & 63] : '=';
		out->len += 4;
	}
}

static char *hex_bytes(char *d, uint64_t v, unsigned digits)
{
	while (digits--)
		*d++ = "0123456789abcdef"[v >> 4 * digits & 15];
	return d;
}

/* "\t0x0010: 6162 6364 ..." and, with `ascii`, the same bytes as text, in a fixed column. */
static void put_hex_row(const uint8_t *p, size_t n, uint64_t off, bool ascii, struct buf *out)
{
	unsigned digits = 4;
	char *d;
	size_t i;

	if (!buf_room(out, HEX_ROW_TEXT))
		return;
	d = out->p + out->len;
	memcpy(d, "\n\t0x", 4);
	while (digits < 16 && off >> 4 * digits)
		digits++;
	d = hex_bytes(d + 4, off, digits);
	*d++ = ':';
	for (i = 0; i < n; i++) {
		if (i % 2 == 0)
			*d++ = ' ';
		d = hex_bytes(d, p[i], 2);
	}
	if (ascii) {
		/* A lone last byte is not padded to a group of two: the text moves left. */
		for (i = (n + 1) / 2; i < HEX_ROW / 2; i++) {
			memset(d, ' ', 5);
			d += 5;
		}
		*d++ = ' ';
		*d++ = ' ';
		for (i = 0; i < n; i++)
			*d++ = p[i] >= 0x20 && p[i] < 0x7f ? (char)p[i] : '.';
	}
	out->len = (size_t)(d - out->p);
}

static void put_hex(const uint8_t *p, size_t len, bool ascii, struct buf *out)
{
	size_t i;

	for (i = 0; i < len; i += HEX_ROW)
		put_hex_row(p + i, len - i < HEX_ROW ? len - i : HEX_ROW, i, ascii, out);
	buf_putc(out, '\n');
}

void render_bytes(const uint8_t *p, size_t len, const struct render_opts *o, struct buf *out)
{
	if (!len)
		return;
	switch (o->bufmode) {
	case BUF_DOTS:
		put_dots(p, len, o, out);
		break;
	case BUF_ASCII:
		put_ascii(p, len, out);
		break;
	case BUF_BASE64:
		put_base64(p, len, out);
		break;
	case BUF_HEX:
		put_hex(p, len, false, out);
		break;
	case BUF_HEXASCII:
		put_hex(p, len, true, out);
		break;
	}
}
