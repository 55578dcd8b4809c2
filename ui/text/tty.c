/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/tty.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { ESC = 033 };

/* ESC [ ... LETTER: colours, cursor, clearing; of the switches only that of the cursor. */
static bool may_pass(const char *seq, unsigned n)
{
	char last = seq[n - 1];

	if (last == 'h' || last == 'l')
		return n == 6 && !memcmp(seq, "\033[?25", 5);
	return !memchr(seq, '?', n) && strchr("mHfABCDEFGdJKsu", last);
}

static void put_text(struct tty_filter *f, unsigned char ch, struct buf *out);

/* The next byte of an escape sequence. */
static void put_escape(struct tty_filter *f, unsigned char ch, struct buf *out)
{
	bool inside = f->n == 1 ? ch == '[' : (ch >= '0' && ch <= '9') || ch == ';' || ch == '?';

	if (f->n < sizeof(f->seq))
		f->seq[f->n++] = (char)ch;
	if (inside && f->n < sizeof(f->seq))
		return;
	if (f->n > 2 && ch >= '@' && ch <= '~') {
		if (may_pass(f->seq, f->n))
			buf_put(out, f->seq, f->n);
		else
			buf_putc(out, '.');
		f->n = 0;
		return;
	}
	/* No sequence that we know: what begins with it is text again, without its escape. */
	buf_putc(out, '.');
	f->n = 0;
	put_text(f, ch, out);
}

/* A character of several bytes: complete ones pass, but not the control characters among them. */
static void put_character(struct tty_filter *f, unsigned char ch, struct buf *out)
{
	if (ch >= 0xc2 && ch < 0xf5 && !f->more) {
		f->more = ch < 0xe0 ? 1 : ch < 0xf0 ? 2 : 3;
		f->nchars = 0;
	} else if ((ch & 0xc0) != 0x80 || !f->more--) {
		f->more = 0;
		buf_putc(out, '.');
		return;
	}
	f->chars[f->nchars++] = (char)ch;
	if (f->more)
		return;
	if ((unsigned char)f->chars[0] == 0xc2 && ch < 0xa0)
		buf_putc(out, '.');
	else
		buf_put(out, f->chars, f->nchars);
}

static void put_text(struct tty_filter *f, unsigned char ch, struct buf *out)
{
	if (ch >= 0x80) {
		put_character(f, ch, out);
		return;
	}
	if (f->more)
		buf_putc(out, '.'); /* the character before was cut */
	f->more = 0;
	if (ch == ESC) {
		f->seq[0] = ESC;
		f->n = 1;
	} else if ((ch < 0x20 && !strchr("\n\t\r", ch)) || !ch || ch == 0x7f) {
		buf_putc(out, '.');
	} else {
		buf_putc(out, (char)ch);
	}
}

void tty_filter_put(struct tty_filter *f, const char *p, size_t n, struct buf *out)
{
	for (; n; n--, p++) {
		if (f->n)
			put_escape(f, (unsigned char)*p, out);
		else
			put_text(f, (unsigned char)*p, out);
	}
}

/* -------------------------------------------------------------------------- streams --- */

struct filtered {
	struct tty_filter filter;
	int fd;
};

static ssize_t write_filtered(void *cookie, const char *p, size_t n)
{
	struct filtered *f = cookie;
	struct buf out;
	size_t done = 0;

	buf_init(&out, 0);
	tty_filter_put(&f->filter, p, n, &out);
	while (done < out.len) {
		ssize_t k = write(f->fd, out.p + done, out.len - done);

		if (k < 0 && errno != EINTR)
			break;
		done += k > 0 ? (size_t)k : 0;
	}
	n = done == out.len ? n : 0;
	buf_release(&out);
	return (ssize_t)n;
}

static void filter_stream(FILE **stream, struct filtered *f, int buffering)
{
	FILE *with;

	if (!isatty(f->fd))
		return;
	with = fopencookie(f, "w", (cookie_io_functions_t){.write = write_filtered});
	if (!with)
		return;
	setvbuf(with, NULL, buffering, BUFSIZ);
	*stream = with;
}

void tty_filter_streams(void)
{
	static struct filtered out = {.fd = STDOUT_FILENO}, errors = {.fd = STDERR_FILENO};

	filter_stream(&stdout, &out, _IOLBF);
	filter_stream(&stderr, &errors, _IONBF);
}
