/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/intern.h"
#include "engine/base/mem.h"
#include "engine/filter/program.h"

/* A field with several values gives at most so many. */
#define VALUES_MAX 65536
/* Steps of one regular expression on one value, so that no pattern can stop the program. */
#define REGEX_STEPS_MAX 1000000

enum vclass vclass_of(uint8_t ptype)
{
	static const uint8_t classes[PT_MAX] = {
		[PT_INT8] = VC_INT,	   [PT_INT16] = VC_INT,	       [PT_INT32] = VC_INT,
		[PT_INT64] = VC_INT,	   [PT_ERRNO] = VC_INT,	       [PT_FD] = VC_INT,
		[PT_PID] = VC_INT,	   [PT_FD32] = VC_INT,	       [PT_PID32] = VC_INT,
		[PT_UINT8] = VC_UINT,	   [PT_UINT16] = VC_UINT,      [PT_UINT32] = VC_UINT,
		[PT_UINT64] = VC_UINT,	   [PT_SYSCALLID] = VC_UINT,   [PT_SIGTYPE] = VC_UINT,
		[PT_RELTIME] = VC_UINT,	   [PT_ABSTIME] = VC_UINT,     [PT_PORT] = VC_UINT,
		[PT_L4PROTO] = VC_UINT,	   [PT_SOCKFAMILY] = VC_UINT,  [PT_BOOL] = VC_UINT,
		[PT_FLAGS8] = VC_UINT,	   [PT_FLAGS16] = VC_UINT,     [PT_FLAGS32] = VC_UINT,
		[PT_ENUMFLAGS8] = VC_UINT, [PT_ENUMFLAGS16] = VC_UINT, [PT_ENUMFLAGS32] = VC_UINT,
		[PT_UID] = VC_UINT,	   [PT_GID] = VC_UINT,	       [PT_MODE] = VC_UINT,
		[PT_DOUBLE] = VC_DOUBLE,   [PT_CHARBUF] = VC_TEXT,     [PT_FSPATH] = VC_TEXT,
		[PT_FSRELPATH] = VC_TEXT,  [PT_BYTEBUF] = VC_BYTES,    [PT_IPADDR] = VC_ADDR,
		[PT_IPV4ADDR] = VC_ADDR,   [PT_IPV6ADDR] = VC_ADDR,    [PT_IPNET] = VC_NET,
		[PT_IPV4NET] = VC_NET,	   [PT_IPV6NET] = VC_NET,
	};

	return ptype < PT_MAX ? classes[ptype] : VC_NONE;
}

void eval_init(struct eval *ev, struct event_ctx *ctx, const struct field_ref *refs)
{
	*ev = (struct eval){.ctx = ctx, .refs = refs};
}

void eval_release(struct eval *ev)
{
	pcre2_match_data_free(ev->match);
	pcre2_match_context_free(ev->limits);
	pcre2_jit_stack_free(ev->stack);
	free(ev->left.v);
	free(ev->right.v);
	free(ev->words.v);
	*ev = (struct eval){0};
}

/* ------------------------------------------------------------------- comparisons --- */

static bool holds(enum filter_op op, int cmp)
{
	switch (op) {
	case OP_NE:
		return cmp != 0;
	case OP_LT:
		return cmp < 0;
	case OP_LE:
		return cmp <= 0;
	case OP_GT:
		return cmp > 0;
	case OP_GE:
		return cmp >= 0;
	default:
		return cmp == 0;
	}
}

/* As strcmp: bytes, and the shorter first. */
static int text_cmp(const char *a, size_t na, const char *b, size_t nb)
{
	int cmp = memcmp(a, b, na < nb ? na : nb);

	return cmp ? cmp : (na > nb) - (na < nb);
}

static bool regex_match(struct eval *ev, const pcre2_code *re, const char *s, size_t n)
{
	PCRE2_SIZE *span;
	int r;

	if (!ev->match) {
		ev->match = pcre2_match_data_create(1, NULL);
		ev->limits = pcre2_match_context_create(NULL);
		ev->stack = pcre2_jit_stack_create(32 * 1024, 1024 * 1024, NULL);
		if (!ev->match || !ev->limits)
			mem_exhausted();
		pcre2_set_match_limit(ev->limits, REGEX_STEPS_MAX);
		if (ev->stack)
			pcre2_jit_stack_assign(ev->limits, NULL, ev->stack);
	}
	r = pcre2_match(re, (PCRE2_SPTR)(n ? s : ""), n, 0, 0, ev->match, ev->limits);
	if (r < 0)
		return false;
	/* The pattern is anchored at both ends; but in a text that is not UTF-8 to the end, PCRE2
	 * takes the piece before the first bad byte for all of it. */
	span = pcre2_get_ovector_pointer(ev->match);
	return span[0] == 0 && span[1] == n;
}

