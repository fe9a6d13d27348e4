import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { changeBetween } from './change.js';
import { afterChanges, blanked, partsBeside } from './excerpt.js';
import { parseConf } from './parser.js';
import { Random } from './testing/random.js';
import { mutatedConf } from './testing/mutate.js';

/** The text around `|`, with a `.` for each run of blanks that stands for what was left out. */
function excerpt(marked: string): string {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  const parts = partsBeside(parseConf(text), [{ start: at, end: at }]);
  return parts.reduceRight((rest, { start, end }) => `${rest.slice(0, start)}.${rest.slice(end)}`, text);
}

const long = `add_header X-Long "${'long '.repeat(2000)}";`;

suite('the excerpt of a configuration', () => {
  test('the blocks around a place, and the heads of the others', () => {
    assert.equal(
      excerpt(
        `events { a; } http { ${long} upstream u { server a; } map $a $b { c d; } server { ro|ot /; } }`,
      ),
      `events {.} http { ${long} upstream u {.} map $a $b {.} server { root /; } }`,
    );
  });

  test('servers and conditions are left out with their heads: empty ones would mean something', () => {
    assert.equal(
      excerpt(`http { ${long} gzi|p on; server { listen 80; } server { listen 81; } if ($a) { b; } }`),
      `http { ${long} gzip on; . . . }`,
    );
  });

  test('of a long block what stands directly in it, and whole what is touched', () => {
    assert.equal(
      excerpt(`server { ${long} location /a { b; } location /c { location /d { e|; } location /f { g; } } }`),
      `server { ${long} location /a {.} location /c { location /d { e; } location /f { g; } } }`,
    );
    assert.equal(excerpt(`server { ${long} location /a| { b; } }`), `server { ${long} location /a { b; } }`);
  });

  test('Lua far away, and a block that is not closed', () => {
    assert.equal(excerpt('|a; init_by_lua_block { b() }'), 'a; init_by_lua_block {.}');
    assert.equal(excerpt('|a; upstream u { server a; '), 'a; upstream u {.');
  });

  test('what is left out is blank, so that the rest stays where it is, also behind a change', () => {
    const before = 'map $a $b { c d; } x; map $e $f { g h; }';
    const after = before.replace('x;', 'xyz;');
    const change = changeBetween(before, after);
    const parts = afterChanges(partsBeside(parseConf(before), [change]), [change]);
    assert.equal(blanked(after, parts), 'map $a $b {      } xyz; map $e $f {      }');
  });

  test('whatever the text is, the parts are disjoint, in order and beside the place', () => {
    const random = new Random(7);
    for (let round = 0; round < 500; round += 1) {
      const text = mutatedConf(random);
      const at = random.between(0, text.length);
      let end = 0;
      for (const part of partsBeside(parseConf(text), [{ start: at, end: at }])) {
        assert.ok(part.start >= end && part.end > part.start && part.end <= text.length);
        assert.ok(at <= part.start || at >= part.end, 'the place itself stays');
        ({ end } = part);
      }
    }
  });
});
