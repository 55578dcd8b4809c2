/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/intern.h"
#include "engine/base/mem.h"
#include "engine/filter/names.h"
#include "engine/filter/program.h"

/* Lists longer than this are looked up in a hash table. */
#define SET_MIN 8

/* -------------------------------------------------------------------- operators --- */

#define OPS_EQUAL (1u << OP_EQ | 1u << OP_NE | 1u << OP_IN | 1u << OP_INTERSECTS | 1u << OP_EXISTS)
#define OPS_ORDER (1u << OP_LT | 1u << OP_LE | 1u << OP_GT | 1u << OP_GE)
#define OPS_BYTES (1u << OP_CONTAINS | 1u << OP_STARTSWITH | 1u << OP_ENDSWITH)
#define OPS_HEX	  (1u << OP_BCONTAINS | 1u << OP_BSTARTSWITH)
#define OPS_TEXT \
	(1u << OP_ICONTAINS | 1u << OP_GLOB | 1u << OP_IGLOB | 1u << OP_REGEX | 1u << OP_PMATCH)
#define OPS_LIST (1u << OP_IN | 1u << OP_INTERSECTS | 1u << OP_EXISTS)
/* Those whose value is a part or a pattern of what they find. */
#define OPS_PATTERN (OPS_BYTES | (OPS_TEXT & ~(1u << OP_PMATCH)))
/* Those that oneof, anyof and allof can follow. */
#define OPS_QUANT (1u << OP_EQ | 1u << OP_NE | OPS_HEX | OPS_PATTERN)

static const struct {
	const char *what;
	uint32_t ops;
} class_ops[] = {
	[VC_NONE] = {"fields whose values cannot be compared", 1u << OP_EXISTS},
	[VC_INT] = {"numeric fields", OPS_EQUAL | OPS_ORDER},
	[VC_UINT] = {"numeric fields", OPS_EQUAL | OPS_ORDER},
	[VC_DOUBLE] = {"numeric fields", OPS_EQUAL | OPS_ORDER},
	[VC_TEXT] = {"text fields", OPS_EQUAL | OPS_ORDER | OPS_BYTES | OPS_TEXT},
	[VC_BYTES] = {"buffer fields", OPS_EQUAL | OPS_BYTES | OPS_HEX},
	[VC_ADDR] = {"IP addresses", OPS_EQUAL},
	[VC_NET] = {"IP networks", OPS_EQUAL},
};

static void ops_list(uint32_t ops, struct buf *out)
{
	unsigned op;

	for (op = OP_EQ; op <= OP_EXISTS; op++)
		if (ops & 1u << op)
			buf_printf(out, " %s", filter_op_name(op));
}

static int check_operator(const struct check *c, const struct ast_check *a, struct err *e)
{
	uint32_t ops = c->left.multi == MULTI_LIST ? OPS_LIST : class_ops[c->left.vclass].ops;
	const char *what = c->left.multi == MULTI_LIST ? "lists" : class_ops[c->left.vclass].what;
	struct buf b;

	if (c->around && c->op != OP_EQ && c->op != OP_EXISTS)
		return err_set_at(e, ERR_SYNTAX, a->op_col, "evt.around supports only '='");
	if (c->quant != QUANT_NONE && !(OPS_QUANT & 1u << c->op))
		return err_set_at(e, ERR_SYNTAX, a->op_col, "'%s' takes one value, not a list",
				  filter_op_name(c->op));
	if (ops & 1u << c->op)
		return 0;
	buf_init(&b, 0);
	ops_list(ops, &b);
	err_set_at(e, ERR_SYNTAX, a->op_col,
		   "'%s' is not supported for %s such as %.48s; expected one of%s",
		   filter_op_name(c->op), what, a->left.s, buf_cstr(&b));
	buf_release(&b);
	return ERR_SYNTAX;
}

/* ------------------------------------------------------------------------ values --- */

static int check_event_name(const struct ast_term *t, struct err *e)
{
	return event_name_known(t->s) ? 0 : event_name_refuse(t->s, t->col, e);
}

/*
 * evt.type is compared with names that exist: a misspelt one would silently never match. With
 * contains, glob and the like it is enough that one name fits.
 */
