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
#include "engine/store/save.h"
#include "event_codes.h"

static struct log *open_buf(struct buf *b)
{
	const struct log_opts o = {.keep = true};
	struct log *log = log_open_mem((uint8_t *)b->p, b->len, &o, NULL);

	assert_non_null(log);
	return log;
}

static bool event_at(struct log *log, uint64_t num, struct log_rec *rec, struct evt *e)
{
	struct cursor c;
	bool there;

	cursor_init(&c, log);
	there = log_get(&c, num, e);
	*rec = there ? *c.rec : (struct log_rec){0};
	cursor_release(&c);
	return there;
}

/* Save the events that `select` chooses, and open what was saved. */
static struct log *save_selection(struct log *log, bool (*select)(const struct evt *e))
{
	char path[] = "/tmp/sonde-test-save-XXXXXX";
	const struct scap_writer_opts wo = {.gzip = false};
	const struct log_opts lo = {.keep = true};
	int fd = mkstemp(path);
	struct scap_writer *w = scap_writer_open(path, &wo, NULL);
	struct saver *s = saver_new(w, log, &(struct saver_opts){.all = false});
	struct cursor c;
	struct log *out;
	struct evt e;

	assert_true(fd >= 0);
	close(fd);
	for (cursor_init(&c, log); cursor_next(&c);) {
		cursor_event(&c, &e);
		assert_int_equal(saver_event(s, &c, select(&e), NULL), 0);
	}
	cursor_release(&c);
	assert_int_equal(saver_end(s, NULL), 0);
	saver_free(s);
	assert_int_equal(scap_writer_close(w, NULL, NULL), 0);
	out = log_open_file(path, &lo, NULL);
	unlink(path);
	assert_non_null(out);
	return out;
}

/* What a log holds, as "type" or "(type)" for what is not shown, separated by blanks. */
static const char *contents(struct log *log)
{
	static char text[2][4096];
	static unsigned turn;
	struct cursor c;
	size_t n = 0;

	turn ^= 1;
	text[turn][0] = '\0';
	for (cursor_init(&c, log); cursor_next(&c);) {
		bool shown = !(c.rec->flags & REC_STATE_ONLY);

		n += (size_t)snprintf(text[turn] + n, sizeof(text[turn]) - n, "%s%s%s%s%s",
				      n ? " " : "", shown ? "" : "(",
				      event_is_exit(c.rec->type) ? "<" : ">",
				      event_table[c.rec->type].name, shown ? "" : ")");
	}
	cursor_release(&c);
	return text[turn];
}

static bool all(const struct evt *e)
{
	(void)e;
	return true;
}

static bool none(const struct evt *e)
{
	(void)e;
	return false;
}

static bool read_exits(const struct evt *e)
{
	return e->type == EV_SYSCALL_READ_X;
}

static bool stats(const struct evt *e)
{
	return e->type == EV_SYSCALL_STAT_E || e->type == EV_SYSCALL_STAT_X;
}

static void begin(struct buf *b)
{
	buf_init(b, 0);
	cap_section(b);
	cap_thread(b, 7, 7, 1, "prog", "/home/u");
	cap_thread(b, 8, 7, 1, "thread", "/home/u");
}

static void open_file(struct buf *b, uint64_t ts, int64_t tid, int64_t fd, const char *name)
{
	cap_event(b, ts, tid, EV_SYSCALL_OPEN_E, "");
	cap_event(b, ts + 1, tid, EV_SYSCALL_OPEN_X, "qsdd", fd, name, 1, 0);
}

static void read_file(struct buf *b, uint64_t ts, int64_t tid, int64_t fd)
{
	cap_event(b, ts, tid, EV_SYSCALL_READ_E, "qd", fd, 100);
	cap_event(b, ts + 1, tid, EV_SYSCALL_READ_X, "qs", (int64_t)2, "x");
}

static void stat_file(struct buf *b, uint64_t ts, int64_t tid)
{
	cap_event(b, ts, tid, EV_SYSCALL_STAT_E, "");
	cap_event(b, ts + 1, tid, EV_SYSCALL_STAT_X, "qs", (int64_t)0, "here");
}

static void everything_is_a_copy(void **unused)
{
	struct log *log, *copy;
	struct buf b;

	(void)unused;
	begin(&b);
	open_file(&b, 10, 7, 3, "notes");
	read_file(&b, 20, 7, 3);
	log = open_buf(&b);
	copy = save_selection(log, all);
	assert_string_equal(contents(copy), contents(log));
	assert_string_equal(contents(copy), ">open <open >read <read");
	log_close(copy);
	log_close(log);
	buf_release(&b);
}

