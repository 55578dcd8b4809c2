/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/cell.h"

#include <stdio.h>

#include "engine/base/utf8.h"
#include "engine/event/render.h"
#include "engine/table/series.h"

enum { SERIES_WIDTH = 60 }; /* characters, where nobody says how many there are */

static uint8_t kind_of(uint8_t type)
{
	switch (type) {
	case PT_DOUBLE:
		return CELL_DOUBLE;
	case PT_RELTIME:
		return CELL_RELTIME;
	case PT_ABSTIME:
		return CELL_ABSTIME;
	case PT_BOOL:
		return CELL_BOOL;
	case PT_PORT:
		return CELL_PORT;
	case PT_IPADDR:
	case PT_IPNET:
	case PT_IPV4ADDR:
	case PT_IPV4NET:
	case PT_IPV6ADDR:
	case PT_IPV6NET:
		return CELL_ADDR;
	default:
		break;
	}
	switch (ptype_number(type)) {
	case NUM_SIGNED:
		return CELL_INT;
	case NUM_UNSIGNED:
		return CELL_UINT;
	default:
		return CELL_TEXT;
	}
}

struct cell_type cell_type_of(uint8_t type, uint8_t fmt)
{
	struct cell_type t = {.type = type, .fmt = fmt, .kind = kind_of(type)};

	switch (t.kind) {
	case CELL_INT:
	case CELL_UINT:
	case CELL_RELTIME:
	case CELL_ABSTIME:
		t.has_default = fmt == PF_DEC;
		break;
	case CELL_DOUBLE:
	case CELL_BOOL:
	case CELL_TEXT:
		t.has_default = true;
		break;
	}
	return t;
}

bool cell_is_number(const struct cell_type *t)
{
	return t->kind <= CELL_ABSTIME;
}

bool cell_sorts_down(const struct cell_type *t)
{
	return t->kind <= CELL_BOOL;
}

double cell_number(const struct cell_type *t, const struct cell *c)
{
	double v;

	switch (t->kind) {
	case CELL_INT:
		v = (double)c->i;
		break;
	case CELL_DOUBLE:
		v = c->d;
		break;
	case CELL_TEXT:
	case CELL_ADDR:
		return 0;
	default:
		v = (double)c->u;
	}
	return c->count > 1 ? v / c->count : v;
}

/* --------------------------------------------------------------------- numbers --- */

static const char units[] = " KMGTPE";

/* v in units of 1024^unit. */
static int put_unit(char *b, size_t n, double v, unsigned unit, bool decimals)
{
	if (unit)
		return snprintf(b, n, decimals ? "%.2f%c" : "%.0f%c", v, units[unit]);
	return snprintf(b, n, decimals ? "%.2f" : "%.0f", v);
}

/*
 * A number scaled by powers of 1024. What does not fit loses its decimals, then moves to
 * the next unit: the leading digits are what a reader needs.
 */
static void put_scaled(struct buf *out, double v, bool decimals, unsigned size)
{
	unsigned unit = 0;
	double top = v < 0 ? -v : v;
	char b[400];
	int n;

	while (top > 1024 && unit < 5) {
		top /= 1024;
		v /= 1024;
		unit++;
	}
	n = put_unit(b, sizeof(b), v, unit, decimals);
	if (size && n > (int)size && decimals)
		n = put_unit(b, sizeof(b), v, unit, false);
	while (size && n > (int)size && unit + 1 < sizeof(units) - 1) {
		v /= 1024;
		n = put_unit(b, sizeof(b), v, ++unit, false);
	}
	buf_put(out, b, (size_t)n);
}

/* What happened in less than a second is not projected to a whole one, as in the reference. */
static double divisor(const struct cell_style *style)
{
	if (style->exact && style->seconds > 0)
		return style->seconds;
	return style->seconds > 1 ? style->seconds : 1;
}

static void put_integer(struct buf *out, const struct cell_type *t, const struct cell *c,
			const struct cell_style *style)
{
	/* A count over exactly one second is a whole number, and shown as one. */
	bool rate = style->seconds > 0 && style->seconds != 1;
	double v;

	switch (t->fmt) {
	case PF_DEC:
		break;
	case PF_HEX:
		buf_put_hex(out, c->u, false);
		return;
	case PF_OCT:
		buf_printf(out, "%llo", (unsigned long long)c->u);
		return;
	case PF_PAD9:
		buf_put_pad(out, c->u, 9);
		return;
	default:
		if (t->kind == CELL_INT)
			buf_put_i64(out, c->i);
		else
			buf_put_u64(out, c->u);
		return;
	}
	v = cell_number(t, c) / divisor(style);
	put_scaled(out, v, c->count > 1 || rate, style->size);
}

