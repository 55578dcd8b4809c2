/* SPDX-License-Identifier: Apache-2.0 */
#include <lauxlib.h>

#include "engine/script/chisel_internal.h"

/*
 * What a chisel does for every event, in a form that LuaJIT compiles. A function of the C API
 * ends a trace, a call through FFI is part of it: so evt.field is one of those here, and the loop
 * over events is in Lua. Where LuaJIT was built without FFI, everything works without this.
 */

static int fast_field(struct chisel *c, uint32_t number)
{
	return c->met && c->run && c->set->log
		       ? (int)chisel_cell_get(c, &c->fields[number - 1])
		       : CELL_NIL;
}

/* Whatever is unusual, errors included, is left to the evt.field of chisel_api.c. */
static const char text[] =
	"local self, field, next, cell, handles = ...\n"
	"local ok, ffi = pcall(require, 'ffi')\n"
	"if not ok then return nil end\n"
	"self = ffi.cast('void *', self)\n"
	"field = ffi.cast('int (*)(void *, uint32_t)', field)\n"
	"next = ffi.cast('int (*)(void *, int)', next)\n"
	"cell = ffi.cast('struct { double number; const char *text; uint32_t len; } *', cell)\n"
	"local slowly, to_text = evt.field, ffi.string\n"
	"function evt.field(handle)\n"
	"	local number = handles[handle]\n"
	"	if not number then return slowly(handle) end\n"
	"	local kind = field(self, number)\n"
	"	if kind == 1 then return cell.number end\n"
	"	if kind == 2 then return to_text(cell.text, cell.len) end\n"
	"	if kind == 0 then return nil end\n"
	"	if kind == 3 then return cell.number ~= 0 end\n"
	"	return slowly(handle)\n"
	"end\n"
	"return function(on_event)\n"
	"	local wanted = 0\n"
	"	repeat\n"
	"		wanted = on_event() and 1 or 0\n"
	"	until next(self, wanted) == 0\n"
	"end\n";

_Static_assert(CELL_NIL == 0 && CELL_NUMBER == 1 && CELL_TEXT == 2 && CELL_BOOL == 3,
	       "as in the text above");

void chisel_open_fast(lua_State *L, struct chisel *c)
{
	lua_newtable(L);
	lua_pushvalue(L, -1);
	c->handles = luaL_ref(L, LUA_REGISTRYINDEX);
	if (luaL_loadbuffer(L, text, sizeof(text) - 1, "=sonde"))
		lua_error(L);
	lua_insert(L, -2);
	lua_pushlightuserdata(L, c);
	lua_pushlightuserdata(L, (void *)(uintptr_t)fast_field);
	lua_pushlightuserdata(L, (void *)(uintptr_t)chisel_loop_next);
	lua_pushlightuserdata(L, &c->cell);
	lua_pushvalue(L, -5);
	lua_remove(L, -6);
	lua_call(L, 5, 1);
	if (lua_isnil(L, -1))
		lua_pop(L, 1);
	else
		c->loop = luaL_ref(L, LUA_REGISTRYINDEX);
}

void chisel_fast_handle(lua_State *L, struct chisel *c)
{
	lua_rawgeti(L, LUA_REGISTRYINDEX, c->handles);
	lua_pushvalue(L, -2);
	lua_pushinteger(L, (lua_Integer)c->nfields);
	lua_rawset(L, -3);
	lua_pop(L, 1);
}
