/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/intern.h"
#include "engine/base/mem.h"
#include "engine/filter/program.h"
#include "event_codes.h"

/*
 * From checks to programs.
 *
 * For every event type the checks that the type decides become true or false, and the filter is
 * simplified; types for which the same remains share a program. What remains is regrouped: in
 *
 *     proc.name=a and fd.name contains b and evt.res=EAGAIN and proc.pid=7
 *
 * the conjuncts on the thread are brought together and become one NODE_MEMO, decided once per
 * thread version; likewise those on the fd. Checks have no side effects, so that their order
 * is free: memories first, then what is cheap.
 *
 * Negation is pushed down to the checks. A check on a field without value is false, and its
 * negation true, so this changes nothing.
 *
 * A filter with a field that looks back (evt.deltatime) is different: what it sees depends on
 * when it is asked. Such a filter is evaluated as it is written, on every event.
 */

/*
 * How fields of an fd are decided. An event that has a thread and an fd shows the fd's version,
 * whatever its type. One without may still show what its call asked for, if its type is about
 * fds; otherwise such fields have no value.
 */
enum fd_mode { FDS_NEVER, FDS_VERSION, FDS_EVENT };

#define FD_FLAGS (EF_CREATES_FD | EF_USES_FD | EF_DESTROYS_FD)

enum { LEAF_FALSE, LEAF_TRUE, LEAF_OPEN };

enum { COST_MADE = 16 /* of a value that no version has: it is made of what the call asks for */ };

struct ids {
	uint32_t *v;
	uint32_t n, cap;
};

struct builder {
	struct filter *f;
	uint8_t *leaves; /* LEAF_*, by check; behind them the two that follow */
	uint8_t fd_mode; /* enum fd_mode */
	bool connect;	 /* type is the exit of connect, see FF_FD_BUT_CONNECT */
	uint32_t node_cap, kid_cap;
	uint32_t *table; /* hash table of nodes: index + 1 */
	uint32_t table_mask;
	uint8_t *vectors; /* the different leaves that occurred, one behind the other */
	uint16_t *vector_program;
	unsigned nvectors;
};

static void ids_add(struct ids *s, uint32_t id)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 8;
		s->v = xrealloc(s->v, s->cap * sizeof(*s->v));
	}
	s->v[s->n++] = id;
}

/* ------------------------------------------------------------------------- nodes --- */

/* Equal nodes are one node; so a part that several programs share has one memory. */
static bool same_node(const struct filter *f, const struct node *a, const struct node *b,
		      const uint32_t *kids)
{
	if (a->kind != b->kind || a->dep != b->dep || a->neg != b->neg || a->n != b->n)
		return false;
	if (a->kind == NODE_AND || a->kind == NODE_OR)
		return memcmp(f->kids + a->a, kids, a->n * sizeof(*kids)) == 0;
	return a->a == b->a;
}

static uint32_t node_hash(const struct node *n, const uint32_t *kids)
{
	uint32_t h = (uint32_t)n->kind * 31u + (uint32_t)n->dep * 7u + n->neg;

	if (n->kind == NODE_AND || n->kind == NODE_OR)
		return h ^ hash_bytes(kids, n->n * sizeof(*kids));
	return h ^ (n->a * 2654435761u);
}

static const uint32_t *kids_of(const struct filter *f, const struct node *n)
{
	return n->kind == NODE_AND || n->kind == NODE_OR ? f->kids + n->a : NULL;
}

static void table_grow(struct builder *b)
{
	uint32_t size = b->table_mask ? (b->table_mask + 1) * 2 : 256, i, at;

	free(b->table);
	b->table = xcalloc(size, sizeof(*b->table));
	b->table_mask = size - 1;
	for (i = 0; i < b->f->nnodes; i++) {
		at = node_hash(&b->f->nodes[i], kids_of(b->f, &b->f->nodes[i])) & b->table_mask;
		while (b->table[at])
			at = (at + 1) & b->table_mask;
		b->table[at] = i + 1;
	}
}

static uint32_t leaf_cost(const struct check *c, uint8_t dep)
{
	bool made = c->dep == DEP_FD && dep != DEP_FD && !(c->left.flags & FF_OF_KNOWN_FD);

	return c->cost + (made ? COST_MADE : 0);
}

static uint32_t node_cost(const struct filter *f, const struct node *n, const uint32_t *kids)
{
	uint32_t i, cost = 0;

	if (n->kind == NODE_CHECK)
		return leaf_cost(&f->checks[n->a], n->dep);
	for (i = 0; i < (kids ? n->n : 0); i++)
		cost += f->nodes[kids[i]].cost;
	return cost;
}

