/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "capture_maker.h"
#include "engine/store/log.h"
#include "event_codes.h"

/*
 * A log that forgets: what is still there is what a log that keeps everything says of it, also
 * after its state was renewed, and also for a reader who stands where it is forgotten.
 */
#define ROUNDS	6000
#define HISTORY (2u << 20)

/* A process that stays, with a file that stays open; children that come, open a file and go. */
static void make_capture(struct buf *b)
{
	char comm[16], name[256];
	uint64_t ts = 1000;
	int64_t child;
	int i;

	cap_section(b);
	cap_thread(b, 10, 10, 1, "daemon", "/srv");
	cap_event(b, ts++, 10, EV_SYSCALL_OPEN_E, "");
	cap_event(b, ts++, 10, EV_SYSCALL_OPEN_X, "qsdd", (int64_t)3, "kept", 1, 0);
	for (i = 0; i < ROUNDS; i++) {
		child = 100 + i;
		snprintf(comm, sizeof(comm), "child%d", i);
		snprintf(name, sizeof(name), "/tmp/%d/%0150d", i, i);
		cap_event(b, ts++, child, EV_SYSCALL_CLONE_20_X, "qssqqqsqqqddd ssdddqq",
			  (int64_t)0, comm, "", child, child, (int64_t)10, "", (int64_t)1024,
			  (int64_t)0, (int64_t)0, 0, 0, 0, comm, "", 0, 0, 0, child, child);
		cap_event(b, ts++, child, EV_SYSCALL_OPEN_E, "");
		cap_event(b, ts++, child, EV_SYSCALL_OPEN_X, "qsdd", (int64_t)4, name, 1, 0);
		cap_event(b, ts++, 10, EV_SYSCALL_READ_E, "qd", (int64_t)3, 100);
		cap_event(b, ts++, child, EV_SYSCALL_READ_E, "qd", (int64_t)3, 100);
		cap_event(b, ts++, 10, EV_SYSCALL_READ_X, "qs", (int64_t)1, "");
		cap_event(b, ts++, child, EV_SYSCALL_READ_X, "qs", (int64_t)1, "");
		cap_event(b, ts++, child, EV_PROCEXIT_1_E, "q", (int64_t)0);
	}
}

struct fixture {
	char path[64];
	struct buf bytes;
	struct log *all, *some;
};

static void setup(struct fixture *f, uint64_t history, size_t growth)
{
	const struct log_opts all = {.keep = true};
	const struct log_opts some = {
		.history = history, .state_growth = growth, .threaded = true};
	int fd;

	snprintf(f->path, sizeof(f->path), "/tmp/sonde-test-history-XXXXXX");
	buf_init(&f->bytes, 0);
	make_capture(&f->bytes);
	fd = mkstemp(f->path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, f->bytes.p, f->bytes.len), f->bytes.len);
	close(fd);
	f->some = log_open_file(f->path, &some, NULL);
	f->all = log_open_mem((uint8_t *)f->bytes.p, f->bytes.len, &all, NULL);
	assert_non_null(f->some);
	assert_non_null(f->all);
}

static void teardown(struct fixture *f)
{
	log_close(f->some);
	log_close(f->all);
	buf_release(&f->bytes);
	unlink(f->path);
}

static void wait_for_end(struct log *log)
{
	while (!log_ended(log))
		log_wait(log, log_count(log));
}

static void same_strings(const struct str *a, const struct str *b)
{
	assert_string_equal(a->s, b->s);
}

