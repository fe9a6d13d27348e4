/*
** Stack traces in LuaJIT's words (its luaL_traceback), which error logs and tests compare with.
*/
#include "lua.h"
#include "lauxlib.h"
#include "lens.h"

/* A long stack shows this many levels at the top and at the bottom (LuaJIT's numbers). */
#define LEVELS_TOP 12
#define LEVELS_BOTTOM 10

/*
** The number of levels. lua_getstack walks down from the top each time, so that asking for level after
** level would take the square of a deep stack: the bound is doubled, then halved in on.
*/
static int count_levels(lua_State *of) {
  lua_Debug ar;
  int within = 0;
  int beyond = 1;
  while (lua_getstack(of, beyond, &ar)) {
    within = beyond;
    beyond *= 2;
  }
  while (beyond - within > 1) {
    int middle = within + (beyond - within) / 2;
    if (lua_getstack(of, middle, &ar)) {
      within = middle;
    } else {
      beyond = middle;
    }
  }
  return beyond;
}

static void push_level(lua_State *L, lua_State *of, lua_Debug *ar) {
  lua_getinfo(of, "Snl", ar);
  lua_pushfstring(L, "\n\t%s:", ar->short_src);
  if (ar->currentline > 0) {
    lua_pushfstring(L, "%d:", ar->currentline);
  }
  if (*ar->namewhat != '\0') {
    lua_pushfstring(L, " in function " LUA_QS, ar->name);
  } else if (*ar->what == 'm') {
    lua_pushliteral(L, " in main chunk");
  } else if (*ar->what == 'C') {
    lua_pushliteral(L, " at 0x00000000"); /* wasm code has no address */
  } else {
    lua_pushfstring(L, " in function <%s:%d>", ar->short_src, ar->linedefined);
  }
}

/*
** Pushes on L the trace of the thread `of` from `level` on, after `message` and a newline if
** there is one.
*/
void lens_push_traceback(lua_State *L, lua_State *of, const char *message, int level) {
  int top = lua_gettop(L);
  int levels = count_levels(of);
  int skip_from = level + LEVELS_TOP;
  int skip_to = levels - LEVELS_BOTTOM;
  lua_Debug ar;
  luaL_checkstack(L, 2 * LUA_MINSTACK, NULL);
  if (message != NULL) {
    lua_pushfstring(L, "%s\n", message);
  }
  lua_pushliteral(L, "stack traceback:");
  while (lua_getstack(of, level, &ar)) {
    if (level == skip_from && skip_to > skip_from) {
      lua_pushliteral(L, "\n\t...");
      level = skip_to;
      continue;
    }
    push_level(L, of, &ar);
    level++;
    lua_concat(L, lua_gettop(L) - top);
  }
  lua_concat(L, lua_gettop(L) - top);
}

/* debug.traceback([thread,] [message [, level]]) */
int lens_debug_traceback(lua_State *L) {
  lua_State *of = lua_tothread(L, 1);
  int first = of != NULL ? 1 : 0;
  const char *message;
  if (of == NULL) {
    of = L;
  }
  message = lua_tostring(L, first + 1);
  if (message == NULL && !lua_isnone(L, first + 1)) {
    lua_pushvalue(L, first + 1); /* no string: returned as it is */
    return 1;
  }
  lens_push_traceback(L, of, message, luaL_optint(L, first + 2, of == L ? 1 : 0));
  return 1;
}
