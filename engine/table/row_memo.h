/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TABLE_ROW_MEMO_H
#define SONDE_TABLE_ROW_MEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/field/field.h"

/*
 * Which row the events of a table went to, by what their entries in the log say: most keys are
 * decided by the thread, the fd or the type, so that the key of most events need not be read.
 *
 * A slot is the place where a row is remembered: its number + 1, 0 nothing yet.
 */

/* What decides a key. */
enum row_memo_kind {
	MEMO_THREAD, /* the thread version */
	MEMO_FD,     /* the fd version */
	MEMO_ENTRY,  /* thread, fd and number of the entry (FF_BY_ENTRY) */
	MEMO_TYPE,
	MEMO_SPAN, /* the event; it may say that its thread keeps the key (same_until) */
};

struct entry_row;

struct row_memo {
	enum row_memo_kind kind;
	bool but_connect; /* FF_FD_BUT_CONNECT */
	bool but_generic; /* FF_BY_TYPE */
	uint32_t *slots;  /* by version, by type */
	uint32_t n;
	uint32_t *known; /* versions whose slot was set */
	uint32_t nknown, known_cap;
	struct entry_row *entries; /* all of them would be too many */
};

void row_memo_init(struct row_memo *m, const struct field *key);
void row_memo_release(struct row_memo *m); /* also of zeros */

/* The slot of an event; NULL where its entry does not decide. Good until the next call. */
uint32_t *row_memo_slot(struct row_memo *m, const struct log_rec *rec);

void row_memo_set(struct row_memo *m, uint32_t *slot, uint32_t row);

/* Rows are numbered anew, or versions are. */
void row_memo_forget(struct row_memo *m);

/* Does the key of events of this type stand in their bytes? */
bool row_memo_needs_bytes(const struct row_memo *m, uint16_t code);

#endif
