import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { LineIndex, parseConf } from '../../core/nginx/index.js';
import { namesTest } from '../testing/names.js';
import { semanticTokens } from './semantic-tokens.js';

/** The tokens of each line, as marks below it. */
function assertTokens(marked: string): void {
  const lines = marked.replace(/^\n/, '').replace(/\n *$/, '').split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  const expected = lines.map((line) => line.slice(indent));
  const text = expected.filter((line) => !/^\s*\^/.test(line)).join('\n');
  const { names, file } = namesTest({ 'conf/nginx.conf': `${text}|` });
  const tokens = semanticTokens(parseConf(text), names.namesOf(file).occurrences);
  const index = new LineIndex(text);
  const drawn = text.split('\n').flatMap((line, number) => [
    line,
    ...tokens.flatMap(({ span, type, modifiers }) => {
      const at = index.positionAt(span.start);
      if (at.line !== number) return [];
      return `${' '.repeat(at.character)}${'^'.repeat(span.end - span.start)} ${[type, ...modifiers].join(' ')}`;
    }),
  ]);
  assert.equal(drawn.join('\n'), expected.join('\n'));
}

suite('semantic tokens', () => {
  test('directives that there are, flags, numbers, words', () => {
    assertTokens(`
      gzip on;
      ^^^^ keyword
           ^^ enumMember
      client_max_body_size 10m;
      ^^^^^^^^^^^^^^^^^^^^ keyword
                           ^^^ number
      proxy_next_upstream error timeout;
      ^^^^^^^^^^^^^^^^^^^ keyword
                          ^^^^^ enumMember
                                ^^^^^^^ enumMember
      no_such_directive 1h;
                        ^^ number
    `);
  });
  test('variables: ours, nginx’s, declared, written by Lua', () => {
    assertTokens(`
      set $a "x$host";
      ^^^ keyword
           ^ variable declaration
                ^^^^ variable defaultLibrary
      access_by_lua_block { ngx.var.a = 1 }
      ^^^^^^^^^^^^^^^^^^^ keyword
                                    ^ variable modification
    `);
  });
  test('names of every kind, and parameters', () => {
    assertTokens(`
      limit_req zone=one burst=20 nodelay;
      ^^^^^^^^^ keyword
                ^^^^ parameter
                     ^^^ struct
                         ^^^^^ parameter
                               ^^ number
      proxy_pass http://back/x;
      ^^^^^^^^^^ keyword
                        ^^^^ class
      error_page 502 @down;
      ^^^^^^^^^^ keyword
                 ^^^ number
                      ^^^^ function
    `);
  });
  test('a regular expression around its groups', () => {
    assertTokens(String.raw`
      location ~ ^/(?<id>\d+)$ { }
      ^^^^^^^^ keyword
                 ^^^^^ regexp
                      ^^ variable declaration
                        ^^^^^^ regexp
    `);
  });
  test('keys of entries', () => {
    assertTokens(`
      map $uri $x {
      ^^^ keyword
           ^^^ variable defaultLibrary
                ^ variable declaration
        default 1;
        ^^^^^^^ property
                ^ number
        ~a$ $x;
        ^^^ regexp
             ^ variable
      }
    `);
  });
  test('a deprecated directive', () => {
    assertTokens(`
      ssl on;
      ^^^ keyword deprecated
          ^^ enumMember
    `);
  });
  test('a range has its own tokens only', () => {
    const text = 'gzip on;\ngzip off;\ngzip on;\n';
    const tokens = semanticTokens(parseConf(text), [], { start: 9, end: 18 });
    assert.deepEqual(
      tokens.map(({ span }) => text.slice(span.start, span.end)),
      ['gzip', 'off'],
    );
  });
  test('any part of a text has ascending tokens without overlaps', () => {
    const text = 'map $a $b { ~^(?<c>\nx)$ "$c"; }\nserver { location ~ (?<d>.)\\k<d> { set $e on; } }';
    for (let end = 0; end <= text.length; end += 1) {
      const part = text.slice(0, end);
      const { names, file } = namesTest({ 'conf/nginx.conf': `${part}|` });
      let last = 0;
      for (const { span } of semanticTokens(parseConf(part), names.namesOf(file).occurrences)) {
        assert.ok(
          span.start >= last && span.end > span.start && !part.slice(span.start, span.end).includes('\n'),
        );
        last = span.end;
      }
    }
  });
});
