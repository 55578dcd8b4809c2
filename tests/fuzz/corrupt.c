/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Captures cut at many places, and with single bytes changed: no crash, no hang, no unbounded
 * memory, and everything before the damage is there. Built with address and undefined-behaviour
 * sanitizers; a fixed sequence of numbers, so that a failure can be seen again.
 *
 * CAPTURES   where gen_captures wrote (default build/captures)
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "tests/fuzz/exercise.h"

#define CUTS	     200
#define CHANGES	     2500 /* of each capture */
#define FILE_CUTS    60
#define FILE_CHANGES 200
#define SECONDS	     20 /* for one case */
#define MAX_RSS_KIB  (2u << 20)

static unsigned passed, failed;
static char current[256]; /* what is being tried, for the watchdog */

static void too_long(int sig)
{
	static const char what[] = "hang: ";

	(void)sig;
	if (write(STDOUT_FILENO, what, sizeof(what) - 1) > 0 &&
	    write(STDOUT_FILENO, current, strlen(current)) > 0)
		_exit(1);
	_exit(1);
}

static void check(bool ok, const char *why)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	if (ok && u.ru_maxrss > (long)MAX_RSS_KIB) {
		ok = false;
		why = "too much memory";
	}
	if (ok) {
		passed++;
		return;
	}
	failed++;
	printf("%s: %s\n", current, why);
	if (u.ru_maxrss > (long)MAX_RSS_KIB)
		exit(1); /* it will not become less */
}

