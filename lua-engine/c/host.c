/*
** The border between the host (JavaScript) and Lua: creating the VM, host functions, values that
** cross, protected calls. The host has its side in ../host.
*/
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua.h"
#include "lauxlib.h"
#include "lualib.h"
#include "lstate.h"
#include "lens.h"

#define IMPORT(name) __attribute__((import_module("host"), import_name(name)))

/*
** Calls host function `id` with the `count` arguments that marshal_arguments described.
** >= 0: so many results are on the stack; HOST_ERROR: the error value is on top;
** HOST_SUSPEND: the task waits (the host has checked lens_can_suspend_here).
*/
extern int host_call(lua_State *L, int id, int count) IMPORT("call");

/* An error outside of every protected call: the VM is beyond repair. Never returns. */
extern void host_panic(lua_State *L) IMPORT("panic");

#define HOST_ERROR (-1)
#define HOST_SUSPEND (-2)

/* ---------------------------------------------------------------- values that cross */

/* One argument as the host reads it: 16 bytes, little endian. */
typedef struct Argument {
  int32_t type; /* LUA_T* */
  int32_t value; /* boolean; a string's length; a registry slot for table, function, … */
  union {
    double number;
    const char *text;
  } u;
} Argument;

/* The host reads arguments beyond these one at a time. */
#define MAX_MARSHALLED 64

static Argument arguments[MAX_MARSHALLED];

/* Where the host copies strings to before they are pushed, and reads small results from. */
#define SCRATCH_SIZE 65536
static char scratch[SCRATCH_SIZE];

EXPORT Argument *lens_arguments(void) {
  return arguments;
}

EXPORT char *lens_scratch(void) {
  return scratch;
}

static void marshal_argument(lua_State *L, int index, Argument *out) {
  size_t length;
  out->type = lua_type(L, index);
  switch (out->type) {
    case LUA_TNIL:
      break;
    case LUA_TBOOLEAN:
      out->value = lua_toboolean(L, index);
      break;
    case LUA_TNUMBER:
      out->u.number = lua_tonumber(L, index);
      break;
    case LUA_TSTRING:
      out->u.text = lua_tolstring(L, index, &length);
      out->value = (int32_t)length;
      break;
    default:
      lua_pushvalue(L, index);
      out->value = luaL_ref(L, LUA_REGISTRYINDEX);
  }
}

/* Describes up to MAX_MARSHALLED values from `first` on; the strings stay on the stack. */
EXPORT void lens_marshal(lua_State *L, int first, int count) {
  int i;
  if (count > MAX_MARSHALLED) {
    count = MAX_MARSHALLED;
  }
  for (i = 0; i < count; i++) {
    marshal_argument(L, first + i, &arguments[i]);
  }
}

/* ---------------------------------------------------------------- registry slots */

/* Pops a value and keeps it in the registry; returns its slot. */
EXPORT int lens_keep(lua_State *L) {
  return luaL_ref(L, LUA_REGISTRYINDEX);
}

EXPORT void lens_release(lua_State *L, int slot) {
  luaL_unref(L, LUA_REGISTRYINDEX, slot);
}

EXPORT void lens_push_kept(lua_State *L, int slot) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, slot);
}

/* ---------------------------------------------------------------- host functions */

static int host_function_continued(lua_State *L) {
  if (lens_is_resumed_with_error()) {
    return lua_error(L);
  }
  return lua_gettop(L);
}

static int host_function(lua_State *L) {
  int count = lua_gettop(L);
  int result;
  if (count > 0) {
    lens_marshal(L, 1, count);
  }
  result = host_call(L, (int)lua_tonumber(L, lua_upvalueindex(1)), count);
  if (result >= 0) {
    return result;
  }
  if (result == HOST_ERROR) {
    return lua_error(L);
  }
  lua_settop(L, 0); /* what the host resumes with are the results */
  return lens_suspend(L, host_function_continued);
}

/* The registry's table of host functions by id: one closure for each, also after a restore. */
#define HOST_FUNCTIONS "lens.functions"

/* Pushes the Lua function that calls host function `id`: the same one each time. */
EXPORT void lens_push_host_function(lua_State *L, int id) {
  luaL_getsubtable(L, LUA_REGISTRYINDEX, HOST_FUNCTIONS);
  lua_rawgeti(L, -1, id);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    lua_pushnumber(L, id);
    lua_pushcclosure(L, host_function, 1);
    lua_pushvalue(L, -1);
    lua_rawseti(L, -3, id);
  }
  lua_remove(L, -2);
}

/* ---------------------------------------------------------------- protected calls */

/* The trace of the newest error, for the host to fetch with lens_push_error_trace. */
#define ERROR_TRACE "lens.trace"

