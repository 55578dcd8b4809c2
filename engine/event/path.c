/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/event/text.h"

/*
 * Paths as the reference makes them. The base is taken as it is; the path is appended to it
 * and normalised on the way, and ".." may climb into the base.
 */

/* Bytes of base and path: the reference has 1024 and counts the terminator twice. */
enum { PATH_MAX_LEN = 1022 };

/* What isprint() says in the C locale: the locale of the user must not change the output. */
static inline bool printable(char c)
{
	return c >= 0x20 && c < 0x7f;
}

void put_printable(struct buf *out, const char *s, size_t n)
{
	char *d;
	size_t i;

	if (!n || !buf_room(out, n))
		return;
	d = out->p + out->len;
	for (i = 0; i < n; i++) {
		*d = s[i];
		d += printable(s[i]);
	}
	out->len = (size_t)(d - out->p);
}

void put_dotted(struct buf *out, const char *s, size_t n)
{
	char *d;
	size_t i;

	if (!n || !buf_room(out, n))
		return;
	d = out->p + out->len;
	for (i = 0; i < n; i++)
		d[i] = printable(s[i]) ? s[i] : '.';
	out->len += n;
}

/* Drop the last component of d[0..at): the new end, after a slash or at the start. */
static size_t climb(const char *d, size_t at)
{
	if (at <= 1)
		return at;
	at--;
	while (at > 0 && d[at - 1] != '/')
		at--;
	return at;
}

/*
 * The reference looks for dots anywhere, not only where a component begins: "a./b" becomes "ab",
 * and "a../b" loses the a.
 */
void path_append(struct buf *out, size_t start, const char *path, size_t n, bool as_is)
{
	char *d;
	size_t at, i = 0;

	if (!buf_room(out, n))
		return;
	d = out->p + start;
	at = out->len - start;
	while (i < n && path[i]) {
		char c = path[i];

		if (c == '.') {
			size_t dots = i + 1 < n && path[i + 1] == '.' ? 2 : 1;
			char after = i + dots < n ? path[i + dots] : 0;

			i += dots;
			if (after == '/' || after == 0) {
				if (dots == 2)
					at = climb(d, at);
				i += after == '/';
				continue;
			}
			memset(d + at, '.', dots);
			at += dots;
			continue;
		}
		i++;
		if (c == '/' && at > 0 && d[at - 1] == '/')
			continue;
		d[at++] = as_is || printable(c) ? c : '.';
	}
	if (at > 1 && d[at - 1] == '/')
		at--;
	out->len = start + at;
}

static void concat(const char *base, size_t nbase, const char *path, size_t npath, struct buf *out,
		   bool as_is)
{
	size_t start = out->len;

	if (nbase + npath > PATH_MAX_LEN) {
		buf_puts(out, "/PATH_TOO_LONG");
		return;
	}
	if (!npath || path[0] != '/')
		buf_put(out, base, nbase);
	path_append(out, start, path, npath, as_is);
}

void path_concat(const char *base, size_t nbase, const char *path, size_t npath, struct buf *out)
{
	concat(base, nbase, path, npath, out, false);
}

void path_concat_as_is(const char *base, size_t nbase, const char *path, size_t npath,
		       struct buf *out)
{
	concat(base, nbase, path, npath, out, true);
}

bool path_is_plain(const char *path, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!printable(path[i]))
			return false;
	}
	return true;
}
