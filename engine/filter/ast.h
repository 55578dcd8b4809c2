/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FILTER_AST_H
#define SONDE_FILTER_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"

/*
 * The tree of a filter as it was written: names are not looked up, values are text. Columns are
 * bytes from the start of the filter's text.
 *
 *   filter  := and ('or' and)*
 *   and     := not ('and' not)*
 *   not     := 'not'* ( '(' filter ')' | check )
 *   check   := left operator right | left 'exists'
 *   left    := field | function '(' argument (',' argument)* ')' ('[' option ']')?
 *   right   := value | '(' value, ... ')' | 'val(' field ')' | function ...
 */

/* Brackets, functions: deeper than this is refused. */
#define FILTER_DEPTH_MAX 100
/* Bytes of a filter. */
#define FILTER_TEXT_MAX (1u << 20)

enum filter_op {
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_CONTAINS,
	OP_ICONTAINS,
	OP_BCONTAINS,
	OP_STARTSWITH,
	OP_BSTARTSWITH,
	OP_ENDSWITH,
	OP_GLOB,
	OP_IGLOB,
	OP_REGEX,
	OP_IN,
	OP_INTERSECTS,
	OP_PMATCH,
	OP_EXISTS,
};

/* How many elements of the list behind it have to satisfy an operator. */
enum filter_quant { QUANT_NONE, QUANT_ONEOF, QUANT_ANYOF, QUANT_ALLOF };

enum ast_term_kind {
	TERM_FIELD, /* s: its name with argument */
	TERM_CALL,  /* s: the function's name; args, select */
	TERM_TEXT,  /* s: the text, escapes resolved; may contain NUL */
};

struct ast_term {
	enum ast_term_kind kind;
	uint32_t col, end; /* the part of the filter it was read from */
	char *s;	   /* terminated */
	uint32_t len;	   /* bytes of s */
	char *select;	   /* TERM_CALL: the [x] behind it, NULL none */
	struct ast_term *args;
	unsigned nargs;
};

struct ast_check {
	struct ast_term left;
	enum filter_op op;
	uint32_t op_col;
	enum filter_quant quant;
	bool list; /* the right side was in brackets */
	struct ast_term *right;
	unsigned nright;
	unsigned index; /* for check.c: which of the filter's checks it became */
};

enum ast_kind { AST_AND, AST_OR, AST_NOT, AST_CHECK };

struct ast {
	enum ast_kind kind;
	uint32_t col, end;
	struct ast **kids; /* AND, OR: two or more; NOT: one */
	unsigned n;
	struct ast_check *check; /* AST_CHECK */
};

/*
 * Which quote ends a quoted value. The reference (0.29.3) lets either kind end it, current libs
 * only the kind that began it; see lex.c.
 */
enum filter_quoting { QUOTES_EITHER, QUOTES_SAME };

/* Parse; NULL and *e (with the column) when the text is not a filter. */
struct ast *ast_parse(const char *text, enum filter_quoting quoting, struct err *e);
void ast_free(struct ast *a); /* NULL is fine */

/* "contains", "=", "in" ... */
const char *filter_op_name(enum filter_op op);

/* True if `s` is the name of a function: tolower, len, join ... */
bool filter_is_function(const char *s, uint32_t len);

#endif
