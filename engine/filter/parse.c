/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/filter/ast.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/field/field.h"
#include "engine/filter/lex.h"

struct parser {
	struct lexer lex;
	unsigned depth;
	struct err *e;
};

static const char *const function_names[] = {
	"tolower", "toupper", "b64", "basename", "len", "join", "concat", "getopt",
};

bool filter_is_function(const char *s, uint32_t len)
{
	unsigned i;

	for (i = 0; i < sizeof(function_names) / sizeof(function_names[0]); i++)
		if (strlen(function_names[i]) == len && memcmp(function_names[i], s, len) == 0)
			return true;
	return false;
}

/* ------------------------------------------------------------------------- nodes --- */

static void term_release(struct ast_term *t)
{
	unsigned i;

	for (i = 0; i < t->nargs; i++)
		term_release(&t->args[i]);
	free(t->args);
	free(t->s);
	free(t->select);
	*t = (struct ast_term){0};
}

static void check_free(struct ast_check *c)
{
	unsigned i;

	if (!c)
		return;
	term_release(&c->left);
	for (i = 0; i < c->nright; i++)
		term_release(&c->right[i]);
	free(c->right);
	free(c);
}

void ast_free(struct ast *a)
{
	unsigned i;

	if (!a)
		return;
	for (i = 0; i < a->n; i++)
		ast_free(a->kids[i]);
	free(a->kids);
	check_free(a->check);
	free(a);
}

static struct ast *node_new(enum ast_kind kind, uint32_t col)
{
	struct ast *a = xcalloc(1, sizeof(*a));

	a->kind = kind;
	a->col = col;
	return a;
}

/* Arrays grow by doubling: room is checked when the count is a power of two. */
static bool must_grow(unsigned n)
{
	return (n & (n - 1)) == 0;
}

static void node_add(struct ast *a, struct ast *kid)
{
	if (must_grow(a->n))
		a->kids = xrealloc(a->kids, (a->n ? a->n * 2u : 1) * sizeof(*a->kids));
	a->kids[a->n++] = kid;
	a->end = kid->end;
}

static struct ast_term *term_add(struct ast_term **terms, unsigned *n)
{
	if (must_grow(*n))
		*terms = xrealloc(*terms, (*n ? *n * 2u : 1) * sizeof(**terms));
	(*terms)[*n] = (struct ast_term){0};
	return &(*terms)[(*n)++];
}

/* ------------------------------------------------------------------------ errors --- */

static int fail(struct parser *p, uint32_t col, const char *expected)
{
	char here[64];

	return err_set_at(p->e, ERR_SYNTAX, col, "expected %s, found %s", expected,
			  lex_here(&p->lex, here, sizeof(here)));
}

static int enter(struct parser *p)
{
	if (++p->depth <= FILTER_DEPTH_MAX)
		return 0;
	return err_set_at(p->e, ERR_LIMIT, p->lex.pos, "brackets nested more than %d deep",
			  FILTER_DEPTH_MAX);
}

/* ------------------------------------------------------------------------- terms --- */

static int parse_call(struct parser *p, struct ast_term *t);

/* What stands left of an operator, or inside val(): a field or a function of fields. */
static int parse_left(struct parser *p, struct ast_term *t)
{
	struct lexer *l = &p->lex;
	uint32_t after;
	int r = lex_name(l, t, p->e);

	if (r < 0)
		return r;
	after = l->pos;
	lex_blanks(l);
	if (lex_peek(l) != '(') {
		l->pos = after;
		return 0;
	}
	if (!filter_is_function(t->s, t->len)) {
		if (strchr(t->s, '.'))
			return fail(p, l->pos, "an operator");
		return err_set_at(
			p->e, ERR_UNKNOWN, t->col,
			"unknown function '%.64s' (there are tolower toupper b64 basename len "
			"join concat getopt)",
			t->s);
	}
	l->pos++;
	t->kind = TERM_CALL;
	return parse_call(p, t);
}

/* A function's argument: a quoted text, a field, or another function. */
static int parse_argument(struct parser *p, struct ast_term *t)
{
	lex_blanks(&p->lex);
	if (lex_peek(&p->lex) == '"' || lex_peek(&p->lex) == '\'')
		return lex_value(&p->lex, true, t, p->e);
	return parse_left(p, t);
}

