/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/idle.h"

#include <string.h>

#include "engine/event/event.h"
#include "engine/scap/block.h"
#include "event_codes.h"

#define HEADER	     10 /* type and length of the block, cpu */
#define EVENT_HEADER 22 /* a bare v1 event: time, tid, length, code */

struct idle {
	struct cursor cursor;
	struct log_rec rec;
	uint8_t block[HEADER + EVENT_HEADER + 4]; /* a BLOCK_EV */
	enum idle_kind kind;
	uint64_t num;
	void (*f)(void *arg, struct cursor *c);
	void *arg;
};

static void make_event(struct idle *idle, uint64_t ts)
{
	uint32_t len = EVENT_HEADER, type = BLOCK_EV, total = sizeof(idle->block);
	uint16_t code = idle->kind == IDLE_FDS ? EV_SCAPEVENT_E : EV_SCAPEVENT_X;

	ts -= ts % 1000000000u + 1;
	memcpy(idle->block, &type, 4);
	memcpy(idle->block + 4, &total, 4);
	memcpy(idle->block + HEADER, &ts, 8);
	memcpy(idle->block + HEADER + 16, &len, 4);
	memcpy(idle->block + HEADER + 20, &code, 2);
	memcpy(idle->block + sizeof(idle->block) - 4, &total, 4);
	idle->rec = (struct log_rec){.ts = ts, .type = code};
	idle->cursor.rec = &idle->rec;
	idle->cursor.base = idle->block;
}

static bool offer_fd(void *arg, int64_t fd, uint32_t version)
{
	struct idle *idle = arg;

	/* Numbers beyond what an entry can hold are not offered; no system hands them out. */
	if (fd < 0 || fd >= UINT16_MAX - 1)
		return true;
	idle->rec.fd = version;
	idle->rec.fdnum = (uint16_t)(fd + 1);
	idle->f(idle->arg, &idle->cursor);
	return true;
}

static bool offer_thread(void *arg, uint32_t version)
{
	struct idle *idle = arg;
	const struct thread_version *tv = state_thread(idle->cursor.state, version);
	int64_t tid = tv->tid;

	idle->rec.thread = version;
	memcpy(idle->block + HEADER + 8, &tid, sizeof(tid));
	if (idle->kind == IDLE_THREADS)
		idle->f(idle->arg, &idle->cursor);
	else if (tv->tid == tv->pid)
		state_each_fd(idle->cursor.state, tv, idle->num, offer_fd, idle);
	return true;
}

void idle_each(struct log *log, uint64_t num, enum idle_kind kind,
	       void (*f)(void *arg, struct cursor *c), void *arg)
{
	struct idle idle = {.kind = kind, .num = num, .f = f, .arg = arg};

	cursor_init(&idle.cursor, log);
	/* Stand at the event, so that it is its state that counts. */
	if (!cursor_seek(&idle.cursor, num)) {
		cursor_release(&idle.cursor);
		return;
	}
	make_event(&idle, idle.cursor.rec->ts);
	state_each_thread(idle.cursor.state, num, offer_thread, &idle);
	cursor_release(&idle.cursor);
}
