/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "engine/base/mem.h"
#include "engine/script/view_internal.h"

/*
 * From a Lua table to struct view. Only raw access: a metatable in the file must not run
 * code here. What is allocated hangs in the view at once, so that an error, which jumps out
 * of here, leaks nothing.
 */
enum {
	MAX_TEXT = 64 << 10,
	MAX_LIST = 1000,
	MAX_COLUMNS = 100,
};

/* Push t[key] of the table on top. */
static void push_field(lua_State *L, const char *key)
{
	lua_pushstring(L, key);
	lua_rawget(L, -2);
}

/* A text of its own, from the value on top (a text or a number), which is popped. */
static void take_text(lua_State *L, const char *where, const char *key, char **out)
{
	size_t len;
	const char *s;

	if (lua_type(L, -1) != LUA_TSTRING && lua_type(L, -1) != LUA_TNUMBER)
		luaL_error(L, "%s%s must be a string", where, key);
	s = lua_tolstring(L, -1, &len);
	if (len > MAX_TEXT || strlen(s) != len)
		luaL_error(L, "%s%s is too long or has a NUL in it", where, key);
	free(*out);
	*out = NULL;
	*out = xstrndup(s, len);
	lua_pop(L, 1);
}

/* Absent: "". */
static void read_text(lua_State *L, const char *where, const char *key, char **out)
{
	push_field(L, key);
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		lua_pushliteral(L, "");
	}
	take_text(L, where, key, out);
}

static void read_bool(lua_State *L, const char *where, const char *key, bool *out)
{
	push_field(L, key);
	if (!lua_isnil(L, -1)) {
		if (!lua_isboolean(L, -1))
			luaL_error(L, "%s%s must be a boolean value", where, key);
		*out = lua_toboolean(L, -1);
	}
	lua_pop(L, 1);
}

static void read_list(lua_State *L, const char *where, const char *key, struct view_text_list *out)
{
	push_field(L, key);
	if (!lua_isnil(L, -1)) {
		if (!lua_istable(L, -1))
			luaL_error(L, "%s%s must be a table of strings", where, key);
		lua_pushnil(L);
		while (lua_next(L, -2)) {
			if (out->n == MAX_LIST)
				luaL_error(L, "%s%s has more than %d entries", where, key,
					   MAX_LIST);
			out->v = xrealloc(out->v, (out->n + 1) * sizeof(*out->v));
			out->v[out->n++] = NULL;
			lua_pushvalue(L, -1); /* a number must stay one for lua_next */
			take_text(L, where, key, &out->v[out->n - 1]);
			lua_pop(L, 1);
		}
	}
	lua_pop(L, 1);
}

/* One of a list of words; returns its index. */
static unsigned read_word(lua_State *L, const char *where, const char *key,
			  const char *const *words)
{
	const char *s;
	unsigned i;

	push_field(L, key);
	s = lua_isnil(L, -1) ? "" : lua_tostring(L, -1);
	for (i = 0; s && words[i]; i++) {
		if (!strcmp(s, words[i])) {
			lua_pop(L, 1);
			return i;
		}
	}
	luaL_error(L, "%s%s: unknown word \"%s\"", where, key, s ? s : "(not a string)");
	return 0;
}

/* --------------------------------------------------------------------- columns --- */

static const char *const agg_words[] = {
	[AGG_NONE] = "",   [AGG_SUM] = "SUM",	[AGG_AVG] = "AVG", [AGG_TIME_AVG] = "TIME_AVG",
	[AGG_MIN] = "MIN", [AGG_MAX] = "MAX",	/* and our own: */
	[AGG_RATE] = "RATE", [AGG_P50] = "P50", [AGG_P95] = "P95", [AGG_P99] = "P99",
	[AGG_P99 + 1] = NULL,
};

