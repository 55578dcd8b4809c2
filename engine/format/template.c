/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/format/format.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/utf8.h"
#include "engine/format/token.h"

/* A field may be printed this wide; more is a slip of the finger. */
#define WIDTH_MAX 65535

const char *format_default(enum format_kind k, bool colour)
{
	switch (k) {
	case FORMAT_CONTAINER:
		return "*%evt.num %evt.outputtime %evt.cpu %container.name (%container.id) "
		       "%proc.name (%thread.tid:%thread.vtid) %evt.dir %evt.type %evt.info";
	case FORMAT_K8S:
		return "*%evt.num %evt.outputtime %evt.cpu %k8s.pod.name (%container.id) "
		       "%proc.name (%thread.tid:%thread.vtid) %evt.dir %evt.type %evt.info";
	case FORMAT_MESOS:
		return "*%evt.num %evt.outputtime %evt.cpu %mesos.task.name (%container.id) "
		       "%proc.name (%thread.tid:%thread.vtid) %evt.dir %evt.type %evt.info";
	case FORMAT_PLUGIN:
		return colour ? "*%evt.num %evt.datetime.s [\\e[01;32m%evt.pluginname\\e[00m] "
				"%evt.plugininfo"
			      : "*%evt.num %evt.datetime.s [%evt.pluginname] %evt.plugininfo";
	default:
		break;
	}
	if (colour)
		return "*%evt.num %evt.outputtime %evt.cpu \\e[01;32m%proc.name\\e[00m "
		       "(\\e[01;36m%proc.pid\\e[00m.%thread.tid) %evt.dir "
		       "\\e[01;34m%evt.type\\e[00m %evt.info";
	return "*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type "
	       "%evt.info";
}

/* ------------------------------------------------------------------- compiling --- */

/* A template with its escapes resolved, and where each byte came from (for messages). */
struct source {
	char *s;
	uint32_t *column;
	size_t len;
};

/*
 * Escapes are resolved before fields are looked for, so that a newline ends an argument as
 * any other blank does. Unknown ones stay as they are.
 */
static int source_init(struct source *src, const char *text, struct err *e)
{
	size_t n = strlen(text), i;

	src->s = xmalloc(n + 1);
	src->column = xmalloc((n + 1) * sizeof(*src->column));
	src->len = 0;
	for (i = 0; i < n; i++) {
		char ch = text[i];

		src->column[src->len] = (uint32_t)i;
		if (ch == '\\') {
			switch (text[i + 1]) {
			case 'n':
				ch = '\n';
				break;
			case 't':
				ch = '\t';
				break;
			case 'e':
				ch = '\033';
				break;
			case '\\':
				break;
			case 0:
				return err_set_at(e, ERR_SYNTAX, i,
						  "the format ends with a single backslash; "
						  "write \\\\ for a backslash");
			default:
				i--;
				break;
			}
			i++;
		}
		src->s[src->len++] = ch;
	}
	src->s[src->len] = 0;
	src->column[src->len] = (uint32_t)n;
	return 0;
}

static struct token *add_token(struct format *f, const char *text, size_t len)
{
	struct token *t;

	/* Grown by doubling: the capacity is the power of two at or above the count. */
	if ((f->n & (f->n - 1)) == 0)
		f->tokens = xrealloc(f->tokens, (f->n ? 2 * f->n : 1) * sizeof(*f->tokens));
	t = &f->tokens[f->n++];
	*t = (struct token){.text = (uint32_t)f->text.len, .len = (uint32_t)len};
	buf_put(&f->text, text, len);
	return t;
}

static int check_field(const struct token *t, size_t column, struct err *e)
{
	const struct field *fd = t->ref.field;

	if (fd->flags & FF_FILTER_ONLY)
		return err_set_at(e, ERR_SYNTAX, column,
				  "%s is for filters only and cannot be printed", fd->name);
	if (!transforms_fit(t))
		return err_set_at(e, ERR_SYNTAX, column,
				  "%s does not have the type that the transformer needs", fd->name);
	return 0;
}

/* The token at s[i] == '%': returns where it ends, or an error. */
/* "foo(" where a field should be: a function that does not exist. Fields with a bracket have a dot. */
static int unknown_transform(const char *s, size_t column, struct err *e)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	if (!n || s[n] != '(')
		return 0;
	return err_set_at(e, ERR_UNKNOWN, column,
			  "unknown function '%.*s'; formats have tolower, toupper, basename, b64 "
			  "and len, as in %%toupper(proc.name)",
			  (int)(n < 40 ? n : 40), s);
}