static int check_event_names(const struct check *c, const struct ast_check *a, struct err *e)
{
	bool pattern = OPS_PATTERN & 1u << c->op;
	struct eval ev;
	unsigned i, code;
	int r = 0;

	for (i = 0; !pattern && i < a->nright && r == 0; i++)
		r = check_event_name(&a->right[i], e);
	if (!pattern || !c->n)
		return r;
	eval_init(&ev, NULL, NULL);
	for (code = 0; code < event_names_count(); code++) {
		struct value v = {.type = PT_CHARBUF, .s = event_names_get(code)};

		v.len = (uint32_t)strlen(v.s);
		if (check_value(&ev, c, &v))
			break;
	}
	eval_release(&ev);
	if (code < event_names_count())
		return 0;
	return err_set_at(e, ERR_UNKNOWN, a->right[0].col, "unknown event type: no name %s '%.64s'",
			  filter_op_name(c->op), a->right[0].s);
}

/* The class in which values of the two sides can be compared, VC_NONE if they cannot. */
static enum vclass common_class(enum vclass a, enum vclass b)
{
	if (a == b)
		return a;
	if (a > b)
		return common_class(b, a);
	if (a >= VC_INT && b <= VC_DOUBLE)
		return b == VC_DOUBLE ? VC_DOUBLE : VC_INT;
	return a == VC_ADDR && b == VC_NET ? VC_ADDR : VC_NONE;
}

/* A field or function on the right side. */
static int check_right(struct filter *f, struct check *c, const struct ast_check *a, struct err *e)
{
	const struct ast_term *t = &a->right[0];
	int r;

	if (c->op == OP_REGEX || c->op == OP_PMATCH || c->around)
		return err_set_at(e, ERR_SYNTAX, t->col,
				  "'%s' wants its value written in the filter",
				  filter_op_name(c->op));
	c->right = xcalloc(1, sizeof(*c->right));
	r = operand_make(f, t, c->right, e);
	if (r < 0)
		return r;
	if (c->right->multi == MULTI_ENDS || c->right->multi == MULTI_ANCESTORS)
		return err_set_at(e, ERR_SYNTAX, t->col,
				  "%.64s has several values and cannot stand on the right", t->s);
	if (c->right->multi == MULTI_LIST && c->op != OP_IN && c->op != OP_INTERSECTS)
		return err_set_at(e, ERR_SYNTAX, t->col,
				  "%.64s is a list; it goes with in and intersects", t->s);
	c->vclass = (uint8_t)common_class(c->left.vclass, c->right->vclass);
	if (c->vclass == VC_NONE)
		return err_set_at(e, ERR_SYNTAX, t->col, "%.64s and %.64s are of different types",
				  a->left.s, t->s);
	return 0;
}

static void make_set(struct check *c)
{
	uint32_t size = 16, at;
	unsigned i;

	if (c->n <= SET_MIN || (c->vclass != VC_TEXT && c->vclass != VC_BYTES) ||
	    (c->op != OP_IN && c->op != OP_INTERSECTS))
		return;
	while (size < c->n * 2)
		size *= 2;
	c->set = xcalloc(size, sizeof(*c->set));
	c->set_mask = size - 1;
	for (i = 0; i < c->n; i++) {
		at = hash_bytes(c->vals[i].s, c->vals[i].len) & c->set_mask;
		while (c->set[at])
			at = (at + 1) & c->set_mask;
		c->set[at] = i + 1;
	}
}

/*
 * `in ()` is one empty text in the reference, which only text fields can take; for all others
 * it is what current libs make of it, a list without elements.
 */
static int check_values(struct check *c, const struct ast_check *a, struct err *e)
{
	static const struct ast_term empty = {.kind = TERM_TEXT, .s = (char *)(uintptr_t) ""};
	bool as_empty = a->list && !a->nright && c->vclass == VC_TEXT && c->quant == QUANT_NONE;
	unsigned i, n = as_empty ? 1 : a->nright;
	int r = 0;

	c->vals = xcalloc(n ? n : 1, sizeof(*c->vals));
	for (i = 0; i < n && r == 0; i++) {
		c->n = i + 1;
		r = constant_make(c, as_empty ? &empty : &a->right[i], &c->vals[i], e);
	}
	return r;
}

/* ------------------------------------------------------------------------ checks --- */

void check_release(struct check *c)
{
	bool text = (c->vclass == VC_TEXT || c->vclass == VC_BYTES) && c->op != OP_REGEX;
	unsigned i;

	for (i = 0; i < c->n; i++) {
		if (text)
			free(c->vals[i].s);
		pcre2_code_free(c->vals[i].regex);
	}
	free(c->vals);
	free(c->set);
	operand_release(&c->left);
	if (c->right)
		operand_release(c->right);
	free(c->right);
	*c = (struct check){0};
}

