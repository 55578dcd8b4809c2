/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_BASE_BUF_H
#define SONDE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * A growing byte buffer. Not terminated: use buf_cstr() where a C string is needed.
 * `max` bounds what input can make it grow to; beyond it bytes are dropped and
 * `full` is set. Embedded in its owner: buf_init .. buf_release.
 */
struct buf {
	char *p;
	size_t len; /* bytes in use */
	size_t cap; /* bytes allocated */
	size_t max; /* bytes allowed, 0 = no bound */
	bool full;  /* something did not fit */
};

void buf_init(struct buf *b, size_t max);
void buf_release(struct buf *b);

/* Make room for n more bytes; false when `max` forbids it. */
bool buf_grow(struct buf *b, size_t n);

/* A terminated string, valid until the buffer changes. */
const char *buf_cstr(struct buf *b);

void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_put_u64(struct buf *b, uint64_t v);
void buf_put_i64(struct buf *b, int64_t v);
void buf_put_hex(struct buf *b, uint64_t v, bool upper);     /* no 0x, no padding */
void buf_put_pad(struct buf *b, uint64_t v, unsigned width); /* zero padded decimal */

static inline void buf_clear(struct buf *b)
{
	b->len = 0;
	b->full = false;
}

static inline bool buf_room(struct buf *b, size_t n)
{
	return b->cap - b->len >= n || buf_grow(b, n);
}

static inline void buf_put(struct buf *b, const void *p, size_t n)
{
	if (n && buf_room(b, n)) {
		memcpy(b->p + b->len, p, n);
		b->len += n;
	}
}

static inline void buf_putc(struct buf *b, char c)
{
	if (buf_room(b, 1))
		b->p[b->len++] = c;
}

static inline void buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

#endif
