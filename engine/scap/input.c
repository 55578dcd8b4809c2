/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/scap/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "engine/base/mem.h"
#include "engine/scap/reader.h"

#define RESERVE_MAX (1ull << 40) /* address space for plain bytes; log_rec holds 40 bits */
#define RESERVE_MIN (1ull << 30)
#define EXTENT	    (16ull << 20) /* mapped at a time */
#define IN_MEMORY   (64ull << 20) /* kept in memory before a temporary file is used */
#define AHEAD	    (64ull << 20) /* how far the filler runs ahead when nothing is kept */
#define STEP	    (256u << 10)  /* published at a time */

struct input {
	uint8_t *base;
	uint64_t reserved; /* bytes of address space, 0 = base is not ours */
	bool mapped_file;
	bool keep;
	int fd, tmp_fd;
	int guard;   /* index in guarded[], -1 none */
	int stop_fd; /* eventfd: wakes the filler out of a read that would wait for ever */
	_Atomic(uint64_t) avail;
	_Atomic(uint64_t) file_pos;
	uint64_t file_size; /* 0 for pipes */
	uint64_t backed;    /* bytes of address space with memory behind them; filler's */
	uint64_t given_back; /* released to the system; reader's */

	pthread_t thread;
	bool has_thread;
	pthread_mutex_t lock;
	pthread_cond_t more, room;
	bool ended, stop; /* under lock */
	uint64_t wanted;  /* under lock: the reader waits for this */
	uint64_t released;
	struct err err; /* code 0 = none; under lock until ended */
};

/* ------------------------------------------------------------------- filling --- */

static int open_temporary(struct err *e)
{
	const char *dir = getenv("TMPDIR");
	int fd;

	if (!dir || !*dir)
		dir = "/var/tmp";
	fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0) {
		char name[4096];

		if (strlen(dir) + 32 > sizeof(name))
			return err_set(e, ERR_IO, "TMPDIR is too long");
		memcpy(name, dir, strlen(dir) + 1);
		strncat(name, "/sonde-XXXXXX", 16);
		fd = mkostemp(name, O_CLOEXEC);
		if (fd >= 0)
			unlink(name);
	}
	if (fd < 0)
		return err_set(e, ERR_IO,
			       "cannot make a temporary file in %s: %s; set TMPDIR to a folder with "
			       "room for the inflated capture",
			       dir, strerror(errno));
	return fd;
}

/* Put memory behind the address space up to `end`. */
static int back(struct input *in, uint64_t end, struct err *e)
{
	while (in->backed < end) {
		int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, fd = -1;
		off_t off = 0;

		if (in->backed + EXTENT > in->reserved)
			return err_set(e, ERR_LIMIT, "more than %llu GiB of plain data",
				       (unsigned long long)(in->reserved >> 30));
		if (in->keep && in->backed >= IN_MEMORY) {
			if (in->tmp_fd < 0 && (in->tmp_fd = open_temporary(e)) < 0)
				return ERR_IO;
			off = (off_t)(in->backed - IN_MEMORY);
			/* Reserve the blocks, or a full disk would be a SIGBUS later. */
			if ((errno = posix_fallocate(in->tmp_fd, off, EXTENT)))
				return err_set(e, ERR_IO,
					       "no room for the inflated capture: %s; set TMPDIR",
					       strerror(errno));
			flags = MAP_SHARED | MAP_FIXED;
			fd = in->tmp_fd;
		}
		if (mmap(in->base + in->backed, EXTENT, PROT_READ | PROT_WRITE, flags, fd, off) ==
		    MAP_FAILED)
			return err_set(e, ERR_IO, "cannot map memory: %s", strerror(errno));
		in->backed += EXTENT;
	}
	return 0;
}

/* Make n more bytes visible; false when the reader has gone. */
static bool publish(struct input *in, uint64_t n)
{
	uint64_t avail = atomic_load_explicit(&in->avail, memory_order_relaxed) + n;
	bool go;

	pthread_mutex_lock(&in->lock);
	atomic_store_explicit(&in->avail, avail, memory_order_release);
	pthread_cond_signal(&in->more);
	while (!in->keep && !in->stop && avail > in->released + AHEAD && in->wanted <= avail)
		pthread_cond_wait(&in->room, &in->lock);
	go = !in->stop;
	pthread_mutex_unlock(&in->lock);
	return go;
}

