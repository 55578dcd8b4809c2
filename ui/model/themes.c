/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/themes.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/model/config.h"
#include "ui/model/explorer.h"

static void add(struct theme_set *s, const char *dir, const char *file)
{
	const char *dot = strrchr(file, '.');
	struct theme_file t;

	if (file[0] == '.' || !dot || strcmp(dot, ".theme") != 0)
		return;
	t.name = xstrndup(file, (size_t)(dot - file));
	if (theme_set_find(s, t.name) || asprintf(&t.path, "%s/%s", dir, file) < 0) {
		free(t.name);
		return;
	}
	s->v = xrealloc(s->v, (s->n + 1) * sizeof(*s->v));
	s->v[s->n++] = t;
}

static int by_name(const void *a, const void *b)
{
	const struct theme_file *x = a, *y = b;

	return strcmp(x->name, y->name);
}

void theme_set_load(struct theme_set *s, const char *const *dirs, unsigned ndirs)
{
	struct dirent *d;
	unsigned i;
	DIR *dir;

	*s = (struct theme_set){0};
	for (i = 0; i < ndirs; i++) {
		dir = opendir(dirs[i]);
		while (dir && (d = readdir(dir)))
			add(s, dirs[i], d->d_name);
		if (dir)
			closedir(dir);
	}
	if (s->n)
		qsort(s->v, s->n, sizeof(*s->v), by_name);
}

void theme_set_release(struct theme_set *s)
{
	while (s->n) {
		s->n--;
		free(s->v[s->n].name);
		free(s->v[s->n].path);
	}
	free(s->v);
	*s = (struct theme_set){0};
}

const struct theme_file *theme_set_find(const struct theme_set *s, const char *name)
{
	unsigned i;

	for (i = 0; i < s->n; i++) {
		if (!strcmp(s->v[i].name, name))
			return &s->v[i];
	}
	return NULL;
}

void explorer_theme(struct explorer *x, const struct theme_file *t)
{
	x->theme = t->path;
	x->theme_name = t->name;
}

static void choose(struct explorer *x, unsigned value)
{
	const struct theme_file *t = &x->opts.themes->v[value];

	explorer_theme(x, t);
	if (config_set("theme", t->name))
		explorer_say(x, "Theme %s, from now on.", t->name);
	else
		explorer_say(x, "Theme %s; the configuration could not be written.", t->name);
}

void action_theme(struct explorer *x, unsigned which)
{
	const struct theme_set *s = x->opts.themes;
	const char *now = x->theme_name ? x->theme_name : "default";
	unsigned i;

	(void)which;
	if (!s || !s->n) {
		explorer_say(x, "There are no themes.");
		return;
	}
	menu_open(x, "Theme", choose);
	for (i = 0; i < s->n; i++) {
		if (!strcmp(s->v[i].name, now))
			x->menu.row = i;
		menu_add(&x->menu, s->v[i].name, i, 0);
	}
}
