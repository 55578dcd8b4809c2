/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "engine/base/mem.h"
#include "engine/script/chisel_internal.h"

/* The modules `chisel` and `evt`. */

#define NS_PER_S 1000000000ull

const char *chisel_opt_text(lua_State *L, int i)
{
	return lua_isnoneornil(L, i) ? NULL : luaL_checkstring(L, i);
}

uint64_t chisel_ns(lua_State *L, int i, double unit)
{
	double d = luaL_checknumber(L, i) * unit;

	return d >= 18446744073709551615.0 ? UINT64_MAX : d > 0 ? (uint64_t)d : 0;
}

void chisel_push_decimal(lua_State *L, uint64_t u)
{
	char tmp[24], *p = tmp + sizeof(tmp);

	do {
		*--p = (char)('0' + u % 10);
		u /= 10;
	} while (u);
	lua_pushlstring(L, p, (size_t)(tmp + sizeof(tmp) - p));
}

/* -------------------------------------------------------------------------- chisel --- */

/* A name that the user gave is the user's error; any other is the script's, which has lines. */
static int no_such_field(lua_State *L, const struct chisel *c, const char *name, const char *why)
{
	const char *arg = name[0] ? chisel_arg_with(c, name) : NULL;

	if (!arg)
		return luaL_error(L, "chisel.request_field: %s", why);
	lua_pushfstring(L, "%s: %s (sonde print -l lists the fields)", arg, why);
	return lua_error(L);
}

static int request_field(lua_State *L)
{
	struct chisel *c = chisel_of(L);
	const char *name = luaL_checkstring(L, 1);
	struct field_ref ref = {0};
	struct err e = {0};

	/* What follows the name is not looked at, and never was. */
	if (field_parse(name, false, &ref, &e) < 0)
		return no_such_field(L, c, name, e.msg);
	if (ref.field->flags & FF_FILTER_ONLY) {
		field_ref_release(&ref);
		err_set(&e, ERR_SYNTAX, "%s is for filters only", name);
		return no_such_field(L, c, name, e.msg);
	}
	/* Grown by doubling: the capacity is the power of two at or above the count. */
	if ((c->nfields & (c->nfields - 1)) == 0)
		c->fields =
			xrealloc(c->fields, (c->nfields ? 2 * c->nfields : 1) * sizeof(*c->fields));
	c->fields[c->nfields++] = ref;
	chisel_uses_field(c->set, &ref);
	chisel_need_figures(L, c->set);
	lua_pushlightuserdata(L, (void *)(uintptr_t)c->nfields);
	chisel_fast_handle(L, c);
	return 1;
}

static int set_filter(lua_State *L)
{
	struct chisel *c = chisel_of(L);
	const char *text = luaL_checkstring(L, 1);
	struct filter *f;
	struct err e = {0};

	if (text[0]) {
		f = filter_compile(text, &e);
		if (!f)
			return luaL_error(L, "chisel.set_filter, column %d: %s", (int)e.off + 1,
					  e.msg);
		chisel_uses_filter(c->set, f);
		filter_free(f);
	}
	chisel_need_figures(L, c->set);
	free(c->filter);
	c->filter = xstrdup(text);
	c->set->replan = true;
	return 0;
}

static int set_event_formatter(lua_State *L)
{
	struct chisel *c = chisel_of(L);
	const char *text = luaL_checkstring(L, 1);
	struct format *f;
	struct err e = {0};

	if (!text[0] || !strcmp(text, "default"))
		text = "*%evt.num %evt.time %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type "
		       "%evt.args";
	f = format_compile(text, &e);
	if (!f)
		return luaL_error(L, "chisel.set_event_formatter, column %d: %s", (int)e.off + 1,
				  e.msg);
	if (c->set->env->tty)
		format_set_terminal(f);
	format_free(c->format);
	c->format = f;
	chisel_uses_format(c->set, f);
	chisel_need_figures(L, c->set);
	return 0;
}

static int set_timer(lua_State *L, double unit)
{
	struct chisel *c = chisel_of(L);

	c->timer.every = chisel_ns(L, 1, unit);
	c->set->replan = true;
	return 0;
}

static int set_interval_s(lua_State *L)
{
	return set_timer(L, 1e9);
}

static int set_interval_ns(lua_State *L)
{
	return set_timer(L, 1);
}

