/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/near.h"
#include "engine/script/sandbox.h"
#include "engine/script/view.h"

/* Files of a folder that were looked at, so that earlier folders hide later ones. */
struct names {
	char **v;
	unsigned n;
};

static bool seen_before(struct names *seen, const char *name)
{
	unsigned i;

	for (i = 0; i < seen->n; i++) {
		if (!strcmp(seen->v[i], name))
			return true;
	}
	seen->v = xrealloc(seen->v, (seen->n + 1) * sizeof(*seen->v));
	seen->v[seen->n++] = xstrdup(name);
	return false;
}

static bool same_folder(const char *a, const char *b)
{
	size_t n = (size_t)(strrchr(a, '/') - a);

	return n == (size_t)(strrchr(b, '/') - b) && !memcmp(a, b, n);
}

static void load_file(struct view_set *s, const char *path, const struct sandbox_dirs *dirs)
{
	struct err e = {0};
	struct view *v = NULL;
	struct buf text;

	if (!sandbox_read_file(path, &text, &e))
		view_parse_among(text.p, text.len, path, dirs, &v, &e);
	if (e.code) {
		buf_puts(&s->complaints, e.msg);
		buf_putc(&s->complaints, '\n');
	} else if (v && v->id[0] && view_set_find(s, v->id)) {
		/* A view of one's own takes the place of one that came with the program. */
		if (same_folder(path, view_set_find(s, v->id)->path))
			buf_printf(&s->complaints, "%s: id %s is taken by %s\n", path, v->id,
				   view_set_find(s, v->id)->path);
		view_free(v);
	} else if (v) {
		s->v = xrealloc(s->v, (s->n + 1) * sizeof(*s->v));
		s->v[s->n++] = v;
	}
	buf_release(&text);
}

static int only_lua(const struct dirent *d)
{
	const char *dot = strrchr(d->d_name, '.');

	return dot && dot != d->d_name && !strcmp(dot, ".lua");
}

static int by_name(const void *a, const void *b)
{
	const struct view *x = *(struct view *const *)a, *y = *(struct view *const *)b;
	int r = strcmp(x->name, y->name);

	return r ? r : strcmp(x->id, y->id);
}

void view_set_load(struct view_set *s, const char *const *dirs, unsigned ndirs)
{
	const struct sandbox_dirs all = {dirs, ndirs};
	struct names seen = {0};
	struct dirent **files;
	unsigned d;
	int i, n;

	*s = (struct view_set){0};
	buf_init(&s->complaints, 0);
	for (d = 0; d < ndirs; d++) {
		n = scandir(dirs[d], &files, only_lua, alphasort);
		if (n < 0)
			continue;
		for (i = 0; i < n; i++) {
			struct buf path;

			buf_init(&path, 0);
			buf_printf(&path, "%s/%s", dirs[d], files[i]->d_name);
			if (!seen_before(&seen, files[i]->d_name))
				load_file(s, buf_cstr(&path), &all);
			buf_release(&path);
			free(files[i]);
		}
		free(files);
	}
	while (seen.n)
		free(seen.v[--seen.n]);
	free(seen.v);
	if (s->n)
		qsort(s->v, s->n, sizeof(*s->v), by_name);
}

void view_set_release(struct view_set *s)
{
	unsigned i;

	for (i = 0; i < s->n; i++)
		view_free(s->v[i]);
	free(s->v);
	buf_release(&s->complaints);
	*s = (struct view_set){0};
}

const struct view *view_set_find(const struct view_set *s, const char *id)
{
	unsigned i;

	for (i = 0; i < s->n; i++) {
		if (id[0] && !strcmp(s->v[i]->id, id))
			return s->v[i];
	}
	return NULL;
}

int view_set_refuse(const struct view_set *s, const char *id, struct err *e)
{
	struct near near;
	unsigned i;

	near_init(&near, id, strlen(id));
	for (i = 0; i < s->n; i++) {
		if (!s->v[i]->hidden)
			near_offer(&near, s->v[i]->id);
	}
	near_offer(&near, "dig");
	near_offer(&near, "echo");
	return near_refuse(&near, "view", "sonde --list-views lists them", 0, e);
}

const struct view *view_set_root(const struct view_set *s)
{
	unsigned i;

	for (i = 0; i < s->n; i++) {
		if (s->v[i]->is_root && !s->v[i]->hidden)
			return s->v[i];
	}
	return s->n ? s->v[0] : NULL;
}

const struct view *view_set_below(const struct view_set *s, const struct view *v, const char *field)
{
	const struct view *target = view_set_find(s, v->drilldown_target);
	unsigned i;

	for (i = 0; i < s->n && !target; i++) {
		/* Not the same again, row by row; and of what happened, not of what is open. */
		if (s->v[i] != v && !s->v[i]->hidden && s->v[i]->source == TABLE_EVENTS &&
		    view_applies_to(s->v[i], field))
			target = s->v[i];
	}
	return target;
}
