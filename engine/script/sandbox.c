/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/script/sandbox.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

enum {
	STEPS_PER_HOOK = 1000,
	MAX_HOOKS = 10000, /* ten million steps: a fraction of a second */
	MAX_BYTES = 64 << 20,
	MAX_FILE = 1 << 20,
	MAX_NAME = 32,	  /* of a shared file */
	MAX_SHARED = 100, /* times that a run may read one: reading takes time, but no steps */
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
	const char *path;
	struct sandbox_dirs dirs;
	void (*read)(struct lua_State *L, void *arg);
	void *arg;
	unsigned hooks;
	unsigned nshared;
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

/* Hooks and functions have no argument of their own; the run hangs here in the registry. */
static const char run_key;

static struct run *run_of(lua_State *L)
{
	struct run *run;

	lua_pushlightuserdata(L, (void *)&run_key);
	lua_rawget(L, LUA_REGISTRYINDEX);
	run = lua_touserdata(L, -1);
	lua_pop(L, 1);
	return run;
}

static void on_count(lua_State *L, lua_Debug *ar)
{
	(void)ar;
	if (++run_of(L)->hooks < MAX_HOOKS)
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

static int shared(lua_State *L);

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
	lua_pushcfunction(L, shared);
	lua_setfield(L, -2, "shared");
	lua_pushvalue(L, -1);
	lua_setfield(L, -2, "_G");
	/* Methods of texts come from the same short list. */
	lua_pushliteral(L, "");
	lua_getmetatable(L, -1);
	lua_getfield(L, -3, "string");
	lua_setfield(L, -2, "__index");
	lua_pop(L, 2);
}

/* ---------------------------------------------------------------- shared files --- */

int sandbox_read_file(const char *path, struct buf *text, struct err *e)
{
	FILE *f = fopen(path, "re");
	size_t n;

	buf_init(text, MAX_FILE);
	if (!f)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	while (buf_room(text, 4096) && (n = fread(text->p + text->len, 1, 4096, f)) > 0)
		text->len += n;
	if (ferror(f))
		err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	else if (text->full)
		err_set(e, ERR_LIMIT, "%s: longer than %d bytes", path, MAX_FILE);
	fclose(f);
	return e->code;
}

/* Nothing in the name may lead out of the folder. */
static const char *check_name(lua_State *L)
{
	size_t len;
	const char *name = luaL_checklstring(L, 1, &len);

	if (!len || len > MAX_NAME ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != len)
		luaL_error(L, "shared takes a name of 1 to %d of a-z, 0-9 and _", MAX_NAME);
	return name;
}

/* chunk: "=shared/NAME.lua"; a folder ends in a slash, unless it is the current one. */
static int read_in(const char *dir, size_t len, const char *chunk, struct buf *text, struct err *e)
{
	struct buf path;
	int r;

	buf_init(&path, 0);
	buf_put(&path, dir, len);
	if (len && dir[len - 1] != '/')
		buf_putc(&path, '/');
	buf_puts(&path, chunk + 1);
	r = sandbox_read_file(buf_cstr(&path), text, e);
	buf_release(&path);
	return r;
}

/* A view that was copied to a folder of the user's own finds the files of the one it came from. */
static int read_shared(const struct run *run, const char *chunk, struct buf *text, struct err *e)
{
	const char *slash = strrchr(run->path, '/');
	int r = read_in(run->path, slash ? (size_t)(slash + 1 - run->path) : 0, chunk, text, e);
	unsigned i;

	for (i = 0; r == ERR_IO && i < run->dirs.n; i++) {
		struct err other = {0};

		buf_release(text);
		r = read_in(run->dirs.v[i], strlen(run->dirs.v[i]), chunk, text, &other);
		if (r != ERR_IO)
			*e = other;
	}
	return r;
}

/* Push the shared file as a function. Nothing raises an error while buffers are held. */
static void push_file(lua_State *L, const struct run *run, const char *name)
{
	char chunk[sizeof("=shared/.lua") + MAX_NAME];
	struct buf text;
	struct err e = {0};
	int status = 0;

	snprintf(chunk, sizeof(chunk), "=shared/%s.lua", name);
	if (!read_shared(run, chunk, &text, &e))
		status = luaL_loadbufferx(L, text.len ? text.p : "", text.len, chunk, "t");
	buf_release(&text);
	if (e.code)
		luaL_error(L, "%s", e.msg);
	if (status)
		luaL_error(L, "shared \"%s\": %s", name, lua_tostring(L, -1));
}

/* What a shared file does not have would be a silent hole in a list of columns. */
static int unknown_entry(lua_State *L)
{
	if (lua_type(L, 2) != LUA_TSTRING)
		return 0;
	return luaL_error(L, "shared \"%s\" has no \"%s\"", lua_tostring(L, lua_upvalueindex(1)),
			  lua_tostring(L, 2));
}

/* shared "NAME": what the file shared/NAME.lua returns. */
static int shared(lua_State *L)
{
	struct run *run = run_of(L);
	const char *name = check_name(L);

	if (run->nshared == MAX_SHARED)
		return luaL_error(L, "reads shared files more than %d times", MAX_SHARED);
	run->nshared++;
	push_file(L, run, name);
	push_environment(L);
	lua_setfenv(L, -2);
	lua_call(L, 0, 1);
	if (lua_istable(L, -1)) {
		lua_newtable(L);
		lua_pushvalue(L, 1);
		lua_pushcclosure(L, unknown_entry, 1);
		lua_setfield(L, -2, "__index");
		lua_setmetatable(L, -2);
	}
	return 1;
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

static int describe(lua_State *L, int status, const char *path, struct err *e)
{
	const char *msg = lua_tostring(L, -1);

	if (status == LUA_ERRMEM)
		return err_set(e, ERR_LIMIT, "%s: takes too much memory", path);
	if (!msg)
		msg = "failed";
	return err_set(e, ERR_SYNTAX, "%s%s%s", path, msg[0] == ':' ? "" : ": ", msg);
}

int sandbox_run(const char *text, size_t len, const char *path, const struct sandbox_dirs *dirs,
		void (*read)(struct lua_State *L, void *arg), void *arg, struct err *e)
{
	struct run run = {
		.text = text,
		.len = len,
		.path = path,
		.dirs = dirs ? *dirs : (struct sandbox_dirs){0},
		.read = read,
		.arg = arg,
	};
	struct quota quota = {0};
	lua_State *L = luaL_newstate();
	int status, r = 0;

	if (!L)
		return err_set(e, ERR_LIMIT, "%s: no memory for Lua", path);
	/*
	 * A wrapper around the state's own allocator, since LuaJIT may insist on that. The
	 * compiler stays off (its library is not opened): compiled code would not count steps.
	 */
	quota.alloc = lua_getallocf(L, &quota.ud);
	lua_setallocf(L, quota_alloc, &quota);
	status = lua_cpcall(L, run_protected, &run);
	if (status)
		r = describe(L, status, path, e);
	lua_setallocf(L, quota.alloc, quota.ud);
	lua_close(L);
	return r;
}
