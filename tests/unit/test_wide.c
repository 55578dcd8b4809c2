/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "capture_maker.h"
#include "engine/script/view.h"
#include "engine/table/tally.h"
#include "event_codes.h"

/*
 * What several threads read, and what is added up of blocks that were counted before, is what one
 * thread reads: all views that come with sonde, cell by cell.
 */
#define ROUNDS 25000

/* What one thread reads of a range, by view. */
struct reference {
	uint64_t first, limit;
	struct buf *views;
};

struct fixture {
	struct buf bytes;
	struct log *log;
	struct view_set views;
	struct reference references[8];
	unsigned nreferences;
};

/* Processes that open, read, write and close files whose names come back, fail, and are measured. */
static void make_capture(struct buf *b)
{
	char name[64];
	uint64_t ts = 1000000000;
	int64_t tid;
	int i;

	cap_section(b);
	for (tid = 10; tid < 30; tid++) {
		snprintf(name, sizeof(name), "worker%d", (int)tid);
		cap_thread(b, tid, 10 + tid % 7, 1, name, "/srv");
	}
	for (i = 0; i < ROUNDS; i++) {
		tid = 10 + i * 7 % 20;
		ts += 1000 + (uint64_t)i % 97;
		snprintf(name, sizeof(name), "/data/%d/file%d", i % 13, i * i % 1009);
		cap_event(b, ts++, tid, EV_SYSCALL_OPEN_E, "");
		cap_event(b, ts += 300, tid, EV_SYSCALL_OPEN_X, "qsdd",
			  (int64_t)(i % 11 ? 5 : -2), name, 1, 0);
		cap_event(b, ts++, tid, EV_SYSCALL_READ_E, "qd", (int64_t)5, 100);
		cap_event(b, ts += (uint64_t)(i % 1000), tid, EV_SYSCALL_READ_X, "qs",
			  (int64_t)(i % 17 ? i % 4096 : -9), "data");
		cap_event(b, ts++, tid, EV_SYSCALL_CLOSE_E, "q", (int64_t)5);
		cap_event(b, ts++, tid, EV_SYSCALL_CLOSE_X, "q", (int64_t)0);
		if (i % 50 < 20)
			cap_event(b, ts++, 10 + i % 50, EV_PROCINFO_E, "qq", (uint64_t)i,
				  (uint64_t)i / 200);
	}
}

static int setup(void **state)
{
	static const char *const dirs[] = {"views"};
	const struct log_opts all = {.keep = true};
	struct fixture *f = calloc(1, sizeof(*f));

	make_capture(&f->bytes);
	f->log = log_open_mem((uint8_t *)f->bytes.p, f->bytes.len, &all, NULL);
	assert_non_null(f->log);
	view_set_load(&f->views, dirs, 1);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	while (f->nreferences) {
		struct reference *r = &f->references[--f->nreferences];

		for (i = 0; i < f->views.n; i++)
			buf_release(&r->views[i]);
		free(r->views);
	}
	view_set_release(&f->views);
	log_close(f->log);
	buf_release(&f->bytes);
	free(f);
	return 0;
}

/* How a table is read. */
struct way {
	unsigned threads;
	struct tallies *tallies;
	uint64_t budget_ns; /* of an update */
};

/* Every cell of the table, a row a line. */
static void print_view(struct fixture *f, const struct view *v, struct way way, uint64_t first,
		       uint64_t limit, struct buf *out)
{
	const struct query_opts query = {0};
	const struct table_opts o = {.query = &query,
				     .tallies = way.tallies,
				     .first = first,
				     .limit = limit,
				     .idle_threads = true,
				     .threads = way.threads};
	struct filter *filter = NULL;
	struct table_def def;
	struct err e = {0};
	struct table *t;
	uint32_t i;
	unsigned c;

	assert_int_equal(view_table_def(v, 0, false, &def, &e), 0);
	if (v->filter[0])
		filter = filter_compile(v->filter, &e);
	t = table_new(f->log, &def, filter, &o);
	while (!table_update(t, way.budget_ns))
		;
	assert_true(table_complete(t));
	table_refresh(t);
	for (i = 0; i < table_count(t); i++) {
		for (c = def.first; c < def.n; c++) {
			table_append(t, i, c, 30, false, out);
			buf_putc(out, '|');
		}
		buf_putc(out, '\n');
	}
	table_free(t);
	filter_free(filter);
	table_def_release(&def);
}