static bool text_holds(struct eval *ev, enum filter_op op, const char *s, size_t n,
		       const struct constant *k)
{
	switch (op) {
	case OP_EQ:
	case OP_NE:
		return (n == k->len && memcmp(s, k->s, n) == 0) == (op == OP_EQ);
	case OP_CONTAINS:
	case OP_BCONTAINS:
		return memmem(s, n, k->s, k->len) != NULL;
	case OP_ICONTAINS:
		return text_icontains(s, n, k->s, k->len);
	case OP_STARTSWITH:
	case OP_BSTARTSWITH:
		return n >= k->len && memcmp(s, k->s, k->len) == 0;
	case OP_ENDSWITH:
		return n >= k->len && memcmp(s + n - k->len, k->s, k->len) == 0;
	case OP_GLOB:
	case OP_IGLOB:
		return text_glob(k->s, k->len, s, n, op == OP_IGLOB);
	case OP_REGEX:
		return k->regex && regex_match(ev, k->regex, s, n);
	case OP_PMATCH:
		return text_below(s, n, k->s, k->len);
	default:
		return holds(op, text_cmp(s, n, k->s, k->len));
	}
}

static bool in_net(const struct value *v, const struct constant *k)
{
	unsigned bytes = k->prefix / 8, bits = k->prefix % 8;

	if (v->len != k->iplen || memcmp(v->ip, k->ip, bytes) != 0)
		return false;
	return !bits || ((v->ip[bytes] ^ k->ip[bytes]) & (0xff00 >> bits) & 0xff) == 0;
}

/*
 * Compare as `vclass` says. A value of another class than the field announced (evt.rawarg, whose
 * type is that of the first parameter of the name) satisfies nothing, unless both are integers.
 */
static bool value_holds(struct eval *ev, enum vclass vclass, enum filter_op op,
			const struct value *v, const struct constant *k)
{
	enum vclass have = vclass_of(v->type);
	double d;

	switch (vclass) {
	case VC_INT:
		return (have == VC_INT || have == VC_UINT) &&
		       holds(op, (v->i > k->i) - (v->i < k->i));
	case VC_UINT:
		return (have == VC_INT || have == VC_UINT) &&
		       holds(op, (v->u > k->u) - (v->u < k->u));
	case VC_DOUBLE:
		if (have != VC_DOUBLE && have != VC_INT && have != VC_UINT)
			return false;
		d = have == VC_DOUBLE ? v->d : have == VC_INT ? (double)v->i : (double)v->u;
		return holds(op, (d > k->d) - (d < k->d));
	case VC_TEXT:
	case VC_BYTES:
		return (have == VC_TEXT || have == VC_BYTES) && text_holds(ev, op, v->s, v->len, k);
	case VC_ADDR:
		return (have == VC_ADDR || have == VC_NET) &&
		       (v->len == k->iplen && memcmp(v->ip, k->ip, v->len) == 0) == (op != OP_NE);
	case VC_NET:
		return (have == VC_ADDR || have == VC_NET) && in_net(v, k) == (op != OP_NE);
	case VC_NONE:
		break;
	}
	return false;
}

/* ------------------------------------------------------------------------- lists --- */

static bool in_set(const struct check *c, const struct value *v)
{
	uint32_t at = hash_bytes(v->s, v->len) & c->set_mask, i;

	for (; (i = c->set[at]) != 0; at = (at + 1) & c->set_mask) {
		const struct constant *k = &c->vals[i - 1];

		if (k->len == v->len && memcmp(k->s, v->s, v->len) == 0)
			return true;
	}
	return false;
}

static bool in_list(struct eval *ev, const struct check *c, const struct value *v)
{
	enum filter_op op = c->op == OP_PMATCH ? OP_PMATCH : OP_EQ;
	enum vclass have = vclass_of(v->type);
	unsigned i;

	if (c->set)
		return (have == VC_TEXT || have == VC_BYTES) && in_set(c, v);
	for (i = 0; i < c->n; i++)
		if (value_holds(ev, c->vclass, op, v, &c->vals[i]))
			return true;
	return false;
}

static bool quantified(struct eval *ev, const struct check *c, const struct value *v)
{
	unsigned i, hits = 0;

	for (i = 0; i < c->n; i++) {
		bool hit = value_holds(ev, c->vclass, c->op, v, &c->vals[i]);

		if (c->quant == QUANT_ANYOF && hit)
			return true;
		if (c->quant == QUANT_ALLOF && !hit)
			return false;
		hits += hit;
	}
	return c->quant == QUANT_ONEOF ? hits == 1 : c->quant == QUANT_ALLOF;
}

