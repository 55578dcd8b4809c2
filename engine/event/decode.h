/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_EVENT_DECODE_H
#define SONDE_EVENT_DECODE_H

#include "engine/event/event.h"
#include "event_codes.h"

/*
 * evt_decode() and evt_decode_trusted() for the inside of the reading loop: inline, so that what
 * the caller knows of the block needs no looking at.
 */
enum {
	EVT_HDR_V1 = 22,
	EVT_HDR_V2 = 26,
	BLOCK_HEAD = 10, /* type, total length, cpu */
	BLOCK_TAIL = 4,	 /* total length again */
};

/* Where the event header is in a block of this type, and how long it is. */
struct layout {
	uint8_t off; /* 0: the block holds no event */
	uint8_t hdr;
};

static inline struct layout layout_of(uint32_t block_type)
{
	switch ((int)block_type) {
	case BLOCK_EV_V2:
	case BLOCK_EV_V2_LARGE:
		return (struct layout){BLOCK_HEAD, EVT_HDR_V2};
	case BLOCK_EVF_V2:
	case BLOCK_EVF_V2_LARGE:
		return (struct layout){BLOCK_HEAD + 4, EVT_HDR_V2};
	case BLOCK_EV:
	case BLOCK_EV_INT:
		return (struct layout){BLOCK_HEAD, EVT_HDR_V1};
	case BLOCK_EVF:
		return (struct layout){BLOCK_HEAD + 4, EVT_HDR_V1};
	default:
		return (struct layout){0, 0};
	}
}

static inline uint32_t length_at(const uint8_t *lens, unsigned w, unsigned i)
{
	return w == 2 ? ld16(lens + 2 * (size_t)i) : ld32(lens + 4 * (size_t)i);
}

/* Everything that does not depend on the parameters. */
static inline void header_load(const uint8_t *block, struct layout l, struct evt *e)
{
	const uint8_t *h = block + l.off;

	e->hdr = h;
	e->lens = h + l.hdr;
	e->data = e->lens;
	e->ts = ld64(h);
	e->tid = (int64_t)ld64(h + 8);
	e->len = ld32(h + 16);
	e->type = ld16(h + 20);
	e->cpu = ld16(block + 8);
	e->nparams = 0;
	e->lenw = 2;
	e->flags = l.off == BLOCK_HEAD ? 0 : ld32(block + BLOCK_HEAD) & EVT_STATE_ONLY;
	e->info = &event_unknown;
	if (e->type < event_count) {
		e->info = &event_table[e->type];
		if (e->info->flags & EF_LARGE_PAYLOAD)
			e->lenw = 4;
	}
}

/* The sum of four lengths of 2 bytes. */
static inline uint32_t four_sum(uint64_t four)
{
	const uint64_t low = 0x0000FFFF0000FFFFull;

	four = (four & low) + (four >> 16 & low);
	return (uint32_t)(four + (four >> 32));
}

/*
 * Nearly all events have at most eight parameters. Their lengths are added without looking how
 * many there are, which no processor guesses; 16 bytes have to be readable.
 */
static inline uint32_t lengths_sum_8(const uint8_t *lens, uint32_t n)
{
	static const uint64_t masks[9] = {
		0, UINT64_MAX >> 48, UINT64_MAX >> 32, UINT64_MAX >> 16, UINT64_MAX,
		UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
	};

	return four_sum(ld64(lens) & masks[n]) + four_sum(ld64(lens + 8) & masks[n < 4 ? 0 : n - 4]);
}

static inline uint64_t lengths_sum(const uint8_t *lens, uint32_t n)
{
	uint64_t sum = 0;
	uint32_t i;

	for (i = 0; i + 4 <= n; i += 4)
		sum += four_sum(ld64(lens + 2 * (size_t)i));
	for (; i < n; i++)
		sum += ld16(lens + 2 * (size_t)i);
	return sum;
}