/* Read up to n bytes: > 0, 0 at the end (or when the reader has gone), ERR_IO. */
static int read_some(struct input *in, void *p, size_t n, struct err *e)
{
	struct pollfd fds[2] = {{.fd = in->fd, .events = POLLIN},
				{.fd = in->stop_fd, .events = POLLIN}};
	ssize_t k;

	do {
		/* Interrupted, it says nothing: a read() now could wait where stop_fd cannot reach. */
		k = poll(fds, 2, -1);
		if (k < 0)
			continue;
		if (fds[1].revents)
			return 0;
		k = read(in->fd, p, n);
	} while (k < 0 && (errno == EINTR || errno == EAGAIN));
	if (k < 0)
		return err_set(e, ERR_IO, "read error: %s", strerror(errno));
	atomic_fetch_add_explicit(&in->file_pos, (uint64_t)k, memory_order_relaxed);
	return (int)k;
}

static int fill_plain(struct input *in, const uint8_t *head, size_t n, struct err *e)
{
	uint64_t at = 0;
	int k;

	if (back(in, n, e))
		return e->code;
	memcpy(in->base, head, n);
	at = n;
	if (!publish(in, n))
		return 0;
	for (;;) {
		if (back(in, at + STEP, e))
			return e->code;
		k = read_some(in, in->base + at, STEP, e);
		if (k <= 0)
			return k;
		at += (uint64_t)k;
		if (!publish(in, (uint64_t)k))
			return 0;
	}
}

/* Is there another gzip member? Anything else behind a member is ignored, as zlib does. */
static bool next_member(struct input *in, z_stream *z, uint8_t *buf, size_t size, struct err *e)
{
	int k;

	memmove(buf, z->next_in, z->avail_in);
	z->next_in = buf;
	while (z->avail_in < 2) {
		k = read_some(in, buf + z->avail_in, size - z->avail_in, e);
		if (k <= 0)
			return false;
		z->avail_in += (unsigned)k;
	}
	return buf[0] == 0x1f && buf[1] == 0x8b;
}

static int fill_gzip(struct input *in, const uint8_t *head, size_t n, struct err *e)
{
	uint8_t *buf = xmalloc(STEP);
	z_stream z = {.next_in = buf, .avail_in = (unsigned)n};
	uint64_t at = 0;
	int rc = 0, k, zrc = Z_OK;

	memcpy(buf, head, n);
	if (inflateInit2(&z, 15 + 16) != Z_OK) {
		free(buf);
		return err_set(e, ERR_IO, "cannot start zlib");
	}
	for (;;) {
		if (zrc == Z_STREAM_END) {
			if (!next_member(in, &z, buf, STEP, e) || inflateReset(&z) != Z_OK) {
				rc = e->code;
				break;
			}
		}
		if (!z.avail_in) {
			k = read_some(in, buf, STEP, e);
			if (k <= 0) {
				rc = k ? k
				       : err_set(e, ERR_FORMAT,
						 "the compressed data ends early (truncated file)");
				break;
			}
			z.next_in = buf;
			z.avail_in = (unsigned)k;
		}
		if ((rc = back(in, at + STEP, e)))
			break;
		z.next_out = in->base + at;
		z.avail_out = STEP;
		zrc = inflate(&z, Z_NO_FLUSH);
		at += STEP - z.avail_out;
		if (z.avail_out < STEP && !publish(in, STEP - z.avail_out))
			break;
		if (zrc != Z_OK && zrc != Z_STREAM_END && zrc != Z_BUF_ERROR) {
			rc = err_set(e, ERR_FORMAT, "the compressed data is damaged (%s)",
				     z.msg ? z.msg : "zlib");
			break;
		}
	}
	inflateEnd(&z);
	free(buf);
	return rc;
}

static void *fill(void *arg)
{
	struct input *in = arg;
	struct err e = {0};
	uint8_t head[2];
	size_t n = 0;
	int k = 1;

	while (n < sizeof(head) && (k = read_some(in, head + n, sizeof(head) - n, &e)) > 0)
		n += (size_t)k;
	if (k >= 0) {
		if (n == 2 && head[0] == 0x1f && head[1] == 0x8b)
			fill_gzip(in, head, n, &e);
		else
			fill_plain(in, head, n, &e);
	}
	pthread_mutex_lock(&in->lock);
	in->err = e;
	in->ended = true;
	pthread_cond_signal(&in->more);
	pthread_mutex_unlock(&in->lock);
	return NULL;
}

/* ------------------------------------------------- files that become shorter --- */

