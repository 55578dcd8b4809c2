/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_LINES_H
#define SONDE_UI_MODEL_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/buf.h"

/* Lines of text with a meaning each; the bytes may be anything. */
enum line_style { LINE_TEXT, LINE_HEADING, LINE_NAMED, LINE_READ, LINE_WRITE };

struct line {
	uint32_t off, len; /* in text */
	uint32_t part_of;  /* of broken lines: the number of the whole one */
	uint32_t from;	   /* and the byte of it that they begin with */
	uint8_t style;	   /* enum line_style */
	uint8_t named;	   /* LINE_NAMED: cells of the name at the beginning; what goes on is indented */
};

struct lines {
	struct buf text;
	struct line *v;
	unsigned n, cap;
};

void lines_init(struct lines *l);
void lines_release(struct lines *l);
void lines_clear(struct lines *l);

void lines_add(struct lines *l, enum line_style style, const char *s, size_t n);
void lines_puts(struct lines *l, enum line_style style, const char *s);
void lines_printf(struct lines *l, enum line_style style, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* "name      value" with the name padded to `width` cells. */
void lines_named(struct lines *l, unsigned width, const char *name, const char *s, size_t n);

/*
 * Append a text to `out` as lines of at most `width` cells: newlines end lines, long ones are
 * broken (words: at blanks where there are some), tabs become blanks.
 */
void lines_wrap(struct lines *out, enum line_style style, const char *s, size_t n, unsigned width,
		bool words);

/* The lines of `from` with number `first` and above, broken to `width` cells, are appended. */
void lines_wrap_from(struct lines *out, const struct lines *from, unsigned first, unsigned width);

/* All lines of `from`, broken to `width` cells, replace those of `out`. */
void lines_wrap_all(struct lines *out, const struct lines *from, unsigned width);

static inline const char *lines_text(const struct lines *l, unsigned i, size_t *len)
{
	*len = l->v[i].len;
	return l->v[i].len ? l->text.p + l->v[i].off : "";
}

#endif
