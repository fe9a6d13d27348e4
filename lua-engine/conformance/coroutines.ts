import type { Row } from './runner.js';

export const coroutines: readonly Row[] = [
  [
    'yield across pcall',
    'local co = coroutine.wrap(function() local ok, v = pcall(function() return coroutine.yield(1) + 1 end) return ok, v end) co() return co(4)',
    'ok: true | 5',
  ],
  [
    'yield across pcall then error',
    'local co = coroutine.wrap(function() return pcall(function() coroutine.yield() error({code = 7}) end) end) co() local ok, e = co() return ok, e.code',
    'ok: false | 7',
  ],
  [
    'yield across xpcall',
    "local co = coroutine.wrap(function() return xpcall(function(a) coroutine.yield() error(a, 0) end, function(e) return 'H:' .. e end, 'z') end) co() return co()",
    'ok: false | H:z',
  ],
  [
    'yield in __index',
    'local o = setmetatable({}, {__index = function(_, k) return coroutine.yield(k) end}) local co = coroutine.wrap(function() return o.foo end) return co(), co(9)',
    'ok: foo | 9',
  ],
  [
    'yield in __newindex',
    'local o = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, coroutine.yield(v)) end}) local co = coroutine.wrap(function() o.x = 1 return o.x end) return co(), co(9)',
    'ok: 1 | 9',
  ],
  [
    'yield in __add',
    'local o = setmetatable({}, {__add = function(a, b) return coroutine.yield(b) end}) local co = coroutine.wrap(function() return o + 3 end) return co(), co(9)',
    'ok: 3 | 9',
  ],
  [
    'yield in __lt',
    'local m = {__lt = function() return coroutine.yield(1) end} local a, b = setmetatable({}, m), setmetatable({}, m) local co = coroutine.wrap(function() return a < b end) return co(), co(true)',
    'ok: 1 | true',
  ],
  [
    'yield in __eq',
    'local m = {__eq = function() return coroutine.yield(1) end} local a, b = setmetatable({}, m), setmetatable({}, m) local co = coroutine.wrap(function() return a == b, a ~= b end) return co(), co(true), co(true)',
    'ok: 1 | 1 | true | false',
  ],
  [
    'yield in __concat',
    "local m = {__concat = function() return coroutine.yield('c') end} local co = coroutine.wrap(function() return 'x' .. setmetatable({}, m) end) return co(), co('r')",
    'ok: c | r',
  ],
  [
    'yield in __call',
    'local o = setmetatable({}, {__call = function(_, a) return coroutine.yield(a) end}) local co = coroutine.wrap(function() return o(4) end) return co(), co(5)',
    'ok: 4 | 5',
  ],
  [
    'yield in __unm and __len',
    "local o = setmetatable({}, {__unm = function() return coroutine.yield('u') end}) local co = coroutine.wrap(function() return -o end) return co(), co(5)",
    'ok: u | 5',
  ],
  [
    'yield in iterator',
    'local co = coroutine.wrap(function() local s = 0 for v in function() return coroutine.yield() end do s = s + v end return s end) co() co(1) co(2) return co(nil)',
    'ok: 3',
  ],
  [
    'yield in iterator inside pcall, then error',
    "local co = coroutine.create(function() return pcall(function() for v in function() return coroutine.yield('it') end do if v == 3 then error({v = v}) end end end) end) coroutine.resume(co) coroutine.resume(co, 1) local _, ok, e = coroutine.resume(co, 3) return ok, e.v",
    'ok: false | 3',
  ],
  [
    'yield in gsub callback fails',
    "return coroutine.resume(coroutine.create(function() return (('x'):gsub('x', function() local v = coroutine.yield() return v end)) end))",
    'ok: false | row:1: attempt to yield across C-call boundary',
  ],
  [
    'yield in sort callback fails',
    'return coroutine.resume(coroutine.create(function() table.sort({3, 2, 1}, function() coroutine.yield() end) end))',
    'ok: false | row:1: attempt to yield across C-call boundary',
  ],
  ['yield outside', 'return pcall(coroutine.yield)', 'ok: false | attempt to yield across C-call boundary'],
  [
    'resume in gsub callback',
    "local co = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(tostring(i)) end end) return (('xxx'):gsub('x', function() return co() end))",
    'ok: 123',
  ],
  [
    'resume in sort callback',
    'local co = coroutine.wrap(function(a, b) while true do a, b = coroutine.yield(a < b) end end) local t = {3, 1, 2} table.sort(t, co) return table.concat(t)',
    'ok: 123',
  ],
  [
    'generator',
    'local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end local s = 0 for v in gen(1000) do s = s + v end return s',
    'ok: 500500',
  ],
  [
    'nil in the middle',
    "local co = coroutine.wrap(function(...) return coroutine.yield(...) end) return select('#', co(1, nil, 3)), co(9)",
    'ok: 3 | 9',
  ],
  [
    'tail call to yield',
    'local co = coroutine.wrap(function(a) return coroutine.yield(a) end) return co(5), co(6)',
    'ok: 5 | 6',
  ],
  ['body is yield', 'local co = coroutine.wrap(coroutine.yield) return co(7), co(8)', 'ok: 7 | 8'],
  ['body is a builtin', 'return coroutine.resume(coroutine.create(tostring), 5)', 'ok: true | 5'],
  [
    'nested pcalls and yields',
    "local co = coroutine.create(function() local r = {} for i = 1, 3 do r[#r + 1] = {pcall(function() local x = coroutine.yield(i) return select(2, pcall(function() if x == 2 then error('two', 0) end return coroutine.yield(x * 10) end)) end)} end return r[1][2], r[2][2], r[3][2] end) local out = {} for _, v in ipairs {0, 1, 'p', 2, 3, 'q'} do local res = {coroutine.resume(co, v)} for i = 2, #res do out[#out + 1] = tostring(res[i]) end end return table.concat(out, ' ')",
    'ok: 1 10 2 3 30 p two q',
  ],
  [
    'nested coroutines',
    'local outer = coroutine.wrap(function() local inner = coroutine.wrap(function() coroutine.yield(1) coroutine.yield(2) end) coroutine.yield(inner()) coroutine.yield(inner() + 10) end) return outer(), outer()',
    'ok: 1 | 12',
  ],
  [
    'deep stack with yield',
    "local function deep(n) if n == 0 then return coroutine.yield('deep') end return 1 + deep(n - 1) end local co = coroutine.wrap(function() return deep(5000) end) return co(), co(1)",
    'ok: deep | 5001',
  ],
  [
    'deep pcalls with yield',
    "local function deep(n) if n == 0 then return coroutine.yield('deep') end local ok, v = pcall(deep, n - 1) return v + 1 end local co = coroutine.wrap(function() return deep(100) end) return co(), co(1)",
    'ok: deep | 101',
  ],
  [
    'status',
    'local co co = coroutine.create(function() local inner = coroutine.create(function() return coroutine.status(co) end) return coroutine.status(co), select(2, coroutine.resume(inner)) end) local s = coroutine.status(co) local _, a, b = coroutine.resume(co) return s, a, b, coroutine.status(co)',
    'ok: suspended | running | normal | dead',
  ],
  [
    'status suspended',
    'local co = coroutine.create(coroutine.yield) coroutine.resume(co) return coroutine.status(co)',
    'ok: suspended',
  ],
  [
    'status after error',
    'local co = coroutine.create(error) coroutine.resume(co) return coroutine.status(co)',
    'ok: dead',
  ],
  [
    'resume dead',
    'local co = coroutine.create(function() end) coroutine.resume(co) return coroutine.resume(co)',
    'ok: false | cannot resume dead coroutine',
  ],
  [
    'resume self',
    'local co co = coroutine.create(function() return coroutine.resume(co) end) return coroutine.resume(co)',
    'ok: true | false | cannot resume running coroutine',
  ],
  [
    'resume normal',
    'local co co = coroutine.create(function() local inner = coroutine.create(function() return coroutine.resume(co) end) return coroutine.resume(inner) end) return coroutine.resume(co)',
    'ok: true | true | false | cannot resume running coroutine',
  ],
  [
    'resume error values',
    "return coroutine.resume(coroutine.create(function() error({}, 0) end)) == false, select(2, coroutine.resume(coroutine.create(function() error('s', 0) end)))",
    'ok: true | s',
  ],
  ['resume wrong type', 'return (pcall(coroutine.resume, 5))', 'ok: false'],
  ['create wrong type', 'return (pcall(coroutine.create, 5))', 'ok: false'],
  [
    'wrap error inside function',
    "local f = coroutine.wrap(function() error('x', 0) end) return pcall(function() f() end)",
    'ok: false | row:1: x',
  ],
  [
    'wrap error via pcall',
    "return pcall(coroutine.wrap(function() error('boom', 0) end))",
    'ok: false | boom',
  ],
  [
    'wrap error object',
    'local e = {} local ok, x = pcall(coroutine.wrap(function() error(e) end)) return x == e',
    'ok: true',
  ],
  [
    'wrap dead',
    'local f = coroutine.wrap(function() end) f() return pcall(f)',
    'ok: false | cannot resume dead coroutine',
  ],
  [
    'wrap dead inside function',
    'local f = coroutine.wrap(function() end) f() return pcall(function() f() end)',
    'ok: false | row:1: cannot resume dead coroutine',
  ],
  [
    'running in main',
    "return select('#', coroutine.running()) >= 0, type((coroutine.running()))",
    'ok: true | thread',
  ],
  [
    'running in coroutine',
    'local co co = coroutine.create(function() return coroutine.running() == co end) return select(2, coroutine.resume(co))',
    'ok: true',
  ],
  [
    'isyieldable',
    'return coroutine.isyieldable(), select(2, coroutine.resume(coroutine.create(function() return coroutine.isyieldable() end)))',
    'ok: false | true',
  ],
  [
    'yield many values',
    "local co = coroutine.wrap(function() return select('#', coroutine.yield(unpack({}, 1, 100))) end) return select('#', co()), co(unpack({}, 1, 200))",
    'ok: 100 | 200',
  ],
  [
    'coroutine is collected',
    "local w = setmetatable({}, {__mode = 'k'}) w[coroutine.create(function() coroutine.yield() end)] = 1 collectgarbage() collectgarbage() return next(w)",
    'ok: nil',
  ],
  [
    'error keeps upvalues closed',
    "local f local co = coroutine.create(function() local x = 5 f = function() x = x + 1 return x end error('e', 0) end) coroutine.resume(co) return f(), f()",
    'ok: 6 | 7',
  ],
  [
    'yield from nested functions',
    "local function a() coroutine.yield('a') return 'A' end local function b() local r = a() coroutine.yield('b') return r .. 'B' end local co = coroutine.wrap(b) return co(), co(), co()",
    'ok: a | b | AB',
  ],
  [
    'setfenv in coroutine',
    'local co = coroutine.wrap(function() setfenv(1, {v = 1}) return v end) return co()',
    'ok: 1',
  ],
  [
    'pcall inside gsub inside coroutine',
    "local co = coroutine.wrap(function() return (('ab'):gsub('.', function(c) local ok, e = pcall(coroutine.yield, c) return ok and 'Y' or 'N' end)) end) return co()",
    'ok: NN',
  ],
];
