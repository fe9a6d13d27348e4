/*
** setfenv and getfenv (Lua 5.1) on top of 5.2's environment upvalue.
**
** The patch gives that upvalue a name that no program can write, LUA_ENV, so that `_ENV` is an
** ordinary name as in LuaJIT. Functions without globals have no such upvalue: their environment
** is only remembered, in a weak table.
*/
#include <string.h>

#include "lua.h"
#include "lauxlib.h"
#include "lobject.h"
#include "lens.h"

#define REMEMBERED "lens.environments"

/* Whether one of the first `count` upvalues has the (interned) name. */
int lens_has_environment_name(const Proto *p, int count, const TString *name) {
  int i;
  for (i = 0; i < count; i++) {
    if (p->upvalues[i].name == name) {
      return 1;
    }
  }
  return 0;
}

/* Whether a compiled function uses globals. */
int lens_has_environment(const Proto *p) {
  int i;
  for (i = 0; i < p->sizeupvalues; i++) {
    if (p->upvalues[i].name != NULL && strcmp(getstr(p->upvalues[i].name), LUA_ENV) == 0) {
      return 1;
    }
  }
  return 0;
}

static int env_upvalue(lua_State *L, int function) {
  const char *name;
  int i;
  for (i = 1; (name = lua_getupvalue(L, function, i)) != NULL; i++) {
    lua_pop(L, 1);
    if (strcmp(name, LUA_ENV) == 0) {
      return i;
    }
  }
  return 0;
}

/* Pushes the function that argument 1 names: itself, or the one at a stack level. */
static void push_function(lua_State *L, int level_is_optional) {
  lua_Debug ar;
  int level;
  if (lua_isfunction(L, 1)) {
    lua_pushvalue(L, 1);
    return;
  }
  level = level_is_optional ? luaL_optint(L, 1, 1) : luaL_checkint(L, 1);
  if (level < 0 || !lua_getstack(L, level, &ar)) {
    luaL_argerror(L, 1, "invalid level");
  }
  lua_getinfo(L, "f", &ar);
}

static int is_level_zero(lua_State *L) {
  return lua_type(L, 1) == LUA_TNUMBER && lua_tointeger(L, 1) == 0;
}

static void push_remembered(lua_State *L) {
  if (!luaL_getsubtable(L, LUA_REGISTRYINDEX, REMEMBERED)) {
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
  }
}

/* Pushes the environment of the function on top. */
static void push_environment(lua_State *L) {
  int function = lua_gettop(L);
  int upvalue = lua_iscfunction(L, function) ? 0 : env_upvalue(L, function);
  if (upvalue != 0) {
    lua_getupvalue(L, function, upvalue);
    return;
  }
  push_remembered(L);
  lua_pushvalue(L, function);
  lua_rawget(L, -2);
  if (lua_isnil(L, -1)) {
    lua_pushglobaltable(L);
  }
}

static int base_getfenv(lua_State *L) {
  if (is_level_zero(L)) {
    lua_pushglobaltable(L);
    return 1;
  }
  push_function(L, 1);
  push_environment(L);
  return 1;
}

static void remember_environment(lua_State *L, int function, int environment) {
  push_remembered(L);
  lua_pushvalue(L, function);
  lua_pushvalue(L, environment);
  lua_rawset(L, -3);
  lua_pop(L, 1);
}

/* Gives the function an environment upvalue of its own, so that no other closure sees the change. */
static void replace_environment(lua_State *L, int function, int upvalue, int environment) {
  luaL_loadbufferx(L, "", 0, "=environment", "t"); /* a chunk's first upvalue is its environment */
  lua_pushvalue(L, environment);
  lua_setupvalue(L, -2, 1);
  lua_upvaluejoin(L, function, upvalue, -1, 1);
  lua_pop(L, 1);
}

