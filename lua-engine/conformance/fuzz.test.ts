import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEngine } from '../host/testing.js';
import { linesFromLuaJit, luaString, withoutLuaJit } from './luajit.js';

/**
 * Without `break`, `goto` and `;` as statements of their own and without line ends before
 * parentheses: what those mean depends on LuaJIT's build (5.2 compatibility), see differences.ts.
 */
const TOKENS = (
  'local x y f t a.b a:b ( ) [ ] { } = == ~= , : :: . .. ... 1 2.5 0x1F 42LL "s" \'q\' [[l]] nil true and or not ' +
  '+ - * / ^ # % function end if then else elseif while do repeat until for in return -- x=1 f() local@function ' +
  '1e 3i 0b1 "\\x" "\\u{41}" \u0001 ! $ é'
).split(' ');

const PROGRAMS = [
  'local function f(a, b)\n  return a + b\nend\nfor i = 1, 3 do print(i) end',
  'if x then y = 1 elseif z then y = 2 else y = 3 end',
  'while a do b() if c then d() end end',
  'local t = { 1, 2, x = 3, [4] = "s" }\nreturn t.x, #t',
  'repeat local z = f() until z > 1',
  'for k, v in pairs(t) do t[k] = nil end',
  'local s = [[a]] .. "b\\n" .. \'c\'\nfunction m.n:o(...) return ... end',
].map((program) => program.split(/(\s+|\b)/));

/** Numbers that look random and are the same in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}

/** Half of the texts are tokens thrown together, half are programs with a token too many, too few or wrong. */
function randomTexts(count: number, seed: number): string[] {
  const random = randomNumbers(seed);
  const token = () => ` ${TOKENS[random(TOKENS.length)]!} `;
  return Array.from({ length: count }, (_, i) => {
    if (i % 2 === 0) {
      return Array.from({ length: 1 + random(12) }, token).join('');
    }
    const parts = [...PROGRAMS[random(PROGRAMS.length)]!];
    const kept = random(2);
    const inserted = random(3) === 0 ? [] : [token()];
    parts.splice(random(parts.length), kept, ...inserted);
    return parts.join('');
  });
}

test('3,000 random texts: the same verdict and the same words as LuaJIT', (t) => {
  const texts = randomTexts(3000, 20);
  const program = `for _, text in ipairs { ${texts.map(luaString).join(',\n')} } do
  local f, message = loadstring(text, '=s')
  io.write(f and 'ok' or (message:gsub('%c', '?')), '\\n')
end`;
  const verdicts = linesFromLuaJit(program);
  if (verdicts === undefined) {
    t.skip(withoutLuaJit);
    return;
  }
  assert.equal(verdicts.length, texts.length);
  for (const [i, text] of texts.entries()) {
    const ours = (testEngine().compile(Buffer.from(text), '=s') ?? 'ok').replace(
      /[\u0000-\u001f\u007f]/g,
      '?',
    );
    assert.equal(ours, verdicts[i], text);
  }
});