static void put_double(struct buf *out, double v, unsigned size)
{
	char b[400];
	int n = snprintf(b, sizeof(b), "%.2f", v);

	if (size && n > (int)size)
		n = snprintf(b, sizeof(b), "%.0f", v);
	if (size && n > (int)size)
		put_scaled(out, v, false, size);
	else
		buf_put(out, b, (size_t)n);
}

/* ----------------------------------------------------------------------- times --- */

/* "4.24ms": whole and hundredths, truncated, never rounded. */
static void put_hundredths(struct buf *out, uint64_t ns, uint64_t unit, const char *name)
{
	buf_put_u64(out, ns / unit);
	buf_putc(out, '.');
	buf_put_pad(out, ns % unit / (unit / 100), 2);
	buf_puts(out, name);
}

static void put_reltime(struct buf *out, uint64_t ns, bool reference)
{
	const uint64_t us = 1000, ms = 1000 * us, s = 1000 * ms, min = 60 * s, h = 60 * min;

	if (ns >= h) {
		buf_put_pad(out, ns / h, 2);
		buf_putc(out, ':');
		buf_put_pad(out, ns % h / min, 2);
		buf_putc(out, ':');
		buf_put_pad(out, ns % min / s, 2);
	} else if (ns >= min) {
		buf_put_u64(out, ns / min);
		buf_putc(out, ':');
		buf_put_pad(out, ns % min / s, reference ? 1 : 2);
	} else if (ns >= s) {
		put_hundredths(out, ns, s, "s");
	} else if (ns >= 10 * ms) {
		buf_put_u64(out, ns / ms);
		buf_puts(out, "ms");
	} else if (ns >= ms) {
		put_hundredths(out, ns, ms, "ms");
	} else if (ns >= 10 * us) {
		buf_put_u64(out, ns / us);
		buf_puts(out, "us");
	} else if (ns >= us) {
		put_hundredths(out, ns, us, "us");
	} else {
		buf_put_u64(out, ns);
		buf_puts(out, "ns");
	}
}

void cell_append_reltime(struct buf *out, uint64_t ns)
{
	put_reltime(out, ns, false);
}

static uint64_t averaged_ns(const struct cell *c, const struct cell_style *style)
{
	double by = divisor(style);

	if (by != 1)
		return (uint64_t)((double)c->u / (c->count > 1 ? c->count : 1) / by);
	return c->count > 1 ? c->u / c->count : c->u;
}

/* ----------------------------------------------------------------------- texts --- */

static void put_address(struct buf *out, const struct str *s)
{
	if (s->len == 4)
		render_ipv4((const uint8_t *)s->s, out);
	else if (s->len == 16)
		render_ipv6((const uint8_t *)s->s, out);
}

static void put_text(struct buf *out, const struct cell_type *t, const struct str *s, bool ascii)
{
	const uint8_t *p = (const uint8_t *)s->s;
	size_t i, from = out->len;

	switch (t->type) {
	case PT_SOCKADDR:
		render_sockaddr(p, s->len, out);
		return;
	case PT_SOCKTUPLE:
		render_socktuple(p, s->len, out);
		return;
	case PT_CHARBUFARRAY:
	case PT_CHARBUF_PAIR_ARRAY:
		put_dotted(out, s->s, s->len);
		for (i = 0; i < s->len && from + i < out->len; i++) {
			if (!s->s[i])
				out->p[from + i] = ' ';
		}
		return;
	}
	if (ascii)
		put_dotted(out, s->s, s->len);
	else
		utf8_clean(out, s->s, s->len);
}

static void put_json_series(struct buf *out, const struct series *s)
{
	uint32_t i;

	buf_putc(out, '[');
	for (i = 0; i < s->n; i++)
		buf_printf(out, "%s%.10g", i ? "," : "", series_rate(s, i));
	buf_putc(out, ']');
}

/* Numbers that programs read: not scaled, no units. False: there is no other way to say it. */
static bool put_plain(struct buf *out, const struct cell_type *t, const struct cell *c,
		      const struct cell_style *style)
{
	switch (t->kind) {
	case CELL_INT:
	case CELL_UINT:
		if (t->fmt != PF_DEC)
			return false;
		if (c->count > 1 || style->seconds > 0)
			buf_printf(out, "%.2f", cell_number(t, c) / divisor(style));
		else if (t->kind == CELL_INT)
			buf_put_i64(out, c->i);
		else
			buf_put_u64(out, c->u);
		return true;
	case CELL_RELTIME:
		buf_put_u64(out, averaged_ns(c, style));
		return true;
	case CELL_SERIES:
		put_json_series(out, c->series);
		return true;
	}
	return false;
}

/* -------------------------------------------------------------------- interface --- */

