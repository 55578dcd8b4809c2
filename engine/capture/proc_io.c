/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/proc_io.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/base/mem.h"

/* --------------------------------------------------------------------- files --- */

int proc_open_dir(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* linux/fs.h has it, no header of libc does. */
struct dirent64_head {
	uint64_t ino;
	int64_t off;
	uint16_t reclen;
	uint8_t type;
	char name[];
};

void proc_each_number(int dirfd, bool (*fn)(void *arg, uint64_t n, const char *name), void *arg)
{
	_Alignas(8) char chunk[16384];
	const struct dirent64_head *d;
	struct slice rest;
	uint64_t n;
	long got, at;

	while ((got = syscall(SYS_getdents64, dirfd, chunk, sizeof(chunk))) > 0)
		for (at = 0; at < got; at += d->reclen) {
			d = (const struct dirent64_head *)(chunk + at);
			rest = (struct slice){d->name, (uint32_t)strlen(d->name)};
			if (rest.p[0] < '0' || rest.p[0] > '9')
				continue;
			n = take_u64(&rest, 10);
			if (!rest.len && !fn(arg, n, d->name))
				return;
		}
}

#define READ_STEP 65536 /* bytes asked for at once of a list whose length nobody knows */

static bool read_file(int at, const char *name, struct buf *b, size_t max, bool all)
{
	int fd = openat(at, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t got = 0;
	size_t step;

	buf_clear(b);
	if (fd < 0)
		return false;
	do {
		step = max - b->len < READ_STEP ? max - b->len : READ_STEP;
		if (!buf_room(b, step))
			break;
		got = read(fd, b->p + b->len, step);
		if (got > 0)
			b->len += (size_t)got;
	} while (all && got > 0 && b->len < max);
	close(fd);
	return got >= 0;
}

bool proc_read(int at, const char *name, struct buf *b, size_t max)
{
	return read_file(at, name, b, max, false);
}

bool proc_read_all(int at, const char *name, struct buf *b, size_t max)
{
	return read_file(at, name, b, max, true);
}

bool proc_link(int at, const char *name, struct buf *b)
{
	ssize_t n;

	buf_clear(b);
	if (!buf_room(b, PATH_MAX))
		return false;
	n = readlinkat(at, name, b->p, PATH_MAX);
	if (n <= 0)
		return false;
	b->len = (size_t)n;
	return true;
}

uint64_t proc_ns(int at, const char *name)
{
	char link[64];
	ssize_t n = readlinkat(at, name, link, sizeof(link));
	struct slice s = {link, n > 0 ? (uint32_t)n : 0};

	take_until(&s, '[');
	return take_u64(&s, 10);
}

/* ---------------------------------------------------------------------- text --- */

struct slice take_until(struct slice *s, char c)
{
	const char *at = s->len ? memchr(s->p, c, s->len) : NULL;
	uint32_t n = at ? (uint32_t)(at - s->p) : s->len;
	struct slice out = {s->p, n};

	s->p += at ? n + 1 : n;
	s->len -= at ? n + 1 : n;
	return out;
}

struct slice take_line(struct slice *s)
{
	return take_until(s, '\n');
}

static void skip_blanks(struct slice *s)
{
	while (s->len && (*s->p == ' ' || *s->p == '\t')) {
		s->p++;
		s->len--;
	}
}

struct slice take_word(struct slice *s)
{
	skip_blanks(s);
	return take_until(s, ' ');
}

static unsigned digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : UINT_MAX;
}

uint64_t take_u64(struct slice *s, unsigned base)
{
	uint64_t n = 0;

	skip_blanks(s);
	for (; s->len && digit(*s->p) < base; s->p++, s->len--)
		n = n * base + digit(*s->p);
	return n;
}

int64_t take_i64(struct slice *s)
{
	bool minus;

	skip_blanks(s);
	minus = s->len && *s->p == '-';
	if (minus) {
		s->p++;
		s->len--;
	}
	return minus ? -(int64_t)take_u64(s, 10) : (int64_t)take_u64(s, 10);
}

/* ----------------------------------------------------------------------- map --- */

static struct num_slot *find(const struct num_map *m, uint64_t key)
{
	uint64_t h = key * 0x9E3779B97F4A7C15ull;
	uint32_t k;

	for (k = (uint32_t)(h >> 32) & m->mask; m->slots[k].val; k = (k + 1) & m->mask)
		if (m->slots[k].key == key)
			break;
	return &m->slots[k];
}

uint32_t num_map_get(const struct num_map *m, uint64_t key)
{
	return m->slots ? find(m, key)->val : 0;
}

static void grow(struct num_map *m)
{
	struct num_map bigger = {.mask = m->slots ? m->mask * 2 + 1 : 63, .n = m->n};
	uint32_t k;

	bigger.slots = xcalloc((size_t)bigger.mask + 1, sizeof(*bigger.slots));
	for (k = 0; m->slots && k <= m->mask; k++)
		if (m->slots[k].val)
			*find(&bigger, m->slots[k].key) = m->slots[k];
	free(m->slots);
	*m = bigger;
}

void num_map_set(struct num_map *m, uint64_t key, uint32_t val)
{
	struct num_slot *s;

	if (!m->slots || m->n >= m->mask / 2)
		grow(m);
	s = find(m, key);
	m->n += !s->val;
	*s = (struct num_slot){key, val};
}

void num_map_release(struct num_map *m)
{
	free(m->slots);
	*m = (struct num_map){0};
}