static inline bool params_v2(struct evt *e)
{
	uint32_t room = e->len - EVT_HDR_V2; /* lengths and data */
	uint32_t n = ld32(e->hdr + EVT_HDR_V1);
	uint64_t sum;
	uint32_t i;

	if (n > UINT16_MAX || n * e->lenw > room)
		return false;
	sum = n * e->lenw;
	if (e->lenw == 2 && n <= 8 && room >= 16 - BLOCK_TAIL) {
		sum += lengths_sum_8(e->lens, n);
	} else if (e->lenw == 2) {
		sum += lengths_sum(e->lens, n);
	} else {
		for (i = 0; i < n; i++)
			sum += length_at(e->lens, 4, i);
	}
	if (sum != room)
		return false;
	e->nparams = (uint16_t)n;
	e->data = e->lens + n * e->lenw;
	return true;
}

/*
 * Version 1 headers have no parameter count. One more parameter never makes an event shorter,
 * so at most one count fits the length: add lengths until it is reached.
 */
static inline bool params_v1(struct evt *e)
{
	uint32_t room = e->len - EVT_HDR_V1;
	uint64_t sum = 0;
	uint32_t n = 0;

	while (sum < room) {
		if (n >= e->info->nparams || (n + 1) * e->lenw > room)
			return false;
		sum += e->lenw + (uint64_t)length_at(e->lens, e->lenw, n);
		n++;
	}
	if (sum != room)
		return false;
	e->nparams = (uint16_t)n;
	e->data = e->lens + n * e->lenw;
	return true;
}

/* Writers of version 1 counted padding of the C struct into the length of these two. */
static inline bool quirk_v1_len(uint16_t type)
{
	return type == EV_NOTIFICATION_E || type == EV_INFRASTRUCTURE_EVENT_E;
}

static inline __attribute__((always_inline)) bool decode_at(const uint8_t *block, uint32_t len, struct layout l, struct evt *e)
{
	if (!l.off || len < (uint32_t)l.off + l.hdr + BLOCK_TAIL)
		return false;
	header_load(block, l, e);
	if (e->len < l.hdr || e->len > len - l.off - BLOCK_TAIL)
		return false;
	if (l.hdr == EVT_HDR_V1 && quirk_v1_len(e->type)) {
		if (e->len < EVT_HDR_V1 + 3)
			return false;
		e->len -= 3;
	}
	if (e->info == &event_unknown)
		return true;
	return l.hdr == EVT_HDR_V2 ? params_v2(e) : params_v1(e);
}

static inline bool decode(const uint8_t *block, uint32_t len, struct evt *e)
{
	return len >= BLOCK_HEAD && decode_at(block, len, layout_of(ld32(block)), e);
}

/* A block of type BLOCK_EV_V2: nearly all of them. Where its kind is known, half of it falls away. */
static inline __attribute__((always_inline)) bool decode_v2(const uint8_t *block, uint32_t len, struct evt *e)
{
	return decode_at(block, len, (struct layout){BLOCK_HEAD, EVT_HDR_V2}, e);
}

static inline bool is_of(const uint8_t *block, uint32_t len, uint64_t ts, uint16_t type)
{
	struct layout l;
	const uint8_t *h;

	if (len < BLOCK_HEAD)
		return false;
	l = layout_of(ld32(block));
	h = block + l.off;
	return l.off && len >= (uint32_t)l.off + l.hdr + BLOCK_TAIL && ld64(h) == ts &&
	       ld32(h + 16) <= len - l.off - BLOCK_TAIL && ld16(h + 20) == type;
}

/* An event of which no more is known than that it was there. */
static inline void decode_nothing(uint64_t ts, uint16_t type, struct evt *e)
{
	e->ts = ts;
	e->type = type;
	e->tid = 0;
	e->flags = 0;
	e->nparams = 0;
	e->info = event_info_of(type);
}

static inline void decode_trusted(const uint8_t *block, uint64_t ts, uint16_t type, struct evt *e)
{
	struct layout l = layout_of(ld32(block));

	header_load(block, l, e);
	if (e->ts != ts || e->type != type) {
		decode_nothing(ts, type, e);
		return;
	}
	if (l.hdr == EVT_HDR_V1) {
		if (quirk_v1_len(e->type))
			e->len -= 3;
		if (e->info != &event_unknown)
			params_v1(e);
		return;
	}
	if (e->info != &event_unknown) {
		e->nparams = (uint16_t)ld32(e->hdr + EVT_HDR_V1);
		e->data = e->lens + e->nparams * (uint32_t)e->lenw;
	}
}

#endif
