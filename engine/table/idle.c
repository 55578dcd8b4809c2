/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/idle.h"

#include "engine/capture/own_event.h"
#include "event_codes.h"

struct idle {
	struct cursor cursor;
	struct log_rec rec;
	struct buf block;
	uint64_t ts; /* of the event at which the cursor stands */
	enum idle_kind kind;
	uint64_t num;
	void (*f)(void *arg, struct cursor *c);
	void *arg;
};

/* The event is about the thread; what is said of an fd comes on top. */
static void make_event(struct idle *idle, uint16_t code, uint64_t ts, uint32_t thread,
		       const struct slice *params, uint32_t nparams)
{
	own_event(&idle->block, code, ts, state_thread(idle->cursor.state, thread)->tid, params,
		  nparams);
	idle->rec = (struct log_rec){.ts = ts, .type = code, .thread = thread};
	idle->cursor.base = (const uint8_t *)idle->block.p;
}

/* Numbers beyond what an entry can hold are not offered; no system hands them out. */
static bool has_place(int64_t fd)
{
	return fd >= 0 && fd < UINT16_MAX - 1;
}

static bool offer_fd(void *arg, int64_t fd, uint32_t version)
{
	struct idle *idle = arg;

	if (!has_place(fd))
		return true;
	idle->rec.fd = version;
	idle->rec.fdnum = (uint16_t)(fd + 1);
	idle->f(idle->arg, &idle->cursor);
	return true;
}

static void offer_call(struct idle *idle, uint32_t version, const struct thread_call *call)
{
	const struct thread_version *tv = state_thread(idle->cursor.state, version);
	const struct slice id = {(const char *)&call->id, sizeof(call->id)};

	/* Of the arguments only the descriptor is known; which call it is, is said by one, too. */
	make_event(idle, call->type, call->seen_ts, version, &id, call->type == EV_GENERIC_E);
	idle->rec.flags = REC_BEFORE;
	if (has_place(call->fd))
		offer_fd(idle, call->fd, state_fd_at(idle->cursor.state, tv, call->fd, idle->num));
	else
		idle->f(idle->arg, &idle->cursor);
}

static bool offer_thread(void *arg, uint32_t version)
{
	struct idle *idle = arg;
	const struct state *st = idle->cursor.state;
	const struct thread_version *tv = state_thread(st, version);
	const struct thread_call *call;

	switch (idle->kind) {
	case IDLE_THREADS:
		make_event(idle, EV_SCAPEVENT_X, idle->ts, version, NULL, 0);
		idle->f(idle->arg, &idle->cursor);
		break;
	case IDLE_FDS:
		if (tv->tid != tv->pid)
			break;
		make_event(idle, EV_SCAPEVENT_E, idle->ts, version, NULL, 0);
		state_each_fd(st, tv, idle->num, offer_fd, idle);
		break;
	case IDLE_CALLS:
		call = state_found_call(st, tv, idle->num);
		if (call)
			offer_call(idle, version, call);
		break;
	}
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
	idle.ts = idle.cursor.rec->ts - idle.cursor.rec->ts % 1000000000u - 1;
	idle.cursor.rec = &idle.rec;
	state_each_thread(idle.cursor.state, num, offer_thread, &idle);
	buf_release(&idle.block);
	cursor_release(&idle.cursor);
}
