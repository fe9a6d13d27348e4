/*
** LuaJIT's 64-bit integers: the literals 42LL and 42ULL, and arithmetic on them. They are userdata
** here and `cdata` to programs. A pair with an unsigned operand is computed unsigned.
*/
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lua.h"
#include "lauxlib.h"
#include "lstate.h"
#include "lens.h"

#define METATABLE "lens.int64"

/* Tells our userdata from every other of the same size. */
#define INT64_MAGIC 0x1640C0DEu

typedef struct Int64 {
  uint32_t magic;
  uint32_t is_unsigned;
  uint64_t bits;
} Int64;

typedef struct Operands {
  uint64_t a;
  uint64_t b;
  int is_unsigned;
} Operands;

static const Int64 *to_int64(lua_State *L, int index) {
  const Int64 *value;
  if (lua_type(L, index) != LUA_TUSERDATA || lua_rawlen(L, index) != sizeof(Int64)) {
    return NULL;
  }
  value = lua_touserdata(L, index);
  return value->magic == INT64_MAGIC ? value : NULL;
}

static int push_int64(lua_State *L, uint64_t bits, int is_unsigned) {
  Int64 *value = lua_newuserdata(L, sizeof(Int64));
  value->magic = INT64_MAGIC;
  value->is_unsigned = (uint32_t)is_unsigned;
  value->bits = bits;
  luaL_setmetatable(L, METATABLE);
  return 1;
}

/* A double as 64 bits: beyond the signed range it counts as unsigned, as in LuaJIT. */
static uint64_t number_bits(lua_Number n) {
  if (n >= 9223372036854775808.0) {
    return n < 18446744073709551616.0 ? (uint64_t)n : 0;
  }
  return n >= -9223372036854775808.0 ? (uint64_t)(int64_t)n : (uint64_t)INT64_MIN;
}

static uint64_t operand(lua_State *L, int index, int *is_unsigned) {
  const Int64 *value = to_int64(L, index);
  if (value != NULL) {
    *is_unsigned |= (int)value->is_unsigned;
    return value->bits;
  }
  if (lua_type(L, index) != LUA_TNUMBER) {
    luaL_error(L, "attempt to perform arithmetic on '%s' and 'int64_t'", luaL_typename(L, index));
  }
  return number_bits(lua_tonumber(L, index));
}

static Operands operands(lua_State *L) {
  Operands both;
  both.is_unsigned = 0;
  both.a = operand(L, 1, &both.is_unsigned);
  both.b = operand(L, 2, &both.is_unsigned);
  return both;
}

static int int64_add(lua_State *L) {
  Operands both = operands(L);
  return push_int64(L, both.a + both.b, both.is_unsigned);
}

static int int64_sub(lua_State *L) {
  Operands both = operands(L);
  return push_int64(L, both.a - both.b, both.is_unsigned);
}

static int int64_mul(lua_State *L) {
  Operands both = operands(L);
  return push_int64(L, both.a * both.b, both.is_unsigned);
}

/* LuaJIT defines x/0 and INT64_MIN/-1, which trap in C, as INT64_MIN. */
static uint64_t divide(Operands both) {
  if (both.b == 0 || (!both.is_unsigned && both.a == (uint64_t)INT64_MIN && both.b == UINT64_MAX)) {
    return (uint64_t)INT64_MIN;
  }
  return both.is_unsigned ? both.a / both.b : (uint64_t)((int64_t)both.a / (int64_t)both.b);
}

static int int64_div(lua_State *L) {
  Operands both = operands(L);
  return push_int64(L, divide(both), both.is_unsigned);
}

static int int64_mod(lua_State *L) {
  Operands both = operands(L);
  uint64_t remainder;
  if (both.b == 0) {
    remainder = (uint64_t)INT64_MIN;
  } else if (!both.is_unsigned && both.b == UINT64_MAX) {
    remainder = 0; /* INT64_MIN % -1 traps */
  } else {
    remainder = both.is_unsigned ? both.a % both.b : (uint64_t)((int64_t)both.a % (int64_t)both.b);
  }
  return push_int64(L, remainder, both.is_unsigned);
}

static int int64_pow(lua_State *L) {
  Operands both = operands(L);
  uint64_t result = 1;
  if (!both.is_unsigned && (int64_t)both.b < 0) { /* only -1, 0 and 1 have integer results */
    result = both.a == 1 ? 1 : both.a == UINT64_MAX ? ((both.b & 1) ? UINT64_MAX : 1) : both.a == 0 ? (uint64_t)INT64_MAX : 0;
    return push_int64(L, result, 0);
  }
  for (; both.b != 0; both.b >>= 1) {
    if (both.b & 1) {
      result *= both.a;
    }
    both.a *= both.a;
  }
  return push_int64(L, result, both.is_unsigned);
}