/* A value as the right side of a comparison of class `vclass`. */
static void constant_of(enum vclass vclass, const struct value *v, struct constant *k)
{
	enum vclass have = vclass_of(v->type);

	*k = (struct constant){0};
	switch (vclass) {
	case VC_DOUBLE:
		k->d = have == VC_DOUBLE ? v->d : have == VC_INT ? (double)v->i : (double)v->u;
		break;
	case VC_TEXT:
	case VC_BYTES:
		/* Read only; the constant does not own it. */
		k->s = (char *)(uintptr_t)v->s;
		k->len = v->len;
		break;
	case VC_ADDR:
	case VC_NET:
		k->iplen = v->len == 16 ? 16 : 4;
		k->prefix = (uint8_t)(k->iplen * 8);
		memcpy(k->ip, v->ip, k->iplen);
		break;
	default:
		k->u = v->u;
		break;
	}
}

/* Against the values of the field or function on the right. */
static bool right_holds(struct eval *ev, const struct check *c, const struct value *v)
{
	bool list = c->op == OP_IN || c->op == OP_INTERSECTS;
	struct constant k;
	unsigned i;

	ev->right.n = 0;
	operand_values(ev, c->right, &ev->right);
	for (i = 0; i < ev->right.n; i++) {
		enum vclass have = vclass_of(ev->right.v[i].type);

		/* The union is only to be read as what the value really is. */
		if ((c->vclass == VC_TEXT || c->vclass == VC_BYTES) !=
		    (have == VC_TEXT || have == VC_BYTES))
			continue;
		constant_of(c->vclass, &ev->right.v[i], &k);
		if (value_holds(ev, c->vclass, list ? OP_EQ : c->op, v, &k))
			return true;
	}
	return false;
}

bool check_value(struct eval *ev, const struct check *c, const struct value *v)
{
	if (c->op == OP_EXISTS)
		return true;
	if (c->right)
		return right_holds(ev, c, v);
	if (c->quant != QUANT_NONE)
		return quantified(ev, c, v);
	if (c->op == OP_IN || c->op == OP_INTERSECTS || c->op == OP_PMATCH)
		return in_list(ev, c, v);
	return value_holds(ev, c->vclass, c->op, v, &c->vals[0]);
}

/* ---------------------------------------------------------------------- operands --- */

void values_add(struct values *vs, const struct value *v)
{
	if (vs->n == VALUES_MAX)
		return;
	if (vs->n == vs->cap) {
		vs->cap = vs->cap ? vs->cap * 2 : 16;
		vs->v = xrealloc(vs->v, vs->cap * sizeof(*vs->v));
	}
	vs->v[vs->n++] = *v;
}

void operand_values(struct eval *ev, const struct operand *o, struct values *out)
{
	const struct field_ref *ref;
	struct value v;
	unsigned k;

	switch (o->kind) {
	case OPERAND_TEXT:
		v = (struct value){.type = PT_CHARBUF, .len = o->len, .s = o->s};
		values_add(out, &v);
		break;
	case OPERAND_CALL:
		call_values(ev, o, out);
		break;
	default:
		ref = &ev->refs[o->ref];
		if (o->multi == MULTI_ONE) {
			if (field_get(ev->ctx, ref, &v))
				values_add(out, &v);
			break;
		}
		for (k = 0; k < VALUES_MAX && ref->field->get_nth(ev->ctx, ref, k, &v); k++)
			values_add(out, &v);
	}
}

static bool around_holds(const struct eval *ev, const struct check *c)
{
	uint64_t ts = ev->ctx->rec->ts, ns;

	if (__builtin_mul_overflow(c->vals[0].u, 1000000u, &ns))
		return true;
	return (ts > c->around_ns ? ts - c->around_ns : c->around_ns - ts) <= ns;
}

bool check_eval(struct eval *ev, const struct check *c)
{
	const struct operand *o = &c->left;
	bool all = (o->multi == MULTI_ENDS && c->op == OP_NE) ||
		   (o->multi == MULTI_LIST && c->op == OP_IN);
	struct value v;
	unsigned i;

	if (c->around)
		return c->op == OP_EXISTS || around_holds(ev, c);
	if (o->kind == OPERAND_FIELD && o->multi == MULTI_ONE)
		return field_get(ev->ctx, &ev->refs[o->ref], &v) && check_value(ev, c, &v);
	ev->left.n = 0;
	operand_values(ev, o, &ev->left);
	for (i = 0; i < ev->left.n; i++) {
		v = ev->left.v[i];
		if (check_value(ev, c, &v) != all)
			return !all;
	}
	return all && ev->left.n > 0;
}
