/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TESTS_CAPTURE_MAKER_H
#define SONDE_TESTS_CAPTURE_MAKER_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/event/event.h"
#include "engine/scap/block.h"
#include "event_codes.h"

/* A small capture in memory: section header, one process list, then events by a format string. */

static inline void cap_block(struct buf *out, uint32_t type, const void *body, uint32_t n)
{
	uint32_t pad = (4 - n % 4) % 4, len = 12 + n + pad, zero = 0;

	buf_put(out, &type, 4);
	buf_put(out, &len, 4);
	buf_put(out, body, n);
	buf_put(out, &zero, pad);
	buf_put(out, &len, 4);
}

static inline void cap_section(struct buf *out)
{
	uint8_t body[16];
	uint32_t magic = SHB_MAGIC;
	uint16_t major = 1, minor = 2;

	memcpy(body, &magic, 4);
	memcpy(body + 4, &major, 2);
	memcpy(body + 6, &minor, 2);
	memset(body + 8, 0xff, 8);
	cap_block(out, BLOCK_SHB, body, sizeof(body));
}

static inline void cap_str16(struct buf *out, const char *s)
{
	uint16_t n = (uint16_t)strlen(s);

	buf_put(out, &n, 2);
	buf_put(out, s, n);
}

/* A process list (V9) with one thread. */
static inline void cap_thread(struct buf *out, int64_t tid, int64_t pid, int64_t ptid,
			      const char *comm, const char *cwd)
{
	struct buf b;
	uint32_t n, zero4 = 0;
	uint64_t minus = UINT64_MAX, zero8 = 0;
	unsigned i;

	buf_init(&b, 0);
	buf_put(&b, &zero4, 4);
	buf_put(&b, &tid, 8);
	buf_put(&b, &pid, 8);
	buf_put(&b, &ptid, 8);
	buf_put(&b, &minus, 8); /* sid */
	buf_put(&b, &minus, 8); /* vpgid */
	cap_str16(&b, comm);
	cap_str16(&b, comm); /* exe */
	cap_str16(&b, "");   /* exepath */
	cap_str16(&b, "");   /* args */
	cap_str16(&b, cwd);
	buf_put(&b, &minus, 8); /* fdlimit */
	for (i = 0; i < 6; i++) /* flags, uid, gid, three sizes */
		buf_put(&b, &zero4, 4);
	buf_put(&b, &zero8, 8);
	buf_put(&b, &zero8, 8);
	cap_str16(&b, ""); /* env */
	buf_put(&b, &minus, 8);
	buf_put(&b, &minus, 8);
	cap_str16(&b, ""); /* cgroups */
	cap_str16(&b, ""); /* root */
	n = (uint32_t)b.len;
	memcpy(b.p, &n, 4);
	cap_block(out, BLOCK_PL_V9, b.p, n);
	buf_release(&b);
}

/* A process list (V9) with one process in /home/, of which all ids and limits are known. */
static inline void cap_process(struct buf *out, int64_t pid, const char *comm, const char *exe)
{
	int64_t ids[5] = {pid, pid, 1, pid, pid}; /* tid pid ptid sid vpgid */
	int64_t fdlimit = 1024, vids[2] = {pid, pid};
	uint32_t small[6] = {0}, n = 0; /* flags uid gid, memory */
	uint64_t faults[2] = {0};
	struct buf b;

	buf_init(&b, 0);
	buf_put(&b, &n, 4);
	buf_put(&b, ids, sizeof(ids));
	cap_str16(&b, comm);
	cap_str16(&b, exe);
	cap_str16(&b, exe); /* exepath */
	cap_str16(&b, "");  /* args */
	cap_str16(&b, "/home/");
	buf_put(&b, &fdlimit, 8);
	buf_put(&b, small, sizeof(small));
	buf_put(&b, faults, sizeof(faults));
	cap_str16(&b, ""); /* env */
	buf_put(&b, vids, sizeof(vids));
	cap_str16(&b, ""); /* cgroups */
	cap_str16(&b, "/");
	n = (uint32_t)b.len;
	memcpy(b.p, &n, 4);
	cap_block(out, BLOCK_PL_V9, b.p, n);
	buf_release(&b);
}

/*
 * An event. Format letters, an argument each: 'q' 8 bytes (int64_t), 'd' 4 bytes (int),
 * 'w' 2 bytes (int), 'b' 1 byte (int), 's' text with its NUL; a blank is ignored.
 */
static inline void cap_event(struct buf *out, uint64_t ts, int64_t tid, uint16_t code,
			     const char *fmt, ...)
{
	struct buf lens, data, b;
	uint16_t cpu = 0, n2;
	uint32_t n = 0, len;
	va_list ap;

	buf_init(&lens, 0);
	buf_init(&data, 0);
	buf_init(&b, 0);
	va_start(ap, fmt);
	for (; *fmt; fmt++) {
		size_t before = data.len;

		if (*fmt == 'q') {
			int64_t v = va_arg(ap, int64_t);

			buf_put(&data, &v, 8);
		} else if (*fmt == 'd') {
			int v = va_arg(ap, int);

			buf_put(&data, &v, 4);
		} else if (*fmt == 'w') {
			uint16_t v = (uint16_t)va_arg(ap, int);

			buf_put(&data, &v, 2);
		} else if (*fmt == 'b') {
			uint8_t v = (uint8_t)va_arg(ap, int);

			buf_put(&data, &v, 1);
		} else if (*fmt == 's') {
			const char *s = va_arg(ap, const char *);

			buf_put(&data, s, strlen(s) + 1);
		} else {
			continue;
		}
		n2 = (uint16_t)(data.len - before);
		buf_put(&lens, &n2, 2);
		n++;
	}
	va_end(ap);
	len = (uint32_t)(26 + lens.len + data.len);
	buf_put(&b, &cpu, 2);
	buf_put(&b, &ts, 8);
	buf_put(&b, &tid, 8);
	buf_put(&b, &len, 4);
	buf_put(&b, &code, 2);
	buf_put(&b, &n, 4);
	buf_put(&b, lens.p, lens.len);
	buf_put(&b, data.p, data.len);
	cap_block(out, BLOCK_EV_V2, b.p, (uint32_t)b.len);
	buf_release(&lens);
	buf_release(&data);
	buf_release(&b);
}

/* A whole capture: of one thread, which does nothing but close fds. */
static inline void cap_closing(struct buf *out, unsigned events)
{
	uint64_t ts = 1000000000;
	unsigned i;

	cap_section(out);
	cap_thread(out, 10, 10, 1, "worker", "/srv");
	for (i = 0; i < events / 2; i++) {
		cap_event(out, ts++, 10, EV_SYSCALL_CLOSE_E, "q", (int64_t)5);
		cap_event(out, ts++, 10, EV_SYSCALL_CLOSE_X, "q", (int64_t)0);
	}
}

#endif