static void hidden_events_keep_the_state(void **unused)
{
	const struct fd_version *f;
	struct log *log, *copy;
	struct log_rec rec;
	struct cursor c;
	struct buf b;
	struct evt e;

	(void)unused;
	begin(&b);
	stat_file(&b, 5, 7);
	open_file(&b, 10, 7, 3, "notes");
	stat_file(&b, 15, 7);
	read_file(&b, 20, 7, 3);
	log = open_buf(&b);
	copy = save_selection(log, read_exits);
	/* The first event of all, what opens the file, and the other half of the read. */
	assert_string_equal(contents(copy), "(>stat) (>open) (<open) (>read) <read");
	assert_true(event_at(copy, 5, &rec, &e));
	f = state_fd(log_state(copy), rec.fd);
	assert_non_null(f);
	assert_string_equal(f->name->s, "/home/u/notes");
	cursor_init(&c, copy);
	assert_true(cursor_seek(&c, 5));
	assert_int_equal(e.ts - log_enter_ts(&c), 1);
	cursor_release(&c);
	assert_int_equal(log_first_ts(copy), log_first_ts(log));
	log_close(copy);
	log_close(log);
	buf_release(&b);
}

/* The enter event that counts is the thread's latest, whatever its type. */
static void overtaken_enter_events_stay_overtaken(void **unused)
{
	struct log *log, *copy;
	struct log_rec rec;
	struct buf b;
	struct evt e;

	(void)unused;
	begin(&b);
	cap_event(&b, 10, 7, EV_SYSCALL_READ_E, "qd", (int64_t)3, 100);
	cap_event(&b, 11, 8, EV_SYSCALL_READ_E, "qd", (int64_t)3, 100);
	cap_event(&b, 12, 7, EV_SIGNALDELIVER_E, "qq", (int64_t)1, (int64_t)7);
	cap_event(&b, 13, 7, EV_SYSCALL_READ_X, "qs", (int64_t)2, "x");
	cap_event(&b, 14, 8, EV_SYSCALL_READ_X, "qs", (int64_t)2, "x");
	log = open_buf(&b);
	copy = save_selection(log, read_exits);
	assert_string_equal(contents(copy), "(>read) (>signaldeliver) <read (>read) <read");
	assert_true(event_at(copy, 3, &rec, &e));
	assert_false(rec.flags & REC_PAIRED);
	assert_true(event_at(copy, 5, &rec, &e));
	assert_true(rec.flags & REC_PAIRED);
	log_close(copy);
	log_close(log);
	buf_release(&b);
}

/* The latest word on memory goes before what is shown of that process, older ones do not. */
static void figures_are_those_of_their_time(void **unused)
{
	const struct thread_version *t;
	struct log *log, *copy;
	struct log_rec rec;
	struct buf b;
	struct evt e;
	uint64_t num;

	(void)unused;
	begin(&b);
	stat_file(&b, 1, 7);
	cap_event(&b, 10, 7, EV_SCHEDSWITCH_6_E, "qqqddd", (int64_t)0, (int64_t)1, (int64_t)2, 3, 4,
		  5);
	cap_event(&b, 20, 8, EV_SCHEDSWITCH_6_E, "qqqddd", (int64_t)0, (int64_t)6, (int64_t)7, 8, 9,
		  10);
	stat_file(&b, 30, 7);
	log = open_buf(&b);
	copy = save_selection(log, stats);
	assert_string_equal(contents(copy), ">stat <stat (>switch) (>switch) >stat <stat");
	assert_true(event_at(copy, 6, &rec, &e));
	t = state_thread(log_state(copy), rec.thread);
	num = state_figure_event(log_state(copy), t, FIG_VM, 6);
	assert_true(event_at(copy, num, &rec, &e));
	assert_int_equal(evt_u64(&e, 3, 0), 8);
	log_close(copy);
	log_close(log);
	buf_release(&b);
}

static void leading_containers_stay_leading(void **unused)
{
	static const char json[] = "{\"container\":{\"id\":\"aaaabbbbcccc\",\"lookup_state\":1,"
				   "\"name\":\"web\",\"type\":0}}";
	struct log *log, *copy;
	struct buf b;

	(void)unused;
	begin(&b);
	cap_event(&b, 5, -1, EV_CONTAINER_JSON_E, "s", json);
	stat_file(&b, 10, 7);
	cap_event(&b, 15, -1, EV_CONTAINER_JSON_E, "s", json);
	log = open_buf(&b);
	copy = save_selection(log, none);
	/* The stat before the second one keeps it from becoming a leading one. */
	assert_string_equal(contents(copy), "(>container) (>stat) (>container)");
	log_close(copy);
	log_close(log);
	buf_release(&b);
}

static void an_empty_log_gives_its_metadata(void **unused)
{
	struct log *log, *copy;
	struct buf b;

	(void)unused;
	begin(&b);
	log = open_buf(&b);
	copy = save_selection(log, all);
	assert_int_equal(log_count(copy), 0);
	assert_int_not_equal(state_thread_at(log_state(copy), 7, 0), 0);
	log_close(copy);
	log_close(log);
	buf_release(&b);
}