static int remember_trace(lua_State *L) {
  lens_push_traceback(L, L, NULL, 1);
  lua_setfield(L, LUA_REGISTRYINDEX, ERROR_TRACE);
  return 1; /* the error value itself passes through as it is */
}

/* Pushes the trace of the newest failed lens_call, or nil; once. */
EXPORT void lens_push_error_trace(lua_State *L) {
  lua_getfield(L, LUA_REGISTRYINDEX, ERROR_TRACE);
  lua_pushnil(L);
  lua_setfield(L, LUA_REGISTRYINDEX, ERROR_TRACE);
}

/* Calls the function below `count` arguments. Returns lua_pcall's status; the results or the
** error value take the function's place. Nothing called here can suspend. */
EXPORT int lens_call(lua_State *L, int count) {
  int base = lua_gettop(L) - count;
  int status;
  lua_pushcfunction(L, remember_trace);
  lua_insert(L, base);
  status = lua_pcall(L, count, LUA_MULTRET, base);
  lua_remove(L, base);
  return status;
}

/* Compiles a chunk (text only); pushes the function or the message. */
EXPORT int lens_load(lua_State *L, const char *text, int length, const char *name) {
  return luaL_loadbufferx(L, text, (size_t)length, name, "t");
}

EXPORT void lens_push_where(lua_State *L, int level) {
  luaL_where(L, level);
}

/* Pushes the trace of `of`; a message, if wanted, is on top of L and is replaced. */
EXPORT void lens_traceback(lua_State *L, lua_State *of, int with_message, int level) {
  lens_push_traceback(L, of, with_message ? lua_tostring(L, -1) : NULL, level);
  if (with_message) {
    lua_remove(L, -2);
  }
}

/* ---------------------------------------------------------------- raw access */

EXPORT void lens_push_globals(lua_State *L) {
  lua_pushglobaltable(L);
}

EXPORT void lens_push_null(lua_State *L) {
  lua_pushlightuserdata(L, NULL);
}

/* Whether lua_next would accept the key on top for the table at `index`: 1 if it is in it. */
EXPORT int lens_has_key(lua_State *L, int index) {
  int present;
  index = lua_absindex(L, index);
  lua_pushvalue(L, -1);
  lua_rawget(L, index);
  present = !lua_isnil(L, -1);
  lua_pop(L, 1);
  return present;
}

/* Pushes "name@line" style facts about the function on top, which is popped: for reports. */
EXPORT void lens_describe_function(lua_State *L) {
  lua_Debug ar;
  lua_getinfo(L, ">S", &ar);
  if (*ar.what == 'C') {
    lua_pushliteral(L, "builtin");
  } else {
    lua_pushfstring(L, "%s:%d", ar.short_src, ar.linedefined);
  }
}

/* ---------------------------------------------------------------- memory and output */

EXPORT double lens_memory(lua_State *L) {
  return lua_gc(L, LUA_GCCOUNT, 0) * 1024.0 + lua_gc(L, LUA_GCCOUNTB, 0);
}

EXPORT void lens_collect(lua_State *L) {
  lua_gc(L, LUA_GCCOLLECT, 0);
}

/* io.write is buffered; the host flushes whenever Lua comes to rest. */
EXPORT void lens_flush(void) {
  fflush(stdout);
}

/* ---------------------------------------------------------------- the VM */

static lua_State *main_thread = NULL;

EXPORT lua_State *lens_main_thread(void) {
  return main_thread;
}

static int panic(lua_State *L) {
  host_panic(L);
  return 0;
}

static const luaL_Reg libraries[] = {
  {"_G", luaopen_base},           {LUA_LOADLIBNAME, luaopen_package}, {LUA_TABLIBNAME, luaopen_table},
  {LUA_STRLIBNAME, luaopen_string}, {LUA_MATHLIBNAME, luaopen_math},  {LUA_DBLIBNAME, luaopen_debug},
  {LUA_OSLIBNAME, luaopen_os},    {LUA_IOLIBNAME, luaopen_io},        {NULL, NULL},
};

/* Creates the one VM of this instance; NULL when memory runs out. */
EXPORT lua_State *lens_create(void) {
  const luaL_Reg *library;
  lua_State *L = luaL_newstate();
  if (L == NULL) {
    return NULL;
  }
  lua_atpanic(L, panic);
  for (library = libraries; library->func != NULL; library++) {
    luaL_requiref(L, library->name, library->func, 1);
    lua_pop(L, 1);
  }
  lens_open_coroutines(L);
  lens_open_environment(L);
  lens_open_bit(L);
  lens_open_tables(L);
  lens_open_int64(L);
  lens_open_basics(L);
  main_thread = L;
  return L;
}
