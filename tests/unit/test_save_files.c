/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture_maker.h"
#include "engine/store/save.h"
#include "event_codes.h"

/* A log saved as several files: each has to be complete in itself. */

static void begin(struct buf *b)
{
	buf_init(b, 0);
	cap_section(b);
	cap_thread(b, 7, 7, 1, "prog", "/home/u");
	cap_thread(b, 8, 8, 1, "other", "/");
}

static void stat_files(struct buf *b, uint64_t ts, int64_t tid, unsigned n)
{
	for (; n; n--, ts += 2) {
		cap_event(b, ts, tid, EV_SYSCALL_STAT_E, "");
		cap_event(b, ts + 1, tid, EV_SYSCALL_STAT_X, "qs", (int64_t)0, "here");
	}
}

struct files {
	char path[2][40];
	struct log *log[2]; /* of what was saved */
};

#define NEVER UINT64_MAX

struct how {
	uint64_t second; /* the event that the second file begins with */
	struct saver_opts o;
	bool (*select)(const struct log_rec *r);
	bool runs; /* saver_run() in place of saver_event() */
};

static struct scap_writer *open_writer(struct files *f, int i)
{
	const struct scap_writer_opts wo = {.gzip = false};
	int fd;

	snprintf(f->path[i], sizeof(f->path[i]), "/tmp/sonde-test-files-XXXXXX");
	fd = mkstemp(f->path[i]);
	assert_true(fd >= 0);
	close(fd);
	return scap_writer_open(f->path[i], &wo, NULL);
}

/* Through a log that drops what has gone by, as recording does. */
static void save(struct buf *b, const struct how *how, struct files *f)
{
	const struct log_opts lo = {.threaded = true, .state_growth = 1}, keep = {.keep = true};
	struct log *log = log_open_mem((uint8_t *)b->p, b->len, &lo, NULL);
	struct scap_writer *w = open_writer(f, 0), *w2 = open_writer(f, 1);
	struct saver *s;
	struct cursor c;
	uint64_t shown;
	int i;

	assert_non_null(log);
	s = saver_new(w, log, &how->o);
	for (cursor_init(&c, log); cursor_wait(&c);) {
		if (c.num == how->second)
			assert_int_equal(saver_next_file(s, w2, &c, NULL), 0);
		if (how->runs) {
			uint64_t most = c.num < how->second ? how->second - c.num : UINT64_MAX;

			assert_int_equal(saver_run(s, &c, most, &shown, NULL), 0);
		} else {
			assert_int_equal(saver_event(s, &c, !how->select || how->select(c.rec), NULL),
					 0);
		}
	}
	cursor_release(&c);
	saver_free(s);
	assert_int_equal(scap_writer_close(w, NULL, NULL), 0);
	assert_int_equal(scap_writer_close(w2, NULL, NULL), 0);
	log_close(log);
	f->log[1] = NULL;
	for (i = 0; i < (how->second == NEVER ? 1 : 2); i++) {
		f->log[i] = log_open_file(f->path[i], &keep, NULL);
		assert_non_null(f->log[i]);
		assert_int_equal(log_error(f->log[i], NULL), 0);
	}
}

static void release(struct files *f)
{
	int i;

	for (i = 0; i < 2; i++) {
		log_close(f->log[i]);
		unlink(f->path[i]);
	}
}

static void event_at(struct log *log, uint64_t num, struct log_rec *rec, struct evt *e)
{
	struct cursor c;

	cursor_init(&c, log);
	assert_true(log_get(&c, num, e));
	*rec = *c.rec;
	cursor_release(&c);
}

static const struct saver_opts all_rotating = {.all = true, .rotates = true};

/*
 * A call that begins in one file and ends in the next, near and far: what it is about, and when it
 * began, is known in both.
 */
