/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "engine/base/buf.h"
#include "engine/event/event.h"
#include "engine/scap/block.h"
#include "event_codes.h"
#include "tests/gen/captures.h"

/*
 * A large capture for the benchmark: the metadata of a real one once, its events many times
 * over, each round later than the one before. Thread ids repeat, so the state stays like that
 * of the original: what a round opened, the next one opens again.
 */
struct round {
	const char *events;
	size_t len;    /* bytes of all events of a round */
	size_t skip;   /* bytes of the leading container events, only in the first round */
	uint64_t span; /* ns from round to round */
};

static int complain(const char *path, const char *what)
{
	fprintf(stderr, "gen_captures: %s: %s\n", path, what);
	return -1;
}

static int read_all(const char *path, struct buf *b)
{
	char chunk[65536];
	gzFile f = gzopen(path, "rb");
	int n;

	if (!f)
		return complain(path, strerror(errno));
	while ((n = gzread(f, chunk, sizeof(chunk))) > 0)
		buf_put(b, chunk, (size_t)n);
	gzclose(f);
	return n < 0 ? complain(path, "damaged gzip stream") : 0;
}

/* Where an event block has its header: after the cpu and, in some, the flags. */
static size_t header_at(uint32_t type)
{
	bool flags = type == BLOCK_EVF || type == BLOCK_EVF_V2 || type == BLOCK_EVF_V2_LARGE;

	return 8 + 2 + (flags ? 4 : 0);
}

static bool is_container(uint16_t code)
{
	return code == EV_CONTAINER_E || code == EV_CONTAINER_JSON_E ||
	       code == EV_CONTAINER_JSON_2_E;
}

/* Find the run of event blocks of the first section. */
static int find_events(const char *path, const struct buf *b, struct round *r, size_t *meta_len)
{
	uint64_t first = 0, last = 0, ts;
	size_t off = 0;
	bool begun = false, leading = true;

	while (off + 8 <= b->len) {
		uint32_t type = ld32(b->p + off), len = ld32(b->p + off + 4);

		if (len < 12 || len > b->len - off)
			break;
		if (block_is_event(type) && len >= header_at(type) + 22 + 4) {
			if (!begun) {
				r->events = b->p + off;
				*meta_len = off;
				begun = true;
			}
			leading = leading && is_container(ld16(b->p + off + header_at(type) + 20));
			if (leading)
				r->skip = off + len - *meta_len;
			ts = ld64(b->p + off + header_at(type));
			if (!first)
				first = ts;
			last = ts > last ? ts : last;
		} else if (begun) {
			break;
		}
		off += len;
	}
	if (!begun)
		return complain(path, "no events in it");
	r->len = (size_t)(b->p + off - r->events);
	r->span = last - first + 1000;
	return 0;
}

static void shift_round(char *p, size_t len, uint64_t by)
{
	size_t off = 0;

	while (off + 8 <= len) {
		char *ts = p + off + header_at(ld32(p + off));
		uint64_t v = ld64(ts) + by;

		memcpy(ts, &v, sizeof(v));
		off += ld32(p + off + 4);
	}
}

int repeat_capture(unsigned long times, const char *in, const char *out)
{
	struct buf b, round;
	struct round r = {0};
	size_t meta_len = 0;
	unsigned long i;
	FILE *f = NULL;
	int rc = -1;

	buf_init(&b, 0);
	buf_init(&round, 0);
	if (read_all(in, &b) < 0 || find_events(in, &b, &r, &meta_len) < 0)
		goto out;
	f = fopen(out, "wb");
	if (!f) {
		complain(out, strerror(errno));
		goto out;
	}
	fwrite(b.p, 1, meta_len, f);
	buf_put(&round, r.events, r.len);
	for (i = 0; i < times; i++) {
		size_t skip = i ? r.skip : 0;

		fwrite(round.p + skip, 1, round.len - skip, f);
		shift_round(round.p, round.len, r.span);
	}
	rc = ferror(f) ? complain(out, strerror(errno)) : 0;
out:
	if (f && fclose(f) != 0 && rc == 0)
		rc = complain(out, strerror(errno));
	buf_release(&round);
	buf_release(&b);
	return rc;
}
