/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>
#include <cmocka.h>

#include "capture_maker.h"
#include "engine/scap/reader.h"
#include "engine/store/log_internal.h"
#include "event_codes.h"

static struct log *open_buf(struct buf *b, struct err *e)
{
	const struct log_opts o = {.keep = true};

	return log_open_mem((uint8_t *)b->p, b->len, &o, e);
}

static const struct thread_version *thread_of(struct log *log, int64_t tid, uint64_t num)
{
	const struct state *st = log_state(log);

	return state_thread(st, state_thread_at(st, tid, num));
}

static const char *fd_name(struct log *log, int64_t tid, int64_t fd, uint64_t num)
{
	const struct state *st = log_state(log);
	const struct thread_version *t = thread_of(log, tid, num);
	const struct fd_version *f = t ? state_fd(st, state_fd_at(st, t, fd, num)) : NULL;

	return f ? f->name->s : "-";
}

static void open_file(struct buf *b, uint64_t ts, int64_t tid, int64_t fd, const char *name)
{
	cap_event(b, ts, tid, EV_SYSCALL_OPEN_E, "");
	cap_event(b, ts + 1, tid, EV_SYSCALL_OPEN_X, "qsdd", fd, name, 1, 0);
}

static void close_file(struct buf *b, uint64_t ts, int64_t tid, int64_t fd)
{
	cap_event(b, ts, tid, EV_SYSCALL_CLOSE_E, "q", fd);
	cap_event(b, ts + 1, tid, EV_SYSCALL_CLOSE_X, "q", (int64_t)0);
}

/* A capture of n events that say little. */
static void begin_with(struct buf *b, unsigned n)
{
	unsigned i;

	buf_init(b, 0);
	cap_section(b);
	for (i = 0; i < n; i++)
		cap_event(b, i + 1, 10, EV_SYSCALL_CLOSE_E, "q", (int64_t)3);
}

/* What an fd was called is asked of every event, after everything was read. */
static void fd_names_are_those_of_their_time(void **unused)
{
	struct buf b;
	struct err e = {0};
	struct log *log;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, 10, 10, 1, "cat", "/home");
	open_file(&b, 100, 10, 3, "one");	 /* 1 2 */
	close_file(&b, 110, 10, 3);		 /* 3 4 */
	open_file(&b, 120, 10, 3, "../etc/two"); /* 5 6 */
	log = open_buf(&b, &e);
	assert_non_null(log);
	assert_int_equal(log_count(log), 6);
	assert_int_equal(log_error(log, &e), 0);
	assert_string_equal(fd_name(log, 10, 3, 1), "-");
	assert_string_equal(fd_name(log, 10, 3, 2), "/home/one");
	assert_string_equal(fd_name(log, 10, 3, 4), "/home/one"); /* its close still shows it */
	assert_string_equal(fd_name(log, 10, 3, 5), "-");
	assert_string_equal(fd_name(log, 10, 3, 6), "/etc/two");
	log_close(log);
	buf_release(&b);
}

#define CLONE_FMT "qssqqqsqqqddd ssdddqq"
static void clone_exit(struct buf *b, uint64_t ts, int64_t tid, int64_t res, int64_t pid,
		       int64_t ptid, const char *comm, int flags)
{
	cap_event(b, ts, tid, EV_SYSCALL_CLONE_20_X, CLONE_FMT, res, comm, "", tid, pid, ptid, "",
		  (int64_t)1024, (int64_t)0, (int64_t)0, 0, 0, 0, comm, "", flags, 0, 0, tid, pid);
}

