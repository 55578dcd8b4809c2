/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/live_memory.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/capture/live_ring.h"
#include "engine/event/event.h"

#define SIZE_MAX_WANTED (1ull << 36)
#define SIZE_MIN_USEFUL (1ull << 28)
#define STEP		(2ull << 20) /* given back at a time: a huge page */
#define BLOCK_MAX	(1ull << 18) /* a block never wraps: the end of the space may stay unused */

int live_memory_init(struct live_memory *m, struct err *e)
{
	uint64_t size;
	void *p = MAP_FAILED;

	for (size = SIZE_MAX_WANTED; size >= SIZE_MIN_USEFUL; size /= 2) {
		p = mmap(NULL, size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (p != MAP_FAILED)
			break;
	}
	if (p == MAP_FAILED)
		return err_set(e, ERR_IO, "cannot reserve memory for events: %s", strerror(errno));
	madvise(p, size, MADV_HUGEPAGE); /* fewer page faults; refused is no harm */
	m->base = p;
	m->size = size;
	m->limit = size - STEP;
	return 0;
}

void live_memory_release_all(struct live_memory *m)
{
	if (m->base)
		munmap(m->base, m->size);
	m->base = NULL;
}

/* Where the block at position `at` really begins. */
static uint64_t begin_of(const struct live_memory *m, uint64_t at)
{
	uint64_t rest = m->size - at % m->size;

	return rest < BLOCK_MAX ? at + rest : at;
}

static bool fits(const struct live_memory *m, uint64_t end)
{
	return end - atomic_load_explicit(&m->released, memory_order_acquire) <= m->limit;
}

bool live_memory_put(struct live_memory *m, const uint8_t *p, uint32_t len)
{
	uint64_t at = begin_of(m, atomic_load_explicit(&m->written, memory_order_relaxed));

	if (!fits(m, at + len))
		return false;
	memcpy(m->base + at % m->size, p, len);
	atomic_store_explicit(&m->written, at + len, memory_order_release);
	return true;
}

bool live_memory_has_room(const struct live_memory *m)
{
	return fits(m, atomic_load_explicit(&m->written, memory_order_relaxed) + 2 * BLOCK_MAX);
}

uint64_t live_memory_waiting(const struct live_memory *m)
{
	return atomic_load_explicit(&m->written, memory_order_relaxed) - m->taken;
}

const uint8_t *live_memory_take(struct live_memory *m, uint64_t *off)
{
	const uint8_t *p;

	if (!live_memory_waiting(m))
		return NULL;
	m->taken = begin_of(m, m->taken);
	*off = m->taken % m->size;
	p = m->base + *off;
	m->taken += ld32(p + AT_LEN);
	return p;
}

void live_memory_release(struct live_memory *m, uint64_t off)
{
	uint64_t written = atomic_load_explicit(&m->written, memory_order_acquire);
	uint64_t to = written - (written % m->size + m->size - off) % m->size;
	uint64_t from = m->given_back, n;

	while (to - from >= STEP) {
		n = (to - from) / STEP * STEP;
		if (n > m->size - from % m->size)
			n = m->size - from % m->size;
		madvise(m->base + from % m->size, n, MADV_DONTNEED);
		from += n;
	}
	m->given_back = from;
	/* Not before: what is put there now stays. */
	atomic_store_explicit(&m->released, to, memory_order_release);
}
