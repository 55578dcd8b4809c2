/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/live_ring.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "engine/base/mem.h"
#include "engine/event/event.h"

#define NEVER	  UINT64_MAX
#define GIVE_BACK (128u << 10) /* bytes taken before the kernel hears of it */

struct ring {
	const uint64_t *written_pos;
	uint64_t *taken_pos;
	const uint8_t *data;
	uint64_t pos;	/* where the head begins */
	uint64_t end;	/* seen to be written */
	uint64_t given; /* what the kernel knows of pos */
	_Atomic(uint64_t) received;
};

struct live_rings {
	unsigned n;
	struct ring_layout layout;
	void *map;
	uint64_t map_bytes;
	uint64_t until;
	unsigned now;	      /* the ring that is being read */
	uint64_t now_until;   /* ... as long as it has the earliest event */
	uint64_t taken_bytes; /* of the event handed out last, to be passed by */
	struct ring *ring;
	uint64_t *head_ts; /* time of the first event in each, NEVER none */
};

static uint64_t chunk_stride(const struct ring_layout *layout)
{
	return (uint64_t)layout->chunk_mask + 1 + RING_SLACK;
}

uint64_t live_rings_stride(const struct ring_layout *layout)
{
	return chunk_stride(layout) * layout->chunks;
}

struct live_rings *live_rings_new(unsigned n, const struct ring_layout *layout, void *map,
				  uint64_t map_bytes, const struct cpu_counters *written,
				  struct ring_taken *taken)
{
	struct live_rings *r = xcalloc(1, sizeof(*r));
	unsigned i;

	r->n = n;
	r->layout = *layout;
	r->map = map;
	r->map_bytes = map_bytes;
	r->ring = xcalloc(n, sizeof(*r->ring));
	r->head_ts = xcalloc(n, sizeof(*r->head_ts));
	for (i = 0; i < n; i++) {
		r->ring[i].written_pos = &written[i].written;
		r->ring[i].taken_pos = &taken[i].pos;
		r->ring[i].data = (const uint8_t *)map + i * live_rings_stride(layout);
		r->head_ts[i] = NEVER;
	}
	return r;
}

void live_rings_free(struct live_rings *r)
{
	if (!r)
		return;
	munmap(r->map, r->map_bytes);
	free(r->ring);
	free(r->head_ts);
	free(r);
}

static const uint8_t *block_at(const struct live_rings *r, const struct ring *g)
{
	const struct ring_layout *l = &r->layout;
	uint64_t chunk = g->pos >> l->chunk_shift & (l->chunks - 1);

	return g->data + chunk * chunk_stride(l) + (g->pos & l->chunk_mask);
}

static void find_head(struct live_rings *r, unsigned i)
{
	struct ring *g = &r->ring[i];

	r->head_ts[i] = g->pos < g->end ? ld64(block_at(r, g) + AT_TS) : NEVER;
}

static void give_back(struct ring *g)
{
	if (g->given != g->pos)
		__atomic_store_n(g->taken_pos, g->pos, __ATOMIC_RELEASE);
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
		r->ring[i].end = __atomic_load_n(r->ring[i].written_pos, __ATOMIC_ACQUIRE);
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
	const uint8_t *p;

	pass_by(r);
	if (r->head_ts[r->now] > r->now_until && !turn(r))
		return NULL;
	g = &r->ring[r->now];
	p = block_at(r, g);
	r->taken_bytes = (ld32(p + AT_LEN) + RING_ALIGN - 1) & ~(uint64_t)(RING_ALIGN - 1);
	atomic_store_explicit(&g->received,
			      atomic_load_explicit(&g->received, memory_order_relaxed) + 1,
			      memory_order_relaxed);
	return p;
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