/*
 * Whoever touches a mapped page behind the end of its file gets a SIGBUS. Somebody may cut a
 * capture while we read or show it, so such pages become zeros, which no block consists of.
 */
#define GUARDS 64 /* mapped files at a time; those beyond are not protected */

static struct {
	_Atomic(uintptr_t) base; /* 0 = free */
	_Atomic(uintptr_t) end;
	_Atomic(bool) cut; /* zeros were put somewhere */
} guarded[GUARDS];
static struct sigaction bus_before;
static void (*bus_foreign)(int sig);
static uintptr_t page_size;

static void on_bus(int sig, siginfo_t *info, void *context)
{
	uintptr_t at = (uintptr_t)info->si_addr;
	int saved = errno;
	unsigned i;

	(void)context;
	for (i = 0; i < GUARDS; i++) {
		if (!guarded[i].base || at < guarded[i].base || at >= guarded[i].end)
			continue;
		if (mmap((void *)(at & ~(page_size - 1)), page_size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
			break;
		guarded[i].cut = true;
		errno = saved;
		return;
	}
	/* Not ours. Without a handler for it: as if we had never been here. */
	if (bus_foreign) {
		signal(sig, SIG_DFL);
		bus_foreign(sig);
	} else {
		sigaction(sig, &bus_before, NULL);
		if (info->si_code <= 0) /* sent by somebody: it will not come again by itself */
			raise(sig);
	}
	errno = saved;
}

void scap_reader_on_bus(void (*handler)(int sig))
{
	bus_foreign = handler;
}

/* Somebody may have set his own handler since the last time: he is asked after us. */
static void guard_install(void)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	struct sigaction sa = {.sa_sigaction = on_bus, .sa_flags = SA_SIGINFO | SA_ONSTACK}, now;

	pthread_mutex_lock(&lock);
	page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
	if (!sigaction(SIGBUS, NULL, &now) && now.sa_sigaction != on_bus) {
		bus_before = now;
		sigemptyset(&sa.sa_mask);
		sigaction(SIGBUS, &sa, NULL);
	}
	pthread_mutex_unlock(&lock);
}

static void guard(struct input *in)
{
	uintptr_t base = (uintptr_t)in->base, none;
	int i;

	guard_install();
	for (i = 0; i < GUARDS && in->guard < 0; i++) {
		none = 0;
		if (!atomic_compare_exchange_strong(&guarded[i].base, &none, base))
			continue;
		guarded[i].cut = false;
		guarded[i].end = base + in->reserved;
		in->guard = i;
	}
}

static void unguard(struct input *in)
{
	if (in->guard < 0)
		return;
	guarded[in->guard].end = 0;
	guarded[in->guard].base = 0;
	in->guard = -1;
}

/* ------------------------------------------------------------------- opening --- */

static struct input *input_new(void)
{
	struct input *in = xcalloc(1, sizeof(*in));

	in->fd = in->tmp_fd = in->stop_fd = in->guard = -1;
	pthread_mutex_init(&in->lock, NULL);
	pthread_cond_init(&in->more, NULL);
	pthread_cond_init(&in->room, NULL);
	return in;
}

static int map_file(struct input *in, uint64_t size, struct err *e)
{
	/* Without a reserve: what may be written to is seldom written to, and files exceed RAM. */
	const int flags = MAP_PRIVATE | MAP_NORESERVE;
	void *p;

	if (size > RESERVE_MAX)
		return err_set(e, ERR_LIMIT, "more than %llu GiB", RESERVE_MAX >> 30);
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, in->fd, 0);
	if (p == MAP_FAILED)
		return err_set(e, ERR_IO, "cannot map: %s", strerror(errno));
	madvise(p, size, MADV_SEQUENTIAL);
	in->base = p;
	in->mapped_file = true;
	in->ended = true;
	in->file_size = in->reserved = size;
	guard(in);
	atomic_store(&in->avail, size);
	return 0;
}

