/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/table/table_internal.h"
#include "event_codes.h"

/*
 * What the type of an event says about the columns of a table: most have no value on most types
 * (bytes read, on anything but the end of a read), or one that the type decides (one call). So
 * only the columns that are left have to be read, and where none is left, the event itself need
 * not be looked at.
 */

/* What a field that the type decides says on events of a type. */
static bool value_of_type(const struct table *t, const struct col *c, unsigned code,
			  struct cell *out)
{
	const struct log_rec rec = {.type = (uint16_t)code};
	struct event_ctx ctx = {.opts = t->opts.query};
	struct value v;

	event_ctx_set_type(&ctx, &rec);
	if (!field_get(&ctx, &c->ref, &v))
		return false;
	*out = (struct cell){.u = v.u, .count = 1};
	return true;
}

static bool is_sum(unsigned agg)
{
	return agg == AGG_SUM || agg == AGG_TIME_AVG || agg == AGG_RATE;
}

static bool type_decides(const struct col *c)
{
	return c->ref.field && c->ref.field->dep == DEP_TYPE && !c->looks_back &&
	       c->type.kind <= CELL_UINT && !agg_is_quantile(c->agg);
}

/* Has the column a value on all types? Then every row has one, and to add 0 changes nothing. */
static bool always_has_value(const struct table *t, const struct col *c)
{
	struct cell v;
	unsigned code;

	for (code = 0; code < event_count && value_of_type(t, c, code, &v); code++)
		;
	return code == event_count;
}

bool table_needs_bytes(const struct table *t, const struct field *f)
{
	/* What is true at a moment is not asked of events, but of calls that are under way. */
	if (f->flags & FF_OF_MOMENT && !t->calls)
		return false;
	return !(f->flags & FF_NO_BYTES);
}

/* Somebody asks for a field on every event. */
static void add_question(const struct table *t, struct plan *p, const struct field *f)
{
	p->ask = true;
	if (f->flags & FF_OF_RESULT)
		p->result = true;
	else
		p->bytes |= table_needs_bytes(t, f);
}

static void add_read(struct table *t, struct plan *p, unsigned col)
{
	add_question(t, p, t->cols[col].ref.field);
	t->reads = xrealloc(t->reads, t->nreads + 1);
	t->reads[t->nreads++] = (uint8_t)col;
	p->nreads++;
}

static void add_fixed(struct table *t, struct plan *p, unsigned col, const struct cell *v)
{
	t->fixed = xrealloc(t->fixed, (t->nfixed + 1) * sizeof(*t->fixed));
	t->fixed[t->nfixed++] = (struct fixed){.col = (uint8_t)col, .v = *v};
	p->nfixed++;
}

static void plan_column(struct table *t, struct plan *p, unsigned code, unsigned i, bool always)
{
	const struct col *c = &t->cols[i];
	const struct field *f = c->ref.field;
	struct cell v;

	if (f && f->on && !f->on(f, (uint16_t)code)) {
		p->drop |= c->required;
	} else if (c->when != WHEN_ALWAYS) {
		if (c->looks_back)
			add_question(t, p, f);
	} else if (code == event_count || !type_decides(c)) {
		add_read(t, p, i);
	} else if (!value_of_type(t, c, code, &v)) {
		p->drop |= c->required;
	} else if (c->agg != AGG_NONE && !(always && is_sum(c->agg) && !v.u)) {
		add_fixed(t, p, i, &v);
	}
}

static void fetch_bytes(struct table *t)
{
	bool *codes = xcalloc(event_count + 1, sizeof(*codes));
	unsigned code;

	for (code = 0; code <= event_count; code++)
		codes[code] = t->plans[code].bytes ||
			      row_memo_needs_bytes(&t->memo, (uint16_t)code);
	filter_fetch(t->run, codes);
	free(codes);
}

void table_plan_types(struct table *t)
{
	bool *always = xcalloc(t->def->n, sizeof(*always));
	unsigned code, i;

	t->plans = xcalloc(event_count + 1, sizeof(*t->plans));
	for (i = 1; i < t->def->n; i++)
		always[i] = t->cols[i].when == WHEN_ALWAYS && type_decides(&t->cols[i]) &&
			    always_has_value(t, &t->cols[i]);
	for (code = 0; code <= event_count; code++) {
		struct plan *p = &t->plans[code];

		p->reads = t->nreads;
		p->fixed = t->nfixed;
		for (i = 1; i < t->def->n; i++) {
			if (t->cols[i].when != WHEN_NEVER)
				plan_column(t, p, code, i, always[i]);
		}
	}
	free(always);
	fetch_bytes(t);
}
