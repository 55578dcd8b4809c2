/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/flame.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/intern.h"
#include "engine/base/mem.h"
#include "engine/table/cell.h"
#include "event_codes.h"
#include "ui/model/explorer.h"

enum { LOOKS_PER_CLOCK = 512, DEPTH = 3, NODES_MAX = 200000 };

static const char *const fields[DEPTH] = {"proc.name", "fd.name", "evt.type"};

/* Numbers found by two others. */
struct slot {
	uint64_t a, b;
	uint32_t value; /* 0 free */
};

struct map {
	struct slot *v;
	uint32_t n, size; /* size: a power of two */
};

struct flame {
	struct filter *filter; /* NULL: all events */
	struct filter_run *run;
	struct cursor cursor;
	struct span span;
	struct intern *names;
	struct field_ref refs[DEPTH];
	struct flame_node *nodes;
	uint32_t n, cap;
	struct map children; /* parent and name -> node */
	struct map seen;     /* thread version, fd version, type -> node: most events are here */
	struct buf text;
	bool done;
};

/* --------------------------------------------------------------------------- maps --- */

static struct slot *find(const struct map *m, uint64_t a, uint64_t b)
{
	uint32_t i = hash_u64(a * 31 + hash_u64(b)) & (m->size - 1);

	while (m->v[i].value && (m->v[i].a != a || m->v[i].b != b))
		i = (i + 1) & (m->size - 1);
	return &m->v[i];
}

static void grow(struct map *m)
{
	struct map more = {.size = m->size ? 2 * m->size : 1024, .n = m->n};
	uint32_t i;

	more.v = xcalloc(more.size, sizeof(*more.v));
	for (i = 0; i < m->size; i++) {
		if (m->v[i].value)
			*find(&more, m->v[i].a, m->v[i].b) = m->v[i];
	}
	free(m->v);
	*m = more;
}

static uint32_t map_get(const struct map *m, uint64_t a, uint64_t b)
{
	return m->size ? find(m, a, b)->value : 0;
}

static void map_put(struct map *m, uint64_t a, uint64_t b, uint32_t value)
{
	if (m->n * 2 >= m->size)
		grow(m);
	*find(m, a, b) = (struct slot){.a = a, .b = b, .value = value};
	m->n++;
}

/* -------------------------------------------------------------------------- nodes --- */

static uint32_t add_node(struct flame *f, uint32_t parent, const struct str *name)
{
	unsigned depth = f->n ? f->nodes[parent].depth + 1 : 0;

	if (f->n == f->cap) {
		f->cap = f->cap ? 2 * f->cap : 256;
		f->nodes = xrealloc(f->nodes, f->cap * sizeof(*f->nodes));
	}
	f->nodes[f->n] = (struct flame_node){
		.name = name,
		.parent = parent,
		.depth = depth,
		.next = f->n ? f->nodes[parent].child : 0,
	};
	if (f->n)
		f->nodes[parent].child = f->n;
	return f->n++;
}

static uint32_t child_of(struct flame *f, uint32_t parent, const struct str *name)
{
	uint32_t i = map_get(&f->children, parent, (uintptr_t)name);

	if (i)
		return i;
	if (f->n >= NODES_MAX)
		return parent;
	i = add_node(f, parent, name);
	map_put(&f->children, parent, (uintptr_t)name, i);
	return i;
}

static const struct str *name_of(struct flame *f, struct event_ctx *c, unsigned depth)
{
	struct value v;

	buf_clear(&f->text);
	if (field_get(c, &f->refs[depth], &v))
		value_append(&f->text, &v, c->opts);
	return intern(f->names, buf_cstr(&f->text), f->text.len);
}

static uint32_t resolve(struct flame *f)
{
	struct event_ctx *c = filter_ctx(f->run, &f->cursor);
	uint32_t node = 0;
	unsigned d;

	for (d = 0; d < DEPTH; d++)
		node = child_of(f, node, name_of(f, c, d));
	return node;
}

/*
 * The node of the event under the cursor. The names follow from the versions of thread and fd and
 * the type; only calls that have no type of their own, and connects, say themselves what they are.
 */
static uint32_t node_of(struct flame *f)
{
	const struct log_rec *r = f->cursor.rec;
	uint64_t a = (uint64_t)f->cursor.era << 32 | r->thread;
	uint64_t b = (uint64_t)r->fd << 24 | (uint64_t)(r->flags & REC_FD_GUESSED) << 16 | r->type;
	uint32_t node;

	if (r->type <= EV_GENERIC_X || r->type == EV_SOCKET_CONNECT_X)
		return resolve(f);
	node = map_get(&f->seen, a, b);
	if (!node) {
		node = resolve(f);
		if (node) /* 0 is no value: where nodes have run out, it may be the root itself */
			map_put(&f->seen, a, b, node);
	}
	return node;
}

