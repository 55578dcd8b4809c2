/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/script/view.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/script/sandbox.h"
#include "engine/script/view_internal.h"
#include "engine/table/overview.h"

static void free_list(struct view_text_list *l)
{
	unsigned i;

	for (i = 0; i < l->n; i++)
		free(l->v[i]);
	free(l->v);
}

void view_free(struct view *v)
{
	unsigned i;

	if (!v)
		return;
	for (i = 0; i < v->ncolumns; i++) {
		free(v->columns[i].name);
		free(v->columns[i].desc);
		free(v->columns[i].field);
		free(v->columns[i].filter_field);
	}
	for (i = 0; i < v->nactions; i++) {
		free(v->actions[i].command);
		free(v->actions[i].desc);
	}
	for (i = 0; i < v->nlines; i++) {
		free(v->lines[i].name);
		free(v->lines[i].desc);
		free(v->lines[i].field);
		free(v->lines[i].filter);
		free(v->lines[i].target);
	}
	free(v->lines);
	free(v->columns);
	free(v->actions);
	free_list(&v->tips);
	free_list(&v->tags);
	free_list(&v->applies_to);
	free(v->path);
	free(v->id);
	free(v->name);
	free(v->desc);
	free(v->filter);
	free(v->drilldown_target);
	free(v->spectro_type);
	free(v);
}

/* Tags that say where a view is offered; false: nowhere. */
static bool apply_tags(struct view *v)
{
	unsigned i;

	if (v->tags.n && !strcmp(v->tags.v[0], "Containers"))
		return false;
	for (i = 0; i < v->tags.n; i++) {
		if (!strcmp(v->tags.v[i], "nocsysdig"))
			v->hidden = true;
	}
	return true;
}

int view_parse_among(const char *text, size_t len, const char *path,
		     const struct sandbox_dirs *dirs, struct view **view, struct err *e)
{
	struct view_reading reading = {0};
	int r;

	*view = NULL;
	/* Chisels share the folders. What never says view_info need not run. */
	if (!len || !memmem(text, len, "view_info", 9))
		return 0;
	r = sandbox_run(text, len, path, dirs, view_read, &reading, e);
	if (!r && reading.view) {
		reading.view->path = xstrdup(path);
		r = view_check(reading.view, e);
		if (r)
			err_wrap(e, "%s", path);
	}
	if (r || !reading.view || !apply_tags(reading.view))
		view_free(reading.view);
	else
		*view = reading.view;
	return r;
}

int view_parse(const char *text, size_t len, const char *path, struct view **view, struct err *e)
{
	return view_parse_among(text, len, path, NULL, view, e);
}

bool view_applies_to(const struct view *v, const char *field)
{
	unsigned i;

	for (i = 0; i < v->applies_to.n; i++) {
		if (!strcmp(v->applies_to.v[i], field))
			return true;
	}
	return false;
}

void view_expand(struct buf *out, const char *text, int depth)
{
	static const char word[] = "%depth";
	const char *p;

	while ((p = strstr(text, word))) {
		int n = depth;

		buf_put(out, text, (size_t)(p - text));
		text = p + sizeof(word) - 1;
		if (text[0] && text[1] == '1' && (text[0] == '+' || text[0] == '-')) {
			n += text[0] == '+' ? 1 : -1;
			text += 2;
		}
		buf_put_i64(out, n < 0 ? 0 : n);
	}
	buf_puts(out, text);
}

char *view_expanded(const char *text, int depth)
{
	struct buf b;
	char *s;

	buf_init(&b, 0);
	view_expand(&b, text, depth);
	s = xstrndup(b.p ? b.p : "", b.len);
	buf_release(&b);
	return s;
}

/* --------------------------------------------------------------- to a definition --- */

