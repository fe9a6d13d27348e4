import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { applyEdits, formatDocument, type FormatOptions, type LuaFormat } from '../index.js';

function formatted(text: string, options: FormatOptions): string {
  const result = formatDocument(text, options);
  if (result.kind === 'refused') assert.fail(result.message);
  return applyEdits(text, result.edits);
}

suite('the line ends that are asked for', () => {
  test('between statements, behind comments, at the end', () => {
    assert.equal(formatted('a {\r\nb; # c\r\n}\r\n', { eol: '\n' }), 'a {\n    b; # c\n}\n');
    assert.equal(formatted('a {\nb;\n}\n', { eol: '\r\n' }), 'a {\r\n    b;\r\n}\r\n');
  });

  test('in Lua, which takes both for one', () => {
    const text = 'content_by_lua_block {\r\n  local s = [[a\r\nb]]\r\n}\r\n';
    assert.equal(formatted(text, { eol: '\n' }), text.replaceAll('\r\n', '\n'));
    assert.equal(formatted(text.replaceAll('\r\n', '\n'), { eol: '\r\n' }), text);
    assert.equal(formatted(text, {}), text);
  });

  test('not in a value, nor where nothing is to be laid out', () => {
    const value = 'return 200 "a\r\nb";\n';
    assert.equal(formatted(value, { eol: '\n' }), value);
    const off = '# openresty-lens: format off\nlog_by_lua_block {\r\n}\n';
    assert.equal(formatted(off, { eol: '\n' }), off);
  });

  test('doing it twice changes nothing', () => {
    const once = formatted('a {\r\nb;\r\nlog_by_lua_block {\r\nx()\r\n}\n}', { eol: '\n' });
    assert.equal(formatted(once, { eol: '\n' }), once);
  });
});

test('Lua is told the length of a line, without what it is indented by', () => {
  const told: LuaFormat[] = [];
  const formatLua = (text: string, format: LuaFormat): string => {
    told.push(format);
    return text;
  };
  formatted('a {\n    log_by_lua_block {\n        x()\n    }\n}\n', { formatLua, lineLength: 100 });
  assert.deepEqual(
    told.map(({ width }) => width),
    [92],
  );
});
