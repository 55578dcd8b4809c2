/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_SCAP_WRITER_H
#define SONDE_SCAP_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/scap/meta.h"

/*
 * Writes a capture that sysdig 0.29.3 and everything later opens: sections with their lists,
 * then events. Blocks leave whole, in runs of some hundred kilobytes; compressing and writing
 * the compressed bytes happens on a thread of its own. One thread calls.
 *
 * Not kept of a thread: what the process list can only say in the longer form that 0.29.3
 * misreads (tty, pgid, inode of the program, birth of its pid namespace).
 */
struct scap_writer;

struct scap_writer_opts {
	bool gzip;
	bool drop_new;	    /* leave out events that 0.29.3 does not know (it skips them) */
	bool redact;	    /* leave out what was read, written, sent and received */
	const char *source; /* file that is being read: refuse to overwrite it; NULL none */
};

/*
 * path "-" is standard output. A file is made with mode 0600; an existing one is overwritten
 * if it is the caller's. A symbolic link is followed only if it is the caller's or root's.
 * returns NULL with *e filled
 */
struct scap_writer *scap_writer_open(const char *path, const struct scap_writer_opts *o,
				     struct err *e);

/*
 * Write what is held back and close; NULL is fine. The first failure of any kind is reported
 * once: by the call below that notices it, or here. What was written before stays readable.
 * broken_pipe (NULL is fine): was the failure that nobody reads the pipe any more?
 * returns 0, or the code of the failure, in which case *e is filled unless an earlier call
 * has filled its own
 */
int scap_writer_close(struct scap_writer *w, bool *broken_pipe, struct err *e);

/* Write what is held back; only scap_writer_close() may follow. Returns the file's length. */
uint64_t scap_writer_finish(struct scap_writer *w);

/* After a failure: was it that nobody reads the pipe any more? */
bool scap_writer_broken_pipe(const struct scap_writer *w);

/* All below return 0, or an error code with *e filled at its first report (see above). */

/* Begin a section; `m` may be unknown. Metadata comes before the first event. */
int scap_writer_section(struct scap_writer *w, const struct scap_machine *m, struct err *e);

/* One list block: begin, add entries of its kind, end. 0.29.3 keeps only the last interface
 * list and the last user list of a section, so they are not to be split. */
enum scap_list { LIST_INTERFACES, LIST_USERS, LIST_THREADS, LIST_FDS };
void scap_writer_list(struct scap_writer *w, enum scap_list kind);
void scap_writer_fd_list(struct scap_writer *w, int64_t tid);
void scap_writer_add_interface(struct scap_writer *w, const struct scap_interface *i);
void scap_writer_add_user(struct scap_writer *w, const struct scap_user *u);
void scap_writer_add_thread(struct scap_writer *w, const struct scap_thread *t);
void scap_writer_add_fd(struct scap_writer *w, const struct scap_fd *f);
int scap_writer_list_end(struct scap_writer *w, struct err *e);

/*
 * Write an event.
 * in      block: its whole block as the reader gave it, len bytes; of any version: the
 *         parameters are copied, a missing parameter count is added
 *         state_only: readers apply it to their state and do not show it
 * returns ERR_FORMAT when the block does not hold an event
 */
int scap_writer_event(struct scap_writer *w, const uint8_t *block, uint32_t len, bool state_only,
		      struct err *e);

/*
 * The same for an event that is to be shown and whose block stays where and as it is until
 * scap_writer_settle(): blocks that lie one behind the other leave as one.
 */
int scap_writer_copy(struct scap_writer *w, const uint8_t *block, uint32_t len, struct err *e);
int scap_writer_settle(struct scap_writer *w, struct err *e);

/*
 * Hand everything so far to the system, so that a reader of the file or pipe can see it. With
 * wait, that is done on return; otherwise what has to be compressed may take a little longer.
 */
int scap_writer_flush(struct scap_writer *w, bool wait, struct err *e);

/* Length of the file so far, what is held back included; compressed: as far as it is known. */
uint64_t scap_writer_bytes(const struct scap_writer *w);

#endif