/* Widths where a view does not say. */
static int default_width(uint8_t type)
{
	switch (type) {
	case PT_PID:
	case PT_PID32:
	case PT_RELTIME:
	case PT_ABSTIME:
	case PT_IPV6ADDR:
	case PT_IPADDR:
	case PT_SOCKTUPLE:
		return 16;
	case PT_UID:
	case PT_GID:
		return 12;
	case PT_CHARBUF:
	case PT_BYTEBUF:
	case PT_FSPATH:
	case PT_FSRELPATH:
	case PT_FLAGS8:
	case PT_FLAGS16:
	case PT_FLAGS32:
	case PT_FD:
		return 32;
	default:
		return 8;
	}
}

static int add_column(const struct view_column *vc, int depth, struct table_def *d, struct err *e)
{
	struct table_col *c = &d->cols[d->n];
	struct field_ref ref = {0};
	char *field = view_expanded(vc->field, depth);
	int r = field_parse(field, true, &ref, e);

	if (r < 0) {
		free(field);
		return err_wrap(e, "column %s: field %s", vc->name, vc->field);
	}
	*c = (struct table_col){
		.name = xstrdup(vc->name),
		.desc = xstrdup(vc->desc),
		.field = field,
		.filter_field = vc->filter_field[0] ? view_expanded(vc->filter_field, depth) : NULL,
		.ref = ref,
		.width = vc->width < 0 ? default_width(ref.type) : vc->width,
		.agg = vc->agg,
		.group_agg = vc->group_agg,
		.child_only = vc->child_only,
		.optional = vc->optional,
	};
	d->n++;
	return 0;
}

/* 0: the key, 1: the group key, 2: what is displayed. */
static int role_of(const struct view_column *c)
{
	return c->is_key ? 0 : c->is_group ? 1 : 2;
}

static int add_line(const struct view_line *vl, struct table_def *d, struct err *e)
{
	struct overview_line *l = &d->lines[d->nlines];
	struct filter *filter = NULL;
	struct field_ref ref = {0};

	if (vl->field[0] && field_parse(vl->field, true, &ref, e) < 0)
		return err_wrap(e, "row %s: field %s", vl->name, vl->field);
	if (vl->filter[0] && !(filter = filter_compile(vl->filter, e))) {
		field_ref_release(&ref);
		return err_wrap(e, "row %s: filter", vl->name);
	}
	*l = (struct overview_line){
		.name = xstrdup(vl->name),
		.desc = xstrdup(vl->desc),
		.target = xstrdup(vl->target),
		.filter_text = xstrdup(vl->filter),
		.filter = filter,
		.ref = ref,
	};
	d->nlines++;
	return 0;
}

static int overview_def(const struct view *v, struct table_def *d, struct err *e)
{
	unsigned i;

	overview_columns(d);
	d->lines = xcalloc(v->nlines ? v->nlines : 1, sizeof(*d->lines));
	for (i = 0; i < v->nlines; i++) {
		if (add_line(&v->lines[i], d, e)) {
			table_def_release(d);
			return e->code;
		}
	}
	return 0;
}

int view_table_def(const struct view *v, int depth, bool containers, struct table_def *d,
		   struct err *e)
{
	unsigned mode = containers ? MODE_CONTAINERS : MODE_PLAIN, i;
	int role;

	*d = (struct table_def){.source = v->source, .use_defaults = v->use_defaults};
	if (v->source == TABLE_OVERVIEW)
		return overview_def(v, d, e);
	d->cols = xcalloc(v->ncolumns ? v->ncolumns : 1, sizeof(*d->cols));
	for (role = 0; role <= 2; role++) {
		if (role == 2)
			d->first = d->sort = d->n;
		for (i = 0; i < v->ncolumns; i++) {
			const struct view_column *c = &v->columns[i];

			if (!(c->modes & mode) || role_of(c) != role)
				continue;
			if (add_column(c, depth, d, e)) {
				table_def_release(d);
				return e->code;
			}
			d->keyed |= role == 0;
			d->grouped |= role == 1;
			if (c->is_sorting)
				d->sort = d->n - 1;
		}
	}
	return 0;
}
