/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/complete.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/table/table.h"
#include "ui/model/explorer.h"
#include "ui/model/text.h"

enum {
	MAX_CANDIDATES = 500,
	SLICE_NS = 5000000,
	REFRESH_NS = 100000000,
};

/* Which values an operator is for. */
enum { FOR_NUMBER = 1, FOR_TEXT = 2, FOR_BOOL = 4, FOR_ALL = 7 };

static const struct {
	const char *text, *about;
	unsigned who;
} operators[] = {
	{"=", "equal", FOR_ALL},
	{"!=", "not equal", FOR_ALL},
	{"<", "less", FOR_NUMBER},
	{"<=", "less or equal", FOR_NUMBER},
	{">", "greater", FOR_NUMBER},
	{">=", "greater or equal", FOR_NUMBER},
	{"contains", "the text occurs in it", FOR_TEXT},
	{"icontains", "the same, upper or lower case", FOR_TEXT},
	{"startswith", "it begins with the text", FOR_TEXT},
	{"endswith", "it ends with the text", FOR_TEXT},
	{"glob", "it matches a pattern with * and ?", FOR_TEXT},
	{"iglob", "the same, upper or lower case", FOR_TEXT},
	{"regex", "it matches a regular expression", FOR_TEXT},
	{"in", "it is one of (a, b, ...)", FOR_NUMBER | FOR_TEXT},
	{"pmatch", "it is one of these paths, or below it", FOR_TEXT},
	{"exists", "it has a value", FOR_ALL},
};

#define OPERATORS (sizeof(operators) / sizeof(operators[0]))

const char *complete_operator(unsigned i)
{
	return i < OPERATORS ? operators[i].text : NULL;
}

/* The values of one field, counted over the log: an ordinary table. */
struct values {
	char *field;
	struct table_def def;
	struct table *table;
	uint64_t refresh_at;
};

struct completion {
	struct log *log;
	const struct query_opts *query;
	char *text; /* before the cursor */
	struct complete_word word;
	struct candidate *v;
	unsigned n;
	struct values values;
};

struct completion *completion_new(struct log *log, const struct query_opts *query)
{
	struct completion *c = xcalloc(1, sizeof(*c));

	c->log = log;
	c->query = query;
	c->text = xstrdup("");
	return c;
}

static void drop_candidates(struct completion *c)
{
	while (c->n) {
		c->n--;
		free(c->v[c->n].text);
		free(c->v[c->n].about);
	}
}

static void values_release(struct values *v)
{
	table_free(v->table);
	table_def_release(&v->def);
	free(v->field);
	*v = (struct values){0};
}

void completion_free(struct completion *c)
{
	if (!c)
		return;
	drop_candidates(c);
	values_release(&c->values);
	free(c->v);
	free(c->text);
	free(c);
}

static void add(struct completion *c, const char *text, size_t len, const char *about)
{
	if (c->n == MAX_CANDIDATES)
		return;
	c->v = xrealloc(c->v, (c->n + 1) * sizeof(*c->v));
	c->v[c->n++] = (struct candidate){.text = xstrndup(text, len), .about = xstrdup(about)};
}

/* The word as far as it is typed; of a value, what is behind the quote. */
static const char *typed(const struct completion *c, size_t *len)
{
	const char *s = c->text + c->word.start;

	*len = strlen(s);
	if (c->word.kind == COMPLETE_VALUE && *len && (*s == '"' || *s == '\'')) {
		s++;
		--*len;
	}
	return s;
}

static bool begins(const char *s, size_t n, const char *with, size_t len)
{
	return n >= len && text_contains(s, len, with, len);
}

/* ------------------------------------------------------------------------ fields --- */

static void add_field(struct completion *c, const struct field *f)
{
	char name[128];

	/* What such a field needs is typed behind it. */
	snprintf(name, sizeof(name), "%s%s", f->name,
		 !(f->flags & FF_ARG_REQUIRED)	   ? ""
		 : strncmp(f->name, "evt.", 4) == 0 ? "."
						     : "[");
	add(c, name, strlen(name), f->desc);
}

/* Those that begin with what was typed, then those that have it elsewhere. */
static void add_fields(struct completion *c)
{
	unsigned k, i, inside;
	size_t len;
	const char *s = typed(c, &len);

	for (inside = 0; inside < (len ? 2 : 1); inside++) {
		for (k = 0; k < field_class_count; k++) {
			for (i = 0; i < field_classes[k]->n; i++) {
				const struct field *f = &field_classes[k]->fields[i];
				size_t n = strlen(f->name);

				if ((f->flags & (FF_PRINT_ONLY | FF_UNLISTED)) ||
				    begins(f->name, n, s, len) == inside ||
				    !text_contains(f->name, n, s, len))
					continue;
				add_field(c, f);
			}
		}
	}
}

/* The field of the check that the cursor stands in; false when it is none. */
static bool resolve(const struct completion *c, struct field_ref *r)
{
	char *name = xstrndup(c->text + c->word.field, c->word.field_len);
	struct err e;
	bool good = c->word.field_len && field_parse(name, true, r, &e) > 0;

	free(name);
	return good;
}

const struct field *completion_field(const struct completion *c)
{
	const struct field *f;
	struct field_ref r;
	unsigned k, i;

	if (c->word.kind == COMPLETE_OPERATOR || c->word.kind == COMPLETE_VALUE) {
		if (!resolve(c, &r))
			return NULL;
		f = r.field;
		field_ref_release(&r);
		return f;
	}
	for (k = 0; c->word.kind == COMPLETE_FIELD && k < field_class_count; k++) {
		for (i = 0; i < field_classes[k]->n; i++) {
			if (!strcmp(field_classes[k]->fields[i].name, c->text + c->word.start))
				return &field_classes[k]->fields[i];
		}
	}
	return NULL;
}