/* A column with tags is there only in the modes that it names. */
static void read_modes(lua_State *L, const char *where, struct view_column *c)
{
	bool tagged = false;

	push_field(L, "tags");
	if (!lua_isnil(L, -1)) {
		if (!lua_istable(L, -1))
			luaL_error(L, "%stags must be a table of strings", where);
		lua_pushnil(L);
		while (lua_next(L, -2)) {
			if (lua_type(L, -1) != LUA_TSTRING)
				luaL_error(L, "%stags must be a table of strings", where);
			if (!strcmp(lua_tostring(L, -1), "default"))
				c->modes |= MODE_PLAIN;
			else if (!strcmp(lua_tostring(L, -1), "containers"))
				c->modes |= MODE_CONTAINERS;
			tagged = true;
			lua_pop(L, 1);
		}
	}
	lua_pop(L, 1);
	if (!tagged)
		c->modes = MODE_BOTH;
}

static void remove_blanks(char *s)
{
	char *d = s;

	for (; *s; s++) {
		if (*s != ' ' && *s != '\t')
			*d++ = *s;
	}
	*d = 0;
}

static void read_column(lua_State *L, const char *where, struct view_column *c)
{
	read_text(L, where, "name", &c->name);
	read_text(L, where, "description", &c->desc);
	read_text(L, where, "field", &c->field);
	read_text(L, where, "filterfield", &c->filter_field);
	remove_blanks(c->field);
	c->width = -1;
	push_field(L, "colsize");
	if (!lua_isnil(L, -1)) {
		if (!lua_isnumber(L, -1) || lua_tonumber(L, -1) < 0 || lua_tonumber(L, -1) > 10000)
			luaL_error(L, "%scolsize must be a number from 0 to 10000", where);
		c->width = (int)lua_tonumber(L, -1);
	}
	lua_pop(L, 1);
	read_bool(L, where, "is_key", &c->is_key);
	read_bool(L, where, "is_groupby_key", &c->is_group);
	read_bool(L, where, "is_sorting", &c->is_sorting);
	read_bool(L, where, "filter_in_child_only", &c->child_only);
	read_bool(L, where, "optional", &c->optional);
	c->agg = (enum agg)read_word(L, where, "aggregation", agg_words);
	c->group_agg = (enum agg)read_word(L, where, "groupby_aggregation", agg_words);
	read_modes(L, where, c);
}

static void read_action(lua_State *L, const char *where, struct view_action *a)
{
	const char *key;
	size_t len = 0;

	push_field(L, "hotkey");
	key = lua_tolstring(L, -1, &len);
	if (!key || len != 1)
		luaL_error(L, "%shotkey must be one character", where);
	a->hotkey = key[0];
	lua_pop(L, 1);
	read_text(L, where, "command", &a->command);
	read_text(L, where, "description", &a->desc);
	a->wait = true;
	read_bool(L, where, "ask_confirmation", &a->ask);
	read_bool(L, where, "wait_finish", &a->wait);
}