static void calls_under_way_go_on(void **unused)
{
	static const unsigned between[] = {0, 10, 3 * LOG_CHUNK};
	unsigned i, runs;

	(void)unused;
	for (i = 0; i < 6; i++) {
		struct how how = {.o = all_rotating, .runs = i % 2};
		const struct fd_version *fd;
		struct log_rec rec;
		struct files f;
		struct evt e;
		struct buf b;

		runs = between[i / 2];
		begin(&b);
		cap_event(&b, 1, 7, EV_SYSCALL_OPEN_E, "");
		cap_event(&b, 2, 7, EV_SYSCALL_OPEN_X, "qsdd", (int64_t)3, "notes", 1, 0);
		cap_event(&b, 3, 7, EV_SYSCALL_READ_E, "qd", (int64_t)3, 100);
		stat_files(&b, 10, 8, runs);
		how.second = 4 + 2 * (uint64_t)runs;
		cap_event(&b, 100000, 7, EV_SYSCALL_READ_X, "qs", (int64_t)2, "x");
		stat_files(&b, 100001, 8, 5);
		save(&b, &how, &f);
		assert_int_equal(log_count(f.log[0]), 3 + 2 * runs);
		/* The enter event, hidden, then its exit and the rest. */
		assert_int_equal(log_count(f.log[1]), 12);
		event_at(f.log[1], 1, &rec, &e);
		assert_int_equal(rec.type, EV_SYSCALL_READ_E);
		assert_true(rec.flags & REC_STATE_ONLY);
		event_at(f.log[1], 2, &rec, &e);
		assert_int_equal(rec.type, EV_SYSCALL_READ_X);
		assert_true(rec.flags & REC_PAIRED);
		assert_false(rec.flags & REC_STATE_ONLY);
		fd = state_fd(log_state(f.log[1]), rec.fd);
		assert_non_null(fd);
		assert_string_equal(fd->name->s, "/home/u/notes");
		release(&f);
		buf_release(&b);
	}
}

/* What was opened, and how much memory was in use, long before the second file begins. */
static void lists_say_what_was_true(void **unused)
{
	struct how how = {.o = all_rotating};
	const struct thread_version *t;
	struct thread_figures figures;
	const struct state *st;
	struct files f;
	struct buf b;

	(void)unused;
	begin(&b);
	cap_event(&b, 1, 7, EV_SYSCALL_OPEN_E, "");
	cap_event(&b, 2, 7, EV_SYSCALL_OPEN_X, "qsdd", (int64_t)3, "notes", 1, 0);
	cap_event(&b, 3, 7, EV_SCHEDSWITCH_6_E, "qqqddd", (int64_t)8, (int64_t)11, (int64_t)12, 13,
		  14, 15);
	stat_files(&b, 10, 8, 2 * LOG_CHUNK);
	cap_event(&b, 90000, 8, EV_SCHEDSWITCH_6_E, "qqqddd", (int64_t)7, (int64_t)21, (int64_t)22,
		  23, 24, 25);
	how.second = 5 + 4 * (uint64_t)LOG_CHUNK;
	stat_files(&b, 90001, 8, 1);
	save(&b, &how, &f);
	st = log_state(f.log[1]);
	t = state_thread(st, state_thread_at(st, 7, 0));
	assert_non_null(t);
	assert_int_not_equal(state_fd_at(st, t, 3, 0), 0);
	state_figures(st, t, FIG_VM, 0, &figures);
	assert_int_equal(figures.pf_major, 11);
	assert_int_equal(figures.vm_rss_kb, 14);
	t = state_thread(st, state_thread_at(st, 8, 0));
	state_figures(st, t, FIG_VM, 0, &figures);
	assert_int_equal(figures.pf_minor, 22);
	assert_int_equal(figures.vm_size_kb, 23);
	release(&f);
	buf_release(&b);
}

static bool is_shop(void *arg, const struct container *c)
{
	++*(int *)arg;
	assert_string_equal(c->id->s, "aaaabbbbcccc");
	assert_string_equal(c->name->s, "shop");
	return true;
}

/* Containers are described by events, which every file has to begin with. */
static void containers_are_known_in_each(void **unused)
{
	static const char json[] = "{\"container\":{\"id\":\"aaaabbbbcccc\",\"lookup_state\":1,"
				   "\"name\":\"%s\",\"type\":0}}";
	struct how how = {.second = 6, .o = all_rotating};
	char before[128], after[128];
	struct log_rec rec;
	struct files f;
	struct evt e;
	struct buf b;
	int n = 0;

	(void)unused;
	snprintf(before, sizeof(before), json, "web");
	snprintf(after, sizeof(after), json, "shop");
	begin(&b);
	cap_event(&b, 0, -1, EV_CONTAINER_JSON_E, "s", before);
	stat_files(&b, 10, 8, 1);
	cap_event(&b, 15, -1, EV_CONTAINER_JSON_E, "s", after);
	stat_files(&b, 20, 8, 2);
	save(&b, &how, &f);
	event_at(f.log[1], 1, &rec, &e);
	assert_int_equal(rec.type, EV_CONTAINER_JSON_E);
	assert_true(rec.flags & REC_STATE_ONLY);
	event_at(f.log[1], 3, &rec, &e);
	assert_int_equal(rec.type, EV_SYSCALL_STAT_X);
	assert_false(rec.flags & REC_STATE_ONLY);
	/* The later word on it, once. */
	state_each_container(log_state(f.log[1]), 3, is_shop, &n);
	assert_int_equal(n, 1);
	release(&f);
	buf_release(&b);
}