/* A forked child has its parent's files, and from then on its own. */
static void forks_share_the_past_only(void **unused)
{
	struct buf b;
	struct err e = {0};
	struct log *log;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, 10, 10, 1, "sh", "/");
	open_file(&b, 100, 10, 3, "/inherited");		     /* 1 2 */
	cap_event(&b, 110, 10, EV_SYSCALL_CLONE_20_E, "");	     /* 3 */
	clone_exit(&b, 111, 10, 20, 10, 1, "sh", 0);		     /* 4: parent's side */
	clone_exit(&b, 112, 20, 0, 20, 10, "sh", 0);		     /* 5: child's side */
	open_file(&b, 120, 10, 4, "/of-parent");		     /* 6 7 */
	close_file(&b, 130, 20, 3);				     /* 8 9 */
	cap_event(&b, 140, 20, EV_PROCEXIT_1_E, "q", (int64_t)0);    /* 10 */
	cap_event(&b, 150, 10, EV_SYSCALL_CLOSE_E, "q", (int64_t)3); /* 11 */
	log = open_buf(&b, &e);
	assert_non_null(log);
	assert_null(thread_of(log, 20, 3));
	assert_int_equal(thread_of(log, 20, 4)->ptid, 10);
	assert_string_equal(fd_name(log, 20, 3, 4), "/inherited");
	assert_string_equal(fd_name(log, 20, 4, 9), "-");
	assert_string_equal(fd_name(log, 20, 3, 10), "-");
	assert_string_equal(fd_name(log, 10, 3, 10), "/inherited");
	assert_non_null(thread_of(log, 20, 10)); /* visible at its own exit */
	assert_null(thread_of(log, 20, 11));
	log_close(log);
	buf_release(&b);
}

static void unknown_threads_get_placeholders(void **unused)
{
	struct buf b;
	struct err e = {0};
	struct log *log;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_event(&b, 100, 55, EV_SYSCALL_READ_E, "qd", (int64_t)3, 10);
	cap_event(&b, 101, 66, EV_SCHEDSWITCH_6_E, "qqqddd", (int64_t)1, (int64_t)0, (int64_t)0, 0,
		  0, 0);
	log = open_buf(&b, &e);
	assert_non_null(log);
	assert_string_equal(thread_of(log, 55, 1)->comm->s, "<NA>");
	assert_true(thread_of(log, 55, 1)->placeholder);
	assert_null(thread_of(log, 66, 2)); /* a switch introduces nobody */
	log_close(log);
	buf_release(&b);
}

/* A call that lasts over several chunks of the log keeps its latency, also without keep. */
static void latency_crosses_chunks(void **unused)
{
	char path[] = "/tmp/sonde-test-log-XXXXXX";
	const unsigned between = 50000;
	int keep, fd = mkstemp(path);
	struct err e = {0};
	struct cursor c;
	struct log *log;
	struct buf b;
	unsigned i;

	(void)unused;
	assert_true(fd >= 0);
	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, 10, 10, 1, "slow", "/");
	cap_thread(&b, 11, 11, 1, "busy", "/");
	cap_event(&b, 1000, 10, EV_SYSCALL_READ_E, "qd", (int64_t)70000, 10);
	for (i = 0; i < between; i++)
		cap_event(&b, 2000 + i, 11, EV_SYSCALL_CLOSE_E, "q", (int64_t)3);
	cap_event(&b, 1000 + 1000000, 10, EV_SYSCALL_READ_X, "qs", (int64_t)4, "abc");
	assert_int_equal(write(fd, b.p, b.len), (ssize_t)b.len);
	for (keep = 0; keep < 2; keep++) {
		const struct log_opts o = {.keep = keep, .threaded = true};

		log = log_open_file(path, &o, &e);
		assert_non_null(log);
		cursor_init(&c, log);
		for (i = 0; i < between + 2; i++)
			assert_int_equal(cursor_wait(&c), 1);
		assert_int_equal(c.num, between + 2);
		assert_true(c.rec->flags & REC_PAIRED);
		assert_int_equal(c.rec->ts - log_enter_ts(&c), 1000000);
		assert_int_equal(log_fd_num(&c), 70000);
		assert_int_equal(cursor_wait(&c), 0);
		assert_int_equal(cursor_seek(&c, 1), keep);
		cursor_release(&c);
		log_close(log);
	}
	close(fd);
	unlink(path);
	buf_release(&b);
}