static int start_filling(struct input *in, struct err *e)
{
	void *p = MAP_FAILED;
	uint64_t n;

	for (n = RESERVE_MAX; n >= RESERVE_MIN && p == MAP_FAILED; n /= 4) {
		p = mmap(NULL, n, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		in->reserved = n;
	}
	if (p == MAP_FAILED) {
		in->reserved = 0;
		return err_set(e, ERR_IO, "cannot reserve address space: %s", strerror(errno));
	}
	in->base = p;
	in->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (in->stop_fd < 0)
		return err_set(e, ERR_IO, "cannot make an eventfd: %s", strerror(errno));
	if (pthread_create(&in->thread, NULL, fill, in))
		return err_set(e, ERR_IO, "cannot start a thread");
	in->has_thread = true;
	return 0;
}

/* Plain regular files are mapped; gzip is told by its first two bytes. */
static bool is_plain_file(int fd, const struct stat *st)
{
	uint8_t head[2];

	if (!S_ISREG(st->st_mode) || !st->st_size)
		return false;
	return pread(fd, head, 2, 0) != 2 || head[0] != 0x1f || head[1] != 0x8b;
}

struct input *input_open(const char *path, bool keep, struct err *e)
{
	struct input *in = input_new();
	struct stat st;
	int rc;

	in->keep = keep;
	in->fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : dup(STDIN_FILENO);
	if (in->fd < 0 || fstat(in->fd, &st)) {
		rc = err_set(e, ERR_IO, "cannot open: %s", strerror(errno));
	} else if (S_ISDIR(st.st_mode)) {
		rc = err_set(e, ERR_IO, "is a directory, not a capture");
	} else {
		if (S_ISREG(st.st_mode))
			in->file_size = (uint64_t)st.st_size;
		if (is_plain_file(in->fd, &st) && lseek(in->fd, 0, SEEK_CUR) == 0)
			rc = map_file(in, (uint64_t)st.st_size, e);
		else
			rc = start_filling(in, e);
	}
	if (rc) {
		input_close(in);
		return NULL;
	}
	return in;
}

struct input *input_open_mem(uint8_t *p, uint64_t len)
{
	struct input *in = input_new();

	in->base = p;
	in->ended = true;
	in->file_size = len;
	atomic_store(&in->avail, len);
	return in;
}

void input_stop(struct input *in)
{
	if (!in->has_thread)
		return;
	pthread_mutex_lock(&in->lock);
	in->stop = true;
	pthread_cond_signal(&in->room);
	pthread_mutex_unlock(&in->lock);
	eventfd_write(in->stop_fd, 1);
}

void input_close(struct input *in)
{
	if (!in)
		return;
	if (in->has_thread) {
		input_stop(in);
		pthread_join(in->thread, NULL);
	}
	unguard(in);
	if (in->base && in->reserved)
		munmap(in->base, in->reserved);
	if (in->fd >= 0)
		close(in->fd);
	if (in->tmp_fd >= 0)
		close(in->tmp_fd);
	if (in->stop_fd >= 0)
		close(in->stop_fd);
	pthread_mutex_destroy(&in->lock);
	pthread_cond_destroy(&in->more);
	pthread_cond_destroy(&in->room);
	free(in);
}

/* ------------------------------------------------------------------- reading --- */

uint8_t *input_base(const struct input *in)
{
	return in->base;
}

uint64_t input_avail(const struct input *in)
{
	return atomic_load_explicit(&in->avail, memory_order_acquire);
}

bool input_need(struct input *in, uint64_t end)
{
	if (input_avail(in) >= end)
		return true;
	pthread_mutex_lock(&in->lock);
	in->wanted = end;
	pthread_cond_signal(&in->room);
	while (!in->ended && input_avail(in) < end)
		pthread_cond_wait(&in->more, &in->lock);
	in->wanted = 0;
	pthread_mutex_unlock(&in->lock);
	return input_avail(in) >= end;
}

int input_error(struct input *in, struct err *e)
{
	pthread_mutex_lock(&in->lock);
	if (in->guard >= 0 && guarded[in->guard].cut && !in->err.code)
		err_set(&in->err, ERR_IO, "the file became shorter while it was read");
	if (in->err.code && e)
		*e = in->err;
	pthread_mutex_unlock(&in->lock);
	return in->err.code;
}

void input_release(struct input *in, uint64_t off)
{
	uint64_t to = off & ~(uint64_t)(EXTENT / 4 - 1);

	if (in->keep || to <= in->given_back || !in->reserved)
		return;
	/* A mapped file's pages are the page cache's; only its swapped copies are ours. */
	madvise(in->base + in->given_back, to - in->given_back, MADV_DONTNEED);
	in->given_back = to;
	if (!in->has_thread)
		return;
	pthread_mutex_lock(&in->lock);
	in->released = to;
	pthread_cond_signal(&in->room);
	pthread_mutex_unlock(&in->lock);
}

void input_progress(const struct input *in, uint64_t *pos, uint64_t *size)
{
	*size = in->file_size;
	*pos = atomic_load_explicit(&in->file_pos, memory_order_relaxed);
}