static void take(struct flame *f)
{
	const struct log_rec *r = f->cursor.rec;
	uint64_t enter, ns;
	uint32_t i;

	if (!event_is_exit(r->type) || !(r->flags & REC_LATENCY) ||
	    (r->flags & (REC_HIDDEN | REC_STATE_ONLY)))
		return;
	enter = log_enter_ts(&f->cursor);
	if (!enter || r->ts < enter)
		return;
	ns = r->ts - enter;
	for (i = node_of(f);; i = f->nodes[i].parent) {
		f->nodes[i].ns += ns;
		f->nodes[i].calls++;
		if (!i)
			return;
	}
}

/* ------------------------------------------------------------------------- outside --- */

struct flame *flame_new(struct log *log, const char *filter, const struct span *span,
			const struct query_opts *query, struct err *e)
{
	struct filter *compiled = filter[0] ? filter_compile(filter, e) : NULL;
	struct flame *f;
	unsigned d;

	if (filter[0] && !compiled)
		return NULL;
	f = xcalloc(1, sizeof(*f));
	f->filter = compiled;
	f->run = filter_run_new(compiled, log, query);
	cursor_init(&f->cursor, log);
	f->span = *span;
	if (!f->span.last)
		f->span.last = log_count(log);
	if (f->span.first > 1)
		cursor_seek(&f->cursor, f->span.first - 1);
	f->names = intern_new();
	/* Fields of our own always resolve. */
	for (d = 0; d < DEPTH; d++)
		field_parse(fields[d], true, &f->refs[d], e);
	buf_init(&f->text, 0);
	add_node(f, 0, str_empty);
	return f;
}

void flame_free(struct flame *f)
{
	unsigned d;

	if (!f)
		return;
	cursor_release(&f->cursor);
	filter_run_free(f->run);
	filter_free(f->filter);
	for (d = 0; d < DEPTH; d++)
		field_ref_release(&f->refs[d]);
	intern_free(f->names);
	buf_release(&f->text);
	free(f->children.v);
	free(f->seen.v);
	free(f->nodes);
	free(f);
}

bool flame_step(struct flame *f, uint64_t until_ns)
{
	unsigned looks = 0;
	int r;

	while (!f->done) {
		r = filter_step(f->run, &f->cursor);
		if (!r || f->cursor.num > f->span.last) {
			f->done = true;
			break;
		}
		if (r > 0)
			take(f);
		if ((r < 0 || !(++looks % LOOKS_PER_CLOCK)) && explorer_now() >= until_ns)
			break;
	}
	filter_park(f->run, &f->cursor);
	return !f->done;
}

const struct flame_node *flame_node(const struct flame *f, uint32_t i)
{
	return &f->nodes[i];
}

struct sorted {
	uint64_t ns;
	uint32_t node;
};

static int by_size(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	if (x->ns != y->ns)
		return x->ns < y->ns ? 1 : -1;
	return x->node < y->node ? -1 : 1;
}

/* All nodes at once: each goes to the front of its parent's list, the smallest first. */
void flame_sort(struct flame *f)
{
	struct sorted *all = xcalloc(f->n, sizeof(*all));
	uint32_t i;

	for (i = 0; i < f->n; i++) {
		all[i] = (struct sorted){.ns = f->nodes[i].ns, .node = i};
		f->nodes[i].child = 0;
	}
	qsort(all, f->n, sizeof(*all), by_size);
	for (i = f->n; i; i--) {
		uint32_t node = all[i - 1].node, parent = f->nodes[node].parent;

		if (!node)
			continue;
		f->nodes[node].next = f->nodes[parent].child;
		f->nodes[parent].child = node;
	}
	free(all);
}

void flame_condition(const struct flame *f, uint32_t i, struct buf *out)
{
	const struct cell_type text = {.type = PT_CHARBUF, .kind = CELL_TEXT};
	const struct flame_node *n = &f->nodes[i];
	const struct cell c = {.s = n->name, .count = 1};
	const char *field;

	if (!i)
		return;
	field = fields[n->depth - 1];
	if (n->name->len) {
		buf_printf(out, "%s=", field);
		cell_append_operand(out, &text, &c);
	} else {
		buf_printf(out, "(not %s exists or %s=\"\")", field, field);
	}
	if (n->depth == DEPTH)
		buf_puts(out, " and evt.dir=<");
}
