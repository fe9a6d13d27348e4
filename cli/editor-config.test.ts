import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, suite, test } from 'node:test';
import type { FormatOptions } from '../core/nginx/index.js';
import { editorConfigReader } from './editor-config.js';

const scratch = mkdtempSync(path.join(tmpdir(), 'lens-editorconfig-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** What is said of a file below a folder whose own `.editorconfig` ends the search. */
function options(
  editorConfig: string,
  file = 'nginx.conf',
  inner: Record<string, string> = {},
): FormatOptions {
  const root = mkdtempSync(path.join(scratch, 'root-'));
  for (const [folder, text] of Object.entries({ '.': `root = true\n${editorConfig}`, ...inner })) {
    mkdirSync(path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, folder, '.editorconfig'), text);
  }
  return editorConfigReader()(path.join(root, file));
}

suite('what .editorconfig says of a configuration', () => {
  const rows: Record<string, [text: string, said: FormatOptions]> = {
    nothing: ['[*.py]\nindent_size = 2\n', {}],
    spaces: ['[*]\nindent_style = space\nindent_size = 2\n', { insertSpaces: true, tabSize: 2 }],
    'a size alone': ['[*.conf]\nindent_size = 8\n', { tabSize: 8 }],
    tabs: ['[*]\nindent_style = tab\n', { insertSpaces: false }],
    'tabs and their width': [
      '[*]\nindent_style = tab\nindent_size = tab\ntab_width = 3\n',
      { insertSpaces: false, tabSize: 3 },
    ],
    'a list of endings': ['[*.{lua,conf}]\nindent_size = 3\n', { tabSize: 3 }],
    'the later section wins': ['[*]\nindent_size = 3\n[nginx.conf]\nindent_size = 2\n', { tabSize: 2 }],
    'a value taken back': ['[*]\nindent_size = 3\n[*.conf]\nindent_size = unset\n', {}],
    'line ends': ['[*]\nend_of_line = crlf\n', { eol: '\r\n' }],
    'line ends of old machines': ['[*]\nend_of_line = cr\n', {}],
    'the end of the file': ['[*]\ninsert_final_newline = false\n', { finalNewline: false }],
    'the length of a line': ['[*]\nmax_line_length = 100\n', { lineLength: 100 }],
    'no length of a line': ['[*]\nmax_line_length = off\n', {}],
    'values that do not exist': ['[*]\nindent_size = -1\nindent_style = both\nmax_line_length = wide\n', {}],
    'no EditorConfig at all': ['{ "indent": 2 }\n[[[\n= =\n', {}],
  };
  for (const [name, [text, said]] of Object.entries(rows))
    test(name, () => assert.deepEqual(options(text), said));

  test('the nearer file wins, and adds to the one above', () => {
    const above = '[*]\nindent_size = 2\nend_of_line = lf\n';
    const said = options(above, 'conf/nginx.conf', { conf: '[*.conf]\nindent_size = 3\n' });
    assert.deepEqual(said, { tabSize: 3, eol: '\n' });
  });
  test('a section for a folder', () => {
    const text = '[conf/**.conf]\nindent_size = 2\n[/*.conf]\nindent_size = 8\n';
    assert.deepEqual(options(text, 'conf/sites/a.conf'), { tabSize: 2 });
    assert.deepEqual(options(text, 'a.conf'), { tabSize: 8 });
    assert.deepEqual(options(text, 'other/a.conf'), {});
  });
});
