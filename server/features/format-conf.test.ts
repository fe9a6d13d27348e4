import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from '../../contract/index.js';
import { applyEdits } from '../../core/nginx/index.js';
import { formatConf, type FormatRequest } from './format-conf.js';

const text = 'a {\nb  c;\ncontent_by_lua_block { f( ) }\n}';
const editor = { tabSize: 2, insertSpaces: true };

function result(
  request: FormatRequest,
  given: object = {},
  layout: Parameters<typeof formatConf>[2] = editor,
): string {
  const { format } = readSettings({ format: given }).settings;
  return applyEdits(
    text,
    formatConf(text, request, layout, format, (lua) => lua.replace('( )', '()')),
  );
}

test('a document, a range, a typed character', () => {
  assert.equal(result({ kind: 'document' }), 'a {\n  b c;\n  content_by_lua_block { f( ) }\n}');
  assert.equal(result({ kind: 'range', start: 5, end: 6 }), 'a {\n  b c;\ncontent_by_lua_block { f( ) }\n}');
  assert.equal(
    result({ kind: 'typed', offset: 9, typed: ';' }),
    'a {\n  b c;\ncontent_by_lua_block { f( ) }\n}',
  );
});

test('the settings: Lua as well', () => {
  assert.match(result({ kind: 'document' }, { lua: true }), /\{ f\(\) \}/);
});

test("the editor's final line end", () => {
  assert.match(result({ kind: 'document' }, {}, { ...editor, insertFinalNewline: true }), /\}\n$/);
});

test('a text with faults stays', () => {
  const { format } = readSettings({}).settings;
  assert.deepEqual(formatConf('a  {\n', { kind: 'document' }, editor, format), []);
});