/* Its number, however far back; fds that an entry has no room for change nothing about it. */
static void enters_are_found_at_any_distance(void **unused)
{
	static const unsigned between[] = {0, UINT16_MAX - 2, UINT16_MAX - 1, UINT16_MAX, 70000};
	struct err e = {0};
	struct cursor c;
	struct log *log;
	struct buf b;
	unsigned i, k;

	(void)unused;
	for (k = 0; k < 2 * sizeof(between) / sizeof(*between); k++) {
		int64_t fd = k % 2 ? 70000 : 3;

		begin_with(&b, 0);
		cap_thread(&b, 10, 10, 1, "slow", "/");
		cap_thread(&b, 11, 11, 1, "busy", "/");
		cap_event(&b, 999, 11, EV_SYSCALL_CLOSE_E, "q", (int64_t)3);
		cap_event(&b, 1000, 10, EV_SYSCALL_READ_E, "qd", fd, 10);
		for (i = 0; i < between[k / 2]; i++)
			cap_event(&b, 2000, 11, EV_SYSCALL_CLOSE_E, "q", (int64_t)3);
		cap_event(&b, 3000, 10, EV_SYSCALL_READ_X, "qs", (int64_t)4, "abc");
		log = open_buf(&b, &e);
		assert_non_null(log);
		cursor_init(&c, log);
		assert_true(cursor_seek(&c, between[k / 2] + 3));
		assert_int_equal(log_enter(&c), 2);
		assert_int_equal(log_enter_ts(&c), 1000);
		assert_int_equal(log_fd_num(&c), fd);
		assert_true(cursor_seek(&c, 1));
		assert_int_equal(log_enter(&c), 0);
		cursor_release(&c);
		log_close(log);
		buf_release(&b);
	}
}

/* Small ones and errors are in the entry; others only the event has. */
static void results_of_entries(void **unused)
{
	static const struct {
		int64_t result;
		bool in_entry;
	} calls[] = {
		{0, true}, {-2, true}, {-4096, true}, {-4097, false}, {INT64_MIN, false},
		{UINT16_MAX - 4097, true}, {UINT16_MAX - 4096, false}, {INT64_MAX, false},
	};
	const unsigned n = sizeof(calls) / sizeof(*calls);
	struct err e = {0};
	struct cursor c;
	struct log *log;
	struct buf b;
	int64_t result;
	unsigned i;

	(void)unused;
	begin_with(&b, 0);
	cap_thread(&b, 10, 10, 1, "cat", "/");
	for (i = 0; i < n; i++)
		cap_event(&b, 1000 + i, 10, EV_SYSCALL_READ_X, "qs", calls[i].result, "abc");
	cap_event(&b, 2000, 10, EV_SYSCALL_READ_E, "qd", (int64_t)3, 10);
	log = open_buf(&b, &e);
	assert_non_null(log);
	cursor_init(&c, log);
	for (i = 0; i < n; i++) {
		assert_true(cursor_seek(&c, i + 1));
		assert_int_equal(log_rec_result(c.rec, &result), calls[i].in_entry);
		if (calls[i].in_entry)
			assert_int_equal(result, calls[i].result);
	}
	assert_true(cursor_seek(&c, n + 1));
	assert_false(log_rec_result(c.rec, &result)); /* it has not ended */
	cursor_release(&c);
	log_close(log);
	buf_release(&b);
}

/* Everything before the damage is there; the message says where it is. */
static void damage_keeps_what_was_before(void **unused)
{
	struct err e = {0};
	struct log *log;
	struct buf b;
	size_t whole;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, 10, 10, 1, "cat", "/");
	open_file(&b, 100, 10, 3, "/a");
	whole = b.len;
	open_file(&b, 110, 10, 4, "/b");
	b.len = whole + 20;
	log = open_buf(&b, &e);
	assert_non_null(log);
	assert_int_equal(log_count(log), 2);
	assert_int_equal(log_error(log, &e), ERR_FORMAT);
	assert_int_equal(e.off, whole);
	assert_non_null(strstr(e.msg, "truncated"));
	log_close(log);
	buf_release(&b);
}

static void sections_forget_what_was_true(void **unused)
{
	struct err e = {0};
	struct log *log;
	struct buf b;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, 10, 10, 1, "first", "/");
	open_file(&b, 100, 10, 3, "/a"); /* 1 2 */
	cap_section(&b);
	cap_thread(&b, 10, 10, 1, "second", "/");
	open_file(&b, 200, 10, 4, "/b"); /* 3 4 */
	log = open_buf(&b, &e);
	assert_non_null(log);
	assert_int_equal(log_count(log), 4);
	assert_string_equal(thread_of(log, 10, 2)->comm->s, "first");
	assert_string_equal(thread_of(log, 10, 3)->comm->s, "second");
	assert_string_equal(fd_name(log, 10, 3, 2), "/a");
	assert_string_equal(fd_name(log, 10, 3, 4), "-");
	log_close(log);
	buf_release(&b);
}

