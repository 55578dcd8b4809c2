/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <string.h>

#include "ui/model/complete.h"

/*
 * Where in a filter the cursor stands. The text is unfinished, so this is no parser: it goes
 * from check to check and stops at the cursor, wrong as the rest may be.
 */
struct look {
	const char *s;
	size_t n, i; /* n: the cursor */
	struct complete_word *w;
	bool list; /* the operator takes values in brackets */
};

static void blanks(struct look *l)
{
	while (l->i < l->n && isspace((unsigned char)l->s[l->i]))
		l->i++;
}

static bool in_name(char c)
{
	return isalnum((unsigned char)c) || strchr("_.[]-", c);
}

/* The word here: its length; the position stays. */
static size_t word(const struct look *l)
{
	size_t i = l->i;

	while (i < l->n && l->s[i] && in_name(l->s[i]))
		i++;
	return i - l->i;
}

static bool is(const struct look *l, size_t len, const char *text)
{
	return strlen(text) == len && !memcmp(l->s + l->i, text, len);
}

/* The cursor stands at the end of a word of this kind. */
static bool here(struct look *l, enum complete_kind kind, size_t start)
{
	l->w->kind = kind;
	l->w->start = start;
	return true;
}

/* All of these return true when they came to the cursor. */

static bool field(struct look *l)
{
	size_t len;

	for (;;) {
		blanks(l);
		if (l->i < l->n && l->s[l->i] == '(') {
			l->i++;
			continue;
		}
		len = word(l);
		if (l->i + len == l->n)
			return here(l, COMPLETE_FIELD, l->i);
		if (!is(l, len, "not"))
			break;
		l->i += len;
	}
	l->w->field = l->i;
	l->w->field_len = len;
	/* Something that no field begins with: give up. */
	if (!len)
		return here(l, COMPLETE_NONE, l->n);
	l->i += len;
	return false;
}

static bool op(struct look *l, bool *value)
{
	size_t len, start;

	*value = true;
	blanks(l);
	start = l->i;
	while (l->i < l->n && strchr("=!<>", l->s[l->i]))
		l->i++;
	if (l->i > start)
		return false;
	len = word(l);
	if (l->i + len == l->n)
		return here(l, COMPLETE_OPERATOR, l->i);
	if (!len)
		return here(l, COMPLETE_NONE, l->n);
	*value = !is(l, len, "exists");
	l->list = is(l, len, "in") || is(l, len, "intersects") || is(l, len, "pmatch");
	l->i += len;
	return false;
}

static bool one_value(struct look *l)
{
	size_t start;
	char quote;

	blanks(l);
	start = l->i;
	if (l->i == l->n)
		return here(l, COMPLETE_VALUE, start);
	quote = l->s[l->i];
	if (quote == '"' || quote == '\'') {
		for (l->i++; l->i < l->n && l->s[l->i] != quote; l->i++)
			l->i += l->s[l->i] == '\\' && l->i + 1 < l->n;
		if (l->i >= l->n)
			return here(l, COMPLETE_VALUE, start);
		l->i++;
		return false;
	}
	while (l->i < l->n && !isspace((unsigned char)l->s[l->i]) && l->s[l->i] != ')' &&
	       !(l->w->in_list && l->s[l->i] == ','))
		l->i++;
	return l->i == l->n && here(l, COMPLETE_VALUE, start);
}

static bool values(struct look *l)
{
	blanks(l);
	l->w->in_list = l->list && l->i < l->n && l->s[l->i] == '(';
	l->i += l->w->in_list;
	for (;;) {
		if (one_value(l))
			return true;
		if (!l->w->in_list)
			return false;
		blanks(l);
		if (l->i == l->n)
			return here(l, COMPLETE_NONE, l->n);
		if (l->s[l->i++] != ',')
			break;
	}
	l->w->in_list = false;
	return false;
}

static bool join(struct look *l)
{
	size_t len;

	for (blanks(l); l->i < l->n && l->s[l->i] == ')'; blanks(l))
		l->i++;
	len = word(l);
	if (l->i + len == l->n)
		return here(l, COMPLETE_JOIN, l->i);
	if (!is(l, len, "and") && !is(l, len, "or"))
		return here(l, COMPLETE_NONE, l->n);
	l->i += len;
	return false;
}

void complete_look(const char *text, size_t at, struct complete_word *w)
{
	struct look l = {.s = text, .n = at, .w = w};
	bool value;

	*w = (struct complete_word){0};
	do {
		l.list = false;
		if (field(&l) || op(&l, &value))
			return;
	} while (!(value && values(&l)) && !join(&l));
}
