/*
** Coroutines that a suspension of the host passes through.
**
** A host function may suspend its task (ngx.sleep, a socket). When it is called inside a user's
** coroutine, that coroutine yields with the mark `host_suspension`, and coroutine.resume, seeing
** the mark, yields it outwards in its turn instead of returning: so the whole chain of coroutines
** waits, and the resume()er never notices. When the host goes on, each resume() continues and
** resumes the coroutine below it, until the host function at the bottom returns its results.
** A coroutine that does not suspend to the host is resumed natively, also across C calls.
*/
#include "lua.h"
#include "lauxlib.h"
#include "lualib.h"
#include "lstate.h"
#include "lens.h"

/* The coroutines that are resumed at this moment, innermost first, down to the task (or to a
** vm.call, whose thread can never yield). One entry lives on the C stack of each resume(). */
typedef struct ResumeFrame {
  lua_State *resumer;
  struct ResumeFrame *below;
} ResumeFrame;

static ResumeFrame *resume_chain = NULL;

/* A thread yielded because the host asked for it, not because of coroutine.yield. */
static int host_suspension = 0;

/* The host goes on with an error: the host function that waits raises it. */
static int resume_with_error = 0;

/* Whether every thread from here down to the task may yield. */
EXPORT int lens_can_suspend_here(lua_State *L) {
  const ResumeFrame *frame;
  if (L->nny > 0) {
    return 0;
  }
  for (frame = resume_chain; frame != NULL; frame = frame->below) {
    if (frame->resumer->nny > 0) {
      return 0;
    }
  }
  return 1;
}

/* Yields with the host's mark. The caller returns what this returns. */
int lens_suspend(lua_State *L, lua_CFunction continuation) {
  host_suspension = 1;
  L->waiting = 1;
  return lua_yieldk(L, 0, 0, continuation);
}

/* For the continuation of a host function: whether the value on top is to be raised. */
int lens_is_resumed_with_error(void) {
  int with_error = resume_with_error;
  resume_with_error = 0;
  return with_error;
}

/* ---------------------------------------------------------------- tasks (called by the host) */

/*
** Starts or continues a task's thread with the `count` values on top of its stack.
** from: the thread that is running now, NULL if none (its depth of C calls is inherited).
** Returns lua_resume's status; the results or the error value are on the thread's stack.
*/
EXPORT int lens_resume_task(lua_State *task, lua_State *from, int count, int with_error) {
  ResumeFrame *outer = resume_chain;
  int status;
  resume_chain = NULL; /* a task never waits for the task that started it */
  resume_with_error = with_error;
  task->waiting = 0;
  status = lua_resume(task, from, count);
  resume_chain = outer;
  return status;
}

/* After a task yielded: 1 for a suspension by the host, 0 for a coroutine.yield in the task itself. */
EXPORT int lens_take_suspension(void) {
  int suspended = host_suspension;
  host_suspension = 0;
  return suspended;
}

/* ---------------------------------------------------------------- the library */

static const char *status_of(lua_State *L, lua_State *co) {
  lua_Debug ar;
  if (L == co) {
    return "running";
  }
  if (co->waiting) {
    return "running"; /* it waits for the host: ngx_lua says the same, nobody may resume it */
  }
  if (lua_status(co) == LUA_YIELD) {
    return "suspended";
  }
  if (lua_status(co) != LUA_OK) {
    return "dead"; /* it ended with an error */
  }
  if (lua_getstack(co, 0, &ar) > 0) {
    return "normal"; /* it resumed another one */
  }
  return lua_gettop(co) == 0 ? "dead" : "suspended";
}

static lua_State *check_coroutine(lua_State *L) {
  lua_State *co = lua_tothread(L, 1);
  luaL_argcheck(L, co != NULL, 1, "coroutine expected");
  return co;
}

/* What resuming led to, next to a number of results (0 or more). */
#define RESUME_ERROR (-1) /* the error value is on top */
#define RESUME_SUSPENDED (-2) /* the host's mark goes outwards */