/* The arguments behind the opening bracket, the closing one, and an optional [x]. */
static int parse_call(struct parser *p, struct ast_term *t)
{
	struct lexer *l = &p->lex;
	const char *close;
	int r = enter(p);

	while (r == 0) {
		r = parse_argument(p, term_add(&t->args, &t->nargs));
		if (r < 0)
			return r;
		lex_blanks(l);
		if (lex_skip(l, ")"))
			break;
		if (!lex_skip(l, ","))
			r = fail(p, l->pos, "',' or ')' after a function's argument");
	}
	if (r < 0)
		return r;
	p->depth--;
	if (lex_peek(l) == '[') {
		close = memchr(l->s + l->pos, ']', l->len - l->pos);
		if (!close)
			return fail(p, l->pos, "']'");
		t->select = xstrndup(l->s + l->pos + 1, (size_t)(close - l->s) - l->pos - 1);
		l->pos = (uint32_t)(close - l->s) + 1;
	}
	t->end = l->pos;
	return 0;
}

/* val(field) or a function, right of an operator. */
static int parse_right_call(struct parser *p, struct ast_check *c)
{
	struct lexer *l = &p->lex;
	struct ast_term *t = term_add(&c->right, &c->nright);
	uint32_t col = l->pos;
	int r;

	if (!lex_skip(l, "val("))
		return parse_left(p, t);
	r = enter(p);
	if (r == 0)
		r = parse_left(p, t);
	if (r < 0)
		return r;
	lex_blanks(l);
	if (!lex_skip(l, ")"))
		return fail(p, l->pos, "')' after the field of val()");
	p->depth--;
	t->col = col;
	t->end = l->pos;
	return 0;
}

/* The values behind the opening bracket, and the closing one. */
static int parse_list(struct parser *p, struct ast_check *c)
{
	struct lexer *l = &p->lex;
	int r;

	c->list = true;
	lex_blanks(l);
	if (lex_skip(l, ")"))
		return 0;
	for (;;) {
		r = lex_value(l, true, term_add(&c->right, &c->nright), p->e);
		if (r < 0)
			return r;
		lex_blanks(l);
		if (lex_skip(l, ")"))
			return 0;
		if (!lex_skip(l, ","))
			return fail(p, l->pos, "',' or ')' after a value of the list");
	}
}

/* oneof, anyof, allof with their list. Without a bracket behind them they are values. */
static bool parse_quant(struct parser *p, struct ast_check *c)
{
	static const struct {
		const char *word;
		enum filter_quant quant;
	} words[] = {{"oneof", QUANT_ONEOF}, {"anyof", QUANT_ANYOF}, {"allof", QUANT_ALLOF}};
	struct lexer *l = &p->lex;
	uint32_t pos = l->pos;
	unsigned i;

	for (i = 0; i < 3; i++) {
		if (!lex_skip_word(l, words[i].word))
			continue;
		lex_blanks(l);
		if (lex_skip(l, "(")) {
			c->quant = words[i].quant;
			return true;
		}
	}
	l->pos = pos;
	return false;
}

static int parse_right(struct parser *p, struct ast_check *c)
{
	struct lexer *l = &p->lex;
	bool list = c->op == OP_IN || c->op == OP_INTERSECTS || c->op == OP_PMATCH;
	struct ast_term *t;
	int r;

	lex_blanks(l);
	if (lex_at_call(l))
		return parse_right_call(p, c);
	if (list)
		return lex_skip(l, "(") ? parse_list(p, c)
					: fail(p, l->pos, "'(' and a list of values");
	if (parse_quant(p, c))
		return parse_list(p, c);
	t = term_add(&c->right, &c->nright);
	r = lex_value(l, false, t, p->e);
	if (r == 0 && t->col == t->end && lex_peek(l) == '(')
		return fail(p, l->pos,
			    "a value (lists go with in, intersects, pmatch, anyof, oneof, allof)");
	/* Of a part of a text that is missing, every text would have it. */
	if (r == 0 && t->col == t->end && c->op != OP_EQ && c->op != OP_NE)
		return fail(p, l->pos, "a value ('' is the empty text)");
	return r;
}

/* ------------------------------------------------------------------- expressions --- */

/*
 * No operator follows. A name that is no field is the likelier slip: a file name without -r, a
 * misspelt field. True, and *e, when it is.
 */
