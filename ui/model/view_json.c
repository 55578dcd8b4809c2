/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/view_json.h"

#include <string.h>

#include "engine/field/field.h"

/* Stands for the value of the selected row in a filter that a client fills in. */
static const char magic[] = "@#$f1CA^&;";

static void put_text(struct buf *out, const char *s)
{
	const struct query_opts plain = {.render = {.as_is = true}};
	const struct value v = {.type = PT_CHARBUF, .len = (uint32_t)strlen(s), .s = s};

	value_append_json(out, &v, &plain);
}

static void put_member(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "\"%s\":", name);
	put_text(out, value);
	buf_putc(out, ',');
}

static void put_flag(struct buf *out, const char *name, bool value)
{
	buf_printf(out, "\"%s\":%s,", name, value ? "true" : "false");
}

/* Views may name a field twice; a list of fields does not. */
static void put_list(struct buf *out, const char *name, const struct view_text_list *l)
{
	unsigned i, k;
	bool first = true;

	buf_printf(out, "\"%s\":[", name);
	for (i = 0; i < l->n; i++) {
		for (k = 0; k < i && strcmp(l->v[k], l->v[i]); k++)
			;
		if (k < i)
			continue;
		if (!first)
			buf_putc(out, ',');
		first = false;
		put_text(out, l->v[i]);
	}
	buf_puts(out, "],");
}

/* ------------------------------------------------------------------------ rows --- */

static void put_row(struct buf *out, const struct level *l, uint32_t i)
{
	const struct cell *cells = table_row(l->table, i);
	const struct cell_type *type;
	const struct cell_style style = {.ascii = false};
	struct buf key;
	unsigned c;

	buf_puts(out, "{\"d\":[");
	for (c = l->def.first; c < l->def.n; c++) {
		if (c > l->def.first)
			buf_putc(out, ',');
		if (l->def.cols[c].optional && !cells[c].count)
			buf_puts(out, "null");
		else
			cell_append_json(out, table_type(l->table, c), &cells[c]);
	}
	buf_puts(out, "],\"k\":");
	buf_init(&key, 0);
	if (l->def.keyed) {
		type = table_type(l->table, l->def.grouped ? 1 : 0);
		cell_append(&key, type, table_key_cell(l->table, i), &style);
	} else {
		buf_put_u64(&key, table_key(l->table, i) + 1);
	}
	put_text(out, buf_cstr(&key));
	buf_release(&key);
	buf_putc(out, '}');
}

/* ------------------------------------------------------------- about the rows --- */

static const char *format_name(const struct cell_type *t)
{
	static const char *const names[] = {
		[PF_NA] = "NA",	    [PF_DEC] = "DEC",	  [PF_HEX] = "HEX",
		[PF_OCT] = "OCT", [PF_PAD9] = "10_PADDED_DEC", [PF_ID] = "ID",
	};

	return t->fmt < sizeof(names) / sizeof(names[0]) ? names[t->fmt] : "NA";
}

static void put_legend(struct buf *out, const struct level *l)
{
	unsigned c;

	buf_puts(out, "\"legend\":[");
	for (c = l->def.first; c < l->def.n; c++) {
		const struct cell_type *t = table_type(l->table, c);

		buf_printf(out, "%s{\"format\":\"%s\",", c > l->def.first ? "," : "",
			   format_name(t));
		put_member(out, "name", l->def.cols[c].name);
		buf_printf(out, "\"size\":%d,\"type\":\"%s\"}", l->def.cols[c].width,
			   ptype_name(t->type));
	}
	buf_puts(out, "],");
}