/* --------------------------------------------------------------------- operators --- */

static unsigned who(const struct field_ref *r)
{
	struct cell_type t = cell_type_of(r->type, r->fmt);

	switch (t.kind) {
	case CELL_TEXT:
		return FOR_TEXT;
	case CELL_BOOL:
		return FOR_BOOL;
	case CELL_ADDR:
		return FOR_BOOL | FOR_TEXT;
	default:
		return FOR_NUMBER;
	}
}

static void add_operators(struct completion *c)
{
	struct field_ref r;
	unsigned i, kinds = FOR_ALL;
	size_t len;
	const char *s = typed(c, &len);

	if (resolve(c, &r)) {
		kinds = who(&r);
		field_ref_release(&r);
	}
	for (i = 0; i < OPERATORS; i++) {
		if ((operators[i].who & kinds) &&
		    begins(operators[i].text, strlen(operators[i].text), s, len))
			add(c, operators[i].text, strlen(operators[i].text), operators[i].about);
	}
}

static void add_joins(struct completion *c)
{
	static const char *const joins[][2] = {
		{"and", "both sides hold"},
		{"or", "one of the sides holds"},
	};
	size_t len, i;
	const char *s = typed(c, &len);

	for (i = 0; i < 2; i++) {
		if (begins(joins[i][0], strlen(joins[i][0]), s, len))
			add(c, joins[i][0], strlen(joins[i][0]), joins[i][1]);
	}
}

/* ------------------------------------------------------------------------ values --- */

static void set_column(struct table_col *c, const char *field, enum agg agg)
{
	struct err e;

	c->name = xstrdup("");
	c->desc = xstrdup("");
	c->field = xstrdup(field);
	c->agg = agg;
	field_parse(field, true, &c->ref, &e);
}

/* Begin to count the values of the field, unless that is under way. */
static void look_for_values(struct completion *c)
{
	struct values *v = &c->values;
	struct table_opts o = {.query = c->query};
	char *field = xstrndup(c->text + c->word.field, c->word.field_len);
	struct field_ref r;

	if (v->field && !strcmp(v->field, field)) {
		free(field);
		return;
	}
	values_release(v);
	if (!resolve(c, &r)) {
		free(field);
		return;
	}
	if (r.field->flags & (FF_LIST | FF_FILTER_ONLY)) {
		field_ref_release(&r);
		free(field);
		return;
	}
	field_ref_release(&r);
	v->field = field;
	v->def.cols = xcalloc(2, sizeof(*v->def.cols));
	set_column(&v->def.cols[0], field, AGG_NONE);
	set_column(&v->def.cols[1], "evt.count", AGG_SUM);
	v->def.n = 2;
	v->def.first = 1;
	v->def.sort = 1;
	v->def.keyed = true;
	v->table = table_new(c->log, &v->def, NULL, &o);
}

static void add_values(struct completion *c)
{
	const struct values *v = &c->values;
	size_t len;
	const char *s = typed(c, &len);
	struct buf shown, operand, about;
	uint32_t i;

	if (!v->table)
		return;
	buf_init(&shown, 0);
	buf_init(&operand, 0);
	buf_init(&about, 0);
	for (i = 0; i < table_count(v->table) && c->n < MAX_CANDIDATES; i++) {
		const struct cell *row = table_row(v->table, i);

		buf_clear(&shown);
		table_append(v->table, i, 0, 0, false, &shown);
		if (!shown.len || !text_contains(shown.p, shown.len, s, len))
			continue;
		buf_clear(&operand);
		cell_append_operand(&operand, table_type(v->table, 0), &row[0]);
		buf_clear(&about);
		buf_printf(&about, "%llu events", (unsigned long long)row[1].u);
		add(c, operand.p, operand.len, buf_cstr(&about));
	}
	buf_release(&shown);
	buf_release(&operand);
	buf_release(&about);
}

/* --------------------------------------------------------------------------- all --- */

static void collect(struct completion *c)
{
	drop_candidates(c);
	switch (c->word.kind) {
	case COMPLETE_FIELD:
		add_fields(c);
		break;
	case COMPLETE_OPERATOR:
		add_operators(c);
		break;
	case COMPLETE_VALUE:
		add_values(c);
		break;
	case COMPLETE_JOIN:
		add_joins(c);
		break;
	case COMPLETE_NONE:
		break;
	}
}

void completion_set(struct completion *c, const char *text, size_t at)
{
	free(c->text);
	c->text = xstrndup(text, at);
	complete_look(c->text, strlen(c->text), &c->word);
	if (c->word.kind == COMPLETE_VALUE)
		look_for_values(c);
	collect(c);
}

bool completion_step(struct completion *c, uint64_t until_ns, bool *changed)
{
	struct values *v = &c->values;
	uint64_t now = explorer_now();
	bool more;

	*changed = false;
	if (c->word.kind != COMPLETE_VALUE || !v->table || table_complete(v->table))
		return false;
	more = !table_update(v->table, until_ns > now + SLICE_NS ? until_ns - now : SLICE_NS);
	if (explorer_now() >= v->refresh_at || table_complete(v->table)) {
		*changed = table_refresh(v->table);
		v->refresh_at = explorer_now() + REFRESH_NS;
		if (*changed)
			collect(c);
	}
	return more;
}

unsigned completion_count(const struct completion *c)
{
	return c->n;
}

const struct candidate *completion_get(const struct completion *c, unsigned i)
{
	return &c->v[i];
}

const struct complete_word *completion_word(const struct completion *c)
{
	return &c->word;
}