static void read_columns(lua_State *L, struct view *v)
{
	char where[32];

	push_field(L, "columns");
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		return;
	}
	if (!lua_istable(L, -1))
		luaL_error(L, "columns must be a table");
	lua_pushnil(L);
	while (lua_next(L, -2)) {
		if (v->ncolumns == MAX_COLUMNS)
			luaL_error(L, "more than %d columns", MAX_COLUMNS);
		snprintf(where, sizeof(where), "columns[%u].", v->ncolumns + 1);
		if (!lua_istable(L, -1))
			luaL_error(L, "columns[%d] must be a table", (int)v->ncolumns + 1);
		v->columns = xrealloc(v->columns, (v->ncolumns + 1) * sizeof(*v->columns));
		v->columns[v->ncolumns] = (struct view_column){0};
		read_column(L, where, &v->columns[v->ncolumns++]);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

static void read_actions(lua_State *L, struct view *v)
{
	char where[32];

	push_field(L, "actions");
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		return;
	}
	if (!lua_istable(L, -1))
		luaL_error(L, "actions must be a table");
	lua_pushnil(L);
	while (lua_next(L, -2)) {
		if (v->nactions == MAX_LIST)
			luaL_error(L, "more than %d actions", MAX_LIST);
		snprintf(where, sizeof(where), "actions[%u].", v->nactions + 1);
		if (!lua_istable(L, -1))
			luaL_error(L, "actions[%d] must be a table", (int)v->nactions + 1);
		v->actions = xrealloc(v->actions, (v->nactions + 1) * sizeof(*v->actions));
		v->actions[v->nactions] = (struct view_action){0};
		read_action(L, where, &v->actions[v->nactions++]);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

static void read_lines(lua_State *L, struct view *v)
{
	char where[32];

	push_field(L, "rows");
	if (!lua_istable(L, -1))
		luaL_error(L, "rows must be a table");
	lua_pushnil(L);
	while (lua_next(L, -2)) {
		struct view_line *l;

		if (v->nlines == MAX_COLUMNS)
			luaL_error(L, "more than %d rows", MAX_COLUMNS);
		snprintf(where, sizeof(where), "rows[%u].", v->nlines + 1);
		if (!lua_istable(L, -1))
			luaL_error(L, "rows[%d] must be a table", (int)v->nlines + 1);
		v->lines = xrealloc(v->lines, (v->nlines + 1) * sizeof(*v->lines));
		l = &v->lines[v->nlines++];
		*l = (struct view_line){0};
		read_text(L, where, "name", &l->name);
		read_text(L, where, "description", &l->desc);
		read_text(L, where, "field", &l->field);
		read_text(L, where, "filter", &l->filter);
		read_text(L, where, "target", &l->target);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

void view_read(struct lua_State *L, void *arg)
{
	static const char *const types[] = {
		[VIEW_TABLE] = "table",
		[VIEW_LIST] = "list",
		[VIEW_SPECTROGRAM] = "spectrogram",
		"",
		"overview", /* our own */
		NULL,
	};
	static const char *const sources[] = {
		[TABLE_EVENTS] = "",
		[TABLE_FDS] = "fds",
		[TABLE_CALLS] = "calls",
		NULL,
	};
	struct view_reading *reading = arg;
	struct view *v;
	unsigned type;

	/* The same folders hold chisels; a description at the top tells them apart. */
	push_field(L, "description");
	if (lua_isstring(L, -1))
		return;
	lua_pop(L, 1);
	push_field(L, "view_info");
	if (lua_isnil(L, -1))
		return;
	if (!lua_istable(L, -1))
		luaL_error(L, "view_info must be a table");
	v = reading->view = xcalloc(1, sizeof(*v));
	v->propagate_filter = true;
	read_text(L, "", "id", &v->id);
	read_text(L, "", "name", &v->name);
	read_text(L, "", "description", &v->desc);
	read_text(L, "", "filter", &v->filter);
	read_text(L, "", "drilldown_target", &v->drilldown_target);
	read_text(L, "", "spectro_type", &v->spectro_type);
	type = read_word(L, "", "view_type", types);
	v->type = type > VIEW_SPECTROGRAM ? VIEW_TABLE : (enum view_type)type;
	v->source = (enum table_source)read_word(L, "", "rows_of", sources);
	if (!strcmp(types[type], "overview")) {
		v->source = TABLE_OVERVIEW;
		read_lines(L, v);
	}
	read_bool(L, "", "is_root", &v->is_root);
	read_bool(L, "", "use_defaults", &v->use_defaults);
	read_bool(L, "", "drilldown_increase_depth", &v->increase_depth);
	read_bool(L, "", "propagate_filter", &v->propagate_filter);
	read_columns(L, v);
	read_actions(L, v);
	read_list(L, "", "tips", &v->tips);
	read_list(L, "", "tags", &v->tags);
	read_list(L, "", "applies_to", &v->applies_to);
}
