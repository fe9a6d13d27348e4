/*
** What LuaJIT's base library has and Lua 5.2's has not (or the other way round).
*/
#include "lua.h"
#include "lauxlib.h"
#include "lens.h"

/* newproxy([true | proxy]): an empty userdata, with a metatable, or with another proxy's. */
static int base_newproxy(lua_State *L) {
  lua_settop(L, 1);
  lua_newuserdata(L, 0);
  if (!lua_toboolean(L, 1)) {
    return 1;
  }
  if (lua_isboolean(L, 1)) {
    lua_newtable(L);
    lua_pushboolean(L, 0); /* 5.2 finalises only objects whose metatable had __gc when it was set */
    lua_setfield(L, -2, "__gc");
  } else if (lua_type(L, 1) != LUA_TUSERDATA || !lua_getmetatable(L, 1)) {
    return luaL_argerror(L, 1, "boolean or proxy expected");
  }
  lua_setmetatable(L, 2);
  return 1;
}

/* gcinfo(): kilobytes in use. */
static int base_gcinfo(lua_State *L) {
  lua_pushinteger(L, lua_gc(L, LUA_GCCOUNT, 0));
  return 1;
}

void lens_open_basics(lua_State *L) {
  lua_pushliteral(L, "Lua 5.1");
  lua_setglobal(L, "_VERSION");
  lua_pushcfunction(L, base_newproxy);
  lua_setglobal(L, "newproxy");
  lua_pushcfunction(L, base_gcinfo);
  lua_setglobal(L, "gcinfo");
}
