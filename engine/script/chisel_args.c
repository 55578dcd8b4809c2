/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "engine/base/mem.h"
#include "engine/script/chisel_internal.h"

/* From the command line to on_set_arg, by the reference's rules. */

static void add_word(struct chisel_words *w, const char *p, size_t n)
{
	w->v = xrealloc(w->v, (w->n + 1) * sizeof(*w->v));
	w->v[w->n++] = xstrndup(p, n);
}

void chisel_words_release(struct chisel_words *w)
{
	while (w->n)
		free(w->v[--w->n]);
	free(w->v);
	w->v = NULL;
}

/* Every blank ends a word, so that two of them have an empty one between. */
int chisel_split(const char *text, struct chisel_words *w, const char *name, struct err *e)
{
	const char *p = text + strspn(text, " \t\n\v\f\r"), *end = p + strlen(p), *stop;

	*w = (struct chisel_words){0};
	while (end > p && strchr(" \t\n\v\f\r", end[-1]))
		end--;
	while (p < end) {
		if (*p == '\'' || *p == '`') {
			stop = p + 1 + strcspn(p + 1, "'`");
			if (stop >= end) {
				chisel_words_release(w);
				return err_set(e, ERR_SYNTAX,
					       "chisel %s: an argument begins with a quote that "
					       "nothing closes: %s",
					       name, text);
			}
			add_word(w, p + 1, (size_t)(stop - p - 1));
			p = stop + 1;
			p += p < end && *p == ' ';
			continue;
		}
		stop = memchr(p, ' ', (size_t)(end - p));
		if (!stop)
			stop = end;
		add_word(w, p, (size_t)(stop - p));
		p = stop + (stop < end);
	}
	return 0;
}

int chisel_takes_word(const struct chisel *c, char *const *words, int n, struct err *e)
{
	const struct chisel_info *info = &c->info;
	struct filter *f;
	struct buf rest;
	int i;

	if (!info->nargs)
		return 0;
	if (c->nrequired) {
		if (n > 0)
			return 1;
		return err_set(e, ERR_SYNTAX,
			       "chisel %s needs arguments; sonde print -i %s describes them",
			       info->name, info->name);
	}
	if (n <= 0 || words[0][0] == '-')
		return 0;
	if (info->nargs == 1 && !strcmp(info->args[0].type, "filter"))
		return 1;
	buf_init(&rest, 0);
	for (i = 0; i < n; i++) {
		if (i)
			buf_putc(&rest, ' ');
		buf_puts(&rest, words[i]);
	}
	f = filter_compile(buf_cstr(&rest), NULL);
	buf_release(&rest);
	i = f == NULL;
	filter_free(f);
	return i;
}

static int set_arg(struct chisel *c, const char *name, const char *value, struct err *e)
{
	lua_State *L = c->L;
	bool ok;

	if (!chisel_callback(c, "on_set_arg"))
		return err_set(e, ERR_SYNTAX,
			       "chisel %s: was given arguments, but has no on_set_arg()",
			       c->info.name);
	lua_pushstring(L, name);
	lua_pushstring(L, value);
	if (lua_pcall(L, 2, 1, 0))
		return chisel_fail(c, "on_set_arg", e);
	if (!lua_isboolean(L, -1)) {
		lua_settop(L, 0);
		return err_set(e, ERR_SYNTAX, "chisel %s: on_set_arg() has to return true or false",
			       c->info.name);
	}
	ok = lua_toboolean(L, -1);
	lua_settop(L, 0);
	return ok ? 0
		  : err_set(e, ERR_SYNTAX,
			    "chisel %s does not accept %s=%s; sonde print -i %s "
			    "describes its arguments",
			    c->info.name, name, value, c->info.name);
}

void chisel_forget_args(struct chisel *c)
{
	while (c->ngiven)
		free(c->given[--c->ngiven]);
	free(c->given);
	c->given = NULL;
}

int chisel_hand_args(struct chisel *c, char *const *v, unsigned n, struct err *e)
{
	const struct chisel_info *info = &c->info;
	unsigned i;
	int rc = 0;

	if (n < c->nrequired)
		return err_set(
			e, ERR_SYNTAX,
			"chisel %s needs %u arguments, %u given; sonde print -i %s describes "
			"them",
			info->name, c->nrequired, n, info->name);
	if (n > info->nargs)
		return err_set(e, ERR_SYNTAX,
			       "chisel %s takes %u arguments at most, %u given; sonde print -i %s "
			       "describes them",
			       info->name, info->nargs, n, info->name);
	chisel_forget_args(c);
	c->given = xcalloc(n + 1, sizeof(*c->given));
	for (i = 0; i < n && !rc; i++) {
		c->given[c->ngiven++] = xstrdup(v[i]);
		rc = set_arg(c, info->args[i].name, v[i], e);
	}
	return rc;
}

const char *chisel_arg_with(const struct chisel *c, const char *text)
{
	unsigned i;

	for (i = 0; i < c->ngiven; i++) {
		if (strstr(c->given[i], text))
			return c->info.args[i].name;
	}
	return NULL;
}

int chisel_set_args(struct chisel *c, const char *word, struct err *e)
{
	struct chisel_words w = {0};
	int rc = word ? chisel_split(word, &w, c->info.name, e) : 0;

	if (!rc)
		rc = chisel_hand_args(c, w.v, w.n, e);
	chisel_words_release(&w);
	return rc;
}
