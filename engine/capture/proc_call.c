/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/proc_call.h"

#include <string.h>
#include <time.h>

#include "engine/base/clock.h"
#include "engine/event/event.h"
#include "event_codes.h"
#include "live_names.h"

_Static_assert(EV_GENERIC_E == 0, "what live_calls has for a generic event");

enum {
	CALL_TEXT = 256, /* a number and eight words of 64 bits in hexadecimal */
	CALL_ARGS = 6,
};

static uint64_t take_hex(struct slice *s)
{
	struct slice word = take_word(s);

	if (slice_begins(word, "0x")) {
		word.p += 2;
		word.len -= 2;
	}
	return take_u64(&word, 16);
}

static bool is_about_fd(const struct thread_call *c)
{
	/* Of these, too, though their events do not say so. */
	static const char *const names[] = {"accept", "accept4", "fsync", "fdatasync", "syncfs"};
	const char *name = c->type == EV_GENERIC_E ? syscall_table[c->id].name
						   : event_table[c->type].name;
	unsigned i;

	if (event_table[c->type].flags & EF_USES_FD)
		return true;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return false;
}

bool proc_call(int dirfd, struct buf *text, struct thread_call *c)
{
	uint64_t nr, first, stack;
	struct slice rest;
	unsigned i, row;

	if (!proc_read(dirfd, "syscall", text, CALL_TEXT))
		return false;
	rest = slice_of_buf(text);
	/* "running", and "-1" for who waits elsewhere, as in a page fault */
	if (!rest.len || rest.p[0] < '0' || rest.p[0] > '9')
		return false;
	nr = take_u64(&rest, 10);
	first = take_hex(&rest);
	for (i = 1; i < CALL_ARGS; i++)
		take_hex(&rest);
	stack = take_hex(&rest);
	row = nr < sizeof(live_rows) / sizeof(live_rows[0]) ? live_rows[nr] : 0;
	if (stack <= UINT32_MAX || (!live_calls[row].event && !live_calls[row].id))
		return false;
	*c = (struct thread_call){.seen_ts = clock_ns(CLOCK_REALTIME),
				  .type = live_calls[row].event,
				  .id = live_calls[row].id,
				  .fd = -1};
	if (is_about_fd(c))
		c->fd = (int32_t)first;
	return true;
}