static const struct reference *reference_of(struct fixture *f, uint64_t first, uint64_t limit)
{
	struct reference *r = f->references;
	unsigned i;

	for (; r < f->references + f->nreferences; r++) {
		if (r->first == first && r->limit == limit)
			return r;
	}
	assert_true(f->nreferences++ < sizeof(f->references) / sizeof(f->references[0]));
	*r = (struct reference){first, limit, calloc(f->views.n, sizeof(*r->views))};
	for (i = 0; i < f->views.n; i++) {
		buf_init(&r->views[i], 0);
		print_view(f, f->views.v[i], (struct way){.threads = 1}, first, limit, &r->views[i]);
	}
	return r;
}

static void compare(struct fixture *f, uint64_t first, uint64_t limit, struct way way)
{
	const struct reference *r = reference_of(f, first, limit);
	unsigned i, compared = 0;

	for (i = 0; i < f->views.n; i++) {
		struct buf *one = &r->views[i], many;

		buf_init(&many, 0);
		print_view(f, f->views.v[i], way, first, limit, &many);
		if (one->len != many.len || memcmp(buf_cstr(one), buf_cstr(&many), one->len))
			fail_msg("%s, %u threads, %llu to %llu:\n%.400s\ninstead of:\n%.400s",
				 f->views.v[i]->id, way.threads, (unsigned long long)first,
				 (unsigned long long)limit, buf_cstr(&many), buf_cstr(one));
		compared += one->len > 0;
		buf_release(&many);
	}
	assert_true(compared > 15);
}

static void all_events(void **state)
{
	compare(*state, 0, 0, (struct way){.threads = 4});
	compare(*state, 0, 0, (struct way){.threads = 3});
}

static void part_of_the_events(void **state)
{
	compare(*state, 5003, 149000, (struct way){.threads = 2});
}

/* Ranges that cut blocks, end with them, and lie in one; the whole before and after. */
static void ranges_of_what_is_kept(void **state)
{
	struct way way = {.threads = 2, .tallies = tallies_new(64 << 20)};

	compare(*state, 0, 0, way);
	compare(*state, 5003, 149000, way);
	compare(*state, 32769, 131072, way);
	compare(*state, 60000, 140001, way);
	compare(*state, 40000, 48000, way);
	compare(*state, 0, 0, way);
	tallies_free(way.tallies);
}

/* A capture on its way through a pipe: its last bytes come when they may. */
struct feed {
	const struct buf *bytes;
	int fd;
	sem_t go_on;
};

static void write_all(int fd, const char *p, size_t len)
{
	ssize_t n;

	for (; len && (n = write(fd, p, len)) > 0; p += n, len -= (size_t)n)
		;
	assert_int_equal(len, 0);
}

static void *feed_run(void *arg)
{
	struct feed *f = arg;
	const size_t held = 1000;

	write_all(f->fd, f->bytes->p, f->bytes->len - held);
	sem_wait(&f->go_on);
	write_all(f->fd, f->bytes->p + f->bytes->len - held, held);
	close(f->fd);
	return NULL;
}

/* A table that was read while the log grew makes tallies afterwards, and others use them. */
static void blocks_of_a_log_that_grew(void **state)
{
	const struct log_opts bit_by_bit = {.keep = true, .threaded = true};
	const struct query_opts query = {0};
	struct fixture *f = *state, grown = *f;
	const struct view *v = view_set_find(&f->views, "syscalls");
	struct way way = {.threads = 2, .tallies = tallies_new(64 << 20)};
	const struct table_opts o = {.query = &query, .tallies = way.tallies, .first = 7000};
	struct buf one, two;
	struct tally_set *set;
	struct table_def def;
	struct filter *filter;
	struct table *t;
	struct err e = {0};
	struct feed feed = {.bytes = &f->bytes};
	pthread_t feeder;
	char path[32];
	int ends[2];

	buf_init(&one, 0);
	buf_init(&two, 0);
	assert_int_equal(pipe(ends), 0);
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	feed.fd = ends[1];
	sem_init(&feed.go_on, 0, 0);
	assert_int_equal(pthread_create(&feeder, NULL, feed_run, &feed), 0);
	grown.log = log_open_file(path, &bit_by_bit, &e);
	assert_non_null(grown.log);
	assert_int_equal(view_table_def(v, 0, false, &def, &e), 0);
	filter = filter_compile(v->filter[0] ? v->filter : "evt.num>0", &e);
	t = table_new(grown.log, &def, filter, &o);
	table_update(t, 0);
	sem_post(&feed.go_on);
	while (!table_complete(t)) {
		log_wait(grown.log, table_position(t));
		table_update(t, 0);
	}
	pthread_join(feeder, NULL);
	sem_destroy(&feed.go_on);
	close(ends[0]);
	set = tally_set_get(way.tallies, &def, filter_text(filter), &query, log_count(grown.log));
	assert_false(tally_of(set, 0, tally_set_block(set))->done);
	while (!table_count_blocks(t, 1000000))
		;
	assert_true(tally_of(set, 0, tally_set_block(set))->done);
	tally_set_put(set);
	table_free(t);
	filter_free(filter);
	table_def_release(&def);
	print_view(f, v, (struct way){.threads = 1}, 5003, 149000, &one);
	print_view(&grown, v, way, 5003, 149000, &two);
	assert_true(one.len > 0);
	assert_string_equal(buf_cstr(&two), buf_cstr(&one));
	buf_release(&one);
	buf_release(&two);
	tallies_free(way.tallies);
	log_close(grown.log);
}

