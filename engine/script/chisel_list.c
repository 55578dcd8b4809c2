/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>
#include <lualib.h>

#include "engine/base/mem.h"
#include "engine/script/chisel_internal.h"

/*
 * What chisels say of themselves. A file has to run for that, but it runs as little as possible:
 * it prints nothing, and a loop without end is ended.
 */

enum { STEPS_PER_HOOK = 100000, MAX_HOOKS = 1000 };

struct asking {
	const char *file;
	const struct chisel_path *path;
	struct chisel_info *info;
	unsigned hooks;
};

static const char asking_key;

static void on_count(lua_State *L, lua_Debug *ar)
{
	struct asking *a;

	(void)ar;
	lua_pushlightuserdata(L, (void *)&asking_key);
	lua_rawget(L, LUA_REGISTRYINDEX);
	a = lua_touserdata(L, -1);
	lua_pop(L, 1);
	if (++a->hooks < MAX_HOOKS)
		return;
	lua_sethook(L, on_count, LUA_MASKCOUNT, 1);
	luaL_error(L, "does not come to an end");
}

/* Compiled code would not count its steps. Of the engine's modules every function does nothing. */
static const char silence[] = "jit.off() "
			      "local function nothing() end "
			      "local module = { __index = function() return nothing end } "
			      "for _, name in ipairs { 'sysdig', 'chisel', 'evt' } do "
			      "	_G[name] = setmetatable({}, module) "
			      "end "
			      "print = nothing "
			      "io.write = nothing ";

static int ask_protected(lua_State *L)
{
	struct asking *a = lua_touserdata(L, 1);

	lua_pushlightuserdata(L, (void *)&asking_key);
	lua_pushlightuserdata(L, a);
	lua_rawset(L, LUA_REGISTRYINDEX);
	lua_settop(L, 0);
	luaL_openlibs(L);
	if (luaL_dostring(L, silence))
		return lua_error(L);
	lua_sethook(L, on_count, LUA_MASKCOUNT, STEPS_PER_HOOK);
	chisel_run_file(L, a->file, a->path);
	chisel_read_info(L, a->info);
	return 0;
}

static int ask(struct chisel_info *info, const struct chisel_path *path, struct err *e)
{
	struct asking a = {.file = info->path, .path = path, .info = info};
	lua_State *L = luaL_newstate();
	int rc = 0;

	if (!L)
		return err_set(e, ERR_LIMIT, "chisel %s: no memory for Lua", info->name);
	if (lua_cpcall(L, ask_protected, &a)) {
		const char *msg = lua_tostring(L, -1);

		rc = err_set(e, ERR_SYNTAX, "chisel %s, while loading: %s", info->name,
			     msg ? msg : "an error that is no text");
	}
	lua_close(L);
	return rc;
}

int chisel_info_load(struct chisel_info *info, const struct chisel_path *path, const char *name,
		     struct err *e)
{
	int rc;

	*info = (struct chisel_info){.path = chisel_path_find(path, name)};
	info->name = xstrdup(name);
	if (!info->path)
		rc = chisel_path_refuse(path, name, e);
	else
		rc = ask(info, path, e);
	if (!rc && (info->hidden || !info->desc[0]))
		rc = err_set(e, ERR_UNKNOWN,
			     "%s is no chisel that is meant for direct use; sonde "
			     "print -cl lists those that are",
			     name);
	if (rc)
		chisel_info_release(info);
	return rc;
}

/* -------------------------------------------------------------------------- listing --- */

static bool listed(const struct chisel_list *l, const char *name)
{
	unsigned i;

	for (i = 0; i < l->n; i++) {
		if (!strcmp(l->v[i].name, name))
			return true;
	}
	return false;
}

/* One file of a folder; the first of a name counts, even if it is no chisel. */
static void add_file(struct chisel_list *l, const struct chisel_path *path, const char *dir,
		     const char *file)
{
	size_t n = strlen(file);
	struct chisel_info info = {0};
	struct buf b;

	if (n <= 4 || strcmp(file + n - 4, ".lua"))
		return;
	info.name = xstrndup(file, n - 4);
	if (listed(l, info.name)) {
		free(info.name);
		return;
	}
	buf_init(&b, 0);
	buf_printf(&b, "%s/%s", dir, file);
	info.path = xstrdup(buf_cstr(&b));
	buf_release(&b);
	if (ask(&info, path, NULL) || !info.desc)
		info.hidden = true;
	l->v = xrealloc(l->v, (l->n + 1) * sizeof(*l->v));
	l->v[l->n++] = info;
}

static int by_category(const void *x, const void *y)
{
	const struct chisel_info *a = x, *b = y;
	int d = strcmp(a->category ? a->category : "", b->category ? b->category : "");

	return d ? d : strcmp(a->name, b->name);
}

void chisel_list_load(struct chisel_list *l, const struct chisel_path *path)
{
	unsigned i, n;

	*l = (struct chisel_list){0};
	for (i = 0; i < path->n; i++) {
		DIR *d = path->dirs[i][0] ? opendir(path->dirs[i]) : NULL;
		struct dirent *entry;

		while (d && (entry = readdir(d)))
			add_file(l, path, path->dirs[i], entry->d_name);
		if (d)
			closedir(d);
	}
	for (i = n = 0; i < l->n; i++) {
		struct chisel_info *info = &l->v[i];

		if (info->hidden || !info->desc || !info->desc[0] || !info->short_desc[0])
			chisel_info_release(info);
		else
			l->v[n++] = *info;
	}
	l->n = n;
	if (n)
		qsort(l->v, n, sizeof(*l->v), by_category);
}

void chisel_list_release(struct chisel_list *l)
{
	while (l->n)
		chisel_info_release(&l->v[--l->n]);
	free(l->v);
	l->v = NULL;
}
