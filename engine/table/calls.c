/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/calls.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/event/decode.h"
#include "engine/event/event.h"
#include "engine/table/group.h"
#include "event_codes.h"

/* One row a thread id: the id, and the number of the event (0: not inside a call). */
enum { COL_TID, COL_NUM, COLS };

struct calls {
	struct group threads;
	/* rows by thread version, row + 1; good for one era */
	uint32_t *row;
	uint32_t nrow, era;
};

struct calls *calls_new(void)
{
	struct calls *c = xcalloc(1, sizeof(*c));

	group_init(&c->threads, COLS, COL_TID);
	return c;
}

void calls_free(struct calls *c)
{
	if (!c)
		return;
	group_release(&c->threads);
	free(c->row);
	free(c);
}

static uint32_t row_of_thread(struct calls *c, const struct cursor *cur, uint32_t version)
{
	uint64_t tid = (uint64_t)state_thread(cur->state, version)->tid;
	uint32_t row = group_find(&c->threads, tid);

	return row != GROUP_NONE ? row : group_add(&c->threads, (struct cell[COLS]){{.u = tid}});
}

static uint32_t *slot_of(struct calls *c, const struct cursor *cur, uint32_t version)
{
	uint32_t n = c->nrow ? c->nrow : 1024;

	if (c->era != cur->era && c->nrow)
		memset(c->row, 0, c->nrow * sizeof(*c->row));
	c->era = cur->era;
	if (version >= c->nrow) {
		while (n <= version)
			n *= 2;
		c->row = xrealloc(c->row, n * sizeof(*c->row));
		memset(c->row + c->nrow, 0, (n - c->nrow) * sizeof(*c->row));
		c->nrow = n;
	}
	return &c->row[version];
}

static bool is_call(uint16_t type)
{
	return event_info_of(type)->flags_new & EF_SYSCALL;
}

void calls_take(struct calls *c, const struct cursor *cur)
{
	uint16_t type = cur->rec->type;
	uint32_t *slot;
	bool ends;

	if (!cur->rec->thread)
		return;
	/* A thread that has ended is in no call, whatever it was in. */
	ends = type == EV_PROCEXIT_E || type == EV_PROCEXIT_1_E;
	if (!ends && !is_call(type))
		return;
	slot = slot_of(c, cur, cur->rec->thread);
	if (!*slot)
		*slot = row_of_thread(c, cur, cur->rec->thread) + 1;
	group_row(&c->threads, *slot - 1)[COL_NUM].u = ends || event_is_exit(type) ? 0 : cur->num;
}

void calls_each(const struct calls *c, void (*f)(void *arg, uint64_t num), void *arg)
{
	uint32_t i;

	for (i = 0; i < c->threads.nrows; i++) {
		if (group_row(&c->threads, i)[COL_NUM].u)
			f(arg, group_row(&c->threads, i)[COL_NUM].u);
	}
}

bool calls_waits_for_one(struct cursor *c, struct log_rec *out)
{
	enum { COUNT_BYTES = 2, ENTRY_BYTES = 10 };
	const struct thread_version *t;
	struct param list;
	struct evt e;
	int64_t fd;

	if ((c->rec->type != EV_SYSCALL_POLL_E && c->rec->type != EV_SYSCALL_PPOLL_E) ||
	    !c->rec->thread || c->rec->fd || !log_get(c, c->num, &e) || !evt_param(&e, 0, &list) ||
	    list.len < COUNT_BYTES + ENTRY_BYTES || ld16(list.p) != 1)
		return false;
	fd = (int64_t)ld64(list.p + COUNT_BYTES);
	if (fd < 0 || fd + 1 >= UINT16_MAX)
		return false;
	t = state_thread(c->state, c->rec->thread);
	*out = *c->rec;
	out->fd = state_fd_at(c->state, t, fd, c->num);
	out->fdnum = (uint16_t)(fd + 1);
	return true;
}