/* Resumes co with the `count` values on top of L; its results end up on top of L. */
static int resume_moved(lua_State *L, lua_State *co, int count) {
  ResumeFrame frame;
  int status;
  int results;
  if (!lua_checkstack(co, count)) {
    lua_pushliteral(L, "too many arguments to resume");
    return RESUME_ERROR;
  }
  lua_xmove(L, co, count);
  frame.resumer = L;
  frame.below = resume_chain;
  resume_chain = &frame;
  co->waiting = 0;
  status = lua_resume(co, L, count);
  resume_chain = frame.below;
  if (status == LUA_YIELD && host_suspension) {
    return RESUME_SUSPENDED;
  }
  if (status != LUA_OK && status != LUA_YIELD) {
    lua_xmove(co, L, 1);
    return RESUME_ERROR;
  }
  results = lua_gettop(co);
  if (!lua_checkstack(L, results + 1)) {
    lua_pop(co, results);
    lua_pushliteral(L, "too many results to resume");
    return RESUME_ERROR;
  }
  lua_xmove(co, L, results);
  return results;
}

/* The same for a coroutine that the program names: it must be suspended. */
static int resume_checked(lua_State *L, lua_State *co, int count) {
  const char *status = status_of(L, co);
  if (*status != 's') {
    lua_pushfstring(L, "cannot resume %s coroutine", *status == 'd' ? status : "running");
    return RESUME_ERROR;
  }
  return resume_moved(L, co, count);
}

static int resume_continued(lua_State *L);

static int finish_resume(lua_State *L, int result) {
  switch (result) {
    case RESUME_SUSPENDED:
      return lens_suspend(L, resume_continued);
    case RESUME_ERROR:
      lua_pushboolean(L, 0);
      lua_insert(L, -2);
      return 2;
    default:
      lua_pushboolean(L, 1);
      lua_insert(L, -(result + 1));
      return result + 1;
  }
}

/* The host went on: its values lie above the coroutine. */
static int resume_continued(lua_State *L) {
  return finish_resume(L, resume_moved(L, lua_tothread(L, 1), lua_gettop(L) - 1));
}

static int coroutine_resume(lua_State *L) {
  lua_State *co = check_coroutine(L);
  return finish_resume(L, resume_checked(L, co, lua_gettop(L) - 1));
}

static int wrap_continued(lua_State *L);

static int finish_wrapped(lua_State *L, int result) {
  if (result == RESUME_SUSPENDED) {
    return lens_suspend(L, wrap_continued);
  }
  if (result == RESUME_ERROR) {
    if (lua_type(L, -1) == LUA_TSTRING) {
      luaL_where(L, 1); /* LuaJIT puts the caller's place before the message */
      lua_insert(L, -2);
      lua_concat(L, 2);
    }
    return lua_error(L);
  }
  return result;
}

static int wrap_continued(lua_State *L) {
  lua_State *co = lua_tothread(L, lua_upvalueindex(1));
  return finish_wrapped(L, resume_moved(L, co, lua_gettop(L)));
}

static int wrapped(lua_State *L) {
  lua_State *co = lua_tothread(L, lua_upvalueindex(1));
  return finish_wrapped(L, resume_checked(L, co, lua_gettop(L)));
}

static int coroutine_create(lua_State *L) {
  lua_State *co;
  luaL_checktype(L, 1, LUA_TFUNCTION);
  co = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, co, 1);
  return 1;
}

static int coroutine_wrap(lua_State *L) {
  coroutine_create(L);
  lua_pushcclosure(L, wrapped, 1);
  return 1;
}

static int coroutine_yield(lua_State *L) {
  if (L->nny > 0) {
    return luaL_error(L, "attempt to yield across C-call boundary"); /* with the caller's place */
  }
  return lua_yield(L, lua_gettop(L));
}

static int coroutine_status(lua_State *L) {
  lua_pushstring(L, status_of(L, check_coroutine(L)));
  return 1;
}

/* As OpenResty's LuaJIT, built with 5.2 compatibility: the thread, and whether it is the main one. */
static int coroutine_running(lua_State *L) {
  int is_main = lua_pushthread(L);
  lua_pushboolean(L, is_main);
  return 2;
}

static int coroutine_isyieldable(lua_State *L) {
  lua_pushboolean(L, L->nny == 0);
  return 1;
}

static const luaL_Reg coroutine_functions[] = {
  {"create", coroutine_create},   {"isyieldable", coroutine_isyieldable},
  {"resume", coroutine_resume},   {"running", coroutine_running},
  {"status", coroutine_status},   {"wrap", coroutine_wrap},
  {"yield", coroutine_yield},     {NULL, NULL},
};

static int open_coroutine(lua_State *L) {
  luaL_newlib(L, coroutine_functions);
  return 1;
}

void lens_open_coroutines(lua_State *L) {
  luaL_requiref(L, LUA_COLIBNAME, open_coroutine, 1);
  lua_pop(L, 1);
}
