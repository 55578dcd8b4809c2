/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TESTS_EVENT_MAKER_H
#define SONDE_TESTS_EVENT_MAKER_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/event/event.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* One event block under construction: parameters first, then block_make. */
struct maker {
	struct buf lens;
	struct buf data;
	unsigned n;
	unsigned lenw;
};

static inline struct maker maker_new(unsigned lenw)
{
	struct maker m = {.lenw = lenw};

	buf_init(&m.lens, 0);
	buf_init(&m.data, 0);
	return m;
}

static inline void add(struct maker *m, const void *p, size_t len)
{
	uint16_t l2 = (uint16_t)len;
	uint32_t l4 = (uint32_t)len;

	if (m->lenw == 2)
		buf_put(&m->lens, &l2, 2);
	else
		buf_put(&m->lens, &l4, 4);
	buf_put(&m->data, p, len);
	m->n++;
}

static inline void add_int(struct maker *m, uint64_t v, size_t width)
{
	add(m, &v, width);
}

static inline void add_str(struct maker *m, const char *s)
{
	add(m, s, strlen(s) + 1);
}

/* The block, of exactly its length on the heap, so that a sanitizer sees each stray read. */
static inline uint8_t *block_make(struct maker *m, uint32_t type, uint16_t code, uint32_t *len)
{
	bool v2 = type == BLOCK_EV_V2 || type == BLOCK_EVF_V2 || type == BLOCK_EV_V2_LARGE;
	bool flags = type == BLOCK_EVF || type == BLOCK_EVF_V2;
	uint32_t head = flags ? 14 : 10, hdr = v2 ? 26 : 22;
	uint32_t elen = hdr + (uint32_t)(m->lens.len + m->data.len);
	uint32_t total = (head + elen + 3) / 4 * 4 + 4;
	uint64_t ts = 1400000000000000000u;
	int64_t tid = 77;
	uint16_t cpu = 3;
	uint8_t *b = xcalloc(1, total), *h = b + head;

	memcpy(b, &type, 4);
	memcpy(b + 4, &total, 4);
	memcpy(b + 8, &cpu, 2);
	if (flags)
		b[10] = EVT_STATE_ONLY | 2;
	memcpy(h, &ts, 8);
	memcpy(h + 8, &tid, 8);
	memcpy(h + 16, &elen, 4);
	memcpy(h + 20, &code, 2);
	if (v2)
		memcpy(h + 22, &m->n, 4);
	if (m->lens.len)
		memcpy(h + hdr, m->lens.p, m->lens.len);
	if (m->data.len)
		memcpy(h + hdr + m->lens.len, m->data.p, m->data.len);
	memcpy(b + total - 4, &total, 4);
	buf_release(&m->lens);
	buf_release(&m->data);
	*len = total;
	return b;
}

#endif