/* Relative times begin anew in each section; its leading container events have no number. */
static void sections_count_time_anew(void **unused)
{
	const char *json = "{\"container\":{\"id\":\"aaaabbbbcccc\",\"type\":0}}";
	const struct state *st;
	struct err e = {0};
	struct log *log;
	struct buf b;
	int i;

	(void)unused;
	buf_init(&b, 0);
	for (i = 1; i <= 3; i++) {
		cap_section(&b);
		cap_event(&b, (uint64_t)i * 1000, -1, EV_CONTAINER_JSON_E, "s", json);
		open_file(&b, (uint64_t)i * 1000 + 5, 10, 3, "/a");
	}
	log = open_buf(&b, &e);
	assert_non_null(log);
	assert_int_equal(log_count(log), 9);
	st = log_state(log);
	assert_int_equal(state_time_origin(st, 2), 1005);
	assert_int_equal(state_time_origin(st, 3), 1005);
	assert_int_equal(state_time_origin(st, 5), 2005);
	assert_int_equal(state_time_origin(st, 9), 3005);
	assert_int_equal(state_event_number(st, 1), 1);
	assert_int_equal(state_event_number(st, 3), 3);
	assert_int_equal(state_event_number(st, 5), 4);
	assert_int_equal(state_event_number(st, 9), 7);
	assert_int_equal(log_first_ts(log), 1005);
	log_close(log);
	buf_release(&b);
}

/* However many lists come before the events, the first of these tell who wrote the capture. */
static void producer_is_told_behind_many_lists(void **unused)
{
	const int64_t tid = 10;
	struct err e = {0};
	struct log *log;
	struct buf b;
	int i;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, tid, tid, 1, "cat", "/home");
	for (i = 0; i < 1000; i++)
		cap_block(&b, BLOCK_FDL_V2, &tid, sizeof(tid));
	cap_event(&b, 100, tid, EV_SYSCALL_READ_X, "qsqd", (int64_t)1, "x", (int64_t)3, 1);
	cap_event(&b, 101, tid, EV_SYSCALL_MLOCK_X, "qqq", (int64_t)0, (int64_t)4096, (int64_t)1);
	log = open_buf(&b, &e);
	assert_non_null(log);
	/* Events that the reference does not know count in captures that it cannot know either. */
	assert_int_equal(log_count(log), 2);
	log_close(log);
	buf_release(&b);
}

/* The container events of 2015 tell as much as they can. */
static void old_container_events_count(void **unused)
{
	const struct container *c;
	const struct str *id;
	struct err e = {0};
	struct log *log;
	struct buf b;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_event(&b, 1, -1, EV_CONTAINER_JSON_E, "s",
		  "{\"container\":{\"id\":\"aaaabbbbcccc\",\"name\":\"new\",\"imageid\":\"i\"}}");
	cap_event(&b, 2, -1, EV_CONTAINER_E, "sdss", "aaaabbbbcccc", 7, "old", "image");
	cap_event(&b, 3, -1, EV_CONTAINER_E, "sd", "aaaabbbbcccc", -1);
	cap_event(&b, 4, -1, EV_CONTAINER_E, "sdss", "", 7, "old", "image");
	log = open_buf(&b, &e);
	assert_non_null(log);
	id = state_thread(log_state(log), 1)->container_id;
	assert_string_equal(id->s, "aaaabbbbcccc");
	c = state_container(log_state(log), id, 1);
	assert_string_equal(c->name->s, "new");
	c = state_container(log_state(log), id, 2);
	assert_string_equal(c->name->s, "old");
	assert_string_equal(c->image->s, "image");
	assert_string_equal(c->imageid->s, "");
	assert_int_equal(c->type, CT_CONTAINERD);
	c = state_container(log_state(log), id, 4);
	assert_string_equal(c->name->s, "");
	assert_int_equal(c->type, CT_UNKNOWN);
	log_close(log);
	buf_release(&b);
}

