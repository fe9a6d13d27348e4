/*
** Table functions of LuaJIT and of OpenResty's branch of it: table.move, and the modules
** table.new, .clear, .nkeys, .isempty, .isarray, .clone (each of them to be required).
*/
#include <limits.h>

#include "lua.h"
#include "lauxlib.h"
#include "lualib.h"
#include "lens.h"

/* Sizes are hints: one that memory could never hold is cut. */
#define MAX_SIZE_HINT (1 << 20)

static int size_hint(lua_State *L, int index) {
  int size = luaL_checkint(L, index);
  if (size < 0) {
    return 0;
  }
  return size > MAX_SIZE_HINT ? MAX_SIZE_HINT : size;
}

static int table_new(lua_State *L) {
  lua_createtable(L, size_hint(L, 1), size_hint(L, 2));
  return 1;
}

static int table_clear(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_pushnil(L);
    lua_rawset(L, 1); /* clearing a field is allowed during a traversal */
  }
  return 0;
}

static int table_nkeys(lua_State *L) {
  lua_Number count = 0;
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    count++;
    lua_pop(L, 1);
  }
  lua_pushnumber(L, count);
  return 1;
}

static int table_isempty(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_pushnil(L);
  lua_pushboolean(L, !lua_next(L, 1));
  return 1;
}

static int is_array_index(lua_State *L, int index) {
  lua_Number key;
  if (lua_type(L, index) != LUA_TNUMBER) {
    return 0;
  }
  key = lua_tonumber(L, index);
  return key >= 1 && key <= INT_MAX && key == (lua_Number)(int)key;
}

/* Positive integer keys only; holes are allowed, as in OpenResty's LuaJIT. */
static int table_isarray(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    lua_pop(L, 1);
    if (!is_array_index(L, -1)) {
      lua_pushboolean(L, 0);
      return 1;
    }
  }
  lua_pushboolean(L, 1);
  return 1;
}

/* A shallow copy without the metatable. */
static int table_clone(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  lua_createtable(L, (int)lua_rawlen(L, 1), 0);
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, 2);
  }
  return 1;
}

static void move_one(lua_State *L, int from, int to, int target) {
  lua_pushinteger(L, from);
  lua_gettable(L, 1);
  lua_pushinteger(L, to);
  lua_insert(L, -2);
  lua_settable(L, target);
}

/* table.move(a1, f, e, t [, a2]), in the order that survives an overlap. */
static int table_move(lua_State *L) {
  int first = luaL_checkint(L, 2);
  int last = luaL_checkint(L, 3);
  int to = luaL_checkint(L, 4);
  int target = lua_isnoneornil(L, 5) ? 1 : 5;
  int i;
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checktype(L, target, LUA_TTABLE);
  if (to > last || to <= first || target != 1) {
    for (i = 0; i <= last - first; i++) {
      move_one(L, first + i, to + i, target);
    }
  } else {
    for (i = last - first; i >= 0; i--) {
      move_one(L, first + i, to + i, target);
    }
  }
  lua_pushvalue(L, target);
  return 1;
}

static const luaL_Reg modules[] = {
  {"table.new", table_new},       {"table.clear", table_clear},     {"table.nkeys", table_nkeys},
  {"table.clone", table_clone},   {"table.isempty", table_isempty}, {"table.isarray", table_isarray},
  {NULL, NULL},
};

/* A preloaded module that is one function: as in LuaJIT it also becomes a field of `table`. */
static int load_module(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  lua_getglobal(L, LUA_TABLIBNAME);
  if (lua_istable(L, -1)) {
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_setfield(L, -2, name + sizeof("table"));
  }
  lua_pushvalue(L, lua_upvalueindex(1));
  return 1;
}

void lens_open_tables(lua_State *L) {
  const luaL_Reg *module;
  lua_getglobal(L, LUA_TABLIBNAME);
  lua_pushcfunction(L, table_move);
  lua_setfield(L, -2, "move");
  luaL_getsubtable(L, LUA_REGISTRYINDEX, "_PRELOAD");
  for (module = modules; module->func != NULL; module++) {
    lua_pushcfunction(L, module->func);
    lua_pushcclosure(L, load_module, 1);
    lua_setfield(L, -2, module->name);
  }
  lua_pop(L, 2);
}
