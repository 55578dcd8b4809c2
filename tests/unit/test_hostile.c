/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Captures made to cost much more than they weigh. Each of these took minutes or gigabytes in
 * some earlier version; an alarm ends what takes longer than a busy machine explains.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture_maker.h"
#include "engine/store/log.h"
#include "event_codes.h"

#define PATIENCE 20 /* s */

static long peak_mb(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return u.ru_maxrss / 1024;
}

/* Read it whole; the caller closes. */
static struct log *open_in_time(struct buf *b)
{
	const struct log_opts o = {.keep = true};
	struct err e = {0};
	struct log *log;

	alarm(PATIENCE);
	log = log_open_mem((uint8_t *)b->p, b->len, &o, &e);
	alarm(0);
	assert_non_null(log);
	assert_int_equal(log_error(log, &e), 0);
	return log;
}

/* Keys that share all the bits a table looks at, and many sections: neither takes long. */
static void keys_and_sections(void **unused)
{
	const unsigned many = 100000;
	struct log *log;
	struct buf b;
	uint64_t i;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	for (i = 1; i <= many; i++)
		cap_event(&b, i, (int64_t)(i << 17 | (i & 0x1ffff)), EV_SYSCALL_CLOSE_E, "q",
			  (int64_t)3);
	for (i = 0; i < many; i++) {
		cap_section(&b);
		cap_event(&b, i, 1, EV_SYSCALL_CLOSE_E, "q", (int64_t)3);
	}
	log = open_in_time(&b);
	assert_int_equal(log_count(log), 2 * many);
	log_close(log);
	buf_release(&b);
}

/* Many fds, a chain of forks, then many children of its end: none may take all fds along. */
static void forks_of_many_fds(void **unused)
{
	const int64_t fds = 4096, chain = 16, children = 20000, first = 100;
	long before;
	struct log *log;
	struct buf b;
	int64_t i;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, first, first, 1, "sh", "/");
	for (i = 0; i < fds; i++)
		cap_event(&b, 1, first, EV_SYSCALL_OPEN_X, "qsdd", i, "/file", 1, 0);
	for (i = 0; i < chain + children; i++) {
		int64_t parent = first + (i < chain ? i : chain), child = first + i + 1;

		cap_event(&b, 2, parent, EV_SYSCALL_CLONE_20_E, "");
		cap_event(&b, 3, parent, EV_SYSCALL_CLONE_20_X, "qssqqqsqqqddd ssdddqq", child,
			  "sh", "", parent, parent, (int64_t)1, "", (int64_t)1024, (int64_t)0,
			  (int64_t)0, 0, 0, 0, "sh", "", 0, 0, 0, parent, parent);
		/* What the parent changes in between is not worth a copy of the rest. */
		cap_event(&b, 4, parent, EV_SYSCALL_OPEN_X, "qsdd", i % fds, "/again", 1, 0);
	}
	before = peak_mb();
	log = open_in_time(&b);
	assert_true(peak_mb() - before < 200);
	{
		const struct state *st = log_state(log);
		uint64_t end = log_count(log);
		uint32_t last = state_thread_at(st, first + chain + children, end);
		const struct thread_version *t = state_thread(st, last);
		const char *name;

		assert_non_null(t);
		name = state_fd(st, state_fd_at(st, t, fds - 1, end))->name->s;
		assert_string_equal(name, "/again");
		t = state_thread(st, state_thread_at(st, first + 1, end));
		name = state_fd(st, state_fd_at(st, t, fds - 1, end))->name->s;
		assert_string_equal(name, "/file");
	}
	log_close(log);
	buf_release(&b);
}

