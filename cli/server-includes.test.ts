import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { ClientCapabilities, CodeAction, Range } from 'vscode-languageserver/node';
import { pulls, startEditor, type Editor } from './testing/editor.js';

const conf = 'conf/nginx.conf';
const able: ClientCapabilities = {
  ...pulls,
  workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } },
};

/** The refactorings that are offered for a part of the configuration. */
async function refactorings(editor: Editor, part: string): Promise<CodeAction[]> {
  // The first analysis has ended then.
  await editor.pull(conf);
  const text = editor.text(conf);
  const start = text.indexOf(part);
  const at = (offset: number): Range['start'] => {
    const lines = text.slice(0, offset).split('\n');
    return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  };
  const answer: CodeAction[] = await editor.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri: editor.uri(conf) },
    range: { start: at(start), end: at(start + part.length) },
    context: { diagnostics: [], only: ['refactor.extract', 'refactor.inline'] },
  });
  return answer;
}

suite('extract and inline of an include', () => {
  test('a new file, its text, and the include, in one edit', async (t) => {
    const editor = await startEditor(t, { capabilities: able });
    await editor.open(conf);
    const [action, ...others] = await refactorings(editor, 'listen 8080;\n        default_type text/plain;');
    assert.deepEqual(others, []);
    assert.equal(action?.title, 'Extract to listen.conf');
    assert.equal(action.kind, 'refactor.extract');
    const uri = editor.uri('conf/listen.conf');
    const zero = { line: 0, character: 0 };
    assert.deepEqual(action.edit?.documentChanges, [
      { kind: 'create', uri },
      {
        textDocument: { uri, version: null },
        edits: [{ range: { start: zero, end: zero }, newText: 'listen 8080;\ndefault_type text/plain;\n' }],
      },
      {
        textDocument: { uri: editor.uri(conf), version: 1 },
        edits: [
          {
            range: { start: { line: 11, character: 8 }, end: { line: 12, character: 32 } },
            newText: 'include listen.conf;',
          },
        ],
      },
    ]);
  });

  test('not where an include would read the new file too, nor where the client makes no files', async (t) => {
    const unable = await startEditor(t);
    await unable.open(conf);
    assert.deepEqual(await refactorings(unable, 'listen 8080;'), []);
    const editor = await startEditor(t, { capabilities: able });
    writeFileSync(path.join(editor.root, 'conf/listen.conf'), 'etag on;\n');
    await editor.open(conf);
    const [action] = await refactorings(editor, 'listen 8080;');
    assert.equal(action?.title, 'Extract to listen-2.conf');
    await editor.change(conf, 'http {', 'http {\n    include l*.conf;');
    assert.deepEqual(await refactorings(editor, 'listen 8080;'), []);
  });

  test('what an include reads, in its place, as it is open', async (t) => {
    const editor = await startEditor(t, { capabilities: able });
    mkdirSync(path.join(editor.root, 'conf/parts'));
    writeFileSync(path.join(editor.root, 'conf/parts/a.conf'), 'etag on;\n');
    writeFileSync(
      path.join(editor.root, conf),
      editor.text(conf).replace('http {', 'http {\n    include parts/a.conf;'),
    );
    await editor.open(conf);
    await editor.open('conf/parts/a.conf');
    await editor.change('conf/parts/a.conf', 'etag on;', 'etag off;');
    const [action] = await refactorings(editor, 'parts/a.conf');
    assert.equal(action?.title, 'Inline parts/a.conf');
    const [change] = action.edit?.documentChanges ?? [];
    assert.ok(change && 'edits' in change);
    assert.equal((change.edits[0] as { newText: string }).newText, 'etag off;');
  });
});
