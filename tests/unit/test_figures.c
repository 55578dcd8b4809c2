/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of threads: which event said them, and from when to when they hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/scap/meta.h"
#include "engine/state/state.h"
#include "event_codes.h"
#include "event_maker.h"

#define TID 10

/* As a process list has the thread, with 3000 kB. */
static struct state *with_thread(void)
{
	const struct scap_thread t = {.tid = TID, .pid = TID, .vm_size_kb = 3000};
	struct state *st = state_new();

	state_import_thread(st, &t);
	state_import_done(st);
	return st;
}

static void apply(struct state *st, uint64_t num, uint16_t code, struct maker *m)
{
	struct evt_refs refs;
	struct evt e;
	uint32_t len;
	uint8_t *block = block_make(m, BLOCK_EV_V2, code, &len);

	assert_true(evt_decode(block, len, &e));
	e.tid = TID;
	state_apply(st, &e, num, &refs);
	free(block);
}

static void memory(struct state *st, uint64_t num, uint32_t size_kb)
{
	struct maker m = maker_new(2);

	add_int(&m, 0, 8);
	add_int(&m, size_kb, 4);
	add_int(&m, size_kb / 2, 4);
	add_int(&m, 0, 4);
	apply(st, num, EV_SYSCALL_BRK_4_X, &m);
}

static void faults(struct state *st, uint64_t num, uint64_t major, uint64_t minor)
{
	struct maker m = maker_new(2);

	add_int(&m, 11, 8);
	add_int(&m, major, 8);
	add_int(&m, minor, 8);
	add_int(&m, 0, 4);
	add_int(&m, 0, 4);
	add_int(&m, 0, 4);
	apply(st, num, EV_SCHEDSWITCH_6_E, &m);
}

static void fork_child(struct state *st, uint64_t num)
{
	struct maker m = maker_new(2);

	add_int(&m, TID + 1, 8);
	apply(st, num, EV_SYSCALL_CLONE_20_X, &m);
}

static void end(struct state *st, uint64_t num)
{
	struct maker m = maker_new(2);

	add_int(&m, 0, 8);
	apply(st, num, EV_PROCEXIT_1_E, &m);
}

/* What the figures were at num, since which event, and up to which of the first `count` events. */
static void check(const struct state *st, enum figure f, uint64_t num, uint64_t want,
		  uint64_t since, uint64_t until, uint64_t count)
{
	const struct thread_version *t = state_thread(st, state_thread_at(st, TID, num));
	struct thread_figures v;
	uint64_t to = count;
	uint32_t place = 0;

	assert_non_null(t);
	assert_int_equal(state_figure_event(st, t, f, num), since);
	state_figures_until(st, t, f, num, &v, &to, &place);
	assert_int_equal(f == FIG_VM ? v.vm_size_kb : v.pf_minor, want);
	assert_int_equal(to, until);
}

static void said_again(void **unused)
{
	struct state *st = with_thread();

	(void)unused;
	memory(st, 10, 4000);
	memory(st, 20, 4000);
	memory(st, 30, 5000);
	memory(st, 40, 4000);
	check(st, FIG_VM, 5, 3000, 0, 9, 50);
	check(st, FIG_VM, 10, 4000, 10, 29, 50);
	check(st, FIG_VM, 29, 4000, 10, 29, 50);
	check(st, FIG_VM, 39, 5000, 30, 39, 50);
	check(st, FIG_VM, 50, 4000, 40, 50, 50);
	faults(st, 51, 1, 7);
	faults(st, 52, 1, 7);
	faults(st, 53, 2, 7);
	check(st, FIG_FAULTS, 52, 7, 51, 52, 60);
	check(st, FIG_FAULTS, 60, 7, 53, 60, 60);
	state_free(st);
}

/* No list tells of a thread that nobody introduced: what is written of it needs each event that does. */
static void of_nobody(void **unused)
{
	struct state *st = state_new();

	(void)unused;
	memory(st, 10, 4000);
	memory(st, 20, 4000);
	check(st, FIG_VM, 30, 4000, 20, 30, 30);
	state_free(st);
}

/* Another thread with the same id says it for itself. */
static void of_another_life(void **unused)
{
	struct state *st = with_thread();

	(void)unused;
	memory(st, 10, 4000);
	end(st, 20);
	apply(st, 21, EV_SYSCALL_CLOSE_E, &(struct maker){.lenw = 2});
	fork_child(st, 22); /* who has a child is somebody */
	memory(st, 30, 4000);
	check(st, FIG_VM, 25, 0, 0, 29, 40);
	check(st, FIG_VM, 40, 4000, 30, 40, 40);
	state_free(st);
}

/* What a log forgets does not take the figures of those who do nothing; nor does the time that passes. */
static void far_away(void **unused)
{
	const uint64_t far = 5ull << 31;
	struct state *st = with_thread(), *next;
	uint64_t num;

	(void)unused;
	memory(st, 10, 4000);
	for (num = STATE_MOST_EVENTS; num <= far; num += STATE_MOST_EVENTS) {
		next = state_renew(st, num);
		state_free(st);
		st = next;
		check(st, FIG_VM, num + STATE_MOST_EVENTS - 1, 4000,
		      num == STATE_MOST_EVENTS ? 10 : num - 1 - STATE_MOST_EVENTS,
		      num + STATE_MOST_EVENTS, num + STATE_MOST_EVENTS);
	}
	state_free(st);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(said_again),
		cmocka_unit_test(of_nobody),
		cmocka_unit_test(of_another_life),
		cmocka_unit_test(far_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
