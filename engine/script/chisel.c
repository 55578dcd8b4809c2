/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/script/chisel.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <lauxlib.h>
#include <lualib.h>

#include "engine/base/mem.h"
#include "engine/script/chisel_internal.h"

/* The life of a chisel up to on_init: loading, arguments, becoming another one. */

/* How often chisels may hand over to each other before we believe that they never end. */
#define EXEC_MAX 64

/* -------------------------------------------------------------------------- errors --- */

/* FILE:LINE: in front says that the script is wrong; without, it speaks to its user. */
static bool has_place(const char *msg)
{
	const char *p = msg;

	while ((p = strchr(p, ':'))) {
		size_t digits = strspn(++p, "0123456789");

		if (digits && p[digits] == ':')
			return true;
	}
	return false;
}

int chisel_fail(struct chisel *c, const char *callback, struct err *e)
{
	const char *msg = lua_tostring(c->L, -1);
	bool plain = msg && !has_place(msg);
	int rc = err_set(e, ERR_SYNTAX, "chisel %s%s%s: %s", c->info.name, plain ? "" : ", ",
			 plain ? "" : callback, msg ? msg : "an error that is no text");

	lua_settop(c->L, 0);
	return rc;
}

bool chisel_callback(struct chisel *c, const char *name)
{
	/* Not through metatables: what they do could fail outside of any protection. */
	lua_settop(c->L, 0);
	lua_pushstring(c->L, name);
	lua_rawget(c->L, LUA_GLOBALSINDEX);
	if (!lua_isnil(c->L, -1))
		return true;
	lua_settop(c->L, 0);
	return false;
}

/* ------------------------------------------------------------------------- loading --- */

/* What lies beside the chisel is found first, then what Lua finds, then what is along the path. */
static void extend_package_path(lua_State *L, const char *file, const struct chisel_path *path)
{
	const char *slash = strrchr(file, '/');
	unsigned i;

	lua_getglobal(L, "package");
	if (slash) {
		lua_pushlstring(L, file, (size_t)(slash - file));
		lua_pushliteral(L, "/?.lua;");
		lua_getfield(L, -3, "path");
		lua_concat(L, 3);
		lua_setfield(L, -2, "path");
	}
	for (i = 0; i < path->n; i++) {
		if (!path->dirs[i][0])
			continue;
		lua_getfield(L, -1, "path");
		lua_pushfstring(L, ";%s/?.lua", path->dirs[i]);
		lua_concat(L, 2);
		lua_setfield(L, -2, "path");
	}
	lua_pop(L, 1);
}

int chisel_run_file(lua_State *L, const char *file, const struct chisel_path *path)
{
	extend_package_path(L, file, path);
	if (luaL_loadfile(L, file))
		return lua_error(L);
	lua_call(L, 0, 0);
	return 0;
}

/* Scripts that guard their globals against misspelling must not stop what is asked here. */
static void get_raw(lua_State *L, int table, const char *key)
{
	if (table != LUA_GLOBALSINDEX)
		table--;
	lua_pushstring(L, key);
	lua_rawget(L, table);
}

/* A text of the table on top, or of the globals; a new string, "" where there is none. */
static char *text_field(lua_State *L, int table, const char *key, const char *what)
{
	char *s;

	get_raw(L, table, key);
	if (lua_isnil(L, -1))
		s = xstrdup("");
	else if (lua_type(L, -1) == LUA_TSTRING || lua_type(L, -1) == LUA_TNUMBER)
		s = xstrdup(lua_tostring(L, -1));
	else
		return (void)luaL_error(L, "%s: %s has to be a text", what, key), NULL;
	lua_pop(L, 1);
	return s;
}

static bool flag_field(lua_State *L, int table, const char *key, const char *what)
{
	bool b;

	get_raw(L, table, key);
	if (!lua_isnil(L, -1) && !lua_isboolean(L, -1))
		luaL_error(L, "%s: %s has to be true or false", what, key);
	b = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return b;
}

