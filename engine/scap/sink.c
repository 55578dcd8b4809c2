/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/scap/sink.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/event/event.h"
#include "engine/scap/create.h"

/* What goes to the system, or to the compressor, at once. */
#define CHUNK_BYTES (256u << 10)
/* Chunks between the caller and the compressor. */
#define CHUNKS 4

struct chunk_buf {
	struct buf b;
	bool sync; /* everything up to here is to be visible to a reader */
};

struct sink {
	const char *name; /* for messages */
	int fd;
	bool owns_fd, regular;
	_Atomic(uint64_t) written; /* bytes; of a plain file all in whole blocks */
	struct err failure; /* code 0: none yet; set once, by whoever writes */
	bool broken_pipe, reported;

	/* The caller fills chunk[filled % CHUNKS]; the thread takes chunk[taken % CHUNKS]. */
	struct chunk_buf chunk[CHUNKS];
	unsigned filled, taken;
	bool gzip, ending, finished;
	z_stream z;
	pthread_t thread;
	pthread_mutex_t lock; /* filled, taken, ending, failure */
	pthread_cond_t more, room;
	char path[];
};

/* ------------------------------------------------------------------- writing --- */

static void fail(struct sink *s, int errnum)
{
	pthread_mutex_lock(&s->lock);
	if (!s->failure.code) {
		s->broken_pipe = errnum == EPIPE;
		err_set(&s->failure, ERR_IO, "%s: %s", s->name, strerror(errnum));
	}
	pthread_mutex_unlock(&s->lock);
}

static bool wait_writable(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};

	return poll(&p, 1, -1) > 0 || errno == EINTR;
}

/* Returns the number of bytes that were written: all, or less after a failure. */
static size_t write_all(struct sink *s, const char *p, size_t n)
{
	size_t done = 0;
	ssize_t k;

	while (done < n) {
		k = write(s->fd, p + done, n - done);
		if (k >= 0) {
			done += (size_t)k;
		} else if (errno == EAGAIN && wait_writable(s->fd)) {
			continue; /* somebody made standard output non-blocking */
		} else if (errno != EINTR) {
			fail(s, errno);
			break;
		}
	}
	return done;
}

/*
 * Write whole blocks. When the disk is full in the midst of one, a file is cut back to the end
 * of the block before: it then reads like one that ended there.
 */
static void write_blocks(struct sink *s, const char *p, size_t n)
{
	size_t done = write_all(s, p, n), whole = 0;

	if (done < n) {
		while (whole + 8 <= done && whole + ld32(p + whole + 4) <= done)
			whole += ld32(p + whole + 4);
		/* Should that fail too, readers will report the cut. */
		done = s->regular && ftruncate(s->fd, (off_t)(s->written + whole)) < 0 ? 0 : whole;
	}
	s->written += done;
}

static bool failed(struct sink *s)
{
	bool yes;

	pthread_mutex_lock(&s->lock);
	yes = s->failure.code != 0;
	pthread_mutex_unlock(&s->lock);
	return yes;
}

/* Feed n bytes to the compressor and write what it gives back. */
static void compress_bytes(struct sink *s, const char *p, size_t n, int flush)
{
	static const size_t room = 64u << 10;
	Bytef *out = xmalloc(room);

	s->z.next_in = (Bytef *)(uintptr_t)p;
	s->z.avail_in = (uInt)n;
	do {
		s->z.next_out = out;
		s->z.avail_out = (uInt)room;
		deflate(&s->z, flush);
		s->written += write_all(s, (char *)out, room - s->z.avail_out);
	} while (s->z.avail_out == 0 && !failed(s));
	free(out);
}

static void *compressor(void *arg)
{
	struct sink *s = arg;
	bool ending;

	do {
		pthread_mutex_lock(&s->lock);
		while (s->filled == s->taken && !s->ending)
			pthread_cond_wait(&s->more, &s->lock);
		ending = s->filled == s->taken;
		pthread_mutex_unlock(&s->lock);
		if (!failed(s)) {
			struct chunk_buf *c = &s->chunk[s->taken % CHUNKS];

			if (ending)
				compress_bytes(s, NULL, 0, Z_FINISH);
			else
				compress_bytes(s, c->b.p, c->b.len,
					       c->sync ? Z_SYNC_FLUSH : Z_NO_FLUSH);
		}
		pthread_mutex_lock(&s->lock);
		if (!ending)
			s->taken++;
		pthread_cond_signal(&s->room);
		pthread_mutex_unlock(&s->lock);
	} while (!ending);
	return NULL;
}

/* -------------------------------------------------------------------- caller --- */

/* Report the failure of whoever writes, the first time it is seen. */
static int report(struct sink *s, struct err *e)
{
	int code;

	pthread_mutex_lock(&s->lock);
	code = s->failure.code;
	if (code && e && !s->reported) {
		*e = s->failure;
		s->reported = true;
	}
	pthread_mutex_unlock(&s->lock);
	return code;
}

