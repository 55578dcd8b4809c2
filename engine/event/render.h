/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_EVENT_RENDER_H
#define SONDE_EVENT_RENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/event/event.h"

/*
 * Values to text, byte for byte as sysdig 0.29.3 prints them. A value has a plain form
 * ("-2") and may have a resolved one ("ENOENT").
 */

/* How data buffers are printed: -A, -b, -x, -X. */
enum bufmode { BUF_DOTS, BUF_ASCII, BUF_BASE64, BUF_HEX, BUF_HEXASCII };

struct render_opts {
	enum bufmode bufmode;
	bool verbose; /* -v: no 80-character limit in BUF_DOTS */
	bool as_is;   /* names of files with all their bytes; who shows them cleans them */
};

/*
 * What rendering needs to know about the machine at the moment of the event. Implemented
 * above (store), since values do not know state. Each appends to `out` and returns false,
 * appending nothing, when there is no answer.
 */
struct resolver {
	void *self;
	/* "<f>/etc/passwd": type letters and name of the fd of the event's process */
	bool (*fd)(void *self, int64_t fd, struct buf *out);
	/* the type letter alone: '4', 'f', '?' where unknown */
	char (*fd_letter)(void *self, int64_t fd);
	/* the name of the fd alone, for paths below a directory fd */
	bool (*fd_path)(void *self, int64_t fd, struct buf *out);
	bool (*comm)(void *self, int64_t tid, struct buf *out);
	bool (*user)(void *self, uint32_t uid, struct buf *out);
	bool (*group)(void *self, uint32_t gid, struct buf *out);
	/*
	 * current directory of the event's thread, ends with '/'; nothing but true where the
	 * thread is known and its directory is not, false where there is no thread
	 */
	bool (*cwd)(void *self, struct buf *out);
	/*
	 * what was appended to out from `mark` on is an internet address or tuple: name its ports.
	 * NULL: numbers stay
	 */
	void (*ports)(void *self, struct buf *out, size_t mark);
};

/*
 * Render parameter i of e.
 * out     value: the plain form is appended; resolved: the resolved form, nothing if none
 *         (resolved may be NULL when the caller does not want it)
 * returns false when the event has no such parameter
 */
bool render_param(const struct evt *e, unsigned i, const struct resolver *r,
		  const struct render_opts *o, struct buf *value, struct buf *resolved);

/*
 * All parameters as evt.args: "name=VALUE name=VALUE(RESOLVED) ", a blank after each; nothing
 * for generic events. Only the first `n` parameters (what the reference knows, or all).
 */
void render_args(const struct evt *e, unsigned n, const struct resolver *r,
		 const struct render_opts *o, struct buf *out);

/* A data buffer in the chosen mode. */
void render_bytes(const uint8_t *p, size_t len, const struct render_opts *o, struct buf *out);

/* Socket address and tuple ("10.0.0.1:53", "a:p->b:q", "NULL", "family 16" ...). */
void render_sockaddr(const uint8_t *p, uint32_t len, struct buf *out);
void render_socktuple(const uint8_t *p, uint32_t len, struct buf *out);
/* The family byte of an address or tuple: is it IPv4 or IPv6? */
bool socket_is_inet(uint8_t family);
void render_ipv4(const uint8_t ip[4], struct buf *out);
void render_ipv6(const uint8_t ip[16], struct buf *out);

/* Names of the bits of v joined by '|', by the reference's algorithm (types.md, flags). */
void render_flags(const struct flag_table *t, uint64_t v, struct buf *out);

/* Seconds as "%lg" followed by "s", from ns. */
void render_seconds(uint64_t ns, struct buf *out);

/*
 * base + path, normalised: "//", "./" and "../" resolved, no trailing slash; an absolute path
 * ignores the base, an empty one is the base. More than 1022 bytes: "/PATH_TOO_LONG". As the
 * reference has it, unprintable bytes of the path (in the C locale) become dots.
 */
void path_concat(const char *base, size_t nbase, const char *path, size_t npath, struct buf *out);
/* The same with all bytes as they are. */
void path_concat_as_is(const char *base, size_t nbase, const char *path, size_t npath,
		       struct buf *out);
/* Do both give the same? */
bool path_is_plain(const char *path, size_t n);

/* Append without the bytes for which isprint() is false in the C locale (and all >= 0x80). */
void put_printable(struct buf *out, const char *s, size_t n);
/* Append with those bytes as '.'. */
void put_dotted(struct buf *out, const char *s, size_t n);

#endif
