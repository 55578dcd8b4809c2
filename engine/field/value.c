/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/field.h"

#include <stdio.h>

#include "engine/event/render.h"

/*
 * Values to text and to JSON. What the reference prints is kept to the byte, with its limits:
 * texts and buffers end at their first NUL, and some numbers have no printed form at all.
 */

bool value_printable(const struct value *v)
{
	if (v->fmt != PF_NA)
		return true;
	switch (v->type) {
	case PT_INT8:
	case PT_INT16:
	case PT_INT32:
	case PT_UINT8:
	case PT_UINT16:
	case PT_UINT32:
	case PT_UINT64:
	case PT_L4PROTO:
	case PT_PORT:
	case PT_RELTIME:
	case PT_ABSTIME:
	case PT_SOCKADDR:
	case PT_SOCKFAMILY:
		return false;
	default:
		return true;
	}
}

/* ----------------------------------------------------------------------- numbers --- */

/* The bits of a number, cut to the width of its type: what hexadecimal and octal show. */
static uint64_t number_bits(const struct value *v)
{
	unsigned width = ptype_width(v->type);

	return width && width < 8 ? v->u & ((1ull << 8 * width) - 1) : v->u;
}

static void put_octal(struct buf *out, uint64_t u)
{
	char tmp[24];
	unsigned i = sizeof(tmp);

	do {
		tmp[--i] = (char)('0' + (u & 7));
		u >>= 3;
	} while (u);
	buf_put(out, tmp + i, sizeof(tmp) - i);
}

static void put_padded(struct buf *out, const struct value *v, enum number kind)
{
	if (kind == NUM_SIGNED && v->i < 0) {
		buf_putc(out, '-');
		buf_put_pad(out, 0 - (uint64_t)v->i, 8);
	} else {
		buf_put_pad(out, v->u, 9);
	}
}

static void put_decimal(struct buf *out, const struct value *v, enum number kind)
{
	if (kind == NUM_SIGNED)
		buf_put_i64(out, v->i);
	else
		buf_put_u64(out, v->u);
}

static void put_number(struct buf *out, const struct value *v, enum number kind)
{
	switch (v->fmt) {
	case PF_HEX:
		buf_put_hex(out, number_bits(v), true);
		break;
	case PF_OCT:
		put_octal(out, number_bits(v));
		break;
	case PF_PAD9:
		put_padded(out, v, kind);
		break;
	default:
		put_decimal(out, v, kind);
	}
}

/* One decimal, with a point whatever the locale says. */
static void put_double(struct buf *out, double d, const char *fmt)
{
	char tmp[352]; /* DBL_MAX has 309 digits before the point */
	int i, n = snprintf(tmp, sizeof(tmp), fmt, d);

	for (i = 0; i < n; i++)
		if (tmp[i] == ',')
			tmp[i] = '.';
	buf_put(out, tmp, (size_t)n);
}

/* ------------------------------------------------------------------------- texts --- */

static void put_ip(struct buf *out, const struct value *v)
{
	if (v->type == PT_IPV4ADDR || v->len == 4)
		render_ipv4(v->ip, out);
	else
		render_ipv6(v->ip, out);
}

/* Everything that is printed as characters; false for numbers. */
static bool put_text(struct buf *out, const struct value *v, const struct query_opts *o)
{
	switch (v->type) {
	case PT_CHARBUF:
	case PT_FSPATH:
	case PT_FSRELPATH:
		if (v->fmt == PF_PRINTABLE)
			put_printable(out, v->s, strnlen(v->s, v->len));
		else
			buf_put(out, v->s, strnlen(v->s, v->len));
		return true;
	case PT_BYTEBUF:
		if (v->fmt == PF_RAWBYTES)
			buf_put(out, v->s, strnlen(v->s, v->len));
		else
			render_bytes((const uint8_t *)v->s, v->len, &o->render, out);
		return true;
	case PT_SOCKADDR:
		render_sockaddr((const uint8_t *)v->s, v->len, out);
		return true;
	case PT_SOCKTUPLE:
		render_socktuple((const uint8_t *)v->s, v->len, out);
		return true;
	case PT_FDLIST:
	case PT_DYN:
	case PT_CHARBUFARRAY:
	case PT_CHARBUF_PAIR_ARRAY:
		render_bytes((const uint8_t *)v->s, v->len, &o->render, out);
		return true;
	case PT_IPV4ADDR:
	case PT_IPV6ADDR:
	case PT_IPADDR:
	case PT_IPV4NET:
	case PT_IPV6NET:
	case PT_IPNET:
		put_ip(out, v);
		return true;
	default:
		return false;
	}
}

