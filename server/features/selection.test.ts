import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SelectionRange } from 'vscode-languageserver';
import { parser, textAt } from '../testing/project.js';
import { parsedText } from '../workspace/documents.js';
import { selectionRangeAt } from './selection.js';

/** What is selected, step by step, from the cursor out; white space drawn as one blank. */
function steps(marked: string): string[] {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const document = { language: 'nginx' as const, file: undefined, parsed: parsedText(text, parser) };
  const found: string[] = [];
  let next: SelectionRange | undefined = selectionRangeAt(document, offset, parser);
  for (; next; next = next.parent) found.push(textAt(text, next.range).replace(/\s+/g, ' '));
  return found;
}

test('word, argument, arguments, directive, body, block, and so on out', () => {
  assert.deepEqual(steps('http {\n  add_header X "a $ho|st b" always;\n  etag on;\n}\n'), [
    '$host',
    'a $host b',
    '"a $host b"',
    'X "a $host b" always',
    'add_header X "a $host b" always;',
    'add_header X "a $host b" always; etag on;',
    ' add_header X "a $host b" always; etag on; ',
    '{ add_header X "a $host b" always; etag on; }',
    'http { add_header X "a $host b" always; etag on; }',
    'http { add_header X "a $host b" always; etag on; } ',
  ]);
});

test('the name of a directive is a step of its own', () => {
  assert.deepEqual(steps('|user www;'), ['user', 'user www;']);
});

test('in Lua: its expressions and statements, then its block', () => {
  assert.deepEqual(steps('content_by_lua_block {\n  ngx.say(na|me)\n  f()\n}\n'), [
    'name',
    'ngx.say(name)',
    'ngx.say(name) f()',
    ' ngx.say(name) f() ',
    '{ ngx.say(name) f() }',
    'content_by_lua_block { ngx.say(name) f() }',
    'content_by_lua_block { ngx.say(name) f() } ',
  ]);
});

test('in Lua in quotes, whose escapes have another length there', () => {
  const [first, second] = steps(`content_by_lua 'ngx.say("\\n\\n", na|me)';`);
  assert.equal(first, 'name');
  assert.equal(second, 'ngx.say("\\n\\n", name)');
});

test('half-typed text, white space and an empty text have an answer', () => {
  assert.deepEqual(steps('|'), ['']);
  assert.ok(steps('http { server { |').length > 1);
  assert.ok(steps('http { ser|ver').includes('server'));
});
