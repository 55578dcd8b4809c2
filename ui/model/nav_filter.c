/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/model/nav.h"

/* The filter of a level: what the command line, the selections and the view ask for. */

/* (a) and (b), or the one that is not empty; the result replaces a. */
static void combine(struct buf *a, const char *b)
{
	struct buf r;

	if (!b[0])
		return;
	if (!a->len) {
		buf_puts(a, b);
		return;
	}
	buf_init(&r, 0);
	buf_putc(&r, '(');
	buf_put(&r, a->p, a->len);
	buf_puts(&r, ") and (");
	buf_puts(&r, b);
	buf_putc(&r, ')');
	buf_release(a);
	*a = r;
}

/* One level's part: "(FILTER) and FIELD=VALUE". */
static void put_crumb(struct buf *out, const struct crumb *c, bool last, bool brackets)
{
	bool condition = c->condition[0] && (last || !c->child_only);

	if (!condition && !c->view_filter[0])
		return;
	if (out->len)
		buf_puts(out, " and ");
	if (brackets)
		buf_putc(out, '(');
	if (c->view_filter[0])
		buf_printf(out, "(%s)", c->view_filter);
	if (c->view_filter[0] && condition)
		buf_puts(out, " and ");
	if (condition)
		buf_puts(out, c->condition);
	if (brackets)
		buf_putc(out, ')');
}

static bool is_entry(const struct crumb *c)
{
	return c->condition[0] || c->view_filter[0];
}

/* What the levels above with a filter of the user's own say is in that filter. */
static unsigned first_that_counts(const struct nav *n, unsigned count)
{
	unsigned i = count;

	while (i && !n->levels[i - 1]->manual)
		i--;
	return i;
}

static void put_base(const struct nav *n, unsigned from, struct buf *out)
{
	const struct level *l;

	if (!from) {
		buf_puts(out, n->base_filter);
		return;
	}
	l = n->levels[from - 1];
	buf_puts(out, l->manual);
}

char *nav_compose(const struct nav *n, unsigned count, const struct level *l, const char *own)
{
	unsigned from = first_that_counts(n, count), i, entries = is_entry(&l->crumb);
	struct buf b, stack;
	char *text;

	buf_init(&b, 0);
	buf_init(&stack, 0);
	if (l->manual) {
		buf_puts(&b, l->manual);
		if (!l->manual_whole)
			combine(&b, own);
		goto out;
	}
	for (i = from; i < count; i++)
		entries += is_entry(&n->levels[i]->crumb);
	for (i = from; i < count; i++)
		put_crumb(&stack, &n->levels[i]->crumb, false, entries > 1);
	put_crumb(&stack, &l->crumb, true, entries > 1);
	put_base(n, from, &b);
	combine(&b, buf_cstr(&stack));
	combine(&b, own);
out:
	text = xstrndup(b.p ? b.p : "", b.len);
	buf_release(&stack);
	buf_release(&b);
	return text;
}

void nav_selection(const struct nav *n, struct buf *out)
{
	size_t from = out->len;
	unsigned i;

	for (i = 0; i < n->n; i++) {
		const char *c = n->levels[i]->crumb.condition;

		if (!c[0])
			continue;
		if (out->len > from)
			buf_puts(out, " and ");
		buf_puts(out, c);
	}
	if (out->len == from)
		buf_puts(out, "whole machine");
}

void nav_path(const struct nav *n, const char *between, struct buf *out)
{
	unsigned i;

	for (i = 0; i < n->n; i++) {
		if (i)
			buf_puts(out, between);
		buf_puts(out, level_title(n->levels[i]));
	}
}

void nav_field(const struct nav *n, struct buf *out)
{
	unsigned i;

	for (i = n->n; i; i--) {
		const char *field = n->levels[i - 1]->crumb.field;

		if (field[0]) {
			buf_put(out, field, strcspn(field, "["));
			return;
		}
	}
}

char *level_condition(const struct level *l, uint32_t row, unsigned col, const char *field,
		      bool unequal)
{
	const struct cell *c = &table_row(l->table, row)[col];
	const struct cell_type *t = table_type(l->table, col);
	struct buf b;
	char *s;

	buf_init(&b, 0);
	/* Rows made of missing values have no value to name. */
	if (t->kind == CELL_TEXT && !c->s->len) {
		buf_printf(&b, unequal ? "%s!=\"\"" : "(not %s exists or %s=\"\")", field, field);
	} else if (!c->count) {
		buf_printf(&b, unequal ? "%s!=0" : "(not %s exists or %s=0)", field, field);
	} else {
		buf_printf(&b, "%s%s", field, unequal ? "!=" : "=");
		cell_append_operand(&b, t, c);
	}
	s = xstrndup(b.p, b.len);
	buf_release(&b);
	return s;
}

/* Can "F and x" be read in one way only? */
static bool is_plain_and(const char *filter)
{
	return !strstr(filter, " or ") && !strstr(filter, ")or") && !strstr(filter, "or(");
}

static bool is_made_of_many(enum agg agg)
{
	return agg == AGG_SUM || agg == AGG_AVG || agg == AGG_TIME_AVG || agg == AGG_RATE ||
	       agg_is_quantile(agg);
}

/* Why no event has the value of a column; NULL where events have it. */
static const char *why_of_no_event(const struct level *l, unsigned col)
{
	const struct table_col *c = &l->def.cols[col];
	const struct field *f = c->ref.field;

	if (l->def.source == TABLE_OVERVIEW || is_made_of_many(c->agg) ||
	    is_made_of_many(c->group_agg))
		return "is made of many events; no single event has this value.";
	if (l->def.source == TABLE_FDS && f && f->flags & FF_OF_MOMENT)
		return "is known at the end only; no single event has this value.";
	return NULL;
}

bool level_has_values(const struct level *l, unsigned col)
{
	return !why_of_no_event(l, col);
}

void level_filter_and(const struct level *l, struct buf *out)
{
	if (l->filter_text[0])
		buf_printf(out, is_plain_and(l->filter_text) ? "%s and " : "(%s) and ",
			   l->filter_text);
}

int level_cell_filter(const struct level *l, uint32_t row, unsigned col, bool unequal,
		      struct buf *out, size_t *at, struct err *e)
{
	const struct table_col *c = &l->def.cols[col];
	const char *why = why_of_no_event(l, col);
	char *condition;

	if (why)
		return err_set(e, ERR_UNKNOWN, "%s %s", c->name, why);
	condition = level_condition(l, row, col, c->field, unequal);
	level_filter_and(l, out);
	*at = out->len;
	buf_puts(out, condition);
	free(condition);
	return 0;
}
