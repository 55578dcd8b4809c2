/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/filter/lex.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"

/*
 * Two languages meet here: that of sysdig 0.29.3 and that of current libs. What was a filter in
 * 0.29.3 keeps its meaning; what was an error there may mean what it means in libs. So:
 *
 *  - A quoted value ends at the next quote of either kind in 0.29.3, at the next of its own kind
 *    in libs. `"it's"` is an error in the former (an s behind a value) and `"a' or b='c"` is one
 *    filter or the other; filter_compile tries QUOTES_EITHER first and QUOTES_SAME when that
 *    gives no filter.
 *  - Escapes are those of 0.29.3, in quoted and in bare values: \\ and \" and \xHH; a backslash
 *    before anything else stays, with what follows it (so regular expressions and globs can be
 *    written with single backslashes). libs turns \n, \t and \' into one character.
 *  - Bare values may contain = < > and quotes, and outside of lists commas, as in 0.29.3.
 *  - `==` is the operator of libs. In 0.29.3 it was `=` with a value that begins with `=`; such
 *    a value can be written `= =x` or "=x". No filter in use relies on that, and everybody
 *    types ==.
 *  - Words need no blank around them where nothing else could be meant: `)and(`, `not(`, `"x"or`.
 */

static const struct {
	const char *word;
	enum filter_op op;
} operators[] = {
	/* The reference takes the first that is a prefix of the text; none of these is a prefix of
	 * a later one, but for the pairs of symbols, longer first. */
	{"==", OP_EQ},
	{"=", OP_EQ},
	{"!=", OP_NE},
	{"<=", OP_LE},
	{"<", OP_LT},
	{">=", OP_GE},
	{">", OP_GT},
	{"contains", OP_CONTAINS},
	{"icontains", OP_ICONTAINS},
	{"bcontains", OP_BCONTAINS},
	{"startswith", OP_STARTSWITH},
	{"bstartswith", OP_BSTARTSWITH},
	{"endswith", OP_ENDSWITH},
	{"glob", OP_GLOB},
	{"iglob", OP_IGLOB},
	{"regex", OP_REGEX},
	{"intersects", OP_INTERSECTS},
	{"in", OP_IN},
	{"pmatch", OP_PMATCH},
	{"exists", OP_EXISTS},
};

