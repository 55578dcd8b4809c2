/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/field.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/base/near.h"
#include "engine/field/field_class.h"

/* The classes in the order in which -l lists them; the newer ones follow. */
const struct field_class *const field_classes[] = {
	&field_class_evt,    &field_class_evt_call,  &field_class_process, &field_class_user,
	&field_class_group,  &field_class_container, &field_class_fd,	   &field_class_syslog,
	&field_class_fdlist, &field_class_k8s,	     &field_class_mesos,   &field_class_span,
	&field_class_evtin,  &field_class_fspath,
};
const unsigned field_class_count = sizeof(field_classes) / sizeof(field_classes[0]);

enum {
	ARG_MAX_LEN = 255, /* bytes of an argument */
};

/* --------------------------------------------------------------------- look-up --- */

static const struct field *longest_match(const char *text)
{
	const struct field *best = NULL;
	size_t best_len = 0;
	unsigned i, k;

	for (i = 0; i < field_class_count; i++) {
		for (k = 0; k < field_classes[i]->n; k++) {
			const struct field *f = &field_classes[i]->fields[k];
			size_t len = strlen(f->name);

			if (len > best_len && strncmp(text, f->name, len) == 0) {
				best = f;
				best_len = len;
			}
		}
	}
	return best;
}

/* What a user would call the field's name: letters, digits, dots and underscores. */
static size_t name_len(const char *text, bool whole)
{
	size_t n = 0;

	if (whole)
		return strlen(text);
	while (isalnum((unsigned char)text[n]) || text[n] == '.' || text[n] == '_')
		n++;
	return n;
}

/* How much of the name stands for the field, when f takes an argument: as many words as f has. */
static size_t without_arg(const struct field *f, const char *name, size_t len)
{
	const char *p = f->name, *end = name + len, *dot = name - 1;

	if (!(f->flags & (FF_ARG_REQUIRED | FF_ARG_OPTIONAL)))
		return len;
	for (; p; p = strchr(p + 1, '.')) {
		dot = memchr(dot + 1, '.', (size_t)(end - dot - 1));
		if (!dot)
			return len;
	}
	return (size_t)(dot - name);
}

/* The fields that are listed, or those that are not. */
static void offer_fields(struct near *near, size_t len, unsigned unlisted)
{
	unsigned i, k;

	for (i = 0; i < field_class_count; i++) {
		for (k = 0; k < field_classes[i]->n; k++) {
			const struct field *f = &field_classes[i]->fields[k];

			if ((f->flags & FF_UNLISTED) != unlisted)
				continue;
			near_offer_start(near, f->name, without_arg(f, near->name, len));
			near_offer_start(near, f->name, len);
		}
	}
}

static int unknown(const char *text, bool whole, struct err *e)
{
	size_t len = name_len(text, whole), bracket = strcspn(text, "[");
	struct near near;

	near_init(&near, text, len);
	if (bracket < len)
		len = bracket;
	offer_fields(&near, len, 0);
	offer_fields(&near, len, FF_UNLISTED);
	return near_refuse(&near, "field", "", 0, e);
}

/* ------------------------------------------------------------------- arguments --- */

/* A decimal number and nothing else; false when it is not one or too large. */
static bool parse_number(const char *s, int64_t *n)
{
	char *end;

	if (!s || !isdigit((unsigned char)*s))
		return false;
	errno = 0;
	*n = strtoll(s, &end, 10);
	return !*end && !errno;
}

int field_arg_word(struct field_ref *r, struct err *e)
{
	size_t n = 0;

	if (r->arg && !r->dotted)
		return 0;
	while (r->arg &&
	       (isalnum((unsigned char)r->arg[n]) || (r->arg[n] && strchr("_-./", r->arg[n]))))
		n++;
	if (!n)
		return err_set(e, ERR_SYNTAX, "%s needs an argument: %s.name", r->field->name,
			       r->field->name);
	r->arg[n] = 0;
	return 0;
}

int field_arg_label(struct field_ref *r, struct err *e)
{
	if (!r->dotted)
		return err_set(e, ERR_SYNTAX, "%s takes its argument after a dot: %s.app",
			       r->field->name, r->field->name);
	return field_arg_word(r, e);
}