/*
 * What all fields of the check depend on. Only a lone field is decided while compiling, where
 * there is no event whose memory a function could use.
 */
static uint8_t check_dep(const struct check *c)
{
	unsigned deps = c->left.deps | (c->right ? c->right->deps : 0u);
	bool lone = c->left.kind == OPERAND_FIELD && !c->right;
	uint8_t dep;

	if (c->around)
		return DEP_EVENT;
	for (dep = lone ? DEP_TYPE : DEP_TYPE + 1; dep < DEP_EVENT; dep++)
		if (deps == 1u << dep)
			return dep;
	return DEP_EVENT;
}

/* Rough: numbers before texts, plain comparisons before searches, functions last. */
static uint8_t check_cost(const struct check *c)
{
	unsigned cost = c->vclass == VC_TEXT || c->vclass == VC_BYTES ? 4 : 1;

	if (c->op == OP_REGEX)
		cost += 8;
	else if (c->op == OP_ICONTAINS || c->op == OP_GLOB || c->op == OP_IGLOB)
		cost += 4;
	if (c->left.kind == OPERAND_CALL || c->right)
		cost += 8;
	if (c->left.multi != MULTI_ONE)
		cost += 4;
	return (uint8_t)(cost + c->n / 8 > 200 ? 200 : cost + c->n / 8);
}

/* T of evt.around[T]. */
static int check_around(const struct filter *f, struct check *c, const struct ast_check *a,
			struct err *e)
{
	const struct field_ref *ref = &f->refs[c->left.ref];
	struct check number = {.vclass = VC_UINT, .left = {.type = PT_ABSTIME}};
	struct ast_term arg = {.col = a->left.col, .s = ref->arg};
	struct constant t;
	int r;

	if (!ref->arg)
		return err_set_at(e, ERR_SYNTAX, a->left.col,
				  "evt.around needs a time: evt.around[ns]=ms");
	arg.len = (uint32_t)strlen(ref->arg);
	r = constant_make(&number, &arg, &t, e);
	c->around = r == 0;
	c->around_ns = t.u;
	return r;
}

static int make_check(struct filter *f, const struct ast *node, struct check *c, struct err *e)
{
	const struct ast_check *a = node->check;
	const char *name = NULL;
	int r;

	c->op = (uint8_t)a->op;
	c->quant = (uint8_t)a->quant;
	c->col = node->col;
	c->end = node->end;
	r = operand_make(f, &a->left, &c->left, e);
	if (r < 0)
		return r;
	c->vclass = c->left.vclass;
	if (c->left.kind == OPERAND_FIELD)
		name = f->refs[c->left.ref].field->name;
	if (name && strcmp(name, "evt.around") == 0)
		r = check_around(f, c, a, e);
	if (r == 0)
		r = check_operator(c, a, e);
	if (r == 0 && c->op != OP_EXISTS) {
		if (a->nright && a->right[0].kind != TERM_TEXT)
			r = check_right(f, c, a, e);
		else
			r = check_values(c, a, e);
	}
	if (r == 0 && name && strcmp(name, "evt.type") == 0 && !c->right && c->op != OP_EXISTS)
		r = check_event_names(c, a, e);
	if (r < 0)
		return r;
	make_set(c);
	c->dep = check_dep(c);
	c->but_connect = c->left.but_connect || (c->right && c->right->but_connect);
	c->cost = check_cost(c);
	return 0;
}

/* The checks in the order in which they stand in the text. */
int filter_check(struct filter *f, struct ast *a, struct err *e)
{
	unsigned i;
	int r;

	if (a->kind == AST_CHECK) {
		if ((f->nchecks & (f->nchecks - 1)) == 0)
			f->checks = xrealloc(f->checks, (f->nchecks ? f->nchecks * 2u : 1) *
								sizeof(*f->checks));
		f->checks[f->nchecks] = (struct check){0};
		a->check->index = f->nchecks;
		return make_check(f, a, &f->checks[f->nchecks++], e);
	}
	for (i = 0; i < a->n; i++) {
		r = filter_check(f, a->kids[i], e);
		if (r < 0)
			return r;
	}
	return 0;
}
