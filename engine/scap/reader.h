/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_SCAP_READER_H
#define SONDE_SCAP_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"

/*
 * Reads blocks of a .scap file: plain or gzip, from a file, a pipe or standard input, in
 * either byte order. Whatever the input is, its plain bytes appear at stable addresses: a
 * plain file is mapped; everything else is inflated or copied by a thread of its own, ahead
 * of the reader, into an unlinked temporary file (keep) or memory given back behind the
 * reader (!keep).
 */
struct scap_reader;

struct scap_block {
	uint32_t type;	     /* canonical (block.h) */
	uint32_t len;	     /* whole block, bytes */
	uint64_t off;	     /* where it begins in the plain byte stream */
	const uint8_t *p;    /* the whole block, native byte order; stays valid while kept */
};

/* What stands between the framing, padding included. */
static inline const uint8_t *scap_block_body(const struct scap_block *b, uint32_t *len)
{
	*len = b->len - 12;
	return b->p + 8;
}

/*
 * path "-" is standard input. keep: everything read stays addressable until close;
 * otherwise only what lies after scap_reader_release().
 * returns NULL with *e filled: cannot open, not a capture, newer major version
 */
struct scap_reader *scap_reader_open(const char *path, bool keep, struct err *e);
void scap_reader_close(struct scap_reader *r); /* NULL is fine */

/*
 * While a mapped capture is open, SIGBUS is the reader's (the file may become shorter). This is
 * called, in signal context and with SIGBUS set to its default, for one that means something else.
 */
void scap_reader_on_bus(void (*handler)(int sig));

/* Reads from memory, for tests and fuzzing; `p` is borrowed and may be byte-swapped in place. */
struct scap_reader *scap_reader_open_mem(uint8_t *p, uint64_t len, struct err *e);

/*
 * The next block, waiting for it if the input is still being produced.
 * returns 1 a block, 0 clean end, ERR_FORMAT / ERR_LIMIT / ERR_IO damage (e->off says where)
 */
int scap_reader_next(struct scap_reader *r, struct scap_block *b, struct err *e);

/*
 * The next block if it is an ordinary event block that is there already, in native byte order:
 * the short way for what captures consist of. False says nothing; ask scap_reader_next().
 */
bool scap_reader_try(struct scap_reader *r, struct scap_block *b);

/* Is the next block there, so that reading it will not wait? */
bool scap_reader_ready(struct scap_reader *r);

/* From another thread: the input ends here for a reader that waits for more. */
void scap_reader_stop(struct scap_reader *r);

/* Bytes before this offset will not be looked at again (only without keep). */
void scap_reader_release(struct scap_reader *r, uint64_t off);

/* Base address: a block with offset o is at scap_reader_base() + o. */
const uint8_t *scap_reader_base(const struct scap_reader *r);
/* Bytes from there on that have been read until now, or are mapped. */
uint64_t scap_reader_bytes(const struct scap_reader *r);

/* For a progress bar: position in the file itself (compressed bytes), and its size (0 = pipe). */
void scap_reader_progress(const struct scap_reader *r, uint64_t *pos, uint64_t *size);

#endif