int field_arg_number(struct field_ref *r, struct err *e)
{
	if (r->arg && r->dotted)
		r->arg[strspn(r->arg, "0123456789")] = 0;
	if (!parse_number(r->arg, &r->argn))
		return err_set(e, ERR_SYNTAX, "%s needs a number as its argument: %s[1]",
			       r->field->name, r->field->name);
	return 0;
}

/* "[text]", '[' at p; quotes around the text are taken off. Returns the bytes consumed. */
static int take_bracketed(const char *p, struct field_ref *r, struct err *e)
{
	char quote = p[1] == '"' || p[1] == '\'' ? p[1] : 0;
	const char *start = p + 1 + (quote != 0);
	const char *end = strchr(start, quote ? quote : ']');

	if (!end || (quote && end[1] != ']'))
		return err_set(e, ERR_SYNTAX, "the argument of %s has no closing '%s'",
			       r->field->name, quote && !end ? "quote" : "]");
	if (end - start > ARG_MAX_LEN)
		return err_set(e, ERR_LIMIT, "the argument of %s is longer than %d bytes",
			       r->field->name, ARG_MAX_LEN);
	r->arg = xstrndup(start, (size_t)(end - start));
	if (!parse_number(r->arg, &r->argn))
		r->argn = -1;
	return (int)(end - p) + 1 + (quote != 0);
}

static void drop_arg(struct field_ref *r)
{
	free(r->arg);
	r->arg = NULL;
	r->argn = -1;
	r->dotted = false;
}

/* ".text", '.' at p; how much of what follows belongs to it is the class's to say. */
static int take_dotted(const char *p, struct field_ref *r, struct err *e)
{
	int code;

	r->dotted = true;
	r->arg = xstrndup(p + 1, strnlen(p + 1, ARG_MAX_LEN));
	code = r->field->parse_arg ? r->field->parse_arg(r, e) : field_arg_word(r, e);
	return code ? code : 1 + (int)strlen(r->arg);
}

/* The argument at p, if there is one. Returns the bytes it takes, or an error. */
static int take_arg(const char *p, bool whole, struct field_ref *r, struct err *e)
{
	const struct field *f = r->field;
	bool required = f->flags & FF_ARG_REQUIRED;
	bool takes = f->flags & (FF_ARG_REQUIRED | FF_ARG_OPTIONAL);
	int n = 0, code;

	if (takes && p[0] == '.' && p[1]) {
		n = take_dotted(p, r, e);
		if (n >= 0 || required || whole)
			return n;
		/* In a format "%evt.abspath.foo" is the field without argument, then text. */
		drop_arg(r);
		n = 0;
	} else if (takes && p[0] == '[') {
		n = take_bracketed(p, r, e);
		if (n < 0)
			return n;
	} else if (required) {
		return err_set(e, ERR_SYNTAX, "%s needs an argument", f->name);
	}
	code = f->parse_arg ? f->parse_arg(r, e) : 0;
	return code ? code : n;
}

int field_parse(const char *text, bool whole, struct field_ref *r, struct err *e)
{
	const struct field *f = longest_match(text);
	size_t len;
	int n;

	*r = (struct field_ref){.argn = -1, .arg_id = -1};
	if (!f)
		return unknown(text, whole, e);
	r->field = f;
	r->type = f->type;
	r->fmt = f->fmt;
	len = strlen(f->name);
	/* A longer word in a filter is another name, not this one with an argument missing. */
	if (whole && text[len] && text[len] != '.' && text[len] != '[')
		return unknown(text, whole, e);
	n = take_arg(text + len, whole, r, e);
	if (n < 0) {
		field_ref_release(r);
		return n;
	}
	if (whole && text[len + (size_t)n]) {
		field_ref_release(r);
		return unknown(text, whole, e);
	}
	return (int)len + n;
}

void field_ref_release(struct field_ref *r)
{
	free(r->arg);
	free(r->memo);
	*r = (struct field_ref){.argn = -1, .arg_id = -1};
}