/* Without keep one cursor drops what another has not read: that one goes on behind it. */
static void dropped_events_are_passed_over(void **unused)
{
	const struct log_opts o = {.threaded = true};
	char path[] = "/tmp/sonde-test-drop-XXXXXX";
	const unsigned events = 40000;
	struct cursor first, second;
	struct err e = {0};
	int fd = mkstemp(path);
	struct log *log;
	struct buf b;
	unsigned n = 0;

	(void)unused;
	begin_with(&b, events);
	assert_int_equal(write(fd, b.p, b.len), b.len);
	close(fd);
	alarm(20);
	log = log_open_file(path, &o, &e);
	assert_non_null(log);
	cursor_init(&first, log);
	cursor_init(&second, log);
	while (cursor_wait(&first))
		n++;
	assert_int_equal(n, events);
	for (n = 0; cursor_wait(&second); n++)
		assert_true(n || second.num > 1);
	alarm(0);
	assert_true(n > 0 && n < events);
	assert_int_equal(second.num, events);
	cursor_release(&first);
	cursor_release(&second);
	log_close(log);
	unlink(path);
	buf_release(&b);
}

/* What a process does that was forked off while the writer was at it: 0 when all is well. */
static int read_copy(struct log *log, uint64_t written)
{
	struct cursor c;
	uint64_t n = 0;

	alarm(20); /* not inherited */
	log_leave_writer(log);
	cursor_init(&c, log);
	while (cursor_wait(&c))
		n++;
	if (c.num != written || n != written + 1 - log_oldest(log) || n == written)
		return 1;
	/* Who waits for more learns that there will be none. */
	return log_wait(log, written) == written && !log_error(log, NULL) ? 0 : 2;
}

static void copies_need_no_writer(void **unused)
{
	const struct log_opts o = {.threaded = true, .history = 1 << 20};
	char path[] = "/tmp/sonde-test-fifo-XXXXXX";
	const unsigned events = 40000;
	int fd = mkstemp(path), status;
	struct err e = {0};
	struct log *log;
	struct buf b;
	pid_t pid;

	(void)unused;
	begin_with(&b, events);
	close(fd);
	assert_int_equal(unlink(path) | mkfifo(path, 0600), 0);
	fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	alarm(20);
	assert_int_equal(write(fd, b.p, 4096), 4096); /* to be opened, it has to begin */
	log = log_open_file(path, &o, &e);
	assert_non_null(log);
	assert_int_equal(write(fd, b.p + 4096, b.len - 4096), b.len - 4096);
	while (log_wait(log, events - 1) < events)
		;
	/* As if the writer had been at it. */
	pthread_mutex_lock(&log->lock);
	pid = fork();
	if (!pid)
		_exit(read_copy(log, events));
	pthread_mutex_unlock(&log->lock);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	alarm(0);
	close(fd);
	log_close(log);
	unlink(path);
	buf_release(&b);
}

/* Two gzip members and garbage behind them, as zlib reads them. */
static void gzip_members_are_one_stream(void **unused)
{
	char path[] = "/tmp/sonde-test-gz-XXXXXX";
	const struct log_opts o = {.keep = true, .threaded = true};
	int fd = mkstemp(path);
	struct err e = {0};
	struct log *log;
	struct buf b;
	gzFile gz;
	size_t half;

	(void)unused;
	assert_true(fd >= 0);
	buf_init(&b, 0);
	cap_section(&b);
	open_file(&b, 100, 10, 3, "/a");
	half = b.len - 7;
	gz = gzopen(path, "wb");
	assert_int_equal(gzwrite(gz, b.p, (unsigned)half), (int)half);
	gzclose(gz);
	gz = gzopen(path, "ab");
	assert_int_equal(gzwrite(gz, b.p + half, (unsigned)(b.len - half)), (int)(b.len - half));
	gzclose(gz);
	assert_int_equal(lseek(fd, 0, SEEK_END) > 0, 1);
	assert_int_equal(write(fd, "garbage", 7), 7);
	log = log_open_file(path, &o, &e);
	assert_non_null(log);
	while (!log_ended(log))
		log_wait(log, UINT64_MAX);
	assert_int_equal(log_count(log), 2);
	assert_int_equal(log_error(log, &e), 0);
	log_close(log);
	close(fd);
	unlink(path);
	buf_release(&b);
}

static void foreign_files_are_refused(void **unused)
{
	char text[] = "#!/bin/sh\necho not a capture\n";
	const struct log_opts o = {.keep = true};
	struct err e = {0};

	(void)unused;
	assert_null(log_open_mem((uint8_t *)text, sizeof(text), &o, &e));
	assert_non_null(strstr(e.msg, "not a capture"));
	assert_null(log_open_file("/nonexistent/x.scap", &o, &e));
	assert_non_null(strstr(e.msg, "/nonexistent/x.scap"));
}