/* Changes a Lua function's environment; both arguments are absolute stack positions. */
void lens_set_environment(lua_State *L, int function, int environment) {
  int upvalue = env_upvalue(L, function);
  if (upvalue != 0) {
    replace_environment(L, function, upvalue, environment);
  } else {
    remember_environment(L, function, environment);
  }
}

static int base_setfenv(lua_State *L) {
  int function;
  luaL_checktype(L, 2, LUA_TTABLE);
  if (is_level_zero(L)) {
    lua_pushvalue(L, 2);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    return 0;
  }
  push_function(L, 0);
  function = lua_gettop(L);
  if (lua_iscfunction(L, function)) {
    return luaL_error(L, "'setfenv' cannot change environment of given object");
  }
  lens_set_environment(L, function, 2);
  lua_settop(L, function);
  return 1;
}

/* ---------------------------------------------------------------- debug.*: the upvalue is hidden */

/* The core's index of the program's upvalue n, which counts without the environment. */
static int real_upvalue(lua_State *L, int function, int n) {
  int hidden = lua_iscfunction(L, function) ? 0 : env_upvalue(L, function);
  return hidden != 0 && n >= hidden ? n + 1 : n;
}

static int debug_getupvalue(lua_State *L) {
  int n = luaL_checkint(L, 2);
  const char *name;
  luaL_checktype(L, 1, LUA_TFUNCTION);
  name = n < 1 ? NULL : lua_getupvalue(L, 1, real_upvalue(L, 1, n));
  if (name == NULL) {
    return 0;
  }
  lua_pushstring(L, name);
  lua_insert(L, -2);
  return 2;
}

static int debug_setupvalue(lua_State *L) {
  int n = luaL_checkint(L, 2);
  const char *name;
  luaL_checkany(L, 3);
  luaL_checktype(L, 1, LUA_TFUNCTION);
  name = n < 1 ? NULL : lua_setupvalue(L, 1, real_upvalue(L, 1, n));
  if (name == NULL) {
    return 0;
  }
  lua_pushstring(L, name);
  return 1;
}

static int check_upvalue(lua_State *L, int function, int argument) {
  int n = luaL_checkint(L, argument);
  int real;
  luaL_checktype(L, function, LUA_TFUNCTION);
  real = n < 1 ? 0 : real_upvalue(L, function, n);
  if (real == 0 || lua_getupvalue(L, function, real) == NULL) {
    return luaL_argerror(L, argument, "invalid upvalue index");
  }
  lua_pop(L, 1);
  return real;
}

static int debug_upvalueid(lua_State *L) {
  lua_pushlightuserdata(L, lua_upvalueid(L, 1, check_upvalue(L, 1, 2)));
  return 1;
}

static int debug_upvaluejoin(lua_State *L) {
  int target = check_upvalue(L, 1, 2);
  int source = check_upvalue(L, 3, 4);
  lua_upvaluejoin(L, 1, target, 3, source);
  return 0;
}

static int debug_getfenv(lua_State *L) {
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  if (lua_isfunction(L, 1)) {
    push_environment(L);
  } else if (lua_isthread(L, 1)) {
    lua_pushglobaltable(L);
  } else {
    lua_pushnil(L);
  }
  return 1;
}

static int debug_setfenv(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  return base_setfenv(L);
}

static const luaL_Reg debug_functions[] = {
  {"getfenv", debug_getfenv},         {"setfenv", debug_setfenv},
  {"getupvalue", debug_getupvalue},   {"setupvalue", debug_setupvalue},
  {"upvalueid", debug_upvalueid},     {"upvaluejoin", debug_upvaluejoin},
  {"traceback", lens_debug_traceback}, {NULL, NULL},
};

void lens_open_environment(lua_State *L) {
  lua_pushcfunction(L, base_getfenv);
  lua_setglobal(L, "getfenv");
  lua_pushcfunction(L, base_setfenv);
  lua_setglobal(L, "setfenv");
  lua_getglobal(L, "debug");
  luaL_setfuncs(L, debug_functions, 0);
  lua_pop(L, 1);
}
