/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/scap/reader.h"

#include <byteswap.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/scap/block.h"
#include "engine/scap/input.h"
#include "engine/scap/swap.h"

struct scap_reader {
	struct input *in;
	uint8_t *base;
	uint64_t off;	/* of the next block */
	uint64_t avail; /* bytes known to be there */
	_Atomic(uint64_t) seen; /* the same as off, for those who watch the progress */
	bool swapped;	/* the current section is of the other byte order */
};

uint32_t block_type_canonical(uint32_t type)
{
	switch (type) {
	case 0x8002ABCD:
		return BLOCK_MI;
	case 0x8000ABCD:
		return BLOCK_PL_V1;
	case 0x8013ABCD:
		return BLOCK_PL_V2;
	case 0x8014ABCD:
		return BLOCK_PL_V3;
	case 0x8001ABCD:
		return BLOCK_FDL;
	case 0x8010ABCD:
		return BLOCK_EV;
	case 0x8011ABCD:
		return BLOCK_IL;
	case 0x8012ABCD:
		return BLOCK_UL;
	default:
		return type;
	}
}

static bool need(struct scap_reader *r, uint64_t end)
{
	if (r->avail >= end)
		return true;
	if (!input_need(r->in, end)) {
		r->avail = input_avail(r->in);
		return false;
	}
	r->avail = input_avail(r->in);
	return true;
}

/* The input ended inside a block: say why, preferring the reason the input itself has. */
static int truncated(struct scap_reader *r, uint32_t type, uint64_t want, struct err *e)
{
	struct err why = {0};

	if (input_error(r->in, &why))
		return err_set_at(e, why.code, r->avail, "at offset %llu: %s",
				  (unsigned long long)r->avail, why.msg);
	return err_set_at(e, ERR_FORMAT, r->off,
			  "at offset %llu: the file ends inside a block (type 0x%x, %llu of %llu "
			  "bytes): it is truncated",
			  (unsigned long long)r->off, type,
			  (unsigned long long)(r->avail - r->off), (unsigned long long)want);
}

/* A section header tells the byte order of what follows. */
static int read_section(struct scap_reader *r, uint32_t *len, struct err *e)
{
	uint32_t magic;
	uint16_t major;

	if (!need(r, r->off + 16))
		return truncated(r, BLOCK_SHB, 28, e);
	magic = ld32(r->base + r->off + 8);
	if (magic != SHB_MAGIC && magic != SHB_MAGIC_SWAPPED)
		return err_set_at(e, ERR_FORMAT, r->off,
				  "at offset %llu: section header with the magic number 0x%08x: "
				  "not a capture",
				  (unsigned long long)r->off, magic);
	r->swapped = magic == SHB_MAGIC_SWAPPED;
	major = ld16(r->base + r->off + 12);
	if (r->swapped) {
		*len = bswap_32(*len);
		major = bswap_16(major);
	}
	if (major > 1)
		return err_set_at(e, ERR_VERSION, r->off,
				  "format version %u is newer than this program reads (1.x): "
				  "use a newer sonde",
				  major);
	return 0;
}

static int check_length(uint32_t type, uint32_t len, uint64_t off, struct err *e)
{
	uint32_t max = BLOCK_MAX_LIST;

	if (type == BLOCK_EV || type == BLOCK_EVF || type == BLOCK_EV_V2 || type == BLOCK_EVF_V2)
		max = BLOCK_MAX_SMALL;
	if (len < 12)
		return err_set_at(e, ERR_FORMAT, off,
				  "at offset %llu: block 0x%x has the impossible length %u",
				  (unsigned long long)off, type, len);
	if (len > max)
		return err_set_at(e, ERR_LIMIT, off,
				  "at offset %llu: block 0x%x is %u bytes long, more than the %u "
				  "that are allowed",
				  (unsigned long long)off, type, len, max);
	return 0;
}

bool scap_reader_try(struct scap_reader *r, struct scap_block *b)
{
	uint64_t left = r->avail - r->off;
	uint32_t type, len;
	uint8_t *p;

	if (left < 12 || r->swapped)
		return false;
	p = r->base + r->off;
	type = ld32(p);
	len = ld32(p + 4);
	if (type != BLOCK_EV_V2 || len < 12 || len > BLOCK_MAX_SMALL ||
	    len > left)
		return false;
	b->type = type;
	b->len = len;
	b->off = r->off;
	b->p = p;
	r->off += len;
	atomic_store_explicit(&r->seen, r->off, memory_order_relaxed);
	return true;
}

