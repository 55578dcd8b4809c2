/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_TEXT_H
#define SONDE_UI_MODEL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/buf.h"

/* Text as cells of a screen: what fits where. Widths are those of the locale (wcwidth). */

/* Cells that a character occupies: 0, 1 or 2; characters that cannot be shown count as 1. */
unsigned char_width(int c);

/* Cells that n bytes of UTF-8 occupy. */
unsigned text_width(const char *s, size_t n);

/*
 * Append the cells [from, from + width) of a text, safe to show: '.' for what is not, a
 * blank for half a wide character; not padded.
 * returns the cells appended
 */
unsigned text_cut(struct buf *out, const char *s, size_t n, unsigned from, unsigned width);

/* Does a occur in s, letter case aside (ASCII)? */
bool text_contains(const char *s, size_t n, const char *a, size_t len);

#endif