/*
 * Producers that leave out enter events keep those of open: the latest enter event of a thread
 * then says nothing of the close.
 */
static void close_without_its_enter_closes(void **unused)
{
	struct err e = {0};
	struct log *log;
	struct buf b;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, 10, 10, 1, "cat", "/");
	open_file(&b, 100, 10, 3, "/a");					   /* 1 2 */
	cap_event(&b, 110, 10, EV_SYSCALL_CLOSE_X, "qq", (int64_t)0, (int64_t)3);  /* 3 */
	cap_event(&b, 120, 10, EV_SYSCALL_CLOSE_X, "qq", (int64_t)-9, (int64_t)4); /* 4 */
	log = open_buf(&b, &e);
	assert_non_null(log);
	assert_string_equal(fd_name(log, 10, 3, 3), "/a");
	assert_string_equal(fd_name(log, 10, 3, 4), "-");
	log_close(log);
	buf_release(&b);
}

static bool count_one(void *arg, int64_t fd, uint32_t version)
{
	(void)fd;
	(void)version;
	(*(unsigned *)arg)++;
	return true;
}

/* A child that puts an inherited file back where it was has it once. */
static void restored_fds_count_once(void **unused)
{
	struct err e = {0};
	struct log *log;
	struct buf b;
	unsigned n = 0;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, 10, 10, 1, "sh", "/");
	open_file(&b, 100, 10, 1, "/out");				 /* 1 2 */
	cap_event(&b, 110, 10, EV_SYSCALL_FCNTL_E, "qb", (int64_t)1, 1); /* 3 */
	cap_event(&b, 111, 10, EV_SYSCALL_FCNTL_X, "q", (int64_t)10);	 /* 4 */
	clone_exit(&b, 120, 10, 20, 10, 1, "sh", 0);			 /* 5 */
	close_file(&b, 130, 20, 1);					 /* 6 7 */
	cap_event(&b, 140, 20, EV_SYSCALL_DUP_E, "q", (int64_t)10);	 /* 8 */
	cap_event(&b, 141, 20, EV_SYSCALL_DUP_X, "q", (int64_t)1);	 /* 9 */
	log = open_buf(&b, &e);
	assert_non_null(log);
	assert_string_equal(fd_name(log, 20, 1, 9), "/out");
	assert_int_equal(state_each_fd(log_state(log), thread_of(log, 20, 9), 9, count_one, &n), 2);
	assert_int_equal(n, 2);
	log_close(log);
	buf_release(&b);
}

/* Blocks between events do not count the threads again; a list there is true from then on. */
static void lists_may_come_between_events(void **unused)
{
	const struct state *st;
	struct err e = {0};
	struct log *log;
	struct buf b;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, 10, 10, 1, "main", "/");
	cap_event(&b, 100, 10, EV_SYSCALL_CLONE_20_E, "");   /* 1 */
	clone_exit(&b, 110, 10, 11, 10, 1, "main", 1 << 13); /* 2: a thread of 10 */
	cap_block(&b, 0x7777, "abcd", 4);
	open_file(&b, 120, 10, 3, "/a"); /* 3 4 */
	cap_thread(&b, 30, 30, 1, "late", "/");
	open_file(&b, 130, 30, 3, "/b"); /* 5 6 */
	log = open_buf(&b, &e);
	assert_non_null(log);
	st = log_state(log);
	assert_int_equal(state_child_threads(st, thread_of(log, 10, 6), 6), 1);
	assert_null(thread_of(log, 30, 4));
	assert_string_equal(thread_of(log, 30, 5)->comm->s, "late");
	log_close(log);
	buf_release(&b);
}

/* When the id of a child thread is used again, its main thread has one child less. */
static void replaced_threads_leave_their_process(void **unused)
{
	const struct state *st;
	struct err e = {0};
	struct log *log;
	struct buf b;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, 10, 10, 1, "main", "/");
	cap_thread(&b, 12, 12, 1, "other", "/");
	clone_exit(&b, 100, 10, 11, 10, 1, "main", 1 << 13); /* 1: a thread of 10 */
	clone_exit(&b, 110, 12, 11, 12, 1, "other", 0);	     /* 2: its exit was lost */
	log = open_buf(&b, &e);
	assert_non_null(log);
	st = log_state(log);
	assert_int_equal(state_child_threads(st, thread_of(log, 10, 1), 1), 1);
	assert_int_equal(state_child_threads(st, thread_of(log, 10, 2), 2), 0);
	assert_int_equal(thread_of(log, 11, 2)->ptid, 12);
	log_close(log);
	buf_release(&b);
}

