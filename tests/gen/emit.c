/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/gen/emit.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUM_CPUS 4

void gen_init(struct gen *g)
{
	memset(g, 0, sizeof(*g));
	buf_init(&g->b, 0);
	g->ts = 1700000000000000000ull;
	g->step = 1357;
}

void gen_release(struct gen *g)
{
	buf_release(&g->b);
}

/* --------------------------------------------------------------------- bytes --- */

void put8(struct gen *g, uint8_t v)
{
	buf_put(&g->b, &v, 1);
}

void put16(struct gen *g, uint16_t v)
{
	if (g->swap)
		v = __builtin_bswap16(v);
	buf_put(&g->b, &v, sizeof(v));
}

void put32(struct gen *g, uint32_t v)
{
	if (g->swap)
		v = __builtin_bswap32(v);
	buf_put(&g->b, &v, sizeof(v));
}

void put64(struct gen *g, uint64_t v)
{
	if (g->swap)
		v = __builtin_bswap64(v);
	buf_put(&g->b, &v, sizeof(v));
}

void put_bytes(struct gen *g, const void *p, size_t n)
{
	buf_put(&g->b, p, n);
}

void put_zeros(struct gen *g, size_t n)
{
	while (n--)
		put8(g, 0);
}

void put_str16(struct gen *g, struct slice s)
{
	put16(g, (uint16_t)s.len);
	put_bytes(g, s.p, s.len);
}

/* Put a length where room was left for it. */
static void patch32(struct gen *g, size_t at, uint32_t v)
{
	if (g->swap)
		v = __builtin_bswap32(v);
	memcpy(g->b.p + at, &v, sizeof(v));
}

static uint32_t block_code(const struct gen *g, uint32_t type)
{
	static const uint32_t old[][2] = {
		{0x201, 0x8002ABCD}, {0x202, 0x8000ABCD}, {0x203, 0x8001ABCD}, {0x204, 0x8010ABCD},
		{0x205, 0x8011ABCD}, {0x206, 0x8012ABCD}, {0x207, 0x8013ABCD}, {0x209, 0x8014ABCD},
	};
	unsigned i;

	for (i = 0; g->old_codes && i < sizeof(old) / sizeof(old[0]); i++) {
		if (old[i][0] == type)
			return old[i][1];
	}
	return type;
}

size_t block_begin(struct gen *g, uint32_t type)
{
	size_t at = g->b.len;

	put32(g, block_code(g, type));
	put32(g, 0);
	return at;
}

void block_end(struct gen *g, size_t at)
{
	uint32_t total;

	put_zeros(g, (4 - (g->b.len - at) % 4) % 4);
	total = (uint32_t)(g->b.len - at + 4);
	put32(g, total);
	patch32(g, at + 4, total);
}

size_t entry_begin(struct gen *g)
{
	size_t at = g->b.len;

	put32(g, 0);
	return at;
}

void entry_end(struct gen *g, size_t at, bool counts_itself)
{
	patch32(g, at, (uint32_t)(g->b.len - at - (counts_itself ? 0 : 4)));
}

/* -------------------------------------------------------------------- events --- */

static void put_int(struct gen *g, unsigned width, uint64_t n)
{
	switch (width) {
	case 1:
		put8(g, (uint8_t)n);
		break;
	case 2:
		put16(g, (uint16_t)n);
		break;
	case 4:
		put32(g, (uint32_t)n);
		break;
	default:
		put64(g, n);
	}
}

static void put_ip(struct gen *g, uint8_t family, const char *text)
{
	uint8_t ip[16];

	if (inet_pton(family == 10 ? AF_INET6 : AF_INET, text, ip) != 1) {
		fprintf(stderr, "gen_captures: bad address %s\n", text);
		abort();
	}
	put_bytes(g, ip, family == 10 ? 16 : 4);
}

