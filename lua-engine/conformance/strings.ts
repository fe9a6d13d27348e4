import type { Row } from './runner.js';

export const strings: readonly Row[] = [
  [
    'string.format %s',
    "return string.format('%s %10s|%-10s|%.2s', 'a', 'b', 'c', 'defg')",
    'ok: a          b|c         |de',
  ],
  ['string.format %s of values', "return string.format('%s %s %s', nil, true, 1.5)", 'ok: nil true 1.5'],
  [
    'string.format %s of objects',
    "return string.format('%s', setmetatable({}, {__tostring = function() return 'OBJ' end}))",
    'ok: OBJ',
  ],
  [
    'string.format %s embedded zero',
    String.raw`return #string.format('%s', 'a\0b'), #string.format('%5s', 'a\0b')`,
    'ok: 3 | 5',
  ],
  [
    'string.format %q',
    String.raw`return string.format('%q', 'a\nb"c\\d\0e\r')`,
    String.raw`ok: "a\092\010b\092"c\092\092d\0920e\09213"`,
  ],
  [
    'string.format %q controls',
    String.raw`return string.format('%q', '\1\0012\200')`,
    String.raw`ok: "\0921\0920012\200"`,
  ],
  [
    'string.format %%',
    "return string.format('100%%'), pcall(string.format, '%')",
    "ok: 100% | false | bad argument #2 to '?' (value expected)",
  ],
  [
    'string.format bad option',
    "return pcall(function() local s = string.format('%y', 1) end)",
    "ok: false | row:1: invalid option '%y' to 'format'",
  ],
  [
    'string.format missing argument',
    "return pcall(function() local s = string.format('%d') end)",
    "ok: false | row:1: bad argument #2 to 'format' (value expected)",
  ],
  [
    'string.format wrong type',
    "return pcall(function() local s = string.format('%d', 'x') end)",
    "ok: false | row:1: bad argument #2 to 'format' (number expected, got string)",
  ],
  [
    'string.format nil for %d',
    "return pcall(function() local s = string.format('%d', nil) end)",
    "ok: false | row:1: bad argument #2 to 'format' (number expected, got nil)",
  ],
  [
    'string.format too long',
    "return pcall(function() local s = string.format('%123d', 1) end)",
    'ok: false | row:1: invalid format (width or precision too long)',
  ],
  [
    'string.format numeric string',
    "return string.format('%5.1f', '3.14159'), string.format('%d', '0x10')",
    'ok:   3.1 | 16',
  ],
  [
    'string.rep',
    "return ('ab'):rep(3), ('x'):rep(0), ('x'):rep(-1), ('x'):rep(3, ','), ('x'):rep(1, ',')",
    'ok: ababab |  |  | x,x,x | x',
  ],
  ['string.rep zero bytes', String.raw`return #(('\0'):rep(1000))`, 'ok: 1000'],
  [
    'string.sub',
    "return ('hello'):sub(2), ('hello'):sub(2, 3), ('hello'):sub(-3), ('hello'):sub(-3, -2), ('hello'):sub(0), ('hello'):sub(10), ('hello'):sub(3, 2)",
    'ok: ello | el | llo | ll | hello |  | ',
  ],
  [
    'string.sub far',
    "return ('hello'):sub(-2^31, 2^31 - 1), ('hello'):sub(2, 2147483647)",
    'ok: hello | ello',
  ],
  [
    'string.byte',
    "return ('abc'):byte(), ('abc'):byte(2), ('abc'):byte(-1), ('abc'):byte(10), ('abc'):byte(1, -1)",
    'ok: 97 | 98 | 99 | nil | 97 | 98 | 99',
  ],
  ['string.char', 'return string.char(), string.char(72, 105), #string.char(0, 255)', 'ok:  | Hi | 2'],
  [
    'string.char out of range',
    'return pcall(string.char, 256)',
    "ok: false | bad argument #1 to '?' (invalid value)",
  ],
  [
    'string.upper lower reverse len',
    String.raw`return ('aBc'):upper(), ('aBc'):lower(), ('abc'):reverse(), ('a\0b'):len(), #'\200'`,
    'ok: ABC | abc | cba | 3 | 1',
  ],
  ['string.upper bytes', String.raw`return ('\228'):upper() == '\228'`, 'ok: true'],
  [
    'string.find plain',
    "return ('a.b'):find('.', 1, true), ('a.b'):find('%.'), ('abc'):find('d'), ('abc'):find('')",
    'ok: 2 | 2 | nil | 1 | 0',
  ],
  [
    'string.find init',
    "return ('abcabc'):find('b', 3), ('abc'):find('c', -1), ('abc'):find('a', -100), ('abc'):find('', 4), ('abc'):find('', 5), ('abc'):find('', 10)",
    'ok: 5 | 3 | 1 | 4 | nil | nil',
  ],
  ['string.find captures', "return ('key=value'):find('(%w+)=(%w+)')", 'ok: 1 | 9 | key | value'],
  ['string.find empty capture', "return ('hello'):find('()ll()')", 'ok: 3 | 4 | 3 | 5'],
  [
    'string.match anchors',
    "return ('hello'):match('^h'), ('hello'):match('o$'), ('hello'):match('^e'), ('a$b'):match('a$b'), ('a^b'):match('a^b')",
    'ok: h | o | nil | a$b | a^b',
  ],
  [
    'string.match classes',
    String.raw`return ('a1 _-'):match('%a'), ('a1'):match('%d'), ('a b'):match('%s'), ('.'):match('%p'), ('\n'):match('%c') == '\n', ('F'):match('%x'), ('aB'):match('%u'), ('Ab'):match('%l')`,
    'ok: a | 1 |   | . | true | F | B | b',
  ],
  [
    'string.match complements',
    "return ('ab1'):match('%A'), ('1a'):match('%D'), (' a'):match('%S'), ('_'):match('%W')",
    'ok: 1 | a | a | _',
  ],
  ['string.match %g', String.raw`return (' a'):match('%g'), (' \t'):match('%g')`, 'ok: a | nil'],
  [
    'string.match %z',
    String.raw`return ('a\0b'):match('a%zb') ~= nil, ('a\0b'):find('\0') , ('a\0b'):find('b')`,
    'ok: true | 2 | 3 | 3',
  ],
  [
    'string.match sets',
    "return ('x-y'):match('[a-z%-]+'), (']'):match('[]]'), ('^'):match('[%^]'), ('a'):match('[^b]'), ('-'):match('[a-]')",
    'ok: x-y | ] | ^ | a | -',
  ],
  [
    'string.match repetition',
    "return ('aaa'):match('a*'), ('aaa'):match('a-'), ('aaab'):match('a-b'), ('abc'):match('x?abc'), ('aaa'):match('a+')",
    'ok: aaa |  | aaab | abc | aaa',
  ],
  [
    'string.match balance',
    "return ('f(a(b)c)d'):match('%b()'), ('x[[y]]'):match('%b[]')",
    'ok: (a(b)c) | [[y]]',
  ],
  ['string.match frontier', "return ('THE (quick) fox'):find('%f[%a]%a+%f[%A]')", 'ok: 1 | 3'],
  ['string.match back reference', String.raw`return ('"hi" x'):match('(["\'])(.-)%1')`, 'ok: " | hi'],
  ['string.match position capture', "return ('abc'):match('()b()')", 'ok: 2 | 3'],
  [
    'string.match init',
    "return ('abcabc'):match('a()', 2), ('abc'):match('.', -1), ('abc'):match('^b', 2)",
    'ok: 5 | c | b',
  ],
  [
    'string.match malformed',
    "return pcall(string.match, 'a', '[a')",
    "ok: false | malformed pattern (missing ']')",
  ],
  [
    'string.match malformed percent',
    "return pcall(string.match, 'a', '%')",
    "ok: false | malformed pattern (ends with '%')",
  ],
  [
    'string.match unfinished capture',
    "return pcall(string.match, 'a', '(a')",
    'ok: false | unfinished capture',
  ],
  ['string.match bad capture', "return pcall(string.match, 'a', '%1')", 'ok: false | invalid capture index'],
  ['string.match bad paren', "return pcall(string.match, 'a', 'a)')", 'ok: false | invalid pattern capture'],
  [
    'string.match missing [',
    "return pcall(string.match, 'a', '%f')",
    "ok: false | missing '[' after '%f' in pattern",
  ],
  ['string.match missing b', "return pcall(string.match, 'a', '%b')", 'ok: false | unbalanced pattern'],
  [
    'string.match too many captures',
    "return pcall(string.match, ('a'):rep(40), ('(a)'):rep(33))",
    'ok: false | too many captures',
  ],
  [
    'string.gsub',
    "return ('hello world'):gsub('o', '0'), ('abc'):gsub('', '-'), ('abc'):gsub('.', {a = 1, b = true}), ('abc'):gsub('%w', '%0%0')",
    'error: row:1: invalid replacement value (a boolean)',
  ],
  [
    'string.gsub limit',
    "return ('aaa'):gsub('a', 'b', 2), ('aaa'):gsub('a', 'b', 0), ('aaa'):gsub('a', 'b', -1)",
    'ok: bba | aaa | aaa | 0',
  ],
  [
    'string.gsub function',
    "return ('$a $b'):gsub('%$(%w)', function(n) if n == 'a' then return 'X' end end)",
    'ok: X $b | 2',
  ],
  [
    'string.gsub function false',
    "return ('abc'):gsub('b', function() return false end), ('abc'):gsub('b', function() return 5 end)",
    'ok: abc | a5c | 1',
  ],
  ['string.gsub anchored', "return ('aaa'):gsub('^a', 'b'), ('hello'):gsub('l+', '')", 'ok: baa | heo | 1'],
  ['string.gsub percent', "return ('a'):gsub('a', '%%'), ('ab'):gsub('(a)(b)', '%2%1')", 'ok: % | ba | 1'],
  [
    'string.gsub bad percent',
    "return pcall(string.gsub, 'a', 'a', '%2')",
    'ok: false | invalid capture index',
  ],
  [
    'string.gsub bad value',
    "return pcall(string.gsub, 'a', 'a', function() return {} end)",
    'ok: false | invalid replacement value (a table)',
  ],
  [
    'string.gsub bad replacement',
    "return pcall(string.gsub, 'a', 'a', true)",
    "ok: false | bad argument #3 to '?' (string/function/table expected)",
  ],
  ['string.gsub stray percent', "return pcall(string.gsub, 'a', 'a', '%x')", 'ok: true | x | 1'],
  [
    'string.gmatch',
    "local out = {} for k, v in ('a=1, b=2'):gmatch('(%w)=(%w)') do out[#out + 1] = k .. v end return table.concat(out, ' ')",
    'ok: a1 b2',
  ],
  ['string.gmatch empty', "local n = 0 for _ in ('abc'):gmatch('') do n = n + 1 end return n", 'ok: 4'],
  ['string.gmatch caret', "local n = 0 for m in ('^a^a'):gmatch('^a') do n = n + 1 end return n", 'ok: 2'],
  ['string.dump and load', 'return loadstring(string.dump(function() return 5 end))()', 'ok: 5'],
  [
    'string.dump of C function',
    'return pcall(string.dump, print)',
    'ok: false | unable to dump given function',
  ],
  ['string methods on literals', "return ('%d'):format(5), #('abc'), ('x').len", 'ok: 5 | 3 | function: P'],
  ['string index number', "return ('abc')[1]", 'ok: nil'],
  [
    'string set fails',
    "return pcall(function() local s = 'a' s.x = 1 end)",
    "ok: false | row:1: attempt to index local 's' (a string value)",
  ],
  ['escapes decimal', String.raw`return '\65\066\0677', #'\0', '\097'`, 'ok: ABC7 | 1 | a'],
  ['escapes hexadecimal', String.raw`return '\x41\x42', #'\x00'`, 'ok: AB | 1'],
  ['escapes z', String.raw`return 'a\z    b'`, 'ok: ab'],
  [
    'escapes letters',
    String.raw`return ('\a\b\f\n\r\t\v\\\"\''):byte(1, -1)`,
    'ok: 7 | 8 | 12 | 10 | 13 | 9 | 11 | 92 | 34 | 39',
  ],
  [
    'escapes unicode',
    String.raw`return '\u{41}', '\u{20AC}' == '\226\130\172', #'\u{10FFFF}', '\u{7ff}' == '\223\191'`,
    'ok: A | true | 4 | true',
  ],
  [
    'long strings',
    `return [[a]], [==[b]]c]==], #[[
x]]`,
    'ok: a | b]]c | 1',
  ],
  [
    'line continuation',
    String.raw`return 'a\
b'`,
    String.raw`ok: a\010b`,
  ],
  [
    'concat precedence',
    "return 1 .. 2 == '12', 'a' .. 'b' .. 'c' == 'abc', 2 .. 3 ^ 2",
    'ok: true | true | 29',
  ],
  [
    'concat error',
    "return pcall(function() return 'a' .. {} end)",
    'ok: false | row:1: attempt to concatenate a table value',
  ],
  [
    'concat nil local',
    "return pcall(function() local x return 'a' .. x end)",
    "ok: false | row:1: attempt to concatenate local 'x' (a nil value)",
  ],
  [
    'concat nil field',
    "return pcall(function() local t = {} return 'a' .. t.x .. 'b' end)",
    "ok: false | row:1: attempt to concatenate field 'x' (a nil value)",
  ],
  [
    'length of number',
    'return pcall(function() local n = 5 return #n end)',
    "ok: false | row:1: attempt to get length of local 'n' (a number value)",
  ],
  [
    'table.concat',
    "return table.concat({1, 2, 3}), table.concat({1, 2, 3}, ','), table.concat({}, ','), table.concat({1, 2, 3}, '-', 2), table.concat({1, 2, 3}, '-', 2, 3), table.concat({'a'}, 'x', 1, 1)",
    'ok: 123 | 1,2,3 |  | 2-3 | 2-3 | a',
  ],
  ['table.concat numbers', "return table.concat({1.5, 2, -0.1}, ' ')", 'ok: 1.5 2 -0.1'],
  [
    'table.concat bad value',
    'return pcall(table.concat, {1, {}, 3})',
    "ok: false | invalid value (table) at index 2 in table for 'concat'",
  ],
  [
    'table.concat nil value',
    "return pcall(table.concat, {1, nil, 3}, ',', 1, 3)",
    "ok: false | invalid value (nil) at index 2 in table for 'concat'",
  ],
  [
    'tostring of values',
    "return tostring(nil), tostring(true), tostring('x'), tostring(12)",
    'ok: nil | true | x | 12',
  ],
  [
    'tostring kinds',
    "return (tostring({}):gsub('0x%x+', 'P')), (tostring(print):gsub('[:%s].*', '')), (tostring(function() end):gsub('0x%x+', 'P')), (tostring(coroutine.create(print)):gsub('0x%x+', 'P'))",
    'ok: table: P | function | function: P | thread: P',
  ],
  [
    'tostring metamethod',
    "return tostring(setmetatable({}, {__tostring = function() return 'T' end}))",
    'ok: T',
  ],
  [
    'tostring metamethod wrong',
    'return (pcall(tostring, setmetatable({}, {__tostring = function() return 1 end})))',
    'ok: true',
  ],
  [
    'tostring without argument',
    'return pcall(tostring)',
    "ok: false | bad argument #1 to '?' (value expected)",
  ],
  [
    'tostring __name ignored',
    "return (tostring(setmetatable({}, {__name = 'X'})):gsub('0x%x+', 'P'))",
    'ok: table: P',
  ],
];