/* The node like *want (AND, OR: with these kids), made if there is none yet. */
static uint32_t node_get(struct builder *b, const struct node *want, const uint32_t *kids)
{
	struct filter *f = b->f;
	uint32_t at, id;
	struct node *n;

	if (f->nnodes * 2 >= b->table_mask)
		table_grow(b);
	at = node_hash(want, kids) & b->table_mask;
	for (; b->table[at]; at = (at + 1) & b->table_mask)
		if (same_node(f, &f->nodes[b->table[at] - 1], want, kids))
			return b->table[at] - 1;
	if (f->nnodes == b->node_cap) {
		b->node_cap = b->node_cap ? b->node_cap * 2 : 64;
		f->nodes = xrealloc(f->nodes, b->node_cap * sizeof(*f->nodes));
	}
	id = f->nnodes++;
	b->table[at] = id + 1;
	n = &f->nodes[id];
	*n = *want;
	n->cost = node_cost(f, want, kids);
	if (!kids)
		return id;
	if (f->nkids + n->n > b->kid_cap) {
		b->kid_cap = (f->nkids + n->n) * 2;
		f->kids = xrealloc(f->kids, b->kid_cap * sizeof(*f->kids));
	}
	n->a = f->nkids;
	memcpy(f->kids + n->a, kids, n->n * sizeof(*kids));
	f->nkids += n->n;
	return id;
}

/* Wrap a node that one version decides. */
static uint32_t node_memo(struct builder *b, uint32_t id)
{
	struct filter *f = b->f;
	struct node want = {.kind = NODE_MEMO, .dep = f->nodes[id].dep, .a = id};
	uint32_t before = f->nnodes, memo;

	if ((want.dep != DEP_THREAD && want.dep != DEP_FD) || f->nunits == UINT16_MAX)
		return id;
	memo = node_get(b, &want, NULL);
	if (memo == before)
		f->nodes[memo].unit = (uint16_t)f->nunits++;
	return memo;
}

static int by_cost(const void *a, const void *b, void *arg)
{
	const struct node *nodes = arg;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	if (nodes[x].cost != nodes[y].cost)
		return nodes[x].cost < nodes[y].cost ? -1 : 1;
	return (x > y) - (x < y);
}

/* AND or OR of nodes; one alone is itself. */
static uint32_t node_group(struct builder *b, enum node_kind kind, struct ids *kids, uint8_t dep)
{
	struct node want = {.kind = (uint8_t)kind, .dep = dep};
	uint32_t i, n = 0;

	if (!b->f->in_order) {
		qsort_r(kids->v, kids->n, sizeof(*kids->v), by_cost, b->f->nodes);
		for (i = 0; i < kids->n; i++)
			if (!n || kids->v[n - 1] != kids->v[i])
				kids->v[n++] = kids->v[i];
		kids->n = n;
	}
	if (kids->n == 1)
		return kids->v[0];
	want.n = kids->n;
	return node_get(b, &want, kids->v);
}

/* ---------------------------------------------------------------------- building --- */

/* Add a part to a group, dissolving groups of the same kind and memories of parts. */
static void add_part(struct builder *b, enum node_kind kind, uint32_t id, struct ids *parts)
{
	const struct node *n = &b->f->nodes[id];
	uint32_t i;

	if (n->kind == NODE_MEMO) {
		add_part(b, kind, n->a, parts);
	} else if (n->kind == kind) {
		for (i = 0; i < n->n; i++)
			add_part(b, kind, b->f->kids[n->a + i], parts);
	} else {
		ids_add(parts, id);
	}
}

/* Bring the parts together by what they depend on. */
static uint32_t regroup(struct builder *b, enum node_kind kind, const struct ids *parts)
{
	struct ids by_dep[DEP_EVENT + 1] = {0};
	uint8_t dep, only = 0, kinds = 0;
	uint32_t i, id;

	for (i = 0; i < parts->n; i++)
		ids_add(&by_dep[b->f->nodes[parts->v[i]].dep], parts->v[i]);
	for (dep = DEP_THREAD; dep <= DEP_EVENT; dep++) {
		if (by_dep[dep].n) {
			kinds++;
			only = dep;
		}
	}
	if (kinds == 1) {
		id = node_group(b, kind, &by_dep[only], only);
	} else {
		for (dep = DEP_THREAD; dep < DEP_EVENT; dep++)
			if (by_dep[dep].n)
				ids_add(&by_dep[DEP_EVENT],
					node_memo(b, node_group(b, kind, &by_dep[dep], dep)));
		id = node_group(b, kind, &by_dep[DEP_EVENT], DEP_EVENT);
	}
	for (dep = 0; dep <= DEP_EVENT; dep++)
		free(by_dep[dep].v);
	return id;
}