/* A socket address of IPv4 and its tuple as text of event parameters, which may hold NUL. */
static void recv_from(struct buf *out, int64_t fd, uint16_t port)
{
	uint8_t tuple[13] = {2, 127, 0, 0, 1, 0, 0, 127, 0, 0, 1, 0, 0};
	uint16_t lens[3] = {8, 2, 13}, cpu = 0, code = EV_SOCKET_RECVFROM_X;
	uint32_t n = 3, len = 26 + 6 + 8 + 2 + 13;
	uint64_t ts = 5;
	int64_t tid = 10, res = 2;
	struct buf b;

	cap_event(out, 4, 10, EV_SOCKET_RECVFROM_E, "qd", fd, 100);
	memcpy(tuple + 5, &port, 2);
	memcpy(tuple + 11, &port, 2);
	buf_init(&b, 0);
	buf_put(&b, &cpu, 2);
	buf_put(&b, &ts, 8);
	buf_put(&b, &tid, 8);
	buf_put(&b, &len, 4);
	buf_put(&b, &code, 2);
	buf_put(&b, &n, 4);
	buf_put(&b, lens, 6);
	buf_put(&b, &res, 8);
	buf_put(&b, "hi", 2);
	buf_put(&b, tuple, 13);
	cap_block(out, BLOCK_EV_V2, b.p, (uint32_t)b.len);
	buf_release(&b);
}

/* Each of many sockets asks once whether some socket of the process has its port. */
static void roles_of_many_sockets(void **unused)
{
	const int64_t sockets = 60000;
	const struct fd_version *f;
	const struct thread_version *t;
	const struct state *st;
	struct log *log;
	struct buf b;
	int64_t i;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, 10, 10, 1, "dns", "/");
	for (i = 0; i < sockets; i++) {
		cap_event(&b, 2, 10, EV_SOCKET_SOCKET_E, "ddd", 2, 2, 0);
		cap_event(&b, 3, 10, EV_SOCKET_SOCKET_X, "q", i);
	}
	for (i = 0; i < sockets; i++)
		recv_from(&b, i, (uint16_t)(i + 1));
	log = open_in_time(&b);
	st = log_state(log);
	t = state_thread(st, state_thread_at(st, 10, log_count(log)));
	f = state_fd(st, state_fd_at(st, t, sockets - 1, log_count(log)));
	assert_int_equal(f->role, ROLE_SERVER); /* bound and used, and it receives */
	assert_string_equal(f->name->s, "127.0.0.1:60000->127.0.0.1:60000");
	log_close(log);
	buf_release(&b);
}

/* Much is said of one container, and each time is asked for. */
static void stories_of_one_container(void **unused)
{
	const uint64_t times = 60000;
	const struct str *id;
	struct log *log;
	struct buf b;
	char name[16];
	uint64_t i;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	for (i = 1; i <= times; i++) {
		snprintf(name, sizeof(name), "%u", (unsigned)i);
		cap_event(&b, i, -1, EV_CONTAINER_E, "sdss", "aaaabbbbcccc", 0, name, "");
	}
	cap_event(&b, i, -1, EV_CONTAINER_JSON_E, "s", "{\"container\":{\"id\":\"aaaabbbbcccc\"}}");
	log = open_in_time(&b);
	assert_int_equal(log_count(log), times + 1);
	id = state_thread(log_state(log), 1)->container_id;
	alarm(PATIENCE);
	for (i = 1; i <= times; i++) {
		const struct container *c = state_container(log_state(log), id, i);

		assert_int_equal(strtoul(c->name->s, NULL, 10), i);
	}
	alarm(0);
	log_close(log);
	buf_release(&b);
}

/*
 * Of a hash whose key is only added, these all fall into one place whatever the key is: in each
 * pair of words the highest bit of the first is undone by two bits of the second.
 */
static void texts_of_one_hash(void **unused)
{
	enum { PAIRS = 17 };
	struct intern *in = intern_new();
	uint64_t words[2 * PAIRS];
	uint32_t i, k;

	(void)unused;
	alarm(PATIENCE);
	for (i = 0; i < 1u << PAIRS; i++) {
		memset(words, 0, sizeof(words));
		for (k = 0; k < PAIRS; k++) {
			if (!(i >> k & 1))
				continue;
			words[2 * k] = 1ull << 63;
			words[2 * k + 1] = 1ull << 63 | 1ull << 31;
		}
		intern(in, words, sizeof(words));
	}
	alarm(0);
	intern_free(in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_and_sections),	 cmocka_unit_test(forks_of_many_fds),
		cmocka_unit_test(roles_of_many_sockets), cmocka_unit_test(stories_of_one_container),
		cmocka_unit_test(texts_of_one_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