/* What one log says of an event is what the other says. */
static void same(const struct cursor *a, const struct cursor *b)
{
	const struct thread_version *ta = state_thread(a->state, a->rec->thread);
	const struct thread_version *tb = state_thread(b->state, b->rec->thread);
	const struct fd_version *fa = state_fd(a->state, a->rec->fd);
	const struct fd_version *fb = state_fd(b->state, b->rec->fd);

	assert_int_equal(a->num, b->num);
	assert_int_equal(a->rec->ts, b->rec->ts);
	assert_int_equal(a->rec->flags & REC_PAIRED, b->rec->flags & REC_PAIRED);
	assert_int_equal(log_enter_ts(a), log_enter_ts(b));
	assert_int_equal(log_fd_num(a), log_fd_num(b));
	assert_int_equal(!ta, !tb);
	assert_int_equal(!fa, !fb);
	if (ta) {
		same_strings(ta->comm, tb->comm);
		same_strings(ta->cwd, tb->cwd);
		same_strings(state_main_at(a->state, ta, a->num)->comm,
			     state_main_at(b->state, tb, b->num)->comm);
		assert_int_equal(state_fd_at(a->state, ta, 3, a->num) != 0,
				 state_fd_at(b->state, tb, 3, b->num) != 0);
	}
	if (fa)
		same_strings(fa->name, fb->name);
}

/* Everything that `some` still has; returns how many events that were. */
static uint64_t compare(struct fixture *f)
{
	struct cursor a, b;
	uint64_t n = 0;

	cursor_init(&a, f->all);
	cursor_init(&b, f->some);
	while (cursor_wait(&b)) {
		assert_true(cursor_seek(&a, b.num));
		same(&a, &b);
		n++;
	}
	assert_int_equal(b.num, log_count(f->all));
	cursor_release(&a);
	cursor_release(&b);
	return n;
}

static void the_recent_past_is_as_it_was(void **unused)
{
	struct fixture f;
	uint64_t n;

	(void)unused;
	setup(&f, HISTORY, 4096);
	wait_for_end(f.some);
	n = compare(&f);
	assert_int_equal(log_count(f.some), log_count(f.all));
	/* Some of it is there and some is gone. */
	assert_true(n > 2 * 4096);
	assert_true(n < log_count(f.all) / 2);
	assert_int_equal(log_oldest(f.some), log_count(f.all) - n + 1);
	teardown(&f);
}

/* While it is being written and forgotten, under the feet of the reader. */
static void a_reader_beside_the_writer(void **unused)
{
	struct fixture f;

	(void)unused;
	setup(&f, HISTORY, 4096);
	compare(&f);
	teardown(&f);
}

static void where_somebody_stands_nothing_goes(void **unused)
{
	struct cursor a, b, parked;
	struct fixture f;
	unsigned i;

	(void)unused;
	/* Room for everything that comes: the writer waits when half of it cannot be freed. */
	setup(&f, 64u << 20, 4096);
	log_wait(f.some, 0);
	cursor_init(&a, f.all);
	cursor_init(&b, f.some);
	cursor_init(&parked, f.some);
	assert_true(cursor_seek(&b, 5));
	assert_true(cursor_seek(&parked, 5));
	cursor_park(&parked);
	wait_for_end(f.some);
	for (i = 0; i < 1000; i++) {
		assert_true(cursor_seek(&a, b.num));
		same(&a, &b);
		assert_true(cursor_next(&b));
	}
	assert_true(cursor_next(&parked));
	assert_int_equal(parked.num, 6);
	cursor_release(&a);
	cursor_release(&b);
	cursor_release(&parked);
	teardown(&f);
}

static void who_comes_late_begins_later(void **unused)
{
	struct cursor c;
	struct fixture f;
	struct evt e;

	(void)unused;
	setup(&f, HISTORY, 0);
	cursor_init(&c, f.some);
	c.num = 5; /* as if parked there */
	wait_for_end(f.some);
	assert_true(cursor_next(&c));
	assert_int_equal(c.num, log_oldest(f.some));
	assert_false(log_get(&c, 5, &e));
	assert_true(log_get(&c, log_oldest(f.some), &e));
	assert_int_equal(log_find_ts(f.some, 0), log_oldest(f.some));
	cursor_release(&c);
	teardown(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_recent_past_is_as_it_was),
		cmocka_unit_test(a_reader_beside_the_writer),
		cmocka_unit_test(where_somebody_stands_nothing_goes),
		cmocka_unit_test(who_comes_late_begins_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
