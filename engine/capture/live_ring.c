/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/live_ring.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/event/event.h"

/*
 * What the kernel shares of a ring buffer:
 *
 *  page 0     u64 how far we have read     (ours to write)
 *  page 1     u64 how far it has written
 *  page 2 ..  the data, twice in a row, so that a record never wraps
 *
 * A record is u32 length and flags, u32 for the kernel's use, the bytes, padding to 8.
 * format: linux kernel/bpf/ringbuf.c
 */
#define RECORD_HEADER 8
#define TS_AT	      10 /* of an event's time in its block */
#define NEVER	      UINT64_MAX
#define GIVE_BACK     (128u << 10) /* bytes taken before the kernel hears of it */

struct ring {
	_Atomic(uint64_t) *read_pos;
	_Atomic(uint64_t) *written_pos;
	uint8_t *data;
	uint64_t pos;	/* where the head begins */
	uint64_t end;	/* seen to be written */
	uint64_t given; /* what the kernel knows of pos */
	_Atomic(uint64_t) received;
};

struct live_rings {
	unsigned n;
	uint64_t bytes; /* of data in each, a power of two */
	uint64_t until;
	unsigned now;	      /* the ring that is being read */
	uint64_t now_until;   /* ... as long as it has the earliest event */
	uint64_t taken_bytes; /* of the event handed out last, to be passed by */
	struct ring *ring;
	uint64_t *head_ts; /* time of the first event in each, NEVER none */
};

static uint64_t page_bytes(void)
{
	return (uint64_t)sysconf(_SC_PAGESIZE);
}

struct live_rings *live_rings_new(unsigned n, uint64_t bytes)
{
	struct live_rings *r = xcalloc(1, sizeof(*r));
	unsigned i;

	r->n = n;
	r->bytes = bytes;
	r->ring = xcalloc(n, sizeof(*r->ring));
	r->head_ts = xcalloc(n, sizeof(*r->head_ts));
	for (i = 0; i < n; i++)
		r->head_ts[i] = NEVER;
	return r;
}

int live_rings_add(struct live_rings *r, unsigned i, int fd, struct err *e)
{
	uint64_t page = page_bytes();
	struct ring *g = &r->ring[i];
	void *p;

	p = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return err_set(e, ERR_IO, "cannot map a ring buffer: %s", strerror(errno));
	g->read_pos = p;
	p = mmap(NULL, page + 2 * r->bytes, PROT_READ, MAP_SHARED, fd, (off_t)page);
	if (p == MAP_FAILED)
		return err_set(e, ERR_IO, "cannot map a ring buffer: %s", strerror(errno));
	g->written_pos = p;
	g->data = (uint8_t *)p + page;
	return 0;
}

void live_rings_free(struct live_rings *r)
{
	unsigned i;

	if (!r)
		return;
	for (i = 0; i < r->n; i++) {
		if (r->ring[i].read_pos)
			munmap((void *)r->ring[i].read_pos, page_bytes());
		if (r->ring[i].written_pos)
			munmap((void *)r->ring[i].written_pos, page_bytes() + 2 * r->bytes);
	}
	free(r->ring);
	free(r->head_ts);
	free(r);
}

static uint8_t *record_at(const struct live_rings *r, const struct ring *g)
{
	return g->data + (g->pos & (r->bytes - 1));
}

static uint64_t record_bytes(uint32_t len)
{
	len &= ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
	return (RECORD_HEADER + (uint64_t)len + 7) & ~7ull;
}

/* Find the first event of a ring; one that is still being written ends what can be read. */
static void find_head(struct live_rings *r, unsigned i)
{
	struct ring *g = &r->ring[i];
	uint32_t len;

	while (g->pos < g->end) {
		len = atomic_load_explicit((_Atomic(uint32_t) *)record_at(r, g),
					   memory_order_acquire);
		if (len & BPF_RINGBUF_BUSY_BIT)
			break;
		if (!(len & BPF_RINGBUF_DISCARD_BIT)) {
			r->head_ts[i] = ld64(record_at(r, g) + RECORD_HEADER + TS_AT);
			return;
		}
		g->pos += record_bytes(len);
	}
	r->head_ts[i] = NEVER;
}

static void give_back(struct ring *g)
{
	if (g->given != g->pos)
		atomic_store_explicit(g->read_pos, g->pos, memory_order_release);
	g->given = g->pos;
}

/* The event that was handed out has been used: the next one is the head. */
static void pass_by(struct live_rings *r)
{
	struct ring *g = &r->ring[r->now];

	if (!r->taken_bytes)
		return;
	g->pos += r->taken_bytes;
	r->taken_bytes = 0;
	if (g->pos - g->given >= GIVE_BACK)
		give_back(g);
	find_head(r, r->now);
}

void live_rings_look(struct live_rings *r, uint64_t until)
{
	unsigned i;

	pass_by(r);
	for (i = 0; i < r->n; i++) {
		r->ring[i].end = atomic_load_explicit(r->ring[i].written_pos, memory_order_acquire);
		if (r->head_ts[i] == NEVER)
			find_head(r, i);
	}
	r->until = until;
	r->now_until = 0;
}

/* Turn to the ring with the earliest event; false when that is too new. */
static bool turn(struct live_rings *r)
{
	uint64_t first = NEVER, second = NEVER;
	unsigned i;

	for (i = 0; i < r->n; i++) {
		uint64_t ts = r->head_ts[i];

		if (ts < first) {
			second = first;
			first = ts;
			r->now = i;
		} else if (ts < second) {
			second = ts;
		}
	}
	r->now_until = second < r->until ? second : r->until;
	return first <= r->now_until;
}

const uint8_t *live_rings_next(struct live_rings *r)
{
	struct ring *g;
	uint8_t *p;

	pass_by(r);
	if (r->head_ts[r->now] > r->now_until && !turn(r))
		return NULL;
	g = &r->ring[r->now];
	p = record_at(r, g);
	r->taken_bytes = record_bytes(ld32(p));
	atomic_store_explicit(&g->received,
			      atomic_load_explicit(&g->received, memory_order_relaxed) + 1,
			      memory_order_relaxed);
	return p + RECORD_HEADER;
}

uint64_t live_rings_first(const struct live_rings *r)
{
	uint64_t first = NEVER;
	unsigned i;

	for (i = 0; i < r->n; i++)
		if (r->head_ts[i] < first)
			first = r->head_ts[i];
	return first == NEVER ? 0 : first;
}

uint64_t live_rings_received(const struct live_rings *r, unsigned i)
{
	return atomic_load_explicit(&r->ring[i].received, memory_order_relaxed);
}

void live_rings_give_back(struct live_rings *r)
{
	unsigned i;

	pass_by(r);
	for (i = 0; i < r->n; i++)
		give_back(&r->ring[i]);
}
