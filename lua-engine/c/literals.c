/*
** LuaJIT's lexical extras, called from the patched llex.c: \u{XXX}, 0b101, 42LL, 42ULL, 5i.
*/
#include <string.h>

#include "lua.h"
#include "lens.h"

/* Numerals beyond this are taken for malformed when an i follows. */
#define LONGEST_IMAGINARY 200

/* Writes the code point (0 to 0x10FFFF) as UTF-8; returns the number of bytes. */
int lens_utf8_encode(unsigned long code, char *out) {
  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  if (code < 0x800) {
    out[0] = (char)(0xC0 | (code >> 6));
    out[1] = (char)(0x80 | (code & 0x3F));
    return 2;
  }
  if (code < 0x10000) {
    out[0] = (char)(0xE0 | (code >> 12));
    out[1] = (char)(0x80 | ((code >> 6) & 0x3F));
    out[2] = (char)(0x80 | (code & 0x3F));
    return 3;
  }
  out[0] = (char)(0xF0 | (code >> 18));
  out[1] = (char)(0x80 | ((code >> 12) & 0x3F));
  out[2] = (char)(0x80 | ((code >> 6) & 0x3F));
  out[3] = (char)(0x80 | (code & 0x3F));
  return 4;
}

static int is_decimal(char c) {
  return c >= '0' && c <= '9';
}

static int is_hexadecimal(char c) {
  return is_decimal(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static int is_binary(char c) {
  return c == '0' || c == '1';
}

/* All characters of text[0..length) are digits of the kind, and there is one at least. */
static int all_digits(const char *text, size_t length, int (*is_digit)(char)) {
  size_t i;
  for (i = 0; i < length; i++) {
    if (!is_digit(text[i])) {
      return 0;
    }
  }
  return length > 0;
}

/* The length of an LL, ULL or LLU ending in any case, 0 without one. */
static size_t int64_suffix(const char *text, size_t length) {
  char last[3];
  size_t i;
  if (length < 3) {
    return 0;
  }
  for (i = 0; i < 3; i++) {
    last[i] = (char)(text[length - 3 + i] & ~0x20);
  }
  if (memcmp(last, "ULL", 3) == 0 || memcmp(last, "LLU", 3) == 0) {
    return 3;
  }
  return memcmp(last + 1, "LL", 2) == 0 ? 2 : 0;
}

/* Whether a numeral is LuaJIT's complex one: a number and an i. Compiles; evaluating it is an error. */
static int is_imaginary(const char *text, size_t length) {
  char number[LONGEST_IMAGINARY + 1];
  lua_Number value;
  if (length < 2 || length > LONGEST_IMAGINARY || (text[length - 1] | 0x20) != 'i') {
    return 0;
  }
  memcpy(number, text, length - 1);
  number[length - 1] = '\0';
  return luaO_str2d(number, length - 1, &value);
}

/* Whether a numeral is LuaJIT's 64-bit integer: digits (0x, 0b or decimal) and an LL, ULL ending. */
static int is_int64(const char *text, size_t length) {
  size_t digits = length - int64_suffix(text, length);
  if (digits == length) {
    return 0;
  }
  if (digits > 2 && text[0] == '0' && (text[1] | 0x20) == 'x') {
    return all_digits(text + 2, digits - 2, is_hexadecimal);
  }
  if (digits > 2 && text[0] == '0' && (text[1] | 0x20) == 'b') {
    return all_digits(text + 2, digits - 2, is_binary);
  }
  return all_digits(text, digits, is_decimal);
}

/* Whether a numeral is no Lua number but one of LuaJIT's cdata numbers. */
int lens_is_cdata_literal(const char *text, size_t length) {
  return is_int64(text, length) || is_imaginary(text, length);
}

/* Reads "0b101"; 0 if a digit is wrong or missing. */
int lens_read_binary(const char *text, lua_Number *result) {
  const char *digit = text + 2;
  if (!all_digits(digit, strlen(digit), is_binary)) {
    return 0;
  }
  for (*result = 0; *digit != '\0'; digit++) {
    *result = *result * 2 + (*digit - '0');
  }
  return 1;
}
