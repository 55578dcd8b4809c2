/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/command.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/utf8.h"

/* How the shell reads the place where a placeholder stands. */
enum quoting { BARE, SINGLE, DOUBLE };

struct maker {
	struct command *c;
	const struct table *t;
	const struct table_def *d;
	uint32_t row;
	enum quoting quoting;
	struct buf text, shown;
};

/* The displayed column whose field begins `s`, the longest; 0 bytes: none. */
static size_t find_column(const struct table_def *d, const char *s, unsigned *col)
{
	size_t best = 0, n;
	unsigned i;

	for (i = d->first; i < d->n; i++) {
		n = strlen(d->cols[i].field);
		if (n > best && !strncmp(s, d->cols[i].field, n)) {
			best = n;
			*col = i;
		}
	}
	return best;
}

/* The value as programs want it: all bytes of a text, all digits of a number. */
static void put_value(const struct table *t, uint32_t row, unsigned col, struct buf *out)
{
	const struct cell_type *type = table_type(t, col);
	const struct cell *c = &table_row(t, row)[col];

	switch (type->kind) {
	case CELL_TEXT:
		buf_put(out, c->s->s, c->s->len);
		break;
	case CELL_INT:
		buf_put_i64(out, c->i);
		break;
	case CELL_UINT:
		buf_put_u64(out, c->u);
		break;
	default:
		table_append(t, row, col, 0, false, out);
	}
}

static int check_value(const struct buf *v, const char *field, struct err *e)
{
	if (!v->len)
		return err_set(e, ERR_LIMIT, "%s has no value here", field);
	if (memchr(v->p, 0, v->len))
		return err_set(e, ERR_LIMIT, "%s has a NUL in it, which no program takes", field);
	if (v->p[0] == '-')
		return err_set(e, ERR_LIMIT,
			       "%s begins with a dash; a program would take it for an option",
			       field);
	return 0;
}

static void put_parameter(struct maker *m, unsigned number)
{
	switch (m->quoting) {
	case BARE:
		buf_printf(&m->text, "\"${%u}\"", number);
		break;
	case SINGLE:
		buf_printf(&m->text, "'\"${%u}\"'", number);
		break;
	case DOUBLE:
		buf_printf(&m->text, "${%u}", number);
		break;
	}
}

/* A placeholder at s; *used bytes of the command were it. */
static int put_placeholder(struct maker *m, const char *s, size_t *used, struct err *e)
{
	struct command *c = m->c;
	struct buf value;
	unsigned col;
	int r;

	*used = find_column(m->d, s, &col);
	if (!*used)
		return err_set(e, ERR_UNKNOWN, "%%%.*s is no column of this view",
			       (int)strcspn(s, " \t"), s);
	buf_init(&value, 0);
	put_value(m->t, m->row, col, &value);
	r = check_value(&value, m->d->cols[col].field, e);
	if (!r) {
		c->args = xrealloc(c->args, (c->nargs + 1) * sizeof(*c->args));
		c->args[c->nargs++] = xstrndup(value.p, value.len);
		put_parameter(m, c->nargs);
		utf8_clean(&m->shown, value.p, value.len);
	}
	buf_release(&value);
	return r;
}

static void follow_quotes(struct maker *m, char c)
{
	if (c == '\'' && m->quoting != DOUBLE)
		m->quoting = m->quoting == SINGLE ? BARE : SINGLE;
	else if (c == '"' && m->quoting != SINGLE)
		m->quoting = m->quoting == DOUBLE ? BARE : DOUBLE;
}

static int put_text(struct maker *m, const char *s, struct err *e)
{
	size_t used;
	int r;

	for (; *s; s += used) {
		used = 1;
		if (*s == '%' && isalpha((unsigned char)s[1])) {
			r = put_placeholder(m, s + 1, &used, e);
			if (r)
				return r;
			used++;
			continue;
		}
		if (*s == '%' && s[1] == '%') {
			/* A percent sign of the command's own. */
			buf_putc(&m->text, '%');
			buf_putc(&m->shown, '%');
			used = 2;
			continue;
		}
		/* What is behind a backslash is no quote. */
		if (*s == '\\' && s[1] && m->quoting != SINGLE)
			used = 2;
		else
			follow_quotes(m, *s);
		buf_put(&m->text, s, used);
		utf8_clean(&m->shown, s, used);
	}
	return 0;
}

int command_make(struct command *c, const struct view_action *a, const struct table *t,
		 const struct table_def *d, uint32_t row, struct err *e)
{
	struct maker m = {.c = c, .t = t, .d = d, .row = row};
	int r;

	*c = (struct command){.wait = a->wait};
	buf_init(&m.text, 0);
	buf_init(&m.shown, 0);
	r = put_text(&m, a->command, e);
	if (!r) {
		c->text = xstrdup(buf_cstr(&m.text));
		c->shown = xstrdup(buf_cstr(&m.shown));
	} else {
		command_release(c);
	}
	buf_release(&m.text);
	buf_release(&m.shown);
	return r;
}

void command_release(struct command *c)
{
	while (c->nargs)
		free(c->args[--c->nargs]);
	free(c->args);
	free(c->text);
	free(c->shown);
	*c = (struct command){0};
}

char **command_argv(const struct command *c)
{
	static char sh[] = "sh", option[] = "-c", name[] = "sonde";
	char **argv = xcalloc(c->nargs + 5, sizeof(*argv));
	unsigned i;

	argv[0] = sh;
	argv[1] = option;
	argv[2] = c->text;
	argv[3] = name;
	for (i = 0; i < c->nargs; i++)
		argv[4 + i] = c->args[i];
	return argv;
}
