/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/filter/filter.h"
#include "engine/script/view_internal.h"

/* How often a role occurs among the columns of a mode. */
struct roles {
	unsigned keys, groups, sorting, displayed;
};

static struct roles count_roles(const struct view *v, unsigned mode)
{
	struct roles n = {0};
	unsigned i;

	for (i = 0; i < v->ncolumns; i++) {
		const struct view_column *c = &v->columns[i];

		if (!(c->modes & mode))
			continue;
		n.keys += c->is_key;
		n.groups += c->is_group;
		n.sorting += c->is_sorting;
		n.displayed += !c->is_key && !c->is_group;
	}
	return n;
}

static int check_columns(const struct view *v, struct err *e)
{
	unsigned i;

	for (i = 0; i < v->ncolumns; i++) {
		const struct view_column *c = &v->columns[i];
		bool key = c->is_key || c->is_group;

		if (c->is_key && c->is_group)
			return err_set(e, ERR_SYNTAX,
				       "columns[%u]: is_key and is_groupby_key exclude each other",
				       i + 1);
		if (key && c->is_sorting)
			return err_set(e, ERR_SYNTAX, "columns[%u].is_sorting: cannot sort by key",
				       i + 1);
		if (!key && c->filter_field[0])
			return err_set(e, ERR_SYNTAX,
				       "columns[%u].filterfield: only key columns filter", i + 1);
		if (c->is_group && v->type == VIEW_LIST)
			return err_set(e, ERR_SYNTAX,
				       "columns[%u].is_groupby_key: a list has no keys", i + 1);
	}
	return 0;
}

/* A quantile needs an order and a distance: numbers and spans of time. */
static int check_quantiles(const struct view *v, const struct table_def *d, struct err *e)
{
	unsigned i;

	for (i = 0; i < d->n && v->source != TABLE_OVERVIEW; i++) {
		const struct table_col *c = &d->cols[i];
		struct cell_type t = cell_type_of(c->ref.type, c->ref.fmt);

		if (agg_is_quantile(c->group_agg))
			return err_set(e, ERR_SYNTAX,
				       "column %s: groupby_aggregation: quantiles are merged by "
				       "themselves, leave it out",
				       c->name);
		if (!agg_is_quantile(c->agg))
			continue;
		if (v->type == VIEW_LIST)
			return err_set(e, ERR_SYNTAX, "column %s: a list has no quantiles", c->name);
		if (t.kind != CELL_INT && t.kind != CELL_UINT && t.kind != CELL_RELTIME)
			return err_set(e, ERR_SYNTAX,
				       "column %s: quantiles are of whole numbers and times, not of %s",
				       c->name, c->field);
	}
	return 0;
}

static int check_mode(const struct view *v, unsigned mode, struct err *e)
{
	struct roles n = count_roles(v, mode);
	const char *when = mode == MODE_PLAIN ? "" : " with containers";

	if (!n.displayed)
		return err_set(e, ERR_SYNTAX, "columns: nothing to show%s", when);
	if (v->type == VIEW_LIST && n.keys)
		return err_set(e, ERR_SYNTAX, "is_key: a list has no keys");
	if (v->type != VIEW_LIST && n.keys != 1)
		return err_set(e, ERR_SYNTAX, "is_key: needs exactly one key%s, has %u", when,
			       n.keys);
	if (n.groups > 1)
		return err_set(e, ERR_SYNTAX, "is_groupby_key: %u columns%s, at most one can be",
			       n.groups, when);
	if (n.sorting > 1)
		return err_set(e, ERR_SYNTAX, "is_sorting: %u columns%s, at most one can be",
			       n.sorting, when);
	return 0;
}

static int check_names(const struct view *v, bool containers, struct err *e)
{
	struct table_def d;
	unsigned i;
	int r = view_table_def(v, 0, containers, &d, e);

	if (r)
		return r;
	for (i = 0; i < d.n && !r; i++) {
		struct field_ref ref = {0};

		if (!d.cols[i].filter_field)
			continue;
		r = field_parse(d.cols[i].filter_field, true, &ref, e);
		if (r < 0) {
			err_wrap(e, "filterfield %s", d.cols[i].filter_field);
			break;
		}
		r = 0;
		field_ref_release(&ref);
	}
	if (!r)
		r = check_quantiles(v, &d, e);
	table_def_release(&d);
	return r;
}

static int check_filter(const struct view *v, struct err *e)
{
	struct filter *f;
	struct buf b;

	if (!v->filter[0])
		return 0;
	buf_init(&b, 0);
	view_expand(&b, v->filter, 0);
	f = filter_compile(buf_cstr(&b), e);
	buf_release(&b);
	if (!f)
		return err_wrap(e, "filter");
	filter_free(f);
	return 0;
}

int view_check(const struct view *v, struct err *e)
{
	int r;

	/* Its columns are always the same. */
	if (v->source == TABLE_OVERVIEW) {
		r = v->nlines ? check_names(v, false, e) : err_set(e, ERR_SYNTAX, "rows: none");
		return r ? r : check_filter(v, e);
	}
	r = check_columns(v, e);

	if (!r)
		r = check_mode(v, MODE_PLAIN, e);
	if (!r)
		r = check_mode(v, MODE_CONTAINERS, e);
	if (!r)
		r = check_names(v, false, e);
	if (!r)
		r = check_names(v, true, e);
	return r ? r : check_filter(v, e);
}
