/*
** What the patched Lua core and the glue in this folder share.
**
** The core (patch/lua52-luajit.patch) calls the functions below; the glue implements them.
** Exported functions (EXPORT) are the whole of what the TypeScript host may call, next to the
** plain Lua API functions that build.sh names.
*/
#ifndef lens_h
#define lens_h

#include "lobject.h"

#define EXPORT __attribute__((used, visibility("default")))

/* LuaJIT's LJ_MAX_XLEVEL: how deep syntax may nest */
#define LENS_MAX_SYNTAX_LEVELS 200

/* OpenResty's LuaJIT: LJ_MAX_UPVAL */
#define LENS_MAX_UPVALUES 120

/* The string method that turns the text of a 64-bit literal into its value. No program can write
** its name by accident: it starts with a byte that is no letter. */
#define LENS_INT64_METHOD "\1int64"

/* literals.c */
#define LENS_UTF8_MAX 4
int lens_utf8_encode(unsigned long code, char *out);
int lens_is_cdata_literal(const char *text, size_t length);
int lens_read_binary(const char *text, lua_Number *result);

/* int64.c: equality between a 64-bit integer and a number (other mixed pairs are never equal) */
int lens_mixed_equal(const TValue *a, const TValue *b);
void lens_open_int64(lua_State *L);

/* watch.c */
void lens_mark_watched(Proto *p);
void lens_closure_created(lua_State *L, Closure *closure);

/* coroutines.c */
int lens_can_suspend_here(lua_State *L);
int lens_suspend(lua_State *L, lua_CFunction continuation);
int lens_is_resumed_with_error(void);
void lens_open_coroutines(lua_State *L);

/* traceback.c */
void lens_push_traceback(lua_State *L, lua_State *of, const char *message, int level);
int lens_debug_traceback(lua_State *L);

/* environment.c, bits.c, tables.c, basics.c */
void lens_set_environment(lua_State *L, int function, int environment);
int lens_has_environment(const Proto *p);
int lens_has_environment_name(const Proto *p, int count, const TString *name);
void lens_open_environment(lua_State *L);
void lens_open_bit(lua_State *L);
void lens_open_tables(lua_State *L);
void lens_open_basics(lua_State *L);

#endif
