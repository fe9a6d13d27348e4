import type { Random } from './random.js';
import { SAMPLES } from './samples.js';

const MARKS: readonly [string, ...string[]] = [
  ...([
    '{',
    '}',
    ';',
    '"',
    "'",
    '\\',
    '#',
    '$',
    '${',
    ')',
    ' ',
    '\n',
    '\t',
    '\r',
    '\r\n',
    'a',
    '\xe9',
    '\x0c',
    '\0',
  ] as const),
  ...([
    '--',
    '[[',
    ']]',
    '[=[',
    ']=]',
    '--[[',
    '--[==[',
    '\\\\',
    '\\"',
    "\\'",
    '""',
    "''",
    '};',
    ';}',
    '\\\n',
    '\\z\n',
  ] as const),
  ...(['content_by_lua_block {', 'types {', 'map a $b {', 'if ($a = 1) {', '# x\n', '{ {'] as const),
];

function mutateOnce(text: string, random: Random, others: readonly [string, ...string[]]): string {
  const at = random.between(0, text.length);
  const length = random.pick([1, 1, 1, 2, 5, 20, 100]);
  const head = text.slice(0, at);
  const tail = text.slice(at);
  switch (random.between(0, 8)) {
    case 0:
    case 1:
      return head + tail.slice(length);
    case 2:
    case 3:
    case 4:
      return head + random.pick(MARKS) + tail;
    case 5:
      return head + random.pick(MARKS) + tail.slice(length);
    case 6:
      return head + tail.slice(0, length) + tail;
    case 7: {
      const other = random.pick(others);
      const from = random.between(0, other.length);
      return head + other.slice(from, from + length) + tail;
    }
    default:
      return random.between(0, 3) === 0 ? head : tail.slice(0, length) + head + tail.slice(length);
  }
}

/** A configuration with one to three faults (or harmless changes) somewhere. */
export function mutatedConf(random: Random, bases: readonly [string, ...string[]] = SAMPLES): string {
  let text = random.pick(bases);
  for (let times = random.between(1, 3); times > 0; times -= 1) text = mutateOnce(text, random, bases);
  return text;
}

const WORD_PARTS: readonly [string, ...string[]] = [
  ...([
    'a',
    'b',
    'text/html',
    ' ',
    ' ',
    ' ',
    '\n',
    '\t',
    '\r\n',
    ';',
    ';',
    '; ',
    ' ;\n',
    '"',
    '"',
    "'",
    "'",
  ] as const),
  ...([
    '\\',
    '\\\\',
    '\\"',
    '\\n',
    '#',
    ' #',
    '$',
    '${',
    '{',
    '}',
    ')',
    '(',
    '"x"',
    "'y z'",
    '""',
    '\xc3\xa9',
  ] as const),
];

/**
 * Random words inside `types { }`, which takes any: what nginx says about them is the lexer's verdict and
 * nothing else.
 */
export function wordSoup(random: Random): string {
  let soup = '';
  for (let parts = random.between(1, 14); parts > 0; parts -= 1) soup += random.pick(WORD_PARTS);
  return `events {}\nhttp { types {\na b;${soup}\n} }\n`;
}

const LUA_PARTS: readonly [string, ...string[]] = [
  ...([
    '{',
    '{',
    '}',
    '}',
    '"',
    "'",
    '\\',
    '\\"',
    "\\'",
    '\n',
    '\n',
    ' ',
    'x',
    '-',
    '--',
    '--[[',
    '[[',
    ']]',
  ] as const),
  ...([
    '[=[',
    ']=]',
    '--[=[',
    '[==',
    ']==',
    '[',
    ']',
    '=',
    '\\\n',
    '\\z\n',
    '"}"',
    "'{'",
    '-- }\n',
    '[[ } ]]',
  ] as const),
];

/** Random Lua in a `content_by_lua_block`, which nginx does not compile before a request comes. */
export function luaSoup(random: Random): string {
  let soup = '';
  for (let parts = random.between(1, 20); parts > 0; parts -= 1) soup += random.pick(LUA_PARTS);
  const rest = '} location /b { content_by_lua_block { return } } } }\n';
  return `events {}\nhttp { server { location /a { content_by_lua_block {${soup}}\n${rest}`;
}

/** Words, comments, white space and Lua around the size of nginx's buffer, at random distances from its edges. */
export function bufferEdges(random: Random): string {
  const long = (low: number, high: number, unit: string): string => unit.repeat(random.between(low, high));
  const near = (): number => random.pick([4096, 4096, 2048]) + random.between(-6, 3);
  const word = (): string => {
    const body = 'w'.repeat(random.pick([near(), random.between(1, 40), random.between(1, 3000)]));
    return random.pick([body, body, `"${body}"`, `'${body}'`]);
  };
  const parts: (() => string)[] = [
    () => `k ${word()}${random.pick([';', ' ;', '\n;', '  ;'])}`,
    () => `${word()}${random.pick([' ', '  ', '\n'])}k;`,
    () => `#${'c'.repeat(random.pick([near(), random.between(0, 3000)]))}\n`,
    () => long(0, 5000, ' '),
    () => `k v;${long(0, 700, '\nk v;')}`,
  ];
  const luaParts: (() => string)[] = [
    () => `x = [[${'l'.repeat(random.pick([near(), random.between(0, 4000)]))}]]\n`,
    () => `--[=[${'l'.repeat(random.pick([near(), random.between(0, 4000)]))}]=]\n`,
    () => `--${'c'.repeat(random.pick([near(), random.between(0, 5000)]))}\n`,
    () => `s = "${'s'.repeat(random.pick([near(), random.between(0, 3000)]))}"\n`,
    () => long(0, 5000, 'x '),
    () => long(0, 300, 't = {}\n'),
  ];
  const join = (choices: (() => string)[], most: number): string => {
    let text = '';
    for (let count = random.between(0, most); count > 0; count -= 1) {
      text += choices[random.between(0, choices.length - 1)]?.() ?? '';
    }
    return text;
  };
  const blocks = `server { location /a { content_by_lua_block {\n${join(luaParts, 4)}} } }`;
  return `events {}\nhttp { types {${join(parts, 4)}} ${blocks} charset_map a b {${join(parts, 1)}} }\n`;
}