static int int64_unm(lua_State *L) {
  const Int64 *value = to_int64(L, 1);
  return push_int64(L, 0 - value->bits, (int)value->is_unsigned);
}

static int int64_eq(lua_State *L) {
  Operands both = operands(L);
  lua_pushboolean(L, both.a == both.b);
  return 1;
}

static int int64_lt(lua_State *L) {
  Operands both = operands(L);
  lua_pushboolean(L, both.is_unsigned ? both.a < both.b : (int64_t)both.a < (int64_t)both.b);
  return 1;
}

static int int64_le(lua_State *L) {
  Operands both = operands(L);
  lua_pushboolean(L, both.is_unsigned ? both.a <= both.b : (int64_t)both.a <= (int64_t)both.b);
  return 1;
}

static int int64_tostring(lua_State *L) {
  const Int64 *value = to_int64(L, 1);
  int is_negative = !value->is_unsigned && (int64_t)value->bits < 0;
  uint64_t digits = is_negative ? 0 - value->bits : value->bits;
  char text[32];
  int at = sizeof(text);
  text[--at] = '\0';
  text[--at] = 'L';
  text[--at] = 'L';
  if (value->is_unsigned) {
    text[--at] = 'U';
  }
  do {
    text[--at] = (char)('0' + digits % 10);
    digits /= 10;
  } while (digits != 0);
  if (is_negative) {
    text[--at] = '-';
  }
  lua_pushstring(L, text + at);
  return 1;
}

/* The method that literals are compiled to: ("0xffULL"):<LENS_INT64_METHOD>(). */
static int int64_literal(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  int is_binary = length > 2 && text[0] == '0' && (text[1] | 0x20) == 'b';
  int is_hexadecimal = length > 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
  int is_unsigned = strpbrk(text, "uU") != NULL;
  uint64_t bits;
  if ((text[length - 1] | 0x20) == 'i') {
    return luaL_error(L, "complex numbers are not in the embedded runtime");
  }
  bits = is_binary ? strtoull(text + 2, NULL, 2) : strtoull(text, NULL, is_hexadecimal ? 16 : 10);
  return push_int64(L, bits, is_unsigned);
}

/* Called by the patched core for == and ~= between values of two types. */
int lens_mixed_equal(const TValue *a, const TValue *b) {
  const Udata *userdata;
  const Int64 *value;
  if (ttisnumber(a)) {
    const TValue *swap = a;
    a = b;
    b = swap;
  }
  if (!ttisuserdata(a) || !ttisnumber(b)) {
    return 0;
  }
  userdata = rawuvalue(a);
  value = (const Int64 *)(userdata + 1);
  if (userdata->uv.len != sizeof(Int64) || value->magic != INT64_MAGIC) {
    return 0;
  }
  return value->bits == number_bits(nvalue(b));
}

/* ---------------------------------------------------------------- type and tonumber know cdata */

static int base_type(lua_State *L) {
  luaL_checkany(L, 1);
  if (to_int64(L, 1) != NULL || (lua_type(L, 1) == LUA_TUSERDATA && luaL_getmetafield(L, 1, "__cdata"))) {
    lua_pushliteral(L, "cdata"); /* an integer, or an object of prelude-ffi.ts */
  } else {
    lua_pushstring(L, luaL_typename(L, 1));
  }
  return 1;
}

static int base_tonumber(lua_State *L) {
  const Int64 *value = to_int64(L, 1);
  if (value != NULL) {
    lua_pushnumber(L, value->is_unsigned ? (lua_Number)value->bits : (lua_Number)(int64_t)value->bits);
    return 1;
  }
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

static const luaL_Reg metamethods[] = {
  {"__add", int64_add}, {"__sub", int64_sub}, {"__mul", int64_mul}, {"__div", int64_div},
  {"__mod", int64_mod}, {"__pow", int64_pow}, {"__unm", int64_unm}, {"__eq", int64_eq},
  {"__lt", int64_lt},   {"__le", int64_le},   {"__tostring", int64_tostring}, {NULL, NULL},
};

void lens_open_int64(lua_State *L) {
  luaL_newmetatable(L, METATABLE);
  luaL_setfuncs(L, metamethods, 0);
  lua_pushliteral(L, "ffi"); /* what LuaJIT answers to getmetatable(42LL) */
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 1);
  lua_getglobal(L, "string");
  lua_pushcfunction(L, int64_literal);
  lua_setfield(L, -2, LENS_INT64_METHOD);
  lua_pop(L, 1);
  lua_pushcfunction(L, base_type);
  lua_setglobal(L, "type");
  lua_getglobal(L, "tonumber");
  lua_pushcclosure(L, base_tonumber, 1);
  lua_setglobal(L, "tonumber");
}
