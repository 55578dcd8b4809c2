/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FILTER_LEX_H
#define SONDE_FILTER_LEX_H

#include "engine/filter/ast.h"

/* For parse.c: the pieces of a filter's text. */
struct lexer {
	const char *s;
	uint32_t len; /* bytes */
	uint32_t pos;
	enum filter_quoting quoting;
};

static inline char lex_peek(const struct lexer *l)
{
	return l->pos < l->len ? l->s[l->pos] : 0;
}

void lex_blanks(struct lexer *l);

/* Skip `word` if the text goes on with it, whatever follows; false: nothing is consumed. */
bool lex_skip(struct lexer *l, const char *word);

/* The same for a word that ends there: a letter, digit, '_' or '.' behind it is no match. */
bool lex_skip_word(struct lexer *l, const char *word);

/* True if the text goes on with a function's name and its bracket: "tolower(". */
bool lex_at_call(const struct lexer *l);

/*
 * What stands left of an operator: a field with its argument or a function's name. Never
 * empty.
 * returns 0 with kind TERM_FIELD, col, end, s, len filled
 */
int lex_name(struct lexer *l, struct ast_term *t, struct err *e);

/* The comparison operator. */
int lex_operator(struct lexer *l, enum filter_op *op, struct err *e);

/*
 * A value, quoted or not; in a list an unquoted one ends at a comma too. May be empty.
 * returns 0 with kind TERM_TEXT, col, end, s, len filled
 */
int lex_value(struct lexer *l, bool in_list, struct ast_term *t, struct err *e);

/* What stands at the position, for messages: a word or "the end of the filter". */
const char *lex_here(const struct lexer *l, char *out, uint32_t size);

#endif