/* Pass the chunk being filled on, and start the next one. */
static void pass_chunk(struct sink *s, bool sync)
{
	struct chunk_buf *c = &s->chunk[s->filled % CHUNKS];

	if (!s->gzip) {
		if (!s->failure.code)
			write_blocks(s, c->b.p, c->b.len);
	} else {
		c->sync = sync;
		pthread_mutex_lock(&s->lock);
		s->filled++;
		pthread_cond_signal(&s->more);
		while (s->filled - s->taken == CHUNKS)
			pthread_cond_wait(&s->room, &s->lock);
		pthread_mutex_unlock(&s->lock);
	}
	buf_clear(&s->chunk[s->filled % CHUNKS].b);
}

int sink_put(struct sink *s, const void *p, size_t n, struct err *e)
{
	struct chunk_buf *c = &s->chunk[s->filled % CHUNKS];

	buf_put(&c->b, p, n);
	if (c->b.len < CHUNK_BYTES)
		return 0;
	pass_chunk(s, false);
	return report(s, e);
}

/* For gzip: until the compressor has taken everything. */
static void wait_taken(struct sink *s)
{
	pthread_mutex_lock(&s->lock);
	while (s->filled != s->taken)
		pthread_cond_wait(&s->room, &s->lock);
	pthread_mutex_unlock(&s->lock);
}

/* Who has nothing to write would never learn it. */
static bool reader_gone(int fd)
{
	struct pollfd p = {.fd = fd};

	return poll(&p, 1, 0) > 0 && (p.revents & POLLERR);
}

int sink_flush(struct sink *s, bool wait, struct err *e)
{
	if (s->chunk[s->filled % CHUNKS].b.len || wait)
		pass_chunk(s, true);
	else if (reader_gone(s->fd))
		fail(s, EPIPE);
	if (s->gzip && wait)
		wait_taken(s);
	return report(s, e);
}

uint64_t sink_bytes(const struct sink *s)
{
	uint64_t n = atomic_load_explicit(&s->written, memory_order_relaxed);

	return s->gzip ? n : n + s->chunk[s->filled % CHUNKS].b.len;
}

bool sink_broken_pipe(struct sink *s)
{
	bool yes;

	pthread_mutex_lock(&s->lock);
	yes = s->broken_pipe;
	pthread_mutex_unlock(&s->lock);
	return yes;
}

static void sink_free(struct sink *s)
{
	unsigned i;

	for (i = 0; i < CHUNKS; i++)
		buf_release(&s->chunk[i].b);
	pthread_cond_destroy(&s->more);
	pthread_cond_destroy(&s->room);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

static int start_compressor(struct sink *s, struct err *e)
{
	int rc;

	/* 16: with a gzip header; level and window as gzip has them. */
	if (deflateInit2(&s->z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		mem_exhausted();
	rc = pthread_create(&s->thread, NULL, compressor, s);
	if (rc) {
		deflateEnd(&s->z);
		return err_set(e, ERR_IO, "cannot start a thread: %s", strerror(rc));
	}
	return 0;
}

struct sink *sink_open(const char *path, bool gzip, const char *source, struct err *e)
{
	bool is_stdout = strcmp(path, "-") == 0;
	int fd = is_stdout ? STDOUT_FILENO : create_private(path, source, e);
	struct sink *s;
	struct stat st;
	unsigned i;

	if (fd < 0)
		return NULL;
	s = xcalloc(1, sizeof(*s) + strlen(path) + 1);
	memcpy(s->path, path, strlen(path) + 1);
	s->name = is_stdout ? "standard output" : s->path;
	s->fd = fd;
	s->owns_fd = !is_stdout;
	/* Not standard output: it may stand at the end of a file that has other things in it. */
	s->regular = !is_stdout && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	s->gzip = gzip;
	for (i = 0; i < CHUNKS; i++)
		buf_init(&s->chunk[i].b, 0);
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->more, NULL);
	pthread_cond_init(&s->room, NULL);
	if (gzip && start_compressor(s, e) < 0) {
		if (s->owns_fd)
			close(fd);
		sink_free(s);
		return NULL;
	}
	return s;
}

void sink_finish(struct sink *s)
{
	if (s->finished)
		return;
	s->finished = true;
	pass_chunk(s, false);
	if (!s->gzip)
		return;
	pthread_mutex_lock(&s->lock);
	s->ending = true;
	pthread_cond_signal(&s->more);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	deflateEnd(&s->z);
}

int sink_close(struct sink *s, bool *broken_pipe, struct err *e)
{
	int code;

	sink_finish(s);
	if (s->owns_fd && close(s->fd) < 0)
		fail(s, errno);
	code = report(s, e);
	if (broken_pipe)
		*broken_pipe = s->broken_pipe;
	sink_free(s);
	return code;
}
