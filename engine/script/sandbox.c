/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/script/sandbox.h"

#include <stdbool.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

enum {
	STEPS_PER_HOOK = 1000,
	MAX_HOOKS = 10000, /* ten million steps: a fraction of a second */
	MAX_BYTES = 64 << 20,
};

/* Passes allocation on to the allocator of the Lua state, up to a limit. */
struct quota {
	lua_Alloc alloc;
	void *ud;
	ptrdiff_t used;
};

struct run {
	const char *text;
	size_t len;
	void (*read)(struct lua_State *L, void *arg);
	void *arg;
	unsigned hooks;
};

static void *quota_alloc(void *ud, void *p, size_t old, size_t size)
{
	struct quota *q = ud;
	ptrdiff_t more = (ptrdiff_t)size - (ptrdiff_t)(p ? old : 0);
	void *r;

	if (more > 0 && q->used + more > MAX_BYTES)
		return NULL;
	r = q->alloc(q->ud, p, old, size);
	if (r || !size)
		q->used += more;
	return r;
}

/* The hook has no argument of its own; the run hangs at this address in the registry. */
static const char run_key;

static void on_count(lua_State *L, lua_Debug *ar)
{
	struct run *run;

	(void)ar;
	lua_pushlightuserdata(L, (void *)&run_key);
	lua_rawget(L, LUA_REGISTRYINDEX);
	run = lua_touserdata(L, -1);
	lua_pop(L, 1);
	if (++run->hooks < MAX_HOOKS)
		return;
	/* From now on at every step, so that the text cannot catch the error and go on. */
	lua_sethook(L, on_count, LUA_MASKCOUNT, 1);
	luaL_error(L, "runs too long");
}

static int print_nothing(lua_State *L)
{
	(void)L;
	return 0;
}

/* Copy the named entries of a library from the globals into the table on top. */
static void allow(lua_State *L, const char *lib, const char *const *names)
{
	if (lib)
		lua_getglobal(L, lib);
	else
		lua_pushvalue(L, LUA_GLOBALSINDEX);
	for (; *names; names++) {
		lua_getfield(L, -1, *names);
		lua_setfield(L, -3, *names);
	}
	lua_pop(L, 1);
}

/*
 * What is missing is missing for a reason: loading code (byte code is not checked), patterns
 * and repetition (long work in one step), everything outside the process.
 */
static void push_environment(lua_State *L)
{
	static const char *const base[] = {"assert",	   "error",  "ipairs",	 "next", "pairs",
					   "pcall",	   "select", "tonumber", "type", "tostring",
					   "setmetatable", "unpack", NULL};
	static const char *const text[] = {"byte",    "char", "format", "len", "lower",
					   "reverse", "sub",  "upper",	NULL};
	static const char *const tables[] = {"concat", "insert", "maxn", "remove", "sort", NULL};
	static const char *const maths[] = {"abs", "ceil", "floor", "fmod", "huge", "max",
					    "min", "modf", "pow",   "sqrt", NULL};
	static const struct {
		const char *lib;
		const char *const *names;
	} libs[] = {{"string", text}, {"table", tables}, {"math", maths}};
	size_t i;

	lua_newtable(L);
	allow(L, NULL, base);
	for (i = 0; i < sizeof(libs) / sizeof(libs[0]); i++) {
		lua_newtable(L);
		allow(L, libs[i].lib, libs[i].names);
		lua_setfield(L, -2, libs[i].lib);
	}
	lua_pushcfunction(L, print_nothing);
	lua_setfield(L, -2, "print");
	lua_pushvalue(L, -1);
	lua_setfield(L, -2, "_G");
	/* Methods of texts come from the same short list. */
	lua_pushliteral(L, "");
	lua_getmetatable(L, -1);
	lua_getfield(L, -3, "string");
	lua_setfield(L, -2, "__index");
	lua_pop(L, 2);
}

static int run_protected(lua_State *L)
{
	static const lua_CFunction libs[] = {luaopen_base, luaopen_string, luaopen_table,
					     luaopen_math};
	struct run *run = lua_touserdata(L, 1);
	size_t i;

	lua_pushlightuserdata(L, (void *)&run_key);
	lua_pushlightuserdata(L, run);
	lua_rawset(L, LUA_REGISTRYINDEX);
	for (i = 0; i < sizeof(libs) / sizeof(libs[0]); i++) {
		lua_pushcfunction(L, libs[i]);
		lua_pushliteral(L, "");
		lua_call(L, 1, 0);
	}
	lua_settop(L, 0);
	push_environment(L);
	/* Text only. The chunk is named "", so that messages begin with ":LINE: ". */
	if (luaL_loadbufferx(L, run->text, run->len, "=", "t"))
		return lua_error(L);
	lua_pushvalue(L, 1);
	lua_setfenv(L, -2);
	lua_sethook(L, on_count, LUA_MASKCOUNT, STEPS_PER_HOOK);
	lua_call(L, 0, 0);
	lua_settop(L, 1);
	run->read(L, run->arg);
	return 0;
}

static int describe(lua_State *L, int status, const char *name, struct err *e)
{
	const char *msg = lua_tostring(L, -1);

	if (status == LUA_ERRMEM)
		return err_set(e, ERR_LIMIT, "%s: takes too much memory", name);
	if (!msg)
		msg = "failed";
	return err_set(e, ERR_SYNTAX, "%s%s%s", name, msg[0] == ':' ? "" : ": ", msg);
}

int sandbox_run(const char *text, size_t len, const char *name,
		void (*read)(struct lua_State *L, void *arg), void *arg, struct err *e)
{
	struct run run = {.text = text, .len = len, .read = read, .arg = arg};
	struct quota quota = {0};
	lua_State *L = luaL_newstate();
	int status, r = 0;

	if (!L)
		return err_set(e, ERR_LIMIT, "%s: no memory for Lua", name);
	/*
	 * A wrapper around the state's own allocator, since LuaJIT may insist on that. The
	 * compiler stays off (its library is not opened): compiled code would not count steps.
	 */
	quota.alloc = lua_getallocf(L, &quota.ud);
	lua_setallocf(L, quota_alloc, &quota);
	status = lua_cpcall(L, run_protected, &run);
	if (status)
		r = describe(L, status, name, e);
	lua_setallocf(L, quota.alloc, quota.ud);
	lua_close(L);
	return r;
}