const char *filter_op_name(enum filter_op op)
{
	unsigned i;

	for (i = 1; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (operators[i].op == op)
			return operators[i].word;
	return "?";
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

void lex_blanks(struct lexer *l)
{
	while (l->pos < l->len && is_blank(l->s[l->pos]))
		l->pos++;
}

bool lex_skip(struct lexer *l, const char *word)
{
	size_t n = strlen(word);

	if (l->len - l->pos < n || memcmp(l->s + l->pos, word, n) != 0)
		return false;
	l->pos += (uint32_t)n;
	return true;
}

bool lex_skip_word(struct lexer *l, const char *word)
{
	uint32_t pos = l->pos;

	if (lex_skip(l, word) && !is_word(lex_peek(l)))
		return true;
	l->pos = pos;
	return false;
}

bool lex_at_call(const struct lexer *l)
{
	uint32_t end = l->pos;

	while (end < l->len && is_word(l->s[end]))
		end++;
	return end < l->len && l->s[end] == '(' &&
	       (filter_is_function(l->s + l->pos, end - l->pos) ||
		(end - l->pos == 3 && memcmp(l->s + l->pos, "val", 3) == 0));
}

const char *lex_here(const struct lexer *l, char *out, uint32_t size)
{
	uint32_t end = l->pos;

	if (l->pos >= l->len)
		return "the end of the filter";
	while (end < l->len && is_word(l->s[end]))
		end++;
	if (end == l->pos)
		end++;
	/* Never cut a character of several bytes. */
	while (end < l->len && ((unsigned char)l->s[end] & 0xc0) == 0x80)
		end++;
	snprintf(out, size, "'%.*s'", (int)(end - l->pos < 40 ? end - l->pos : 40), l->s + l->pos);
	return out;
}

static void term_text(struct ast_term *t, enum ast_term_kind kind, const char *s, size_t len)
{
	t->kind = kind;
	t->s = xmalloc(len + 1);
	memcpy(t->s, s, len);
	t->s[len] = 0;
	t->len = (uint32_t)len;
}

/*
 * The end of the argument that begins at '[', or 0 when it is not closed: [text without blanks
 * and brackets] or ["any text"].
 */
static uint32_t argument_end(const struct lexer *l, uint32_t open)
{
	uint32_t i = open + 1;
	char quote;

	if (i < l->len && (l->s[i] == '"' || l->s[i] == '\'')) {
		quote = l->s[i++];
		while (i < l->len && l->s[i] != quote)
			i++;
		i++;
		return i < l->len && l->s[i] == ']' ? i + 1 : 0;
	}
	while (i < l->len && !is_blank(l->s[i]) && l->s[i] != '[' && l->s[i] != ']')
		i++;
	return i < l->len && l->s[i] == ']' ? i + 1 : 0;
}

int lex_name(struct lexer *l, struct ast_term *t, struct err *e)
{
	struct buf text;
	uint32_t end;
	char here[64];

	lex_blanks(l);
	t->col = l->pos;
	buf_init(&text, 0);
	while (l->pos < l->len) {
		char c = l->s[l->pos];

		if (is_blank(c) || strchr("()!=<>,", c) || c == '\0')
			break;
		end = c == '[' ? argument_end(l, l->pos) : 0;
		if (!end) {
			buf_putc(&text, c);
			l->pos++;
			continue;
		}
		/* Quotes around the argument are not part of it. */
		if (l->s[l->pos + 1] == '"' || l->s[l->pos + 1] == '\'') {
			buf_putc(&text, '[');
			buf_put(&text, l->s + l->pos + 2, end - l->pos - 4);
			buf_putc(&text, ']');
		} else {
			buf_put(&text, l->s + l->pos, end - l->pos);
		}
		l->pos = end;
	}
	t->end = l->pos;
	if (!text.len) {
		buf_release(&text);
		return err_set_at(e, ERR_SYNTAX, t->col, "expected a field, found %s",
				  lex_here(l, here, sizeof(here)));
	}
	term_text(t, TERM_FIELD, text.p, text.len);
	buf_release(&text);
	return 0;
}

int lex_operator(struct lexer *l, enum filter_op *op, struct err *e)
{
	unsigned i;
	char here[64];

	lex_blanks(l);
	for (i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (lex_skip(l, operators[i].word)) {
			*op = operators[i].op;
			return 0;
		}
	return err_set_at(
		e, ERR_SYNTAX, l->pos,
		"expected an operator (= != < <= > >= contains icontains bcontains startswith "
		"bstartswith endswith glob iglob regex in intersects pmatch exists), found %s",
		lex_here(l, here, sizeof(here)));
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*
 * What follows a backslash. At the end of a bare value that ends the filter, an unfinished
 * escape is dropped, as the reference does.
 */
static int lex_escape(struct lexer *l, bool quoted, struct buf *out, struct err *e)
{
	uint32_t col = l->pos++;
	int hi, lo;
	char c = lex_peek(l);

	if (l->pos >= l->len)
		return 0;
	if (!quoted && (is_blank(c) || c == '(' || c == ')'))
		return err_set_at(e, ERR_SYNTAX, col,
				  "a backslash before a blank or bracket; put the value in quotes");
	l->pos++;
	if (c == '\\' || c == '"') {
		buf_putc(out, c);
		return 0;
	}
	if (c != 'x') {
		buf_putc(out, '\\');
		buf_putc(out, c);
		return 0;
	}
	hi = l->pos < l->len ? hex_digit(l->s[l->pos]) : -1;
	lo = l->pos + 1 < l->len ? hex_digit(l->s[l->pos + 1]) : -1;
	if (!quoted && (l->pos == l->len || (hi >= 0 && l->pos + 1 == l->len))) {
		l->pos = l->len;
		return 0;
	}
	if (hi < 0 || lo < 0)
		return err_set_at(e, ERR_SYNTAX, col, "expected two hexadecimal digits after \\x");
	buf_putc(out, (char)(hi << 4 | lo));
	l->pos += 2;
	return 0;
}

int lex_value(struct lexer *l, bool in_list, struct ast_term *t, struct err *e)
{
	struct buf text;
	char c, quote = 0;
	int r = 0;

	lex_blanks(l);
	t->col = l->pos;
	c = lex_peek(l);
	if (l->pos < l->len && (c == '"' || c == '\'')) {
		quote = c;
		l->pos++;
	}
	buf_init(&text, 0);
	for (;;) {
		if (l->pos >= l->len) {
			if (quote)
				r = err_set_at(e, ERR_SYNTAX, t->col, "unclosed quotes");
			break;
		}
		c = l->s[l->pos];
		if (quote) {
			if (c == quote ||
			    (l->quoting == QUOTES_EITHER && (c == '"' || c == '\''))) {
				l->pos++;
				break;
			}
		} else if (is_blank(c) || c == '(' || c == ')' || (in_list && c == ',')) {
			break;
		}
		if (c == '\\') {
			r = lex_escape(l, quote != 0, &text, e);
			if (r < 0)
				break;
			continue;
		}
		buf_putc(&text, c);
		l->pos++;
	}
	t->end = l->pos;
	if (r == 0)
		term_text(t, TERM_TEXT, text.len ? text.p : "", text.len);
	buf_release(&text);
	return r;
}
