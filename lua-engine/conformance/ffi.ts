import type { Row } from './runner.js';

export const ffi: readonly Row[] = [
  [
    'ffi array',
    "local ffi = require 'ffi' local a = ffi.new('int[4]') a[1] = 5 return a[0], a[1], ffi.sizeof('int'), ffi.sizeof(a)",
    'ok: 0 | 5 | 4 | 16',
  ],
  [
    'ffi array initialised',
    "local ffi = require 'ffi' local a = ffi.new('uint8_t[3]', {1, 2, 3}) return a[0], a[1], a[2], type(a)",
    'ok: 1 | 2 | 3 | cdata',
  ],
  [
    'ffi array of variable length',
    "local ffi = require 'ffi' local a = ffi.new('unsigned char[?]', 10) a[9] = 7 return a[9], ffi.sizeof(a), ffi.sizeof('unsigned char[?]', 3)",
    'ok: 7 | 10 | 3',
  ],
  [
    'ffi typeof is callable',
    "local ffi = require 'ffi' local t = ffi.typeof('int[?]') local a = t(4) a[0] = 3 return a[0], ffi.istype(t, a), type(t)",
    'ok: 3 | true | cdata',
  ],
  [
    'ffi integers wrap',
    "local ffi = require 'ffi' local a = ffi.new('uint8_t[1]') a[0] = 300 local b = ffi.new('int8_t[1]') b[0] = 200 local c = ffi.new('uint16_t[1]') c[0] = -1 return a[0], b[0], c[0]",
    'ok: 44 | -56 | 65535',
  ],
  [
    'ffi struct',
    "local ffi = require 'ffi' ffi.cdef 'struct lens_point { int x; int y; };' local p = ffi.new('struct lens_point', 1, 2) p.x = p.x + 10 return p.x, p.y, ffi.sizeof('struct lens_point')",
    'ok: 11 | 2 | 8',
  ],
  [
    'ffi typedef struct',
    "local ffi = require 'ffi' ffi.cdef 'typedef struct { char tag; double value; uint16_t list[3]; } lens_mixed_t;' local m = ffi.new('lens_mixed_t') m.value = 1.5 m.list[2] = 9 return m.value, m.list[2], m.tag, ffi.sizeof('lens_mixed_t')",
    'ok: 1.5 | 9 | 0 | 24',
  ],
  [
    'ffi struct from table',
    "local ffi = require 'ffi' ffi.cdef 'typedef struct { int a, b; } lens_pair_t;' local p = ffi.new('lens_pair_t', {b = 4, a = 3}) return p.a, p.b",
    'ok: 3 | 4',
  ],
  [
    'ffi unknown member',
    "local ffi = require 'ffi' ffi.cdef 'typedef struct { int a; } lens_one_t;' return (pcall(function() local x = ffi.new('lens_one_t').nope end))",
    'ok: false',
  ],
  [
    'ffi metatype',
    "local ffi = require 'ffi' ffi.cdef 'typedef struct { int n; } lens_meta_t;' local T = ffi.metatype('lens_meta_t', {__index = {double = function(self) return self.n * 2 end}, __add = function(a, b) return a.n + b.n end}) local t = T(21) return t:double(), t + T(1)",
    'ok: 42 | 22',
  ],
  [
    'ffi string and copy',
    "local ffi = require 'ffi' local b = ffi.new('char[16]') ffi.copy(b, 'hello') return ffi.string(b), ffi.string(b, 3), #ffi.string(b, 8)",
    'ok: hello | hel | 8',
  ],
  ['ffi string of string', "local ffi = require 'ffi' return ffi.string('abc', 2)", 'ok: ab'],
  [
    'ffi fill',
    "local ffi = require 'ffi' local b = ffi.new('uint8_t[4]') ffi.fill(b, 4, 65) return ffi.string(b, 4)",
    'ok: AAAA',
  ],
  [
    'ffi cast numbers',
    "local ffi = require 'ffi' return tonumber(ffi.cast('uint32_t', -1)), tonumber(ffi.cast('int8_t', 255)), tostring(ffi.cast('uint64_t', 5))",
    'ok: 4294967295 | -1 | 5ULL',
  ],
  [
    'ffi 64-bit elements',
    "local ffi = require 'ffi' local a = ffi.new('int64_t[1]') a[0] = 5 return tostring(a[0]), type(a[0]), a[0] == 5",
    'ok: 5LL | cdata | true',
  ],
  [
    'ffi sizes',
    "local ffi = require 'ffi' return ffi.sizeof('char'), ffi.sizeof('size_t'), ffi.sizeof('double'), ffi.sizeof('void*'), ffi.sizeof('const char *'), ffi.sizeof('int[3]')",
    'ok: 1 | 8 | 8 | 8 | 8 | 12',
  ],
  [
    'ffi abi',
    "local ffi = require 'ffi' return ffi.abi('le'), ffi.abi('64bit'), ffi.abi('be'), ffi.os, ffi.arch",
    'ok: true | true | false | Linux | x64',
  ],
  [
    'ffi missing symbol',
    "local ffi = require 'ffi' return (pcall(function() return ffi.C.lens_no_such_symbol end))",
    'ok: false',
  ],
  [
    'ffi missing library',
    "local ffi = require 'ffi' return (pcall(ffi.load, 'lens_no_such_library'))",
    'ok: false',
  ],
  ['ffi unknown type', "local ffi = require 'ffi' return (pcall(ffi.new, 'lens_no_such_type'))", 'ok: false'],
  [
    'ffi gc',
    "local ffi = require 'ffi' local hit = false do local p = ffi.gc(ffi.new('int[1]'), function() hit = true end) p = nil end collectgarbage() collectgarbage() return hit",
    'ok: true',
  ],
  [
    'ffi linked list',
    "local ffi = require 'ffi' ffi.cdef [[typedef struct lens_node_s lens_node_t; struct lens_node_s { double id; lens_node_t *prev; lens_node_t *next; };]] local q = ffi.new('lens_node_t[?]', 4) ffi.fill(q, ffi.sizeof('lens_node_t[?]', 4), 0) local prev = q[0] for i = 1, 3 do local e = q + i e.id = i prev.next = e e.prev = prev prev = e end local last = q[3] last.next = q q[0].prev = last return q[0].next.id, q[0].prev.id, q[2].next.next == q, q[1].prev == q, q == q[3].next, q[0].next.next.prev == q[1], last.next[0].next.id, last.next.id, q[1] == q[2]",
    'ok: 1 | 3 | true | true | true | true | 1 | 0 | false',
  ],
  [
    'ffi pointer arithmetic',
    "local ffi = require 'ffi' local b = ffi.new('uint8_t[8]', {1, 2, 3, 4}) local p = b + 2 p[0] = 9 return p[1], b[2], ffi.string(p, 2):byte(1, -1), (p - b), p - 2 == b",
    'ok: 4 | 9 | 9 | 2 | true',
  ],
  [
    'ffi address is a number',
    "local ffi = require 'ffi' local a, b = ffi.new('int[2]'), ffi.new('int[2]') local function at(x) return tonumber(ffi.cast('uintptr_t', x)) end return type(at(a)), at(a) == at(a), at(a) == at(b), at(a + 1) - at(a)",
    'ok: number | true | false | 4',
  ],
];