static uint64_t random_next(uint64_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

/* -------------------------------------------------------------------- in memory --- */

/* A capture as plain bytes, and where its events end. */
struct sound {
	const char *name;
	struct buf b;
	uint64_t *ends; /* of the block of event i + 1 */
	uint64_t n;
};

static struct log *open_copy(uint8_t *p, size_t n, struct err *e)
{
	const struct log_opts o = {.keep = true, .newer = true};

	return log_open_mem(p, n, &o, e);
}

static bool load(struct sound *s, const char *dir, const char *name)
{
	char path[4096], chunk[65536];
	gzFile f;
	int n;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = gzopen(path, "rb");
	if (!f)
		return false;
	buf_init(&s->b, 0);
	while ((n = gzread(f, chunk, sizeof(chunk))) > 0)
		buf_put(&s->b, chunk, (size_t)n);
	gzclose(f);
	s->name = name;
	return true;
}

static void find_ends(struct sound *s)
{
	uint8_t *copy = xmalloc(s->b.len);
	struct log *log;
	struct cursor c;

	memcpy(copy, s->b.p, s->b.len);
	log = open_copy(copy, s->b.len, NULL);
	if (!log)
		abort();
	s->n = log_count(log);
	s->ends = xcalloc(s->n, sizeof(*s->ends));
	for (cursor_init(&c, log); cursor_next(&c);)
		s->ends[c.num - 1] =
			(uint64_t)(cursor_block(&c) - c.base) + ld32(cursor_block(&c) + 4);
	cursor_release(&c);
	log_close(log);
	free(copy);
}

static uint64_t events_before(const struct sound *s, uint64_t off)
{
	uint64_t n = 0;

	while (n < s->n && s->ends[n] <= off)
		n++;
	return n;
}

static void try_cut(const struct sound *s, size_t len)
{
	uint8_t *copy = xmalloc(len ? len : 1);
	struct err e = {0};
	struct log *log;

	snprintf(current, sizeof(current), "%s cut at %zu", s->name, len);
	memcpy(copy, s->b.p, len);
	alarm(SECONDS);
	log = open_copy(copy, len, &e);
	if (log) {
		exercise_log(log);
		check(log_count(log) == events_before(s, len), "events before the cut are missing");
		log_close(log);
	} else {
		check(e.msg[0] && len < 28, "not opened");
	}
	alarm(0);
	free(copy);
}

static void try_change(const struct sound *s, size_t at, uint8_t to)
{
	uint8_t *copy = xmalloc(s->b.len);
	struct err e = {0};
	struct log *log;

	snprintf(current, sizeof(current), "%s with byte %zu = 0x%02x", s->name, at, to);
	memcpy(copy, s->b.p, s->b.len);
	copy[at] = to;
	alarm(SECONDS);
	log = open_copy(copy, s->b.len, &e);
	if (log) {
		exercise_log(log);
		check(log_count(log) >= events_before(s, at),
		      "events before the change are missing");
		log_close(log);
	} else {
		check(e.msg[0] != '\0', "refused without a reason");
	}
	alarm(0);
	free(copy);
}

static void try_in_memory(const char *dir, const char *name)
{
	uint64_t seed = 88172645463325252ull, r;
	struct sound s = {0};
	unsigned i;

	if (!load(&s, dir, name))
		return;
	find_ends(&s);
	for (i = 0; i < CUTS; i++)
		try_cut(&s, (size_t)((uint64_t)s.b.len * i / CUTS + i % 4));
	for (i = 0; i < CHANGES; i++) {
		r = random_next(&seed);
		try_change(&s, (size_t)(r >> 8) % s.b.len, (uint8_t)r);
	}
	free(s.ends);
	buf_release(&s.b);
}

/* ---------------------------------------------------------------------- from files --- */

/* Mapped files and compressed ones, the latter through the thread that inflates. */
static void try_file(const struct buf *b, size_t len, const char *path)
{
	const struct log_opts o = {.keep = false, .threaded = true};
	struct err e = {0};
	struct cursor c;
	struct log *log;
	FILE *f = fopen(path, "wb");

	if (!f || fwrite(b->p, 1, len, f) != len || fclose(f) != 0) {
		perror(path);
		exit(1);
	}
	alarm(SECONDS);
	log = log_open_file(path, &o, &e);
	if (log) {
		for (cursor_init(&c, log); cursor_wait(&c);)
			log_fd_num(&c);
		cursor_release(&c);
	}
	check(log || e.msg[0], "refused without a reason");
	log_close(log);
	alarm(0);
}

static void try_from_file(const char *dir, const char *name)
{
	char path[] = "/tmp/sonde-corrupt-XXXXXX", in[4096], chunk[65536];
	uint64_t seed = 362436069362436069ull, r;
	int fd = mkstemp(path);
	struct buf b;
	unsigned i;
	size_t n;
	FILE *f;

	snprintf(in, sizeof(in), "%s/%s", dir, name);
	f = fopen(in, "rb");
	if (!f || fd < 0) {
		perror(f ? path : in);
		exit(1);
	}
	close(fd);
	buf_init(&b, 0);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_put(&b, chunk, n);
	fclose(f);
	for (i = 0; i < FILE_CUTS; i++) {
		snprintf(current, sizeof(current), "%s cut in its file, %u of %u", name, i,
			 FILE_CUTS);
		try_file(&b, b.len * i / FILE_CUTS, path);
	}
	for (i = 0; i < FILE_CHANGES; i++) {
		size_t at;
		char old;

		r = random_next(&seed);
		at = (size_t)(r >> 8) % b.len;
		old = b.p[at];
		b.p[at] = (char)r;
		snprintf(current, sizeof(current), "%s with byte %zu of its file = 0x%02x", name,
			 at, (unsigned)(uint8_t)r);
		try_file(&b, b.len, path);
		b.p[at] = old;
	}
	buf_release(&b);
	unlink(path);
}

int main(void)
{
	const char *dir = getenv("CAPTURES");

	if (!dir)
		dir = "build/captures";
	signal(SIGALRM, too_long);
	setvbuf(stdout, NULL, _IOLBF, 0);
	try_in_memory(dir, "gen-mixed.scap");
	try_in_memory(dir, "gen-files-v1.scap");
	if (!passed) {
		printf("no captures in %s: run gen_captures first\n0 passed, 1 failed, 0 skipped\n",
		       dir);
		return 1;
	}
	try_from_file(dir, "gen-gzip.scap");
	try_from_file(dir, "gen-threads.scap");
	/* The other byte order: bytes are swapped before they are looked at. */
	try_from_file(dir, "x-swapped-mixed.scap");
	printf("%u passed, %u failed, 0 skipped\n", passed, failed);
	return failed > 0;
}
