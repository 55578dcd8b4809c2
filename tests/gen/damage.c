/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "engine/base/mem.h"
#include "tests/gen/captures.h"
#include "tests/gen/scenes.h"

/* Offset of the first block of this type, or of the nth event block when type is 0. */
static size_t find_block(const struct gen *g, uint32_t type, unsigned nth)
{
	size_t off = 0;
	uint32_t t, len;

	while (off + 8 <= g->b.len) {
		memcpy(&t, g->b.p + off, 4);
		memcpy(&len, g->b.p + off + 4, 4);
		if (type ? t == type : t == 0x216 && nth-- == 0)
			return off;
		off += len;
	}
	abort(); /* the capture lacks what the caller wants to hurt */
}

static void store32(struct gen *g, size_t at, uint32_t v)
{
	memcpy(g->b.p + at, &v, sizeof(v));
}

/* Wrong numbers in otherwise good captures; each hurts a fresh copy. */
static void hurt_trailer(struct gen *g)
{
	size_t at = find_block(g, 0x220, 0);

	store32(g, at + *(uint32_t *)(g->b.p + at + 4) - 4, 12345);
}

static void hurt_short_block(struct gen *g)
{
	store32(g, find_block(g, 0, 20) + 4, 4);
}

static void hurt_long_block(struct gen *g)
{
	store32(g, find_block(g, 0, 20) + 4, 0xfffffff0u);
}

static void hurt_odd_block(struct gen *g)
{
	size_t at = find_block(g, 0, 20);

	store32(g, at + 4, *(uint32_t *)(g->b.p + at + 4) + 1);
}

static void hurt_event_len(struct gen *g)
{
	store32(g, find_block(g, 0, 20) + 8 + 2 + 16, 0x7fffffff);
}

static void hurt_nparams(struct gen *g)
{
	store32(g, find_block(g, 0, 20) + 8 + 2 + 22, 0x40000000);
}

/* The first length of an event that has one: more than the event holds. */
static void hurt_param_len(struct gen *g)
{
	unsigned nth = 20;
	uint32_t n;
	size_t hdr;

	do {
		hdr = find_block(g, 0, nth++) + 8 + 2;
		memcpy(&n, g->b.p + hdr + 22, sizeof(n));
	} while (!n);
	memset(g->b.p + hdr + 26, 0xff, 2);
}

static void hurt_list_entry(struct gen *g)
{
	store32(g, find_block(g, 0x215, 0) + 8, 9);
}

static void hurt_list_huge_entry(struct gen *g)
{
	store32(g, find_block(g, 0x218, 0) + 8 + 8, 0xfffffff0u);
}

static void hurt_text_len(struct gen *g)
{
	size_t comm = find_block(g, 0x215, 0) + 8 + 4 + 5 * 8;

	g->b.p[comm] = (char)0xff;
	g->b.p[comm + 1] = (char)0xff;
}

static void hurt_magic(struct gen *g)
{
	store32(g, 8, 0x11223344);
}

static void hurt_first_type(struct gen *g)
{
	store32(g, 0, 0x215);
}

/* Cuts: in the middle of an event, of a block header, of the metadata. */
static void cut_event(struct gen *g)
{
	g->b.len = find_block(g, 0, 40) + 30;
}

static void cut_trailer(struct gen *g)
{
	g->b.len = find_block(g, 0, 41) - 2;
}

static void cut_header(struct gen *g)
{
	g->b.len = find_block(g, 0, 40) + 5;
}

static void cut_list(struct gen *g)
{
	g->b.len = find_block(g, 0x215, 0) + 300;
}

static void cut_section(struct gen *g)
{
	g->b.len = 20;
}

static void cut_all(struct gen *g)
{
	g->b.len = 0;
}

int make_damaged(const char *dir)
{
	static const struct {
		const char *name;
		void (*hurt)(struct gen *g);
	} rows[] = {
		{"gen-cut-event.scap", cut_event},
		{"gen-cut-trailer.scap", cut_trailer},
		{"gen-cut-header.scap", cut_header},
		{"x-cut-list.scap", cut_list},
		{"x-cut-section.scap", cut_section},
		{"x-empty.scap", cut_all},
		{"x-bad-trailer.scap", hurt_trailer},
		{"x-bad-short-block.scap", hurt_short_block},
		{"x-bad-long-block.scap", hurt_long_block},
		{"x-bad-odd-block.scap", hurt_odd_block},
		{"x-bad-event-len.scap", hurt_event_len},
		{"x-bad-nparams.scap", hurt_nparams},
		{"x-bad-param-len.scap", hurt_param_len},
		{"x-bad-list-entry.scap", hurt_list_entry},
		{"x-bad-list-huge-entry.scap", hurt_list_huge_entry},
		{"x-bad-text-len.scap", hurt_text_len},
		{"x-bad-magic.scap", hurt_magic},
		{"x-bad-first-block.scap", hurt_first_type},
	};
	unsigned i;
	int rc = 0;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct gen g;

		gen_init(&g);
		make_mixed(&g);
		rows[i].hurt(&g);
		rc |= write_file(dir, rows[i].name, g.b.p, g.b.len);
		gen_release(&g);
	}
	return rc;
}

/* ---------------------------------------------------------------------- gzip --- */

/* Append n bytes as one gzip member. */
static void put_member(struct buf *out, const void *p, size_t n, int level)
{
	z_stream z = {0};
	size_t bound;

	if (deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		mem_exhausted();
	bound = deflateBound(&z, n);
	buf_grow(out, bound);
	z.next_in = (Bytef *)(uintptr_t)p;
	z.avail_in = (uInt)n;
	z.next_out = (Bytef *)out->p + out->len;
	z.avail_out = (uInt)bound;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort(); /* deflateBound promised room */
	out->len += bound - z.avail_out;
	deflateEnd(&z);
}

int make_gzipped(const char *dir)
{
	struct gen g;
	struct buf z;
	size_t i, step;
	int rc = 0;

	gen_init(&g);
	make_mixed(&g);
	buf_init(&z, 0);
	put_member(&z, g.b.p, g.b.len, 6);
	rc |= write_file(dir, "gen-gzip.scap", z.p, z.len);
	rc |= write_file(dir, "gen-gzip-cut.scap", z.p, z.len * 2 / 3);
	rc |= write_file(dir, "gen-gzip-cut-trailer.scap", z.p, z.len - 4);
	z.p[z.len - 6] ^= 0x55;
	rc |= write_file(dir, "x-gzip-bad-crc.scap", z.p, z.len);
	z.p[z.len - 6] ^= 0x55;
	z.p[z.len / 2] ^= 0x55;
	rc |= write_file(dir, "x-gzip-bad-data.scap", z.p, z.len);
	z.p[z.len / 2] ^= 0x55;
	buf_puts(&z, "garbage after the stream");
	rc |= write_file(dir, "gen-gzip-garbage.scap", z.p, z.len);
	buf_clear(&z);
	/* Members end where blocks do not, some are empty, levels differ. */
	step = g.b.len / 7 + 1;
	for (i = 0; i < g.b.len; i += step) {
		put_member(&z, g.b.p + i, i + step < g.b.len ? step : g.b.len - i,
			   (int)(i / step) % 10);
		put_member(&z, "", 0, 9);
	}
	rc |= write_file(dir, "gen-gzip-members.scap", z.p, z.len);
	buf_release(&z);
	gen_release(&g);
	return rc;
}
