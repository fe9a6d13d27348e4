import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConf } from '../../core/nginx/index.js';
import { mendsAt } from './conf-mends.js';

/** The title and the text after each mend at the cursor. */
function mended(marked: string): string[] {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  return mendsAt(parseConf(text), { start: at, end: at }).map(({ title, edits }) =>
    edits
      .reduce((now, { span, newText }) => now.slice(0, span.start) + newText + now.slice(span.end), text)
      .concat(` <- ${title}`),
  );
}

test('a missing ; and a missing }', () => {
  assert.deepEqual(mended('server { listen 80| }'), ['server { listen 80; } <- Insert missing `;`']);
  assert.deepEqual(mended('http {\n  server {\n    etag| on;\n'), [
    'http {\n  server {\n    etag on;\n  }\n <- Insert missing `}` of server',
  ]);
  assert.deepEqual(mended('server { listen 80;| }'), []);
});

test('a ; that ends nothing and a } that closes nothing', () => {
  assert.deepEqual(mended('http { etag on;|; }'), ['http { etag on; } <- Remove `;`']);
  assert.deepEqual(mended('http {\n}\n|}\n'), ['http {\n}\n <- Remove `}`']);
  // Here nginx says the same, and means the missing semicolon.
  assert.deepEqual(mended('http { etag on |}'), ['http { etag on; } <- Insert missing `;`']);
});

test('what is mended is a text that nginx reads', () => {
  for (const marked of [
    'server { listen 80| }',
    'http {\n  server {\n    etag on;\n  }|',
    'http { etag on;|; }',
    'http {\n}\n|}\n',
    "location / { content_by_lua| 'ngx.say(1)'; }",
  ]) {
    const [result = ''] = mended(marked);
    const [text = ''] = result.split(' <- ');
    assert.notEqual(text, '', marked);
    assert.deepEqual(parseConf(text).errors, [], marked);
  }
});

test('Lua in quotes becomes a block, with its escapes decoded', () => {
  assert.deepEqual(mended(`content_by_lua| 'ngx.say(\\'a\\', "\\\\n")';`), [
    `content_by_lua_block { ngx.say('a', "\\n") } <- Convert to content_by_lua_block`,
  ]);
  assert.deepEqual(mended("set_by_lua| $x 'return 1';"), [
    'set_by_lua_block $x { return 1 } <- Convert to set_by_lua_block',
  ]);
});

test('Lua that a block would end early, or turn into another, stays in its quotes', () => {
  assert.deepEqual(mended("content_by_lua| 'local s = [[}]] -- }';"), []);
  assert.deepEqual(mended("set_by_lua| $x 'return ngx.arg[1]' 2;"), []);
});