/* Where another capture was appended, the copy begins anew too. */
static void sections_are_kept_apart(void **unused)
{
	const struct thread_version *t;
	struct log *log, *copy;
	struct buf b;

	(void)unused;
	begin(&b);
	open_file(&b, 10, 7, 3, "first");
	cap_section(&b);
	cap_thread(&b, 7, 7, 1, "other", "/");
	read_file(&b, 20, 7, 3);
	log = open_buf(&b);
	copy = save_selection(log, all);
	assert_string_equal(contents(copy), ">open <open >read <read");
	t = state_thread(log_state(copy), state_thread_at(log_state(copy), 7, 2));
	assert_string_equal(t->comm->s, "prog");
	t = state_thread(log_state(copy), state_thread_at(log_state(copy), 7, 4));
	assert_string_equal(t->comm->s, "other");
	assert_int_equal(state_fd_at(log_state(copy), t, 3, 4), 0);
	log_close(copy);
	log_close(log);
	buf_release(&b);
}

/* A moment in the middle: what was open then is in the list. */
static void a_later_moment_can_be_saved(void **unused)
{
	char path[] = "/tmp/sonde-test-save-XXXXXX";
	const struct scap_writer_opts wo = {.gzip = true};
	const struct log_opts lo = {.keep = true};
	const struct thread_version *t;
	const struct fd_version *f;
	struct scap_writer *w;
	struct log *log, *copy;
	struct buf b;
	int fd = mkstemp(path);

	(void)unused;
	assert_true(fd >= 0);
	close(fd);
	begin(&b);
	open_file(&b, 10, 7, 3, "first");
	open_file(&b, 20, 7, 4, "second");
	log = open_buf(&b);
	w = scap_writer_open(path, &wo, NULL);
	assert_int_equal(save_state(w, log, log_state(log), 2, NULL), 0);
	assert_int_equal(scap_writer_close(w, NULL, NULL), 0);
	copy = log_open_file(path, &lo, NULL);
	assert_non_null(copy);
	t = state_thread(log_state(copy), state_thread_at(log_state(copy), 7, 0));
	assert_non_null(t);
	f = state_fd(log_state(copy), state_fd_at(log_state(copy), t, 3, 0));
	assert_non_null(f);
	assert_string_equal(f->name->s, "/home/u/first");
	assert_int_equal(state_fd_at(log_state(copy), t, 4, 0), 0);
	assert_string_equal(t->cwd->s, "/home/u/");
	log_close(copy);
	log_close(log);
	unlink(path);
	buf_release(&b);
}

/* Events whose block is another one now, or longer than what is there, are not written. */
static void what_was_written_over_is_not_saved(void **unused)
{
	const struct scap_writer_opts wo = {.gzip = false};
	const struct saver_opts so = {.all = true};
	const uint32_t endless = UINT32_MAX;
	char path[] = "/tmp/sonde-test-over-XXXXXX";
	int fd = mkstemp(path), i;
	struct err e = {0};
	size_t at[2];
	struct buf b;

	(void)unused;
	assert_true(fd >= 0);
	close(fd);
	begin(&b);
	open_file(&b, 10, 7, 3, "notes");
	at[0] = b.len + 4; /* the length of a block */
	cap_event(&b, 20, 7, EV_SYSCALL_READ_E, "qd", (int64_t)3, 100);
	at[1] = b.len + 10; /* the time of an event */
	cap_event(&b, 21, 7, EV_SYSCALL_READ_X, "qs", (int64_t)2, "x");
	for (i = 0; i < 2; i++) {
		struct log *log = open_buf(&b);
		struct scap_writer *w = scap_writer_open(path, &wo, NULL);
		struct saver *s = saver_new(w, log, &so);
		uint64_t shown;
		struct cursor c;
		int rc = 0;
		char was[4];

		memcpy(was, b.p + at[i], 4);
		memcpy(b.p + at[i], &endless, 4);
		cursor_init(&c, log);
		while (rc == 0 && cursor_next(&c))
			rc = saver_run(s, &c, UINT64_MAX, &shown, &e);
		assert_int_equal(rc, ERR_IO);
		assert_int_equal(c.num, 3 + i);
		assert_non_null(strstr(e.msg, "somebody writes over it"));
		cursor_release(&c);
		scap_writer_close(w, NULL, NULL);
		saver_free(s);
		log_close(log);
		memcpy(b.p + at[i], was, 4);
	}
	unlink(path);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_is_a_copy),
		cmocka_unit_test(hidden_events_keep_the_state),
		cmocka_unit_test(overtaken_enter_events_stay_overtaken),
		cmocka_unit_test(figures_are_those_of_their_time),
		cmocka_unit_test(leading_containers_stay_leading),
		cmocka_unit_test(an_empty_log_gives_its_metadata),
		cmocka_unit_test(sections_are_kept_apart),
		cmocka_unit_test(a_later_moment_can_be_saved),
		cmocka_unit_test(what_was_written_over_is_not_saved),
	};

	return cmocka_run_group_tests_name("save", tests, NULL, NULL);
}
