/*
** LuaJIT's `bit` library: 32-bit operations with signed results (https://bitop.luajit.org/).
*/
#include <stdint.h>

#include "lua.h"
#include "lauxlib.h"
#include "lens.h"

/* A number modulo 2^32, rounded to nearest: adding 2^52 + 2^51 leaves the integer in the low half. */
static uint32_t to_bits(lua_State *L, int index) {
  union {
    double number;
    uint32_t half[2];
  } shifted;
  shifted.number = luaL_checknumber(L, index) + 6755399441055744.0;
  return shifted.half[0];
}

static int push_bits(lua_State *L, uint32_t bits) {
  lua_pushnumber(L, (lua_Number)(int32_t)bits);
  return 1;
}

static uint32_t to_shift(lua_State *L) {
  return to_bits(L, 2) & 31;
}

static int bit_tobit(lua_State *L) {
  return push_bits(L, to_bits(L, 1));
}

static int bit_bnot(lua_State *L) {
  return push_bits(L, ~to_bits(L, 1));
}

static int bit_band(lua_State *L) {
  uint32_t bits = to_bits(L, 1);
  int i;
  for (i = lua_gettop(L); i > 1; i--) {
    bits &= to_bits(L, i);
  }
  return push_bits(L, bits);
}

static int bit_bor(lua_State *L) {
  uint32_t bits = to_bits(L, 1);
  int i;
  for (i = lua_gettop(L); i > 1; i--) {
    bits |= to_bits(L, i);
  }
  return push_bits(L, bits);
}

static int bit_bxor(lua_State *L) {
  uint32_t bits = to_bits(L, 1);
  int i;
  for (i = lua_gettop(L); i > 1; i--) {
    bits ^= to_bits(L, i);
  }
  return push_bits(L, bits);
}

static int bit_lshift(lua_State *L) {
  return push_bits(L, to_bits(L, 1) << to_shift(L));
}

static int bit_rshift(lua_State *L) {
  return push_bits(L, to_bits(L, 1) >> to_shift(L));
}

static int bit_arshift(lua_State *L) {
  return push_bits(L, (uint32_t)((int32_t)to_bits(L, 1) >> to_shift(L)));
}

static int bit_rol(lua_State *L) {
  uint32_t bits = to_bits(L, 1);
  uint32_t by = to_shift(L);
  return push_bits(L, (bits << by) | (bits >> ((32 - by) & 31)));
}

static int bit_ror(lua_State *L) {
  uint32_t bits = to_bits(L, 1);
  uint32_t by = to_shift(L);
  return push_bits(L, (bits >> by) | (bits << ((32 - by) & 31)));
}

static int bit_bswap(lua_State *L) {
  return push_bits(L, __builtin_bswap32(to_bits(L, 1)));
}

/* bit.tohex(x [, digits]): a negative number of digits asks for capitals. */
static int bit_tohex(lua_State *L) {
  uint32_t bits = to_bits(L, 1);
  int32_t digits = lua_isnone(L, 2) ? 8 : (int32_t)to_bits(L, 2);
  const char *alphabet = digits < 0 ? "0123456789ABCDEF" : "0123456789abcdef";
  char text[8];
  int32_t i;
  if (digits < 0) {
    digits = -digits;
  }
  if (digits > 8 || digits < 0) {
    digits = 8;
  }
  for (i = digits - 1; i >= 0; i--) {
    text[i] = alphabet[bits & 15];
    bits >>= 4;
  }
  lua_pushlstring(L, text, (size_t)digits);
  return 1;
}

static const luaL_Reg bit_functions[] = {
  {"tobit", bit_tobit},   {"bnot", bit_bnot},       {"band", bit_band},   {"bor", bit_bor},
  {"bxor", bit_bxor},     {"lshift", bit_lshift},   {"rshift", bit_rshift}, {"arshift", bit_arshift},
  {"rol", bit_rol},       {"ror", bit_ror},         {"bswap", bit_bswap}, {"tohex", bit_tohex},
  {NULL, NULL},
};

static int open_bit(lua_State *L) {
  luaL_newlib(L, bit_functions);
  return 1;
}

void lens_open_bit(lua_State *L) {
  luaL_requiref(L, "bit", open_bit, 1);
  lua_pop(L, 1);
}