/* The filter below a row, whose value is left open; and with the filter of the view there. */
static void put_templates(struct buf *out, const struct nav *n, const struct level *l)
{
	const struct table_col *key = table_def_key(&l->def);
	const char *field = key->filter_field ? key->filter_field : key->field;
	/* Lines of an overview have views behind them, but no field. */
	const struct view *below = field[0] ? view_set_below(n->views, l->view, field) : NULL;
	int depth = l->depth + l->view->increase_depth;
	struct buf part, whole;

	if (!below) {
		put_member(out, "filterTemplate", "");
		put_member(out, "filterTemplateF", l->filter_text);
		return;
	}
	buf_init(&part, 0);
	buf_init(&whole, 0);
	if (l->view->filter[0] && l->view->propagate_filter) {
		buf_putc(&part, '(');
		view_expand(&part, l->view->filter, depth);
		buf_puts(&part, ") and ");
	}
	buf_printf(&part, "%s=\"%s\"", field, magic);
	if (n->base_filter[0])
		buf_printf(&whole, "(%s) and (%s)", n->base_filter, buf_cstr(&part));
	else
		buf_puts(&whole, buf_cstr(&part));
	put_member(out, "filterTemplate", buf_cstr(&whole));
	if (below->filter[0]) {
		buf_clear(&part);
		buf_printf(&part, "(%s) and (", buf_cstr(&whole));
		view_expand(&part, below->filter, depth);
		buf_putc(&part, ')');
		put_member(out, "filterTemplateF", buf_cstr(&part));
	} else {
		put_member(out, "filterTemplateF", buf_cstr(&whole));
	}
	buf_release(&part);
	buf_release(&whole);
}

/* The key's field as the view has it: %depth not replaced. */
static const char *key_field(const struct level *l)
{
	const struct table_col *key = table_def_key(&l->def);
	unsigned i;

	for (i = 0; i < l->view->ncolumns; i++) {
		const struct view_column *c = &l->view->columns[i];
		bool is_it = l->def.grouped ? c->is_group : c->is_key;

		if (is_it && strstr(c->field, "%depth"))
			return c->field;
	}
	return key->field;
}

static void put_info(struct buf *out, const struct nav *n, const struct level *l)
{
	buf_puts(out, "\"info\": {");
	put_list(out, "appliesTo", &l->view->applies_to);
	put_flag(out, "canDrillDown", l->def.keyed);
	if (l->def.keyed) {
		put_member(out, "drillDownKeyField", key_field(l));
		put_templates(out, n, l);
	}
	put_legend(out, l);
	buf_printf(out, "\"sortingCol\":%u}", l->sort - l->def.first + 1);
}

void view_json_rows(struct buf *out, const struct nav *n, const struct level *l, uint64_t from,
		    uint64_t to)
{
	uint64_t count = table_count(l->table), end = to && to < count ? to + 1 : count, i;

	buf_puts(out, "{\"slices\": [\n{\"progress\": 0},\n{\"progress\": 100, ");
	if (from < end)
		buf_puts(out, "\"data\": [\n");
	for (i = from; i < end; i++) {
		put_row(out, l, (uint32_t)i);
		buf_puts(out, i + 1 < end ? ",\n" : "],\n");
	}
	buf_printf(out, "\"count\": %llu, ", (unsigned long long)(end > from ? end - from : 0));
	put_info(out, n, l);
	buf_puts(out, "}\n]}\n");
}

/* ----------------------------------------------------------------------- views --- */

void view_json_list(struct buf *out, const struct view_set *views)
{
	unsigned i;

	buf_putc(out, '[');
	for (i = 0; i < views->n; i++) {
		const struct view *v = views->v[i];

		buf_puts(out, i ? ",\n{" : "{");
		put_list(out, "appliesTo", &v->applies_to);
		put_flag(out, "canDrillDown", v->type == VIEW_TABLE);
		put_member(out, "description", v->desc);
		put_member(out, "drilldownTarget", v->drilldown_target);
		put_member(out, "filter", v->filter);
		put_member(out, "id", v->id);
		put_flag(out, "isRoot", v->is_root);
		put_member(out, "name", v->name);
		put_list(out, "tags", &v->tags);
		put_list(out, "tips", &v->tips);
		out->len--; /* the comma */
		buf_putc(out, '}');
	}
	buf_puts(out, "]\n");
}
