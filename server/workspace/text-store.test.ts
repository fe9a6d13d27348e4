import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { projectFiles } from './project-files.js';
import { TextStore } from './text-store.js';

test('the editor sees the files that the command line sees, by the same name of the folder', (t) => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'lens-store-'));
  t.after(() => rmSync(scratch, { recursive: true }));
  const root = path.join(scratch, 'apisix');
  mkdirSync(root);
  for (const name of ['init.lua', 'nginx.conf', 'nginx.tmpl', 'notes.txt'])
    writeFileSync(path.join(root, name), '');
  const shell = projectFiles(root);
  const editor = new TextStore(root, () => undefined).files();
  assert.deepEqual(editor.paths, ['init.lua', 'nginx.conf', 'nginx.tmpl']);
  assert.deepEqual(editor.paths, shell.paths);
  assert.equal(editor.folder, 'apisix');
  assert.equal(editor.folder, shell.folder);
});
