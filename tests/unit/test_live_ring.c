/* SPDX-License-Identifier: Apache-2.0 */
/* The rings of live capture, as the kernel side would fill them, and their merge by time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/capture/live_memory.h"
#include "engine/capture/live_ring.h"
#include "engine/event/event.h"

#define RINGS 3
#define RING  8192u
#define CHUNK 4096u /* two of them a ring */
#define BLOCK 52u   /* begins a multiple of 8 behind the one before */
#define TAKES 56u

/* What the kernel side shares with the reader. */
static const struct ring_layout layout = {
	.bytes = RING, .chunk_shift = 12, .chunk_mask = CHUNK - 1, .chunks = RING / CHUNK};
static struct cpu_counters counters[RINGS];
static struct ring_taken taken[RINGS];
static uint8_t *map;

static struct live_rings *rings_open(unsigned n)
{
	uint64_t bytes = n * live_rings_stride(&layout);

	memset(counters, 0, sizeof(counters));
	memset(taken, 0, sizeof(taken));
	map = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(map != MAP_FAILED);
	return live_rings_new(n, &layout, map, bytes, counters, taken);
}

/* An event of that time, as the kernel side writes it: it may run over the end of its chunk. */
static void send_block(unsigned ring, uint64_t ts, uint32_t len)
{
	uint64_t at = counters[ring].written;
	uint8_t *p = map + ring * live_rings_stride(&layout);

	p += (at / CHUNK % layout.chunks) * (CHUNK + RING_SLACK) + at % CHUNK;
	memset(p, (int)ts, len);
	memcpy(p + AT_LEN, &len, sizeof(len));
	memcpy(p + AT_TS, &ts, sizeof(ts));
	counters[ring].written = at + (len + 7) / 8 * 8;
}

static void send(unsigned ring, uint64_t ts)
{
	send_block(ring, ts, BLOCK);
}

static uint64_t next_ts(struct live_rings *r)
{
	const uint8_t *p = live_rings_next(r);

	return p ? ld64(p + AT_TS) : 0;
}

static void merged(void **state)
{
	struct live_rings *r = rings_open(3);
	uint64_t ts;

	(void)state;
	assert_int_equal(live_rings_first(r), 0);
	/* 1 .. 23 dealt out unevenly. */
	for (ts = 1; ts <= 23; ts++)
		send(ts * ts % 3, ts);
	live_rings_look(r, 20);
	assert_int_equal(live_rings_first(r), 1);
	for (ts = 1; ts <= 20; ts++)
		assert_int_equal(next_ts(r), ts);
	/* What is younger than asked for waits; what has come since is not looked at. */
	assert_null(live_rings_next(r));
	send(2, 22);
	assert_null(live_rings_next(r));
	live_rings_look(r, 100);
	assert_int_equal(next_ts(r), 21);
	assert_int_equal(next_ts(r), 22);
	assert_int_equal(next_ts(r), 22);
	assert_int_equal(next_ts(r), 23);
	assert_null(live_rings_next(r));
	assert_int_equal(live_rings_received(r, 0) + live_rings_received(r, 1) +
				 live_rings_received(r, 2),
			 24);
	live_rings_free(r);
}

/* Many rounds through a ring: the kernel hears what is free, and nothing is lost or doubled. */
static void rounds(void **state)
{
	struct live_rings *r = rings_open(1);
	uint64_t sent = 0, got = 0, round;

	(void)state;
	for (round = 0; round < 997; round++) {
		while (counters[0].written + TAKES - taken[0].pos <= RING && sent - got < 131)
			send(0, ++sent);
		live_rings_look(r, UINT64_MAX - 1);
		while (next_ts(r) == got + 1)
			got++;
		live_rings_give_back(r);
		assert_int_equal(taken[0].pos, counters[0].written);
	}
	assert_int_equal(got, sent);
	assert_true(sent > 997 * 130);
	live_rings_free(r);
}

/* Blocks of all sizes, in one piece wherever they begin. */
static void sizes(void **state)
{
	struct live_rings *r = rings_open(1);
	uint64_t ts = 0;
	const uint8_t *p;
	uint32_t len, i;

	(void)state;
	for (len = 40; len < RING - 8; len += 4) {
		send_block(0, ++ts, len);
		live_rings_look(r, UINT64_MAX - 1);
		p = live_rings_next(r);
		assert_non_null(p);
		assert_int_equal(ld64(p + AT_TS), ts);
		for (i = AT_LENS; i < len; i++)
			assert_int_equal(p[i], (uint8_t)ts);
		live_rings_give_back(r);
	}
	live_rings_free(r);
}

static void put32(uint8_t *p, uint32_t v)
{
	memcpy(p, &v, sizeof(v));
}

/* The next block has these bytes; returns where it is. */
static uint64_t take(struct live_memory *m, const uint8_t *block, uint32_t len)
{
	uint64_t off = 0;
	const uint8_t *p = live_memory_take(m, &off);

	assert_non_null(p);
	assert_ptr_equal(p, m->base + off);
	assert_true(off + len <= m->size);
	assert_memory_equal(p, block, len);
	return off;
}

static void memory(void **state)
{
	struct live_memory m = {0};
	uint8_t block[1024];
	uint64_t off = 0, i, rounds_of = 300;

	(void)state;
	assert_int_equal(live_memory_init(&m, NULL), 0);
	/* As if the space were small: it begins anew, and what is in use is never overwritten. */
	m.size = 1 << 20;
	m.limit = m.size / 2;
	for (i = 0; i < rounds_of * 1024; i++) {
		memset(block, (int)i, sizeof(block));
		put32(block + AT_LEN, sizeof(block));
		if (!live_memory_put(&m, block, sizeof(block))) {
			live_memory_release(&m, off);
			assert_true(live_memory_put(&m, block, sizeof(block)));
		}
		off = take(&m, block, sizeof(block));
	}
	assert_int_equal(live_memory_waiting(&m), 0);
	live_memory_release_all(&m);
}

/* What waits comes in its order, in all rounds, and room is room for any block. */
static void backlog(void **state)
{
	struct live_memory m = {0};
	uint8_t block[60000] = {0};
	uint64_t off, put = 0, got = 0, round;

	(void)state;
	assert_int_equal(live_memory_init(&m, NULL), 0);
	m.limit -= m.size - (8 << 20);
	m.size = 8 << 20;
	put32(block + AT_LEN, sizeof(block));
	for (round = 0; round < 200; round++) {
		for (; live_memory_has_room(&m); put++) {
			put32(block, (uint32_t)put);
			assert_true(live_memory_put(&m, block, sizeof(block)));
		}
		assert_true(live_memory_waiting(&m) >= (put - got) * sizeof(block));
		for (off = 0; got < put - round % 2; got++) {
			put32(block, (uint32_t)got);
			off = take(&m, block, sizeof(block));
		}
		live_memory_release(&m, off);
	}
	assert_true(put > 1000);
	live_memory_release_all(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merged),
				cmocka_unit_test(rounds),
		cmocka_unit_test(sizes),
		cmocka_unit_test(memory),
		cmocka_unit_test(backlog),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
