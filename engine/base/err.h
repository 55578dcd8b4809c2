/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_BASE_ERR_H
#define SONDE_BASE_ERR_H

#include <stdint.h>

/*
 * How functions report failure: they return one of the negative codes below and
 * fill the struct err passed as their last argument. On success the struct is not
 * touched. The text is one line, names the place (file, offset, column) and, where
 * there is one, the remedy. The engine never prints and never exits.
 */
enum {
	ERR_IO = -1,      /* the system refused: open, read, write, mmap */
	ERR_FORMAT = -2,  /* damaged or foreign data */
	ERR_LIMIT = -3,   /* a length or count above what we accept */
	ERR_SYNTAX = -4,  /* a filter, a format, a view: the user's text is wrong */
	ERR_UNKNOWN = -5, /* a name that we do not know */
	ERR_VERSION = -6, /* a capture of a newer major version */
};

struct err {
	int code;
	uint64_t off; /* byte offset in a file, or column in a text, where it applies */
	char msg[256];
};

/* Fill *e (NULL is fine) and return `code`. */
int err_set(struct err *e, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* The same, remembering an offset (file) or a column (text). */
int err_set_at(struct err *e, int code, uint64_t off, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Put "prefix: " before the message; returns e->code. */
int err_wrap(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