static bool name_is_wrong(const struct ast_term *t, struct err *e)
{
	struct field_ref ref = {0};
	struct err why = {0};

	if (t->kind != TERM_FIELD)
		return false;
	if (field_parse(t->s, true, &ref, &why) > 0) {
		field_ref_release(&ref);
		return false;
	}
	err_set_at(e, why.code, t->col, "%s", why.msg);
	return true;
}

static int parse_check(struct parser *p, struct ast *a)
{
	struct ast_check *c = a->check = xcalloc(1, sizeof(*c));
	struct lexer *l = &p->lex;
	int r = parse_left(p, &c->left);

	if (r < 0)
		return r;
	lex_blanks(l);
	if (l->pos >= l->len && c->left.kind == TERM_FIELD && !strchr(c->left.s, '.'))
		return err_set_at(p->e, ERR_UNKNOWN, c->left.col,
				  "'%.64s' is not a field (fields are called like proc.name)",
				  c->left.s);
	c->op_col = l->pos;
	r = lex_operator(l, &c->op, p->e);
	if (r < 0 && name_is_wrong(&c->left, p->e))
		return p->e ? p->e->code : r;
	if (r == 0 && c->op != OP_EXISTS)
		r = parse_right(p, c);
	a->end = l->pos;
	return r;
}

static struct ast *parse_or(struct parser *p);

static struct ast *parse_group(struct parser *p)
{
	struct lexer *l = &p->lex;
	uint32_t col = l->pos++;
	struct ast *a;

	if (enter(p) < 0)
		return NULL;
	a = parse_or(p);
	if (!a)
		return NULL;
	lex_blanks(l);
	if (!lex_skip(l, ")")) {
		fail(p, l->pos, "'and', 'or' or ')'");
		ast_free(a);
		return NULL;
	}
	p->depth--;
	a->col = col;
	a->end = l->pos;
	return a;
}

/*
 * `not not x` is `not x`, as in the reference: the word only says that what follows is negated.
 * No field begins with "not", so that it may be glued to what follows.
 */
static struct ast *parse_not(struct parser *p)
{
	struct lexer *l = &p->lex;
	struct ast *a, *not = NULL;
	uint32_t col;

	lex_blanks(l);
	col = l->pos;
	while (lex_skip(l, "not")) {
		if (!not )
			not = node_new(AST_NOT, col);
		lex_blanks(l);
	}
	if (lex_peek(l) == '(') {
		a = parse_group(p);
	} else {
		a = node_new(AST_CHECK, l->pos);
		if (parse_check(p, a) < 0) {
			ast_free(a);
			a = NULL;
		}
	}
	if (!a) {
		ast_free(not );
		return NULL;
	}
	if (!not )
		return a;
	node_add(not, a);
	return not ;
}

/* A chain of `next` joined by `word`; one alone stays as it is. */
static struct ast *parse_chain(struct parser *p, const char *word, enum ast_kind kind,
			       struct ast *(*next)(struct parser *p))
{
	struct ast *kid = next(p), *a = NULL;

	while (kid) {
		if (a)
			node_add(a, kid);
		lex_blanks(&p->lex);
		if (!lex_skip(&p->lex, word))
			return a ? a : kid;
		if (!a) {
			a = node_new(kind, kid->col);
			node_add(a, kid);
		}
		kid = next(p);
	}
	ast_free(a);
	return NULL;
}

static struct ast *parse_and(struct parser *p)
{
	return parse_chain(p, "and", AST_AND, parse_not);
}

static struct ast *parse_or(struct parser *p)
{
	return parse_chain(p, "or", AST_OR, parse_and);
}

struct ast *ast_parse(const char *text, enum filter_quoting quoting, struct err *e)
{
	struct parser p = {.lex = {.s = text, .quoting = quoting}, .e = e};
	size_t len = strlen(text);
	struct ast *a;

	if (len > FILTER_TEXT_MAX) {
		err_set_at(e, ERR_LIMIT, 0, "a filter of %zu bytes; %u are allowed", len,
			   FILTER_TEXT_MAX);
		return NULL;
	}
	p.lex.len = (uint32_t)len;
	a = parse_or(&p);
	if (a && p.lex.pos < p.lex.len) {
		fail(&p, p.lex.pos, "'and', 'or' or the end of the filter");
		ast_free(a);
		return NULL;
	}
	return a;
}