static uint32_t build_check(struct builder *b, const struct ast *a, bool neg)
{
	unsigned i = a->check->index;
	struct node want = {.kind = NODE_CHECK, .dep = DEP_EVENT, .neg = neg, .a = i};
	const struct check *c = &b->f->checks[i];
	bool by_version = b->fd_mode == FDS_VERSION && !(b->connect && c->but_connect);

	if (b->leaves[i] != LEAF_OPEN)
		return (b->leaves[i] == LEAF_TRUE) != neg ? NODE_TRUE : NODE_FALSE;
	if (!b->f->in_order && (c->dep == DEP_THREAD || (c->dep == DEP_FD && by_version)))
		want.dep = c->dep;
	return node_get(b, &want, NULL);
}

/* What remains of a part of the filter; the nodes NODE_FALSE and NODE_TRUE are 0 and 1. */
static uint32_t build(struct builder *b, const struct ast *a, bool neg)
{
	enum node_kind kind = (a->kind == AST_AND) != neg ? NODE_AND : NODE_OR;
	uint32_t decides = kind == NODE_AND ? NODE_FALSE : NODE_TRUE, id = decides;
	struct ids parts = {0};
	unsigned i;

	if (a->kind == AST_CHECK)
		return build_check(b, a, neg);
	if (a->kind == AST_NOT)
		return build(b, a->kids[0], !neg);
	for (i = 0; i < a->n; i++) {
		id = build(b, a->kids[i], neg);
		if (id == decides)
			break;
		if (id != NODE_FALSE && id != NODE_TRUE)
			add_part(b, kind, id, &parts);
	}
	if (i == a->n)
		id = parts.n ? regroup(b, kind, &parts) : !decides;
	free(parts.v);
	return id;
}

static void make_program(struct builder *b, uint32_t root, struct program *p)
{
	struct filter *f = b->f;
	struct ids rest = {0};
	struct node top, kid;
	uint32_t i, id;

	root = node_memo(b, root);
	top = f->nodes[root];
	*p = (struct program){.root = root, .thread = -1, .fd = -1};
	for (i = 0; i < (top.kind == NODE_AND ? top.n : 1); i++) {
		id = top.kind == NODE_AND ? f->kids[top.a + i] : root;
		kid = f->nodes[id];
		if (kid.kind == NODE_MEMO && kid.dep == DEP_THREAD) {
			p->thread = kid.unit;
			p->thread_node = id;
		} else if (kid.kind == NODE_MEMO) {
			p->fd = kid.unit;
			p->fd_node = id;
		} else {
			ids_add(&rest, id);
		}
	}
	p->rest = rest.n ? node_group(b, NODE_AND, &rest, DEP_EVENT) : NODE_TRUE;
	free(rest.v);
}

/* ------------------------------------------------------------------------- types --- */

/*
 * evt.type of generic events is the name of the call: decided if it comes out the same for all
 * calls.
 */
static uint8_t leaf_by_call(struct eval *ev, const struct check *c)
{
	unsigned i, yes = 0;

	for (i = 0; i <= syscall_count; i++) {
		struct value v = {.type = PT_CHARBUF, .s = "<unknown>"};

		if (i < syscall_count)
			v.s = syscall_table[i].name;
		v.len = (uint32_t)strlen(v.s);
		yes += check_value(ev, c, &v);
		if (yes && yes != i + 1)
			return LEAF_OPEN;
	}
	return yes ? LEAF_TRUE : LEAF_FALSE;
}

static bool decided_by_type(const struct check *c, uint16_t code)
{
	if (c->left.flags & FF_BY_RESULT && !c->right)
		return !event_has_result(code);
	return c->dep == DEP_TYPE;
}

/* Is it false for want of an fd? */
static bool lacks_fd(const struct builder *b, const struct check *c, unsigned code)
{
	if (b->fd_mode == FDS_NEVER && c->dep == DEP_FD)
		return true;
	return b->fd_mode != FDS_VERSION && code < event_count &&
	       c->left.flags & FF_OF_KNOWN_FD && !c->right &&
	       !field_fd_without_version((uint16_t)code);
}