static int set_precise_interval_ns(lua_State *L)
{
	struct chisel *c = chisel_of(L);

	c->timer.precise = chisel_ns(L, 1, 1);
	c->set->replan = true;
	return 0;
}

static int exec_chisel(lua_State *L)
{
	struct chisel *c = chisel_of(L);
	const char *name = luaL_checkstring(L, 1);
	int i, n = lua_gettop(L);

	for (i = 2; i <= n && !lua_isnil(L, i); i++)
		luaL_checkstring(L, i);
	n = i - 2;
	while (c->exec_nargs)
		free(c->exec_args[--c->exec_nargs]);
	free(c->exec);
	c->exec = xstrdup(name);
	c->exec_args = xrealloc(c->exec_args, ((size_t)n + 1) * sizeof(*c->exec_args));
	for (i = 0; i < n; i++)
		c->exec_args[i] = xstrdup(lua_tostring(L, i + 2));
	c->exec_nargs = (unsigned)n;
	return 0;
}

/* ----------------------------------------------------------------------------- evt --- */

/* What is no handle: scripts ask with what they never requested, and count on nil. */
static int field_of_nothing(lua_State *L)
{
	if (lua_isnoneornil(L, 1) || lua_isboolean(L, 1) || lua_type(L, 1) == LUA_TNUMBER) {
		lua_pushnil(L);
		return 1;
	}
	return luaL_error(L, "evt.field: takes what chisel.request_field gives, not a %s",
			  luaL_typename(L, 1));
}

static int field(lua_State *L)
{
	struct chisel *c = chisel_of(L);
	const struct field_ref *ref;
	enum cell_kind kind;
	uintptr_t handle;

	/* At the end of a capture without an event scripts ask, too. */
	if (!c->met) {
		lua_pushnil(L);
		return 1;
	}
	if (lua_type(L, 1) != LUA_TLIGHTUSERDATA)
		return field_of_nothing(L);
	handle = (uintptr_t)lua_touserdata(L, 1);
	if (handle - 1 >= c->nfields)
		return luaL_error(L, "evt.field: no field was requested under that handle");
	ref = &c->fields[handle - 1];
	chisel_ctx(c, L, "evt.field");
	kind = chisel_cell_get(c, ref);
	if (kind == CELL_NONE)
		return luaL_error(L, "evt.field: there is no Lua type for the values of %s%s%s",
				  ref->field->name, ref->arg ? "." : "", ref->arg ? ref->arg : "");
	return chisel_cell_push(c, L, kind);
}

static int get_num(lua_State *L)
{
	lua_pushnumber(L, (double)chisel_ctx(chisel_of(L), L, "evt.get_num")->num);
	return 1;
}

static int get_ts(lua_State *L)
{
	uint64_t ts = chisel_ctx(chisel_of(L), L, "evt.get_ts")->ev.ts;

	lua_pushnumber(L, (double)(ts / NS_PER_S));
	lua_pushnumber(L, (double)(ts % NS_PER_S));
	return 2;
}

static int get_type(lua_State *L)
{
	struct chisel *c = chisel_of(L);

	chisel_ctx(c, L, "evt.get_type");
	return chisel_cell_push(c, L, chisel_cell_get(c, &c->set->type));
}

static int get_cpuid(lua_State *L)
{
	lua_pushnumber(L, chisel_ctx(chisel_of(L), L, "evt.get_cpuid")->ev.cpu);
	return 1;
}

void chisel_open_chisel(lua_State *L, struct chisel *c)
{
	static const struct chisel_function chisel[] = {
		{"request_field", request_field},
		{"set_filter", set_filter},
		{"set_event_formatter", set_event_formatter},
		{"set_interval_s", set_interval_s},
		{"set_interval_ns", set_interval_ns},
		{"set_precise_interval_ns", set_precise_interval_ns},
		{"exec", exec_chisel},
	};
	static const struct chisel_function evt[] = {
		{"field", field},	{"get_num", get_num},	  {"get_ts", get_ts},
		{"get_type", get_type}, {"get_cpuid", get_cpuid},
	};

	chisel_module(L, c, "chisel", chisel, sizeof(chisel) / sizeof(chisel[0]));
	chisel_module(L, c, "evt", evt, sizeof(evt) / sizeof(evt[0]));
}