void cell_append(struct buf *out, const struct cell_type *t, const struct cell *c,
		 const struct cell_style *style)
{
	if (style->plain && put_plain(out, t, c, style))
		return;
	switch (t->kind) {
	case CELL_INT:
	case CELL_UINT:
		put_integer(out, t, c, style);
		break;
	case CELL_DOUBLE:
		put_double(out, cell_number(t, c) / divisor(style), style->size);
		break;
	case CELL_RELTIME:
		put_reltime(out, averaged_ns(c, style), style->reference);
		break;
	case CELL_ABSTIME:
		buf_put_u64(out, averaged_ns(c, style));
		break;
	case CELL_BOOL:
		buf_puts(out, c->u ? "true" : "false");
		break;
	case CELL_PORT:
		buf_put_u64(out, c->u);
		break;
	case CELL_SERIES:
		series_append(out, c->series, style->size ? style->size : SERIES_WIDTH,
			      style->ascii);
		break;
	case CELL_ADDR:
		put_address(out, c->s);
		break;
	default:
		put_text(out, t, c->s, style->ascii);
	}
}

void cell_append_operand(struct buf *out, const struct cell_type *t, const struct cell *c)
{
	const unsigned char *p;
	uint32_t i;

	switch (t->kind) {
	case CELL_INT:
		buf_put_i64(out, c->i);
		return;
	case CELL_UINT:
	case CELL_RELTIME:
	case CELL_ABSTIME:
	case CELL_PORT:
		buf_put_u64(out, c->u);
		return;
	case CELL_DOUBLE:
		buf_printf(out, "%.17g", c->d);
		return;
	case CELL_BOOL:
		buf_puts(out, c->u ? "true" : "false");
		return;
	case CELL_ADDR:
		put_address(out, c->s);
		return;
	}
	/*
	 * A single quote ends a value just as a double one does, and has no escape of its own;
	 * as a byte it is safe.
	 */
	buf_putc(out, '"');
	for (i = 0, p = (const unsigned char *)c->s->s; i < c->s->len; i++) {
		if (p[i] == '"' || p[i] == '\\') {
			buf_putc(out, '\\');
			buf_putc(out, (char)p[i]);
		} else if (p[i] < 0x20 || p[i] == '\'' || p[i] >= 0x7F) {
			buf_printf(out, "\\x%02x", p[i]);
		} else {
			buf_putc(out, (char)p[i]);
		}
	}
	buf_putc(out, '"');
}

static void put_json_text(struct buf *out, const char *p, size_t len)
{
	const struct query_opts plain = {.render = {.as_is = true}};
	const struct value v = {.type = PT_CHARBUF, .len = (uint32_t)len, .s = p};

	value_append_json(out, &v, &plain);
}

void cell_append_json(struct buf *out, const struct cell_type *t, const struct cell *c)
{
	const struct cell_style style = {.reference = true};
	const struct query_opts plain = {0};
	struct value number = {.type = PT_DOUBLE, .d = cell_number(t, c)};
	struct buf text;

	switch (t->kind) {
	case CELL_INT:
		buf_put_i64(out, c->i);
		return;
	case CELL_UINT:
	case CELL_ABSTIME:
	case CELL_PORT:
		buf_put_u64(out, c->u);
		return;
	case CELL_DOUBLE:
		value_append_json(out, &number, &plain);
		return;
	case CELL_BOOL:
		buf_puts(out, c->u ? "true" : "false");
		return;
	case CELL_SERIES:
		put_json_series(out, c->series);
		return;
	}
	buf_init(&text, 0);
	cell_append(&text, t, c, &style);
	if (t->kind == CELL_RELTIME)
		buf_printf(out, "\"%10s\"", buf_cstr(&text));
	else
		put_json_text(out, buf_cstr(&text), text.len);
	buf_release(&text);
}

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

static int compare_text(const struct str *a, const struct str *b)
{
	uint32_t n = a->len < b->len ? a->len : b->len;
	int r = a == b ? 0 : memcmp(a->s, b->s, n);

	return r ? ORDER(r, 0) : ORDER(a->len, b->len);
}

int cell_compare(const struct cell_type *t, const struct cell *a, const struct cell *b)
{
	if (t->kind == CELL_TEXT)
		return compare_text(a->s, b->s);
	if (t->kind == CELL_ADDR) {
		int r = ORDER(a->s->len, b->s->len);

		return r ? r : compare_text(a->s, b->s);
	}
	if (t->kind == CELL_DOUBLE || a->count > 1 || b->count > 1) {
		double x = cell_number(t, a), y = cell_number(t, b);

		return ORDER(x, y);
	}
	return t->kind == CELL_INT ? ORDER(a->i, b->i) : ORDER(a->u, b->u);
}
