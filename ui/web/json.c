/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/json.h"

#include <math.h>
#include <string.h>

#include "engine/base/utf8.h"

void jw_comma(struct buf *out)
{
	char last = out->len ? out->p[out->len - 1] : '{';

	if (last != '{' && last != '[' && last != ':' && last != ',')
		buf_putc(out, ',');
}

/* The character at s, '.' in place of what is not to be shown. */
static int32_t shown(const char *s, size_t n, unsigned *used)
{
	int32_t c = utf8_next(s, n, used);

	if (c == '\n' || c == '\t')
		return c;
	return c < 0 || !utf8_showable(c) ? '.' : c;
}

void jw_text(struct buf *out, const char *s, size_t n)
{
	unsigned used;
	size_t i;

	buf_putc(out, '"');
	for (i = 0; i < n; i += used) {
		int32_t c = shown(s + i, n - i, &used);

		if (c == '\n')
			buf_puts(out, "\\n");
		else if (c == '\t')
			buf_puts(out, "\\t");
		else if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", (char)c);
		else
			utf8_put(out, c);
	}
	buf_putc(out, '"');
}

void jw_string(struct buf *out, const char *s)
{
	jw_text(out, s, strlen(s));
}

void jw_name(struct buf *out, const char *name)
{
	jw_comma(out);
	buf_printf(out, "\"%s\":", name);
}

void jw_member(struct buf *out, const char *name, const char *value)
{
	jw_name(out, name);
	jw_string(out, value);
}

void jw_member_text(struct buf *out, const char *name, const char *s, size_t n)
{
	jw_name(out, name);
	jw_text(out, s, n);
}

void jw_member_u64(struct buf *out, const char *name, uint64_t v)
{
	jw_name(out, name);
	buf_put_u64(out, v);
}

void jw_member_bool(struct buf *out, const char *name, bool v)
{
	jw_name(out, name);
	buf_puts(out, v ? "true" : "false");
}

/* Neither infinity nor NaN is JSON. */
void jw_double(struct buf *out, double v)
{
	if (isfinite(v))
		buf_printf(out, "%.15g", v);
	else
		buf_puts(out, "null");
}

void jw_member_double(struct buf *out, const char *name, double v)
{
	jw_name(out, name);
	jw_double(out, v);
}

void html_text(struct buf *out, const char *s, size_t n)
{
	unsigned used;
	size_t i;

	for (i = 0; i < n; i += used) {
		int32_t c = shown(s + i, n - i, &used);

		switch (c) {
		case '<':
			buf_puts(out, "&lt;");
			break;
		case '>':
			buf_puts(out, "&gt;");
			break;
		case '&':
			buf_puts(out, "&amp;");
			break;
		case '"':
			buf_puts(out, "&quot;");
			break;
		case '\'':
			buf_puts(out, "&#39;");
			break;
		default:
			utf8_put(out, c);
		}
	}
}

void csv_text(struct buf *out, const char *s, size_t n)
{
	bool formula = n && strchr("=+-@\t\r", s[0]) && s[0];
	size_t i;

	/* A number with a sign is a number. */
	if (formula && n > 1 && (s[0] == '-' || s[0] == '+') &&
	    strspn(s + 1, "0123456789.") == n - 1)
		formula = false;
	buf_putc(out, '"');
	if (formula)
		buf_putc(out, '\'');
	for (i = 0; i < n; i++) {
		if (s[i] == '"')
			buf_putc(out, '"');
		buf_putc(out, s[i]);
	}
	buf_putc(out, '"');
}
