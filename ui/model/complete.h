/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_COMPLETE_H
#define SONDE_UI_MODEL_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/field/field.h"
#include "engine/store/log.h"

/* What may stand at the cursor of a filter: fields, operators, values seen, and / or. */
enum complete_kind {
	COMPLETE_NONE,
	COMPLETE_FIELD,
	COMPLETE_OPERATOR,
	COMPLETE_VALUE,
	COMPLETE_JOIN, /* and, or */
};

/* The word at the cursor: [start, at) of the text, of this kind. */
struct complete_word {
	enum complete_kind kind;
	size_t start;
	size_t field, field_len; /* the field it belongs to (operators, values) */
	bool in_list;
};

/* Find out what stands at byte `at`; looks at what is before it only. */
void complete_look(const char *text, size_t at, struct complete_word *w);

struct candidate {
	char *text;  /* what is put in */
	char *about; /* what it means; "" nothing to say */
};

struct completion;

/* log and query are borrowed; values are looked for there. */
struct completion *completion_new(struct log *log, const struct query_opts *query);
void completion_free(struct completion *c); /* NULL is fine */

/* The text or the cursor changed. */
void completion_set(struct completion *c, const char *text, size_t at);

/*
 * Look for values until the clock (ns, monotonic) says so.
 * returns true when there is more to look at; *changed when candidates changed
 */
bool completion_step(struct completion *c, uint64_t until_ns, bool *changed);

unsigned completion_count(const struct completion *c);
const struct candidate *completion_get(const struct completion *c, unsigned i);
const struct complete_word *completion_word(const struct completion *c);

/* The description of the field that the cursor stands in or behind, NULL none. */
const struct field *completion_field(const struct completion *c);

/* Lines of the operators, for tests: each must be one. NULL past the last. */
const char *complete_operator(unsigned i);

#endif
