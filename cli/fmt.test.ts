import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { lens, scratch } from './testing/lens.js';

suite('fmt', () => {
  const ugly = 'http {\nlisten   80;\ncontent_by_lua_block {\nlocal t={1LL} goto x ::x::\n}\n}\n';
  const folder = (text: string): { root: string; file: string } => {
    const root = mkdtempSync(path.join(scratch, 'fmt-'));
    const file = path.join(root, 'nginx.conf');
    writeFileSync(file, text);
    return { root, file };
  };
  test('writes what differs, says so, and is content the next time', () => {
    const { root, file } = folder(ugly);
    assert.deepEqual([lens('fmt', '--check', root).code, readFileSync(file, 'utf8')], [1, ugly]);
    const { code, stdout } = lens('fmt', '--indent', '2', root);
    assert.equal(code, 0);
    assert.match(stdout, /^changed .*nginx\.conf$/m);
    assert.match(
      readFileSync(file, 'utf8'),
      /^ {2}listen 80;\n {2}content_by_lua_block \{\nlocal t=\{1LL\} goto/m,
    );
    assert.deepEqual(lens('fmt', '--check', '--indent', '2', root), { code: 0, stdout: '', stderr: '' });
  });
  test('Lua as well where it is asked for', () => {
    const { root, file } = folder(ugly);
    assert.equal(lens('fmt', '--lua', root).code, 0);
    assert.match(
      readFileSync(file, 'utf8'),
      /^ {4}content_by_lua_block \{\n {8}local t = \{ 1LL \}\n {8}goto x\n {8}::x::\n {4}\}\n\}\n$/m,
    );
  });
  test('what nginx refuses stays, with its place', () => {
    const { root, file } = folder('http {\n  a\n}\n');
    const { code, stderr } = lens('fmt', root);
    assert.equal(code, 2);
    assert.match(stderr, /nginx\.conf:3:1: left as it is: unexpected "\}"/);
    assert.equal(readFileSync(file, 'utf8'), 'http {\n  a\n}\n');
  });
  test('.editorconfig is asked, --indent goes before it', () => {
    const { root, file } = folder('http {\nlisten   80;\n}');
    writeFileSync(
      path.join(root, '.editorconfig'),
      'root = true\n[*.conf]\nindent_style = tab\nend_of_line = crlf\n',
    );
    assert.equal(lens('fmt', root).code, 0);
    assert.equal(readFileSync(file, 'utf8'), 'http {\r\n\tlisten 80;\r\n}\r\n');
    assert.equal(lens('fmt', '--indent', '2', root).code, 0);
    assert.equal(readFileSync(file, 'utf8'), 'http {\r\n  listen 80;\r\n}\r\n');
  });
});
