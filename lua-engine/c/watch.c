/*
** Watched upvalues: a host declares "the variable `name`, captured by the function defined at this
** line of this chunk", and can read its value once such a function exists.
**
** After a chunk is compiled its watched functions are marked (one byte in each Proto), so that
** creating any other closure costs nothing. The newest matching closure of each watch is kept.
*/
#include <stdlib.h>
#include <string.h>

#include "lua.h"
#include "lauxlib.h"
#include "lgc.h"
#include "lobject.h"
#include "lstate.h"
#include "lstring.h"
#include "ltable.h"
#include "lens.h"

typedef struct Watch {
  char *source; /* the chunk's name as given to load, with its '=' or '@' */
  char *name; /* the variable */
  int line; /* the line where the capturing function is defined */
  int slot; /* of the newest closure, in the table `closures_slot` of the registry */
  struct Watch *next;
} Watch;

/* These live in the linear memory, so a snapshot carries them. */
static Watch *watches = NULL;
static int watch_count = 0;
static int closures_slot = LUA_NOREF;

/* The index (1-based) of the upvalue that a watch names, 0 if the function is another one. */
static int watched_upvalue(const Watch *watch, const Proto *p) {
  int i;
  if (p->linedefined != watch->line || p->source == NULL || strcmp(getstr(p->source), watch->source) != 0) {
    return 0;
  }
  for (i = 0; i < p->sizeupvalues; i++) {
    const TString *name = p->upvalues[i].name;
    if (name != NULL && strcmp(getstr(name), watch->name) == 0) {
      return i + 1;
    }
  }
  return 0;
}

/* Called after each compilation: marks the functions that some watch names. */
void lens_mark_watched(Proto *p) {
  const Watch *watch;
  int i;
  if (watches == NULL) {
    return;
  }
  for (watch = watches; watch != NULL; watch = watch->next) {
    if (watched_upvalue(watch, p)) {
      p->watched = 1;
    }
  }
  for (i = 0; i < p->sizep; i++) {
    lens_mark_watched(p->p[i]);
  }
}

/*
** Called by the interpreter's OP_CLOSURE for marked functions. It stays off the Lua stack (whose
** top is not to be trusted between two instructions) and uses the core's table functions.
*/
void lens_closure_created(lua_State *L, Closure *closure) {
  Table *registry = hvalue(&G(L)->l_registry);
  Table *closures = hvalue(luaH_getint(registry, closures_slot));
  const Watch *watch;
  TValue value;
  setclLvalue(L, &value, closure);
  for (watch = watches; watch != NULL; watch = watch->next) {
    if (watched_upvalue(watch, closure->l.p)) {
      luaH_setint(L, closures, watch->slot, &value);
      luaC_barrierback(L, obj2gco(closures), &value);
    }
  }
}

static char *copy_text(const char *text) {
  char *copy = malloc(strlen(text) + 1);
  if (copy != NULL) {
    strcpy(copy, text);
  }
  return copy;
}

/* Declares a watch; returns its number for lens_watch_read, 0 when memory runs out. */
EXPORT int lens_watch_add(lua_State *L, const char *source, int line, const char *name) {
  Watch *watch = malloc(sizeof(Watch));
  if (watch == NULL) {
    return 0;
  }
  if (closures_slot == LUA_NOREF) {
    lua_newtable(L);
    closures_slot = luaL_ref(L, LUA_REGISTRYINDEX);
  }
  watch->source = copy_text(source);
  watch->name = copy_text(name);
  watch->line = line;
  watch->slot = ++watch_count;
  watch->next = watches;
  watches = watch;
  return watch->slot;
}

static const Watch *find_watch(int slot) {
  const Watch *watch = watches;
  while (watch != NULL && watch->slot != slot) {
    watch = watch->next;
  }
  return watch;
}

/* Pushes the variable's value and returns 1; returns 0 if no such function was created yet. */
EXPORT int lens_watch_read(lua_State *L, int slot) {
  const Watch *watch = find_watch(slot);
  int top = lua_gettop(L);
  int index;
  if (watch == NULL) {
    return 0;
  }
  lua_rawgeti(L, LUA_REGISTRYINDEX, closures_slot);
  lua_rawgeti(L, -1, slot);
  if (lua_isfunction(L, -1)) {
    const Closure *closure = lua_topointer(L, -1);
    index = watched_upvalue(watch, closure->l.p);
    if (index != 0 && lua_getupvalue(L, -1, index) != NULL) {
      lua_replace(L, top + 1);
      lua_settop(L, top + 1);
      return 1;
    }
  }
  lua_settop(L, top);
  return 0;
}