/* Who has little time at once leaves no blocks in pieces, which nobody could keep. */
static void blocks_counted_bit_by_bit(void **state)
{
	struct fixture *f = *state;
	const struct query_opts query = {0};
	const struct view *v = view_set_find(&f->views, "syscalls");
	struct tallies *tallies = tallies_new(64 << 20);
	const struct table_opts o = {.query = &query, .tallies = tallies, .threads = 1};
	struct tally_set *set;
	struct table_def def;
	struct filter *filter;
	struct table *t;
	struct err e = {0};
	uint64_t at, block, n = log_count(f->log);

	assert_int_equal(view_table_def(v, 0, false, &def, &e), 0);
	filter = filter_compile(v->filter[0] ? v->filter : "evt.num>0", &e);
	t = table_new(f->log, &def, filter, &o);
	while (!table_update(t, 1))
		;
	set = tally_set_get(tallies, &def, filter_text(filter), &query, n);
	block = tally_set_block(set);
	for (at = 0; at < n; at += block)
		assert_true(tally_of(set, at, at + block < n ? at + block : n)->done);
	tally_set_put(set);
	table_free(t);
	filter_free(filter);
	table_def_release(&def);
	tallies_free(tallies);
}

/* One thread, which is to answer between two blocks; and hardly any room. */
static void little_time_and_room(void **state)
{
	struct way way = {.threads = 1, .tallies = tallies_new(400000), .budget_ns = 1};

	compare(*state, 5003, 149000, way);
	compare(*state, 60000, 140001, way);
	tallies_free(way.tallies);
	way.tallies = tallies_new(1);
	compare(*state, 60000, 140001, way);
	tallies_free(way.tallies);
}

/* Files, of all events; by the number in its filter the same is something else. */
struct counted {
	struct filter *filter;
	struct table_def def;
	struct table *t;
};

static void count_files(struct fixture *f, unsigned number, struct tallies *tallies,
			struct counted *c)
{
	static const struct query_opts query;
	const struct table_opts o = {.query = &query, .tallies = tallies, .threads = 1};
	struct err e = {0};
	char text[32];

	snprintf(text, sizeof(text), "fd.num>=-%u", number);
	c->filter = filter_compile(text, &e);
	assert_int_equal(view_table_def(view_set_find(&f->views, "files"), 0, false, &c->def, &e), 0);
	c->t = table_new(f->log, &c->def, c->filter, &o);
	while (!table_update(c->t, 0))
		;
}

static bool is_kept(struct fixture *f, struct tallies *tallies, const struct counted *c)
{
	static const struct query_opts query;
	struct tally_set *s = tally_set_get(tallies, &c->def, filter_text(c->filter), &query,
					    log_count(f->log));
	struct tally *y = tally_of(s, 0, tally_set_block(s));
	bool done = y && y->done;

	tally_set_put(s);
	return done;
}

/* Where there is no room for all, what is on screen outlives what was counted ahead before others. */
static void what_is_shown_is_kept(void **state)
{
	enum { N = 6 };
	struct fixture *f = *state;
	struct counted c[N];
	unsigned i, told = 0;
	size_t room;

	for (room = 16 << 20; !told && room > 100000; room = room / 4 * 3) {
		struct tallies *tallies = tallies_new(room);

		for (i = 0; i < N; i++) {
			count_files(f, i, tallies, &c[i]);
			if (!i)
				table_on_screen(c[0].t);
		}
		if (!is_kept(f, tallies, &c[1]) && is_kept(f, tallies, &c[N - 1])) {
			assert_true(is_kept(f, tallies, &c[0]));
			told++;
		}
		for (i = 0; i < N; i++) {
			table_free(c[i].t);
			filter_free(c[i].filter);
			table_def_release(&c[i].def);
		}
		tallies_free(tallies);
	}
	assert_true(told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_events),
		cmocka_unit_test(part_of_the_events),
		cmocka_unit_test(ranges_of_what_is_kept),
		cmocka_unit_test(blocks_of_a_log_that_grew),
		cmocka_unit_test(blocks_counted_bit_by_bit),
		cmocka_unit_test(little_time_and_room),
		cmocka_unit_test(what_is_shown_is_kept),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