static long parse_token(struct format *f, const struct source *src, size_t i, struct err *e)
{
	size_t column = src->column[i];
	unsigned long width = 0;
	struct token parsed = {0}, *t;
	size_t start, k;
	int n, heads;

	for (i++; src->s[i] >= '0' && src->s[i] <= '9'; i++) {
		width = width * 10 + (unsigned long)(src->s[i] - '0');
		if (width > WIDTH_MAX)
			return err_set_at(e, ERR_SYNTAX, column, "a width above %d", WIDTH_MAX);
	}
	if (!src->s[i])
		return err_set_at(e, ERR_SYNTAX, column,
				  "the format ends where a field name should follow %s",
				  width ? "the width" : "%");
	start = i;
	heads = transforms_parse(src->s + i, &parsed);
	if (heads < 0)
		return err_set_at(e, ERR_SYNTAX, column, "more than %d nested transformers",
				  TRANSFORMS_MAX);
	i += (size_t)heads;
	n = unknown_transform(src->s + i, src->column[i], e);
	if (n < 0)
		return n;
	n = field_parse(src->s + i, false, &parsed.ref, e);
	if (n <= 0) {
		if (e)
			e->off = src->column[i];
		return n < 0 ? n : err_set_at(e, ERR_SYNTAX, src->column[i], "no field here");
	}
	i += (size_t)n;
	for (k = 0; k < parsed.transforms; k++, i++) {
		if (src->s[i] != ')') {
			field_ref_release(&parsed.ref);
			return err_set_at(e, ERR_SYNTAX, src->column[i],
					  "expected ) after the transformer's field");
		}
	}
	t = add_token(f, src->s + start, i - start);
	t->ref = parsed.ref;
	t->width = (uint32_t)width;
	t->transforms = parsed.transforms;
	memcpy(t->transform, parsed.transform, sizeof(t->transform));
	n = check_field(t, src->column[start], e);
	return n < 0 ? n : (long)i;
}

static int parse(struct format *f, const struct source *src, struct err *e)
{
	size_t i = 0, literal;

	if (src->s[0] == '*') {
		f->partial = true;
		i++;
	}
	while (i < src->len) {
		literal = i;
		while (i < src->len && src->s[i] != '%')
			i++;
		if (i > literal)
			add_token(f, src->s + literal, i - literal);
		if (i < src->len) {
			long end = parse_token(f, src, i, e);

			if (end < 0)
				return (int)end;
			i = (size_t)end;
		}
	}
	return 0;
}

struct format *format_compile(const char *text, struct err *e)
{
	struct source src = {0};
	struct format *f;
	int rc;

	if (!*text) {
		err_set_at(e, ERR_SYNTAX, 0, "the format is empty");
		return NULL;
	}
	f = xcalloc(1, sizeof(*f));
	buf_init(&f->text, 0);
	buf_init(&f->heads, 0);
	buf_init(&f->tmp[0], 0);
	buf_init(&f->tmp[1], 0);
	rc = source_init(&src, text, e);
	if (rc == 0)
		rc = parse(f, &src, e);
	free(src.s);
	free(src.column);
	if (rc < 0) {
		format_free(f);
		return NULL;
	}
	return f;
}

void format_free(struct format *f)
{
	unsigned i;

	if (!f)
		return;
	for (i = 0; i < f->n; i++)
		if (f->tokens[i].ref.field)
			field_ref_release(&f->tokens[i].ref);
	free(f->tokens);
	free(f->members);
	buf_release(&f->text);
	buf_release(&f->heads);
	buf_release(&f->tmp[0]);
	buf_release(&f->tmp[1]);
	free(f);
}

void format_each_field(const struct format *f, void (*see)(void *arg, const struct field_ref *r),
		       void *arg)
{
	unsigned i;

	for (i = 0; i < f->n; i++)
		if (f->tokens[i].ref.field)
			see(arg, &f->tokens[i].ref);
}

void format_set_terminal(struct format *f)
{
	f->terminal = true;
}

/* ---------------------------------------------------------------------- a line --- */

bool token_value(struct format *f, const struct token *t, struct event_ctx *c, struct value *v)
{
	if (!field_get(c, &t->ref, v))
		return false;
	if (t->transforms)
		transforms_apply(t, v, f->tmp);
	return true;
}

/* What a terminal would obey becomes dots; tabs and newlines are wanted: -x and -A make them. */
static void disarm(char *s, size_t n)
{
	unsigned used;
	size_t i;

	for (i = 0; i < n; i += used) {
		int32_t ch = utf8_next(s + i, n - i, &used);

		if (ch != '\n' && ch != '\t' && (ch < 0 || !utf8_showable(ch)))
			memset(s + i, '.', used);
	}
}

static void fit(struct buf *out, size_t start, uint32_t width)
{
	size_t have = out->len - start;

	if (have >= width) {
		out->len = start + width;
	} else if (buf_room(out, width - have)) {
		memset(out->p + out->len, ' ', width - have);
		out->len += width - have;
	}
}

/*
 * A line that will not be printed still has to be seen by fields that look back (the time
 * since the previous event ...); those depend on the event.
 */
static void look_at_rest(struct format *f, unsigned i, struct event_ctx *c)
{
	struct value v;

	for (; i < f->n; i++)
		if (f->tokens[i].ref.field && f->tokens[i].ref.field->dep == DEP_EVENT)
			token_value(f, &f->tokens[i], c, &v);
}

bool format_append(struct format *f, struct event_ctx *c, struct buf *out)
{
	size_t line = out->len;
	unsigned i;

	for (i = 0; i < f->n; i++) {
		const struct token *t = &f->tokens[i];
		size_t start = out->len;
		struct value v;

		if (!t->ref.field) {
			buf_put(out, f->text.p + t->text, t->len);
			continue;
		}
		if (token_value(f, t, c, &v)) {
			value_append(out, &v, c->opts);
			if (f->terminal)
				disarm(out->p + start, out->len - start);
		} else if (f->partial) {
			buf_put(out, "<NA>", 4);
		} else {
			out->len = line;
			look_at_rest(f, i + 1, c);
			return false;
		}
		if (t->width)
			fit(out, start, t->width);
	}
	return true;
}