static bool is_read_exit(const struct log_rec *r)
{
	return r->type == EV_SYSCALL_READ_X;
}

/* What a selection needs is found although the log has dropped it. */
static void selections_reach_back(void **unused)
{
	struct how how = {.second = NEVER, .select = is_read_exit};
	const struct thread_version *t;
	struct log_rec rec;
	struct files f;
	struct evt e;
	struct buf b;
	uint64_t num;

	(void)unused;
	begin(&b);
	stat_files(&b, 1, 8, 1);
	cap_event(&b, 3, 7, EV_SCHEDSWITCH_6_E, "qqqddd", (int64_t)8, (int64_t)11, (int64_t)12, 13,
		  14, 15);
	cap_event(&b, 4, 7, EV_SYSCALL_READ_E, "qd", (int64_t)3, 100);
	stat_files(&b, 10, 8, 2 * LOG_CHUNK + 5);
	cap_event(&b, 90000, 7, EV_SYSCALL_READ_X, "qs", (int64_t)2, "x");
	save(&b, &how, &f);
	/* The first event, the figures, the enter event, and what was selected. */
	assert_int_equal(log_count(f.log[0]), 4);
	event_at(f.log[0], 4, &rec, &e);
	assert_int_equal(rec.type, EV_SYSCALL_READ_X);
	assert_true(rec.flags & REC_PAIRED);
	t = state_thread(log_state(f.log[0]), rec.thread);
	num = state_figure_event(log_state(f.log[0]), t, FIG_VM, 4);
	assert_int_not_equal(num, 0);
	event_at(f.log[0], num, &rec, &e);
	assert_int_equal(evt_u64(&e, 3, 0), 13);
	release(&f);
	buf_release(&b);
}

static bool is_seven(void *arg, const struct cursor *at, uint32_t thread)
{
	(void)arg;
	return state_thread(at->state, thread)->tid == 7;
}

/* --filter-proclist: of the others, known or not, there is nothing but what was selected. */
static void unwanted_threads_are_left_out(void **unused)
{
	struct how how = {
		.second = 11, .o = {.rotates = true, .wanted = is_seven}, .select = is_read_exit};
	struct log_rec rec;
	struct files f;
	struct evt e;
	struct buf b;
	int i;

	(void)unused;
	begin(&b);
	cap_event(&b, 1, 9, EV_SYSCALL_CLOSE_E, "q", (int64_t)3);
	stat_files(&b, 1, 7, 1);
	cap_event(&b, 3, 8, EV_PROCINFO_E, "qq", (int64_t)1, (int64_t)1);
	cap_event(&b, 3, 99, EV_PROCINFO_E, "qq", (int64_t)1, (int64_t)1);
	cap_event(&b, 3, 99, EV_SYSCALL_CLONE_20_X, "q", (int64_t)100);
	cap_event(&b, 3, 7, EV_PROCINFO_E, "qq", (int64_t)2, (int64_t)2);
	cap_event(&b, 3, 8, EV_SYSCALL_OPEN_E, "");
	cap_event(&b, 4, 8, EV_SYSCALL_OPEN_X, "qsdd", (int64_t)3, "secret", 1, 0);
	cap_event(&b, 5, 7, EV_SYSCALL_READ_E, "qd", (int64_t)3, 100);
	cap_event(&b, 6, 7, EV_SYSCALL_READ_X, "qs", (int64_t)2, "x");
	save(&b, &how, &f);
	for (i = 0; i < 2; i++) {
		assert_int_not_equal(state_thread_at(log_state(f.log[i]), 7, 0), 0);
		assert_int_equal(state_thread_at(log_state(f.log[i]), 8, 0), 0);
	}
	assert_int_equal(log_count(f.log[0]), 1);
	event_at(f.log[0], 1, &rec, &e);
	assert_int_equal(rec.type, EV_PROCINFO_E);
	assert_int_equal(e.tid, 7);
	assert_int_equal(log_count(f.log[1]), 2);
	event_at(f.log[1], 2, &rec, &e);
	assert_int_equal(rec.type, EV_SYSCALL_READ_X);
	release(&f);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_under_way_go_on),
		cmocka_unit_test(lists_say_what_was_true),
		cmocka_unit_test(containers_are_known_in_each),
		cmocka_unit_test(selections_reach_back),
		cmocka_unit_test(unwanted_threads_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
