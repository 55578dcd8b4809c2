/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_BASE_UTF8_H
#define SONDE_BASE_UTF8_H

#include <stdint.h>

#include "engine/base/buf.h"

/*
 * Text from events is whatever bytes a program chose. These functions look at it as UTF-8
 * without trusting it.
 */

/*
 * The character at p, n > 0 bytes left.
 * out     *used: bytes it occupies, at least 1
 * returns its code point; -1 when the bytes are not UTF-8 (overlong, surrogate, cut off)
 */
int32_t utf8_next(const char *p, size_t n, unsigned *used);

/* False for what a terminal would obey rather than show: controls, direction overrides. */
bool utf8_showable(int32_t c);

/* Append c (a code point that is one) as UTF-8. */
void utf8_put(struct buf *out, int32_t c);

/* Append as text that is safe to show: '.' for every byte or character that is not. */
void utf8_clean(struct buf *out, const char *s, size_t n);

#endif