/* Somebody cuts the file while it is mapped: what is gone is damage, not the end of the program. */
static void mapped_files_may_become_shorter(void **unused)
{
	char path[] = "/tmp/sonde-test-cut-XXXXXX";
	int rc, fd = mkstemp(path);
	struct scap_block block;
	struct scap_reader *r;
	struct err e = {0};
	unsigned i, n = 0;
	struct buf b;

	(void)unused;
	assert_true(fd >= 0);
	buf_init(&b, 0);
	cap_section(&b);
	for (i = 0; i < 5000; i++)
		open_file(&b, 100 + i, 10, 3, "/a");
	assert_int_equal(write(fd, b.p, b.len), (ssize_t)b.len);
	r = scap_reader_open(path, true, &e);
	assert_non_null(r);
	assert_int_equal(ftruncate(fd, 4096), 0);
	while ((rc = scap_reader_next(r, &block, &e)) > 0)
		n++;
	assert_true(n > 10 && n < 200);
	assert_int_equal(rc, ERR_IO);
	assert_non_null(strstr(e.msg, "shorter"));
	scap_reader_close(r);
	close(fd);
	unlink(path);
	buf_release(&b);
}

/* Somebody writes another capture to the place of one that is shown: no event is made of that. */
static void mapped_files_may_be_written_over(void **unused)
{
	const struct log_opts o = {.keep = true, .threaded = true};
	char path[] = "/tmp/sonde-test-over-XXXXXX", *other;
	int fd = mkstemp(path);
	struct err e = {0};
	struct cursor c;
	struct log *log;
	struct evt ev;
	unsigned i;
	struct buf b;

	(void)unused;
	assert_true(fd >= 0);
	buf_init(&b, 0);
	cap_section(&b);
	for (i = 0; i < 500; i++)
		open_file(&b, 100 + 2 * i, 10, 3, "/a");
	assert_int_equal(write(fd, b.p, b.len), (ssize_t)b.len);
	log = log_open_file(path, &o, &e);
	assert_non_null(log);
	while (!log_ended(log))
		log_wait(log, log_count(log));
	/* The type of an event, and of lengths no end. */
	other = malloc(b.len);
	assert_non_null(other);
	memset(other, 1, b.len);
	assert_int_equal(pwrite(fd, other, b.len, 0), (ssize_t)b.len);
	cursor_init(&c, log);
	for (i = 1; i <= 1000; i++) {
		assert_true(log_get(&c, i, &ev));
		assert_int_equal(ev.nparams, 0);
		assert_int_equal(ev.ts, 99 + i);
		assert_int_equal(ev.type, i % 2 ? EV_SYSCALL_OPEN_E : EV_SYSCALL_OPEN_X);
	}
	cursor_release(&c);
	log_close(log);
	close(fd);
	unlink(path);
	free(other);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fd_names_are_those_of_their_time),
		cmocka_unit_test(forks_share_the_past_only),
		cmocka_unit_test(unknown_threads_get_placeholders),
		cmocka_unit_test(latency_crosses_chunks),
		cmocka_unit_test(enters_are_found_at_any_distance),
		cmocka_unit_test(results_of_entries),
		cmocka_unit_test(damage_keeps_what_was_before),
		cmocka_unit_test(sections_forget_what_was_true),
		cmocka_unit_test(sections_count_time_anew),
		cmocka_unit_test(producer_is_told_behind_many_lists),
		cmocka_unit_test(old_container_events_count),
		cmocka_unit_test(dropped_events_are_passed_over),
		cmocka_unit_test(copies_need_no_writer),
		cmocka_unit_test(gzip_members_are_one_stream),
		cmocka_unit_test(foreign_files_are_refused),
		cmocka_unit_test(close_without_its_enter_closes),
		cmocka_unit_test(restored_fds_count_once),
		cmocka_unit_test(lists_may_come_between_events),
		cmocka_unit_test(replaced_threads_leave_their_process),
		cmocka_unit_test(mapped_files_may_become_shorter),
		cmocka_unit_test(mapped_files_may_be_written_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
