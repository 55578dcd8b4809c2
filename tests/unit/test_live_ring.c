/* SPDX-License-Identifier: Apache-2.0 */
/* The ring buffers of live capture, as the kernel would fill them, and their merge by time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/capture/live_memory.h"
#include "engine/capture/live_ring.h"
#include "engine/event/event.h"

#define RING   4096u
#define TS_AT  10
#define RECORD 56u /* with its header 64 */

/* One ring: a file with the kernel's layout. Its data is there twice, as the kernel maps it. */
struct fake {
	int fd;
	uint8_t *p;
	uint64_t at;
};

static long page;

static void fake_open(struct fake *f)
{
	page = sysconf(_SC_PAGESIZE);
	f->fd = memfd_create("ring", MFD_CLOEXEC);
	assert_true(f->fd >= 0);
	assert_int_equal(ftruncate(f->fd, 2 * page + 2 * RING), 0);
	f->p = mmap(NULL, (size_t)(2 * page + 2 * RING), PROT_READ | PROT_WRITE, MAP_SHARED, f->fd, 0);
	assert_true(f->p != MAP_FAILED);
	f->at = 0;
}

static void fake_close(struct fake *f)
{
	munmap(f->p, (size_t)(2 * page + 2 * RING));
	close(f->fd);
}

static void put_at(struct fake *f, uint64_t at, const void *p, size_t n)
{
	uint8_t *data = f->p + 2 * page;

	at &= RING - 1;
	memcpy(data + at, p, n);
	memcpy(data + ((at + RING) & (2 * RING - 1)), p, n);
}

/* A record with an event of that time; flags of the record's header. */
static uint64_t send(struct fake *f, uint64_t ts, uint32_t flags)
{
	uint32_t len = RECORD | flags;
	uint64_t at = f->at;

	put_at(f, at + 8 + TS_AT, &ts, sizeof(ts));
	put_at(f, at, &len, sizeof(len));
	f->at += RECORD + 8;
	memcpy(f->p + page, &f->at, sizeof(f->at));
	return at;
}

static uint64_t next_ts(struct live_rings *r)
{
	const uint8_t *p = live_rings_next(r);

	return p ? ld64(p + TS_AT) : 0;
}

static void merged(void **state)
{
	struct live_rings *r = live_rings_new(3, RING);
	struct fake f[3];
	uint64_t ts;
	unsigned i;

	(void)state;
	for (i = 0; i < 3; i++) {
		fake_open(&f[i]);
		assert_int_equal(live_rings_add(r, i, f[i].fd, NULL), 0);
	}
	assert_int_equal(live_rings_first(r), 0);
	/* 1 .. 23 dealt out unevenly; a discarded record is passed over. */
	for (ts = 1; ts <= 23; ts++) {
		send(&f[ts * ts % 3], ts, 0);
		if (ts == 7)
			send(&f[2], 8, BPF_RINGBUF_DISCARD_BIT);
	}
	live_rings_look(r, 20);
	assert_int_equal(live_rings_first(r), 1);
	for (ts = 1; ts <= 20; ts++)
		assert_int_equal(next_ts(r), ts);
	/* What is younger than asked for waits. */
	assert_null(live_rings_next(r));
	send(&f[2], 22, 0);
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
	for (i = 0; i < 3; i++)
		fake_close(&f[i]);
}

/* A record that is still being written holds back what is behind it in its ring, no more. */
static void busy(void **state)
{
	struct live_rings *r = live_rings_new(2, RING);
	uint32_t len = RECORD;
	struct fake f[2];
	uint64_t at;

	(void)state;
	fake_open(&f[0]);
	fake_open(&f[1]);
	live_rings_add(r, 0, f[0].fd, NULL);
	live_rings_add(r, 1, f[1].fd, NULL);
	at = send(&f[0], 1, BPF_RINGBUF_BUSY_BIT);
	send(&f[0], 2, 0);
	send(&f[1], 3, 0);
	live_rings_look(r, 100);
	assert_int_equal(next_ts(r), 3);
	assert_null(live_rings_next(r));
	put_at(&f[0], at, &len, sizeof(len));
	live_rings_look(r, 100);
	assert_int_equal(next_ts(r), 1);
	assert_int_equal(next_ts(r), 2);
	live_rings_free(r);
	fake_close(&f[0]);
	fake_close(&f[1]);
}

/* Many rounds through a ring: the kernel hears what is free, and nothing is lost or doubled. */
static void rounds(void **state)
{
	struct live_rings *r = live_rings_new(1, RING);
	uint64_t sent = 0, got = 0, given, round;
	struct fake f;

	(void)state;
	fake_open(&f);
	live_rings_add(r, 0, f.fd, NULL);
	for (round = 0; round < 997; round++) {
		for (given = ld64(f.p); f.at + RECORD + 8 - given <= RING && sent - got < 61;)
			send(&f, ++sent, 0);
		live_rings_look(r, UINT64_MAX - 1);
		while (live_rings_next(r))
			got++;
		live_rings_give_back(r);
		assert_int_equal(ld64(f.p), f.at);
	}
	assert_int_equal(got, sent);
	assert_true(sent > 997 * 60);
	live_rings_free(r);
	fake_close(&f);
}

static void memory(void **state)
{
	struct live_memory m = {0};
	uint8_t block[1024];
	uint64_t off, i, rounds_of = 300;

	(void)state;
	assert_int_equal(live_memory_init(&m, NULL), 0);
	/* As if the space were small: it begins anew, and what is in use is never overwritten. */
	m.size = 1 << 20;
	m.limit = m.size / 2;
	for (i = 0; i < rounds_of * 1024; i++) {
		memset(block, (int)i, sizeof(block));
		if (!live_memory_put(&m, block, sizeof(block), &off)) {
			live_memory_release(&m, off);
			assert_true(live_memory_put(&m, block, sizeof(block), &off));
		}
		assert_true(off + sizeof(block) <= m.size);
		assert_memory_equal(m.base + off, block, sizeof(block));
	}
	live_memory_release_all(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merged),
		cmocka_unit_test(busy),
		cmocka_unit_test(rounds),
		cmocka_unit_test(memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
