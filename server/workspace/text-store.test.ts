import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test, type TestContext } from 'node:test';
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

suite('what counts as a change', () => {
  const store = (
    t: TestContext,
  ): { store: TextStore; root: string; write: (name: string, text: string) => void } => {
    const root = mkdtempSync(path.join(tmpdir(), 'lens-store-'));
    t.after(() => rmSync(root, { recursive: true }));
    const write = (name: string, text: string): void => writeFileSync(path.join(root, name), text);
    write('a.lua', 'one');
    const made = new TextStore(root, () => undefined);
    made.files().read('a.lua');
    made.takeChanges();
    return { store: made, root, write };
  };
  const changes = (made: TextStore): unknown => {
    const { files, listing } = made.takeChanges();
    return { files: [...files], listing };
  };
  const nothing = { files: [], listing: false };

  test('to open a file as it is on the disk, and to close it, changes nothing', (t) => {
    const { store: made, root } = store(t);
    made.setOpen(`${root}/a.lua`, 'one');
    assert.deepEqual(changes(made), nothing);
    made.setOpen(`${root}/a.lua`, undefined);
    assert.deepEqual(changes(made), nothing);
  });

  test('an edit does, once; to save it does not', (t) => {
    const { store: made, root, write } = store(t);
    made.setOpen(`${root}/a.lua`, 'two');
    assert.deepEqual(changes(made), { files: ['a.lua'], listing: false });
    write('a.lua', 'two');
    made.invalidate(`${root}/a.lua`);
    assert.deepEqual(changes(made), nothing);
    made.setOpen(`${root}/a.lua`, undefined);
    assert.deepEqual(changes(made), nothing);
    assert.equal(made.files().read('a.lua'), 'two');
  });

  test('to close an edited file without saving does', (t) => {
    const { store: made, root } = store(t);
    made.setOpen(`${root}/a.lua`, 'two');
    made.takeChanges();
    made.setOpen(`${root}/a.lua`, undefined);
    assert.deepEqual(changes(made), { files: ['a.lua'], listing: false });
    assert.equal(made.files().read('a.lua'), 'one');
  });

  test('what another program writes does, and only where the text is another one', (t) => {
    const { store: made, root, write } = store(t);
    made.invalidate(`${root}/a.lua`);
    assert.deepEqual(changes(made), nothing);
    write('a.lua', 'three');
    made.invalidate(`${root}/a.lua`);
    assert.deepEqual(changes(made), { files: ['a.lua'], listing: false });
  });

  test('a file that comes or goes is another listing', (t) => {
    const { store: made, root, write } = store(t);
    write('b.lua', '');
    made.invalidate(`${root}/b.lua`);
    assert.deepEqual(changes(made), { files: [], listing: true });
    assert.deepEqual(made.files().paths, ['a.lua', 'b.lua']);
    made.takeChanges();
    rmSync(path.join(root, 'a.lua'));
    made.invalidate(`${root}/a.lua`);
    assert.deepEqual(changes(made), { files: ['a.lua'], listing: true });
    assert.deepEqual(made.files().paths, ['b.lua']);
  });

  test('a file that was never saved is one of the program', (t) => {
    const { store: made, root } = store(t);
    made.setOpen(`${root}/new.lua`, 'text');
    assert.deepEqual(changes(made), { files: ['new.lua'], listing: true });
  });
});