void value_append(struct buf *out, const struct value *v, const struct query_opts *o)
{
	enum number kind;

	if (v->type == PT_CHARBUF && v->fmt != PF_PRINTABLE) { /* most of what is printed */
		buf_put(out, v->s, strnlen(v->s, v->len));
		return;
	}
	kind = ptype_number(v->type);
	if (kind != NUM_NONE)
		put_number(out, v, kind);
	else if (v->type == PT_BOOL)
		buf_puts(out, v->u ? "true" : "false");
	else if (v->type == PT_DOUBLE)
		put_double(out, v->d, "%.1f");
	else
		put_text(out, v, o);
}

/* -------------------------------------------------------------------------- JSON --- */

/*
 * The code point at s, the bytes it takes in *n. What is not UTF-8 becomes U+FFFD as the
 * reference's JSON library has it: a sequence takes the bytes its first byte promises, unless
 * the text ends before.
 */
static uint32_t utf8_next(const unsigned char *s, size_t left, unsigned *n)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned len = s[0] < 0x80 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf8 ? 4 : 0;
	uint32_t cp;
	unsigned i;

	*n = 1;
	if (len == 1)
		return s[0];
	if (!len || left < len)
		return 0xfffd;
	cp = s[0] & (0x7fu >> len);
	for (i = 1; i < len; i++)
		cp = cp << 6 | (s[i] & 0x3f);
	*n = len;
	if (cp < least[len] || (cp >= 0xd800 && cp <= 0xdfff))
		return 0xfffd;
	return cp;
}

static void put_u16_escape(struct buf *out, uint32_t u)
{
	static const char hex[] = "0123456789abcdef";
	char tmp[6] = {'\\',	   'u', hex[u >> 12 & 15], hex[u >> 8 & 15], hex[u >> 4 & 15],
		       hex[u & 15]};

	buf_put(out, tmp, sizeof(tmp));
}

static void put_escaped(struct buf *out, uint32_t cp)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *p = cp && cp < 0x80 ? strchr(from, (int)cp) : NULL;

	if (p) {
		buf_putc(out, '\\');
		buf_putc(out, to[p - from]);
	} else if (cp >= 0x10000) {
		cp -= 0x10000;
		put_u16_escape(out, 0xd800 + (cp >> 10 & 0x3ff));
		put_u16_escape(out, 0xdc00 + (cp & 0x3ff));
	} else {
		put_u16_escape(out, cp);
	}
}

static void put_json_string(struct buf *out, const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i = 0, plain = 0;

	buf_putc(out, '"');
	while (i < len) {
		unsigned n;

		if (s[i] >= 0x20 && s[i] < 0x80 && s[i] != '"' && s[i] != '\\') {
			i++;
			continue;
		}
		buf_put(out, text + plain, i - plain);
		put_escaped(out, utf8_next(s + i, len - i, &n));
		i += n;
		plain = i;
	}
	buf_put(out, text + plain, i - plain);
	buf_putc(out, '"');
}

/* Characters that need a look: rendered into a buffer of their own first. */
static void put_json_text(struct buf *out, const struct value *v, const struct query_opts *o)
{
	struct buf tmp;

	buf_init(&tmp, 0);
	value_append(&tmp, v, o);
	put_json_string(out, tmp.p, strnlen(tmp.p ? tmp.p : "", tmp.len));
	buf_release(&tmp);
}

/* Numbers that the reference writes as strings: all that is not decimal, and some raw arguments. */
static bool json_quotes(const struct value *v)
{
	return v->fmt == PF_HEX || v->fmt == PF_OCT ||
	       (v->fmt == PF_NA && (v->type == PT_INT64 || v->type == PT_PID));
}

void value_append_json(struct buf *out, const struct value *v, const struct query_opts *o)
{
	enum number kind = ptype_number(v->type);

	if (v->type == PT_BOOL) {
		buf_puts(out, v->u ? "true" : "false");
	} else if (v->type == PT_DOUBLE) {
		/* Neither infinity nor NaN is JSON; v - v is 0 for everything else. */
		if (v->d - v->d == 0)
			put_double(out, v->d, "%.17g");
		else
			buf_puts(out, "null");
	} else if (kind == NUM_NONE && v->fmt == PF_TIMETEXT) {
		buf_put_u64(out, v->time.ns);
	} else if (kind == NUM_NONE && v->type == PT_CHARBUF && v->fmt != PF_PRINTABLE) {
		put_json_string(out, v->s, strnlen(v->s, v->len));
	} else if (kind == NUM_NONE || json_quotes(v)) {
		put_json_text(out, v, o);
	} else {
		put_decimal(out, v, kind);
	}
}
