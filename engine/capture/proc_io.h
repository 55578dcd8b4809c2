/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_PROC_IO_H
#define SONDE_CAPTURE_PROC_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/scap/meta.h"

/*
 * Reading /proc quickly: everything is relative to a directory fd, a file is one open, one
 * read and one close. What is gone or may not be read is false, never an error: processes end
 * while one looks at them.
 */

/* A directory fd, -1 none. */
int proc_open_dir(int at, const char *name);

/* Calls fn for the entries of a directory whose names are numbers, until it returns false. */
void proc_each_number(int dirfd, bool (*fn)(void *arg, uint64_t n, const char *name), void *arg);

/*
 * The first `max` bytes of a file into b (cleared first). proc_read does it in one read, for
 * files that the kernel hands out whole; proc_read_all reads to the end of a list.
 */
bool proc_read(int at, const char *name, struct buf *b, size_t max);
bool proc_read_all(int at, const char *name, struct buf *b, size_t max);

/* Where a symbolic link leads, into b (cleared first). */
bool proc_link(int at, const char *name, struct buf *b);

/* The number in a link like "net:[4026531840]", 0 when it cannot be read. */
uint64_t proc_ns(int at, const char *name);

static inline struct slice slice_of_buf(const struct buf *b)
{
	return (struct slice){b->p, (uint32_t)b->len};
}

static inline bool slice_begins(struct slice s, const char *what)
{
	size_t n = strlen(what);

	return s.len >= n && !memcmp(s.p, what, n);
}

static inline bool slice_is(struct slice s, const char *what)
{
	return s.len == strlen(what) && !memcmp(s.p, what, s.len);
}

/*
 * Walking over text: each takes from the front of *s. Numbers skip blanks and tabs before
 * them and are 0 when there are none.
 */
struct slice take_line(struct slice *s);	  /* without its newline */
struct slice take_word(struct slice *s);	  /* up to the next blank */
struct slice take_until(struct slice *s, char c); /* c is taken, too */
uint64_t take_u64(struct slice *s, unsigned base);
int64_t take_i64(struct slice *s);

/*
 * A map from numbers to indices, 0 = no such key. Grows; freed as a whole. Zeroed = empty.
 */
struct num_map {
	struct num_slot {
		uint64_t key;
		uint32_t val;
	} * slots;
	uint32_t mask, n;
};
uint32_t num_map_get(const struct num_map *m, uint64_t key);
void num_map_set(struct num_map *m, uint64_t key, uint32_t val); /* val != 0 */
void num_map_release(struct num_map *m);

#endif
