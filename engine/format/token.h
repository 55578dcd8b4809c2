/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FORMAT_TOKEN_H
#define SONDE_FORMAT_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/field/field.h"

/* For the files of this folder: what a compiled template is made of. */

/* What is done to a value before it is printed: %tolower(proc.name). */
enum transform { TR_TOLOWER, TR_TOUPPER, TR_BASENAME, TR_B64, TR_LEN };

#define TRANSFORMS_MAX 8

/* A run of literal text (no field), or a field with its width. */
struct token {
	struct field_ref ref; /* ref.field NULL: literal text */
	uint32_t text;	      /* where in format.text: the literal, or the token as written */
	uint32_t len;	      /* bytes of it */
	uint32_t width;	      /* cut or padded to this many bytes, 0 as it comes */
	uint8_t transforms;   /* how many of the following, innermost first */
	uint8_t transform[TRANSFORMS_MAX];
};

/* A member of the JSON object: `{"key":` or `,"key":`, then the value of a token. */
struct member {
	uint32_t token;
	uint32_t head; /* where in format.heads */
	uint32_t head_len;
};

struct format {
	bool partial;  /* leading '*': lines are printed although values are missing */
	bool terminal; /* control characters in values become dots */
	struct token *tokens;
	unsigned n;
	struct buf text;
	struct member *members; /* in the order of their keys; made on first use */
	unsigned nmembers;
	struct buf heads;
	struct buf tmp[2]; /* transformed texts, in turns */
};

/* The value of a field token with its transformations; false when there is none. */
bool token_value(struct format *f, const struct token *t, struct event_ctx *c, struct value *v);

/*
 * Parse "tolower(basename(" at the start of a token.
 * returns the bytes consumed (0: none there), the operations in t->transform; -1 when they are
 *         too many
 */
int transforms_parse(const char *s, struct token *t);

/* True when the operations of t can be applied to values of its field. */
bool transforms_fit(const struct token *t);

/* Apply them to v; texts are kept in tmp, whose two buffers take turns. */
void transforms_apply(const struct token *t, struct value *v, struct buf tmp[2]);

#endif