/*
 * What the event type decides. Fields that depend on the type alone are asked here with an
 * event that has nothing but a type. A type that we do not know decides nothing.
 */
static void decide_leaves(struct builder *b, struct eval *ev, unsigned code, bool has_fd)
{
	bool known = code < event_count && !b->f->in_order;
	const struct event_info *info = &event_table[known ? code : 0];
	const struct log_rec rec = {.type = (uint16_t)code};
	unsigned i;

	event_ctx_set_type(ev->ctx, &rec);
	b->connect = code == EV_SOCKET_CONNECT_X;
	b->fd_mode = has_fd ? FDS_VERSION : FDS_EVENT;
	if (!has_fd && known && !((info->flags | info->flags_new) & FD_FLAGS))
		b->fd_mode = FDS_NEVER;
	for (i = 0; i < b->f->nchecks; i++) {
		const struct check *c = &b->f->checks[i];

		b->leaves[i] = LEAF_OPEN;
		if (!b->f->in_order && lacks_fd(b, c, code))
			b->leaves[i] = LEAF_FALSE;
		else if (!known || !decided_by_type(c, (uint16_t)code))
			continue;
		else if (c->left.flags & FF_BY_TYPE && code < 2)
			b->leaves[i] = leaf_by_call(ev, c);
		else
			b->leaves[i] = check_eval(ev, c) ? LEAF_TRUE : LEAF_FALSE;
	}
	b->leaves[i++] = b->fd_mode;
	b->leaves[i] = b->connect;
	ev->ctx->rec = NULL;
}

static uint16_t program_of(struct builder *b, uint32_t root)
{
	struct filter *f = b->f;

	if (root == NODE_FALSE || root == NODE_TRUE)
		return root == NODE_TRUE ? PROGRAM_ALWAYS : PROGRAM_NEVER;
	f->programs = xrealloc(f->programs, (f->nprograms + 1) * sizeof(*f->programs));
	make_program(b, root, &f->programs[f->nprograms]);
	return (uint16_t)f->nprograms++;
}

/* The program for the leaves as they are: the one made for equal leaves, or a new one. */
static uint16_t find_program(struct builder *b)
{
	size_t width = b->f->nchecks + 2u;
	unsigned i = b->nvectors;
	uint16_t program;

	while (i--)
		if (memcmp(b->vectors + i * width, b->leaves, width) == 0)
			return b->vector_program[i];
	program = program_of(b, build(b, b->f->ast, false));
	i = b->nvectors++;
	b->vectors = xrealloc(b->vectors, b->nvectors * width);
	b->vector_program = xrealloc(b->vector_program, b->nvectors * sizeof(*b->vector_program));
	memcpy(b->vectors + i * width, b->leaves, width);
	b->vector_program[i] = program;
	return program;
}

/* The unit of threads that all programs ask, -1: they differ, or there are events that need none. */
static int32_t common_gate(const struct filter *f)
{
	int32_t gate = -1;
	unsigned i;

	for (i = 0; i < 2 * (event_count + 1u); i++) {
		unsigned p = f->type_program[i];

		if (p == PROGRAM_NEVER)
			continue;
		if (p == PROGRAM_ALWAYS || f->programs[p].thread < 0 ||
		    (gate >= 0 && f->programs[p].thread != gate))
			return -1;
		gate = f->programs[p].thread;
	}
	return gate;
}

void filter_build(struct filter *f)
{
	static const struct query_opts opts;
	struct builder b = {.f = f};
	struct event_ctx ctx = {.opts = &opts};
	struct eval ev;
	unsigned code, has_fd;

	b.leaves = xmalloc(f->nchecks + 2u);
	f->programs = xcalloc(PROGRAM_FIRST, sizeof(*f->programs));
	f->nprograms = PROGRAM_FIRST;
	f->type_program = xcalloc(2 * (event_count + 1u), sizeof(*f->type_program));
	node_get(&b, &(struct node){.kind = NODE_FALSE}, NULL);
	node_get(&b, &(struct node){.kind = NODE_TRUE}, NULL);
	eval_init(&ev, &ctx, f->refs);
	for (code = 0; code <= event_count; code++) {
		for (has_fd = 0; has_fd < 2; has_fd++) {
			decide_leaves(&b, &ev, code, has_fd);
			f->type_program[has_fd * (event_count + 1) + code] = find_program(&b);
		}
	}
	f->gate = common_gate(f);
	eval_release(&ev);
	free(b.leaves);
	free(b.vectors);
	free(b.vector_program);
	free(b.table);
}
