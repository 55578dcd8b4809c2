/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/filter/program.h"

void operand_release(struct operand *o)
{
	unsigned i;

	for (i = 0; i < o->nargs; i++)
		operand_release(&o->args[i]);
	free(o->args);
	free(o->s);
	*o = (struct operand){0};
}

/* ------------------------------------------------------------------------ fields --- */

/* The flags name the exceptions for which a field had to be called DEP_EVENT; compile.c knows. */
static enum field_dep field_dep(const struct field *field)
{
	if (field->flags & FF_BY_TYPE)
		return DEP_TYPE;
	return field->flags & FF_FD_BUT_CONNECT ? DEP_FD : (enum field_dep)field->dep;
}

static int make_field(struct filter *f, const struct ast_term *t, struct operand *o, struct err *e)
{
	struct field_ref ref = {0};
	struct err why = {0};
	const struct field *field;

	if (f->nrefs == UINT16_MAX)
		return err_set_at(e, ERR_LIMIT, t->col, "more than %d fields", UINT16_MAX);
	if (field_parse(t->s, true, &ref, &why) < 0)
		return err_set_at(e, why.code, t->col, "%s", why.msg);
	if ((f->nrefs & (f->nrefs - 1)) == 0) {
		size_t n = f->nrefs ? f->nrefs * 2u : 1;

		f->refs = xrealloc(f->refs, n * sizeof(*f->refs));
		f->ref_texts = xrealloc(f->ref_texts, n * sizeof(*f->ref_texts));
	}
	f->refs[f->nrefs] = ref;
	f->ref_texts[f->nrefs] = xstrdup(t->s);
	field = ref.field;
	o->kind = OPERAND_FIELD;
	o->ref = (uint16_t)f->nrefs++;
	o->type = ref.type;
	o->vclass = (uint8_t)vclass_of(ref.type);
	o->deps = (uint8_t)(1u << field_dep(field));
	o->but_connect = field->flags & FF_FD_BUT_CONNECT;
	if (field->flags & FF_TWO_SIDED)
		o->multi = MULTI_ENDS;
	else if (field->flags & FF_LIST)
		o->multi = MULTI_LIST;
	else if (field->flags & FF_ANCESTORS && ref.argn < 0)
		o->multi = MULTI_ANCESTORS;
	o->flags = field->flags;
	f->in_order |= (field->flags & FF_LOOKS_BACK) != 0;
	return 0;
}

/* --------------------------------------------------------------------- functions --- */

static int wrong_args(const struct ast_term *t, const char *expected, struct err *e)
{
	return err_set_at(e, ERR_SYNTAX, t->col, "%s() wants %s", t->s, expected);
}

static bool is_text(const struct operand *o)
{
	return o->vclass == VC_TEXT;
}

static bool one_text(const struct operand *o)
{
	return is_text(o) && o->multi == MULTI_ONE;
}

static int one_arg(const struct ast_term *t, struct operand *o, bool buffers, struct err *e)
{
	const struct operand *arg = &o->args[0];
	bool list = o->fn == FN_LEN && o->nargs == 1 && arg->multi == MULTI_LIST;

	if (o->nargs != 1 || arg->kind == OPERAND_TEXT ||
	    !(list || is_text(arg) || (buffers && arg->vclass == VC_BYTES)))
		return wrong_args(
			t, buffers ? "one field that is a text or a buffer" : "one text field", e);
	o->multi = arg->multi;
	o->type = arg->type;
	if (o->fn == FN_LEN) {
		o->type = PT_UINT64;
		if (list)
			o->multi = MULTI_ONE;
	}
	return 0;
}

static int check_join(const struct ast_term *t, struct operand *o, struct err *e)
{
	if (o->nargs != 2 || !one_text(&o->args[0]) || !is_text(&o->args[1]) ||
	    o->args[1].multi != MULTI_LIST)
		return wrong_args(t, "a separator and a field that is a list", e);
	return 0;
}

static int check_concat(const struct ast_term *t, struct operand *o, struct err *e)
{
	unsigned i;

	for (i = 0; i < o->nargs && one_text(&o->args[i]); i++)
		;
	return o->nargs >= 2 && i == o->nargs ? 0 : wrong_args(t, "two or more texts", e);
}

/* libs takes a list of arguments; proc.args, which is one text here, does as well. */
static int check_getopt(const struct ast_term *t, struct operand *o, struct err *e)
{
	bool list = o->nargs && o->args[0].multi == MULTI_LIST;

	if (o->nargs != 2 || !is_text(&o->args[0]) || (!list && !one_text(&o->args[0])) ||
	    !one_text(&o->args[1]))
		return wrong_args(t, "arguments (proc.args or a list) and an option string", e);
	o->multi = t->select ? MULTI_ONE : MULTI_LIST;
	return 0;
}

static const struct {
	const char *name;
	enum filter_fn fn;
} functions[] = {
	{"tolower", FN_TOLOWER},   {"toupper", FN_TOUPPER}, {"b64", FN_B64},
	{"basename", FN_BASENAME}, {"len", FN_LEN},	    {"join", FN_JOIN},
	{"concat", FN_CONCAT},	   {"getopt", FN_GETOPT},
};

static int make_call(struct filter *f, const struct ast_term *t, struct operand *o, struct err *e)
{
	unsigned i;
	int r;

	o->kind = OPERAND_CALL;
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (strcmp(functions[i].name, t->s) == 0)
			o->fn = (uint8_t)functions[i].fn;
	o->args = xcalloc(t->nargs, sizeof(*o->args));
	for (i = 0; i < t->nargs; i++) {
		o->nargs = i + 1;
		r = operand_make(f, &t->args[i], &o->args[i], e);
		if (r < 0)
			return r;
		o->deps |= o->args[i].deps;
		o->but_connect |= o->args[i].but_connect;
	}
	if (t->select && (o->fn != FN_GETOPT || strlen(t->select) != 1))
		return err_set_at(e, ERR_SYNTAX, t->col,
				  o->fn == FN_GETOPT ? "%s()[x] wants one letter"
						     : "%s() takes no [x]",
				  t->s);
	o->type = PT_CHARBUF;
	switch (o->fn) {
	case FN_JOIN:
		r = check_join(t, o, e);
		break;
	case FN_CONCAT:
		r = check_concat(t, o, e);
		break;
	case FN_GETOPT:
		r = check_getopt(t, o, e);
		o->select = t->select ? t->select[0] : 0;
		break;
	default:
		r = one_arg(t, o, o->fn == FN_LEN || o->fn == FN_B64, e);
		break;
	}
	o->vclass = (uint8_t)vclass_of(o->type);
	return r;
}

int operand_make(struct filter *f, const struct ast_term *t, struct operand *o, struct err *e)
{
	if (t->kind == TERM_FIELD)
		return make_field(f, t, o, e);
	if (t->kind == TERM_CALL)
		return make_call(f, t, o, e);
	o->kind = OPERAND_TEXT;
	o->type = PT_CHARBUF;
	o->vclass = VC_TEXT;
	o->len = t->len;
	o->s = xmalloc((size_t)t->len + 1);
	memcpy(o->s, t->s, (size_t)t->len + 1);
	return 0;
}