static void read_args(lua_State *L, struct chisel_info *info)
{
	size_t i, n;

	get_raw(L, LUA_GLOBALSINDEX, "args");
	if (!lua_istable(L, -1))
		luaL_error(L, "it is no chisel: the table args is missing");
	n = lua_objlen(L, -1);
	for (i = 1; i <= n; i++) {
		struct chisel_arg *a;

		lua_rawgeti(L, -1, (int)i);
		if (!lua_istable(L, -1))
			luaL_error(L, "args: entry %d has to be a table", (int)i);
		info->args = xrealloc(info->args, i * sizeof(*info->args));
		a = &info->args[i - 1];
		*a = (struct chisel_arg){0};
		info->nargs = (unsigned)i;
		a->name = text_field(L, -1, "name", "args");
		a->desc = text_field(L, -1, "description", "args");
		a->type = text_field(L, -1, "argtype", "args");
		a->optional = flag_field(L, -1, "optional", "args");
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

void chisel_read_info(lua_State *L, struct chisel_info *info)
{
	info->category = text_field(L, LUA_GLOBALSINDEX, "category", "the chisel");
	info->short_desc = text_field(L, LUA_GLOBALSINDEX, "short_description", "the chisel");
	info->desc = text_field(L, LUA_GLOBALSINDEX, "description", "the chisel");
	info->hidden = flag_field(L, LUA_GLOBALSINDEX, "hidden", "the chisel");
	read_args(L, info);
}

void chisel_info_release(struct chisel_info *info)
{
	unsigned i;

	for (i = 0; i < info->nargs; i++) {
		free(info->args[i].name);
		free(info->args[i].desc);
		free(info->args[i].type);
	}
	free(info->args);
	free(info->name);
	free(info->path);
	free(info->category);
	free(info->short_desc);
	free(info->desc);
	*info = (struct chisel_info){0};
}

void chisel_module(lua_State *L, struct chisel *c, const char *name,
		   const struct chisel_function *f, size_t n)
{
	size_t i;

	lua_createtable(L, 0, (int)n);
	for (i = 0; i < n; i++) {
		lua_pushlightuserdata(L, c);
		lua_pushcclosure(L, f[i].f, 1);
		lua_setfield(L, -2, f[i].name);
	}
	lua_setglobal(L, name);
}

static int load_protected(lua_State *L)
{
	struct chisel *c = lua_touserdata(L, 1);

	lua_settop(L, 0);
	luaL_openlibs(L);
	chisel_open_chisel(L, c);
	chisel_open_sysdig(L, c);
	chisel_open_fast(L, c);
	chisel_run_file(L, c->info.path, c->set->env->path);
	chisel_read_info(L, &c->info);
	get_raw(L, LUA_GLOBALSINDEX, "on_event");
	if (lua_isnil(L, -1))
		lua_pop(L, 1);
	else
		c->on_event = luaL_ref(L, LUA_REGISTRYINDEX);
	return 0;
}

static void chisel_clear(struct chisel *c, struct chisel_set *set)
{
	*c = (struct chisel){
		.set = set, .on_event = LUA_NOREF, .loop = LUA_NOREF, .handles = LUA_NOREF};
	buf_init(&c->scratch, 0);
}

/* Everything that belongs to the script; the chisel may become another one. */
static void forget_script(struct chisel *c)
{
	unsigned i;

	if (c->L)
		lua_close(c->L);
	for (i = 0; i < c->nfields; i++)
		field_ref_release(&c->fields[i]);
	free(c->fields);
	filter_run_free(c->run_is_all ? NULL : c->run);
	filter_free(c->compiled);
	free(c->filter);
	format_free(c->format);
	while (c->exec_nargs)
		free(c->exec_args[--c->exec_nargs]);
	free(c->exec_args);
	free(c->exec);
	chisel_forget_args(c);
	chisel_info_release(&c->info);
	buf_release(&c->scratch);
	chisel_clear(c, c->set);
}

/* The name without folders and .lua, for messages. */
static char *short_name(const char *name)
{
	const char *slash = strrchr(name, '/');
	size_t n;

	if (slash && slash[1])
		name = slash + 1;
	n = strlen(name);
	return xstrndup(name, n > 4 && !strcmp(name + n - 4, ".lua") ? n - 4 : n);
}

static int load(struct chisel *c, const char *name, struct err *e)
{
	unsigned i;

	c->info.name = short_name(name);
	c->info.path = chisel_path_find(c->set->env->path, name);
	if (!c->info.path)
		return chisel_path_refuse(c->set->env->path, name, e);
	c->L = luaL_newstate();
	if (!c->L)
		return err_set(e, ERR_LIMIT, "chisel %s: no memory for Lua", name);
	if (lua_cpcall(c->L, load_protected, c))
		return chisel_fail(c, "while loading", e);
	for (i = 0; i < c->info.nargs; i++)
		c->nrequired += !c->info.args[i].optional;
	return 0;
}

/* ------------------------------------------------------------------------- on_init --- */

/* Become the chisel that chisel.exec named. */
static int become(struct chisel *c, struct err *e)
{
	char *name = c->exec, **args = c->exec_args;
	unsigned i, n = c->exec_nargs;
	int rc;

	c->exec = NULL;
	c->exec_args = NULL;
	c->exec_nargs = 0;
	forget_script(c);
	rc = load(c, name, e);
	if (!rc)
		rc = chisel_hand_args(c, args, n, e);
	for (i = 0; i < n; i++)
		free(args[i]);
	free(args);
	free(name);
	return rc;
}

/* A callback that says with true that all is well. */
static int call_starter(struct chisel *c, const char *callback, struct err *e)
{
	bool ok;

	if (!chisel_callback(c, callback))
		return 0;
	if (lua_pcall(c->L, 0, 1, 0))
		return chisel_fail(c, callback, e);
	if (c->exec) {
		lua_settop(c->L, 0);
		return 0;
	}
	if (!lua_isboolean(c->L, -1)) {
		lua_settop(c->L, 0);
		return err_set(e, ERR_SYNTAX, "chisel %s: %s() has to return true or false",
			       c->info.name, callback);
	}
	ok = lua_toboolean(c->L, -1);
	lua_settop(c->L, 0);
	return ok ? 0
		  : err_set(e, ERR_SYNTAX, "chisel %s does not want to run: its %s() says so",
			    c->info.name, callback);
}

static int init(struct chisel *c, struct err *e)
{
	unsigned hops = 0;
	int rc;

	for (;;) {
		rc = call_starter(c, "on_init", e);
		if (rc || !c->exec)
			return rc;
		if (++hops > EXEC_MAX)
			return err_set(e, ERR_LIMIT,
				       "chisel %s: chisels start each other endlessly",
				       c->info.name);
		rc = become(c, e);
		if (rc)
			return rc;
	}
}

int chisel_set_init(struct chisel_set *s, struct err *e)
{
	unsigned i;
	int rc = 0;

	/* Set for one capture. */
	free(s->filter);
	s->filter = NULL;
	for (i = 0; i < s->n && !rc; i++)
		rc = init(s->v[i], e);
	return rc;
}

int chisel_start_all(struct chisel_set *s, struct err *e)
{
	unsigned i;
	int rc = 0;

	for (i = 0; i < s->n && !rc; i++) {
		struct chisel *c = s->v[i];

		free(c->exec);
		c->exec = NULL; /* it is too late for that now */
		rc = call_starter(c, "on_capture_start", e);
	}
	return rc;
}

/* ------------------------------------------------------------------------- the set --- */

struct chisel_set *chisel_set_new(const struct chisel_env *env)
{
	struct chisel_set *s = xcalloc(1, sizeof(*s));

	s->env = env;
	s->udp_fd = -1;
	field_parse("evt.type", true, &s->type, NULL);
	field_parse("evt.reltime", true, &s->reltime, NULL);
	return s;
}

void chisel_set_free(struct chisel_set *s)
{
	if (!s)
		return;
	chisel_set_close(s);
	while (s->n) {
		struct chisel *c = s->v[--s->n];

		forget_script(c);
		free(c);
	}
	if (s->udp_fd >= 0)
		close(s->udp_fd);
	field_ref_release(&s->type);
	field_ref_release(&s->reltime);
	free(s->v);
	free(s->filter);
	free(s->run_app);
	free(s);
}

unsigned chisel_set_count(const struct chisel_set *s)
{
	return s->n;
}

int chisel_set_add(struct chisel_set *s, const char *name, struct chisel **out, struct err *e)
{
	struct chisel *c = xcalloc(1, sizeof(*c));

	chisel_clear(c, s);
	s->v = xrealloc(s->v, (s->n + 1) * sizeof(*s->v));
	s->v[s->n++] = c;
	*out = c;
	return load(c, name, e);
}

const char *chisel_set_filter(const struct chisel_set *s)
{
	return s->filter ? s->filter : s->env->filter;
}

const char *chisel_set_run_app(const struct chisel_set *s)
{
	return s->run_app;
}
