/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/lines.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/base/utf8.h"
#include "ui/model/text.h"

enum { TAB = 8 };

void lines_init(struct lines *l)
{
	*l = (struct lines){0};
	buf_init(&l->text, 0);
}

void lines_release(struct lines *l)
{
	buf_release(&l->text);
	free(l->v);
	*l = (struct lines){0};
}

void lines_clear(struct lines *l)
{
	buf_clear(&l->text);
	l->n = 0;
}

/* What is appended to l->text from here on is a new line. */
static struct line *begin(struct lines *l, enum line_style style)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 32;
		l->v = xrealloc(l->v, l->cap * sizeof(*l->v));
	}
	l->v[l->n] = (struct line){.off = (uint32_t)l->text.len, .style = (uint8_t)style};
	return &l->v[l->n++];
}

static void end(struct lines *l, struct line *line)
{
	line->len = (uint32_t)(l->text.len - line->off);
}

void lines_add(struct lines *l, enum line_style style, const char *s, size_t n)
{
	struct line *line = begin(l, style);

	buf_put(&l->text, s, n);
	end(l, line);
}

void lines_puts(struct lines *l, enum line_style style, const char *s)
{
	lines_add(l, style, s, strlen(s));
}

void lines_printf(struct lines *l, enum line_style style, const char *fmt, ...)
{
	char line[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	lines_add(l, style, line, strlen(line));
}

static void pad(struct buf *b, unsigned n)
{
	while (n--)
		buf_putc(b, ' ');
}

void lines_named(struct lines *l, unsigned width, const char *name, const char *s, size_t n)
{
	struct line *line = begin(l, LINE_NAMED);
	unsigned w = text_width(name, strlen(name));

	buf_puts(&l->text, name);
	pad(&l->text, w + 1 < width ? width - w : 1);
	line->named = (uint8_t)(width < UINT8_MAX ? width : UINT8_MAX);
	buf_put(&l->text, s, n);
	end(l, line);
}

/* Bytes of s that fit into w cells, at least one character; *cells: how many they take. */
static size_t fit_cells(const char *s, size_t n, unsigned w, unsigned *cells)
{
	unsigned used, c;
	size_t i;

	*cells = 0;
	for (i = 0; i < n; i += used) {
		c = char_width(utf8_next(s + i, n - i, &used));
		if (*cells + c > w && i)
			break;
		*cells += c;
	}
	return i;
}

/* The same up to the last blank, unless that leaves a line half empty. */
static size_t fit(const char *s, size_t n, unsigned w, bool words)
{
	unsigned cells;
	size_t len = fit_cells(s, n, w, &cells), blank;

	if (!words || len == n)
		return len;
	for (blank = len; blank && s[blank] != ' '; blank--)
		;
	return blank > len / 2 ? blank : len;
}

/* One line without newlines; `indent` blanks before all but its first part. */
static void wrap_line(struct lines *out, const struct line *as, const char *s, size_t n,
		      unsigned width, unsigned indent, bool words)
{
	const char *whole = s;
	struct line *line;
	size_t len;
	bool first = true;

	if (indent + 8 > width)
		indent = 0;
	do {
		len = fit(s, n, first ? width : width - indent, words);
		line = begin(out, (enum line_style)as->style);
		line->named = first ? as->named : 0;
		line->part_of = as->part_of;
		line->from = (uint32_t)(s - whole);
		if (!first)
			pad(&out->text, indent);
		buf_put(&out->text, s, len);
		end(out, line);
		s += len;
		n -= len;
		while (words && n && *s == ' ') {
			s++;
			n--;
		}
		first = false;
	} while (n);
}

void lines_wrap(struct lines *out, enum line_style style, const char *s, size_t n, unsigned width,
		bool words)
{
	const struct line as = {.style = (uint8_t)style};
	struct buf b;
	size_t i;

	buf_init(&b, 0);
	for (i = 0; i <= n; i++) {
		if (i == n || s[i] == '\n') {
			if (i < n || b.len || !n)
				wrap_line(out, &as, b.p, b.len, width ? width : 1, 0, words);
			buf_clear(&b);
		} else if (s[i] == '\t') {
			pad(&b, TAB - (unsigned)(b.len % TAB));
		} else {
			buf_putc(&b, s[i]);
		}
	}
	buf_release(&b);
}

void lines_wrap_from(struct lines *out, const struct lines *from, unsigned first, unsigned width)
{
	unsigned i, indent;
	struct line as;
	const char *s;
	size_t n;

	for (i = first; i < from->n; i++) {
		s = lines_text(from, i, &n);
		as = from->v[i];
		as.part_of = i;
		indent = as.style == LINE_NAMED ? as.named : 0;
		wrap_line(out, &as, s, n, width ? width : 1, indent, true);
	}
}

void lines_wrap_all(struct lines *out, const struct lines *from, unsigned width)
{
	lines_clear(out);
	lines_wrap_from(out, from, 0, width);
}