int scap_reader_next(struct scap_reader *r, struct scap_block *b, struct err *e)
{
	uint32_t type, len, trailer;
	uint8_t *p;

	if (!need(r, r->off + 8)) {
		if (r->avail == r->off && !input_error(r->in, NULL))
			return 0;
		return truncated(r, 0, 8, e);
	}
	p = r->base + r->off;
	type = ld32(p);
	len = ld32(p + 4);
	if (type == BLOCK_SHB) {
		if (read_section(r, &len, e))
			return e ? e->code : ERR_FORMAT;
	} else if (r->swapped) {
		type = bswap_32(type);
		len = bswap_32(len);
	}
	type = block_type_canonical(type);
	if (check_length(type, len, r->off, e)) {
		if (input_error(r->in, NULL))
			return truncated(r, type, len, e);
		return e ? e->code : ERR_FORMAT;
	}
	if (!need(r, r->off + len))
		return truncated(r, type, len, e);
	if (r->swapped && scap_swap_block(p, len, e))
		return e ? err_wrap(e, "at offset %llu", (unsigned long long)r->off) : ERR_FORMAT;
	trailer = ld32(p + len - 4);
	if (trailer != len && !block_is_event(type))
		return err_set_at(e, ERR_FORMAT, r->off,
				  "at offset %llu: block 0x%x: its length is %u at the start and "
				  "%u at the end",
				  (unsigned long long)r->off, type, len, trailer);
	*b = (struct scap_block){.type = type, .len = len, .off = r->off, .p = p};
	r->off += len;
	atomic_store_explicit(&r->seen, r->off, memory_order_relaxed);
	return 1;
}

/* The file must begin with a section header; everything else is not a capture. */
static int check_start(struct scap_reader *r, struct err *e)
{
	uint32_t len;

	if (!need(r, 8)) {
		if (input_error(r->in, e))
			return ERR_IO;
		return err_set(e, ERR_FORMAT, r->avail ? "not a capture" : "is empty");
	}
	if (ld32(r->base) != BLOCK_SHB)
		return err_set(e, ERR_FORMAT,
			       "not a capture (it does not begin with a section header)");
	len = ld32(r->base + 4);
	return read_section(r, &len, e);
}

static struct scap_reader *reader_new(struct input *in, struct err *e)
{
	struct scap_reader *r = xcalloc(1, sizeof(*r));

	r->in = in;
	r->base = input_base(in);
	if (check_start(r, e)) {
		scap_reader_close(r);
		return NULL;
	}
	return r;
}

struct scap_reader *scap_reader_open(const char *path, bool keep, struct err *e)
{
	struct input *in = input_open(path, keep, e);

	return in ? reader_new(in, e) : NULL;
}

struct scap_reader *scap_reader_open_mem(uint8_t *p, uint64_t len, struct err *e)
{
	return reader_new(input_open_mem(p, len), e);
}

void scap_reader_close(struct scap_reader *r)
{
	if (!r)
		return;
	input_close(r->in);
	free(r);
}

bool scap_reader_ready(struct scap_reader *r)
{
	uint32_t len;

	if (r->avail < r->off + 8)
		r->avail = input_avail(r->in);
	if (r->avail < r->off + 8)
		return false;
	len = ld32(r->base + r->off + 4);
	if (r->swapped)
		len = bswap_32(len);
	if (r->avail < r->off + len)
		r->avail = input_avail(r->in);
	return r->avail >= r->off + len;
}

void scap_reader_stop(struct scap_reader *r)
{
	input_stop(r->in);
}

void scap_reader_release(struct scap_reader *r, uint64_t off)
{
	input_release(r->in, off);
}

const uint8_t *scap_reader_base(const struct scap_reader *r)
{
	return r->base;
}

uint64_t scap_reader_bytes(const struct scap_reader *r)
{
	return input_avail(r->in);
}

void scap_reader_progress(const struct scap_reader *r, uint64_t *pos, uint64_t *size)
{
	input_progress(r->in, pos, size);
	/* A mapped file has no filler: the reader's own place is the progress. */
	if (!*pos)
		*pos = atomic_load_explicit(&r->seen, memory_order_relaxed);
}