/* ports are in the file's byte order, addresses in that of the network */
static void put_sock(struct gen *g, const struct val *v)
{
	bool tuple = v->kind == VAL_TUPLE;

	put8(g, v->family);
	if (v->family == 1) {
		if (tuple) {
			put64(g, v->n);
			put64(g, v->m);
		}
		put_bytes(g, v->src, strlen(v->src) + 1);
	} else if (v->family == 2 || v->family == 10) {
		put_ip(g, v->family, v->src);
		put16(g, v->sport);
		if (tuple) {
			put_ip(g, v->family, v->dst);
			put16(g, v->dport);
		}
	}
}

static void put_fdlist(struct gen *g, const struct val *v)
{
	const struct poll_fd *f = v->p;
	unsigned i;

	put16(g, (uint16_t)v->n);
	for (i = 0; i < v->n; i++) {
		put64(g, (uint64_t)f[i].fd);
		put16(g, f[i].flags);
	}
}

static unsigned int_width(const struct val *v, const struct param_info *info)
{
	unsigned width;
	uint8_t type;

	if (v->width)
		return v->width;
	if (!info)
		return 8;
	type = info->type;
	if (v->dyn && info->dyn && v->alt < info->ndyn)
		type = info->dyn[v->alt].type;
	width = ptype_width(type);
	return width ? width : 8;
}

static void put_val(struct gen *g, const struct val *v, const struct param_info *info)
{
	if (v->dyn)
		put8(g, v->alt);
	switch (v->kind) {
	case VAL_INT:
		put_int(g, int_width(v, info), v->n);
		break;
	case VAL_TEXT:
		put_bytes(g, v->p, strlen(v->p) + 1);
		break;
	case VAL_BYTES:
		put_bytes(g, v->p, v->len);
		break;
	case VAL_ADDR:
	case VAL_TUPLE:
		put_sock(g, v);
		break;
	case VAL_FDLIST:
		put_fdlist(g, v);
		break;
	case VAL_EMPTY:
		break;
	}
}

static uint32_t event_block(const struct gen *g, bool large)
{
	if (g->v1)
		return g->flags ? BLOCK_EVF : BLOCK_EV;
	if (large)
		return g->flags ? BLOCK_EVF_V2_LARGE : BLOCK_EV_V2_LARGE;
	return g->flags ? BLOCK_EVF_V2 : BLOCK_EV_V2;
}

void put_event(struct gen *g, int64_t tid, unsigned code, const struct val *v, unsigned n)
{
	const struct event_info *info = code < event_count ? &event_table[code] : NULL;
	bool large = info && (info->flags & EF_LARGE_PAYLOAD);
	unsigned lenw = large ? 4 : 2, i;
	size_t block, hdr, lens, from;

	g->ts += g->step;
	block = block_begin(g, event_block(g, large));
	put16(g, g->cpu);
	g->cpu = (uint16_t)((g->cpu + 1) % NUM_CPUS);
	if (g->flags)
		put32(g, g->flags);
	hdr = g->b.len;
	put64(g, g->ts);
	put64(g, (uint64_t)tid);
	put32(g, 0);
	put16(g, (uint16_t)code);
	if (!g->v1)
		put32(g, n);
	lens = g->b.len;
	put_zeros(g, (size_t)lenw * n);
	for (i = 0; i < n; i++) {
		uint64_t len;

		from = g->b.len;
		put_val(g, &v[i], info && i < info->nparams ? &info->params[i] : NULL);
		len = g->b.len - from;
		assert(large || len <= 65535);
		if (large) {
			patch32(g, lens + 4 * i, (uint32_t)len);
		} else {
			uint16_t l = g->swap ? __builtin_bswap16((uint16_t)len) : (uint16_t)len;

			memcpy(g->b.p + lens + 2 * i, &l, sizeof(l));
		}
	}
	/* Programs of that time counted three bytes too many in these two. */
	if (g->v1 && (code == 280 || code == 286))
		put_zeros(g, 3);
	patch32(g, hdr + 16, (uint32_t)(g->b.len - hdr));
	block_end(g, block);
}
