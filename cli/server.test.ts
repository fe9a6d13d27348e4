import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import {
  CancellationTokenSource,
  LSPErrorCodes,
  ResponseError,
  type DocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import type {
  CodeAction,
  CompletionItem,
  CompletionList,
  Diagnostic,
  Hover,
  Location,
  PublishDiagnosticsParams,
  SignatureHelp,
  SemanticTokens,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { pulls, startEditor } from './testing/editor.js';

const module = 'lua/my-module.lua';
const conf = 'conf/nginx.conf';
const severities = (diagnostics: readonly Diagnostic[]): unknown[] =>
  diagnostics.map(({ code, severity }) => [code, severity]);

suite('the shipped language server, over stdio', () => {
  test('names: references and a rename across files, with texts that are not saved; refused with a reason', async (t) => {
    const editor = await startEditor(t);
    await editor.open(conf);
    await editor.change(conf, 'server {', 'server {\n        set $mine "$host";');
    const { connection } = editor;
    const uri = (file: string): string => editor.uri(file);
    const placeOf = (file: string, text: string): object => {
      const lines = editor.text(file).slice(0, editor.text(file).indexOf(text)).split('\n');
      return {
        textDocument: { uri: uri(file) },
        position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
      };
    };
    const dict = placeOf(conf, 'counters');
    const found: Location[] = await connection.sendRequest('textDocument/references', {
      ...dict,
      context: { includeDeclaration: true },
    });
    assert.deepEqual([...new Set(found.map((place) => place.uri))].sort(), [uri(conf), uri(module)].sort());
    const edit: WorkspaceEdit = await connection.sendRequest('textDocument/rename', {
      ...dict,
      newName: 'hits',
    });
    const edits = (edit.documentChanges ?? [])
      .filter((change) => 'edits' in change)
      .filter(({ textDocument }) => textDocument.uri === uri(conf) && textDocument.version === 2)
      .flatMap((change) => change.edits);
    assert.ok(edits.length > 0 && edits.every((one) => 'newText' in one && one.newText === 'hits'));
    const variable = placeOf(conf, 'mine "');
    const prepared: { placeholder: string } = await connection.sendRequest(
      'textDocument/prepareRename',
      variable,
    );
    assert.equal(prepared.placeholder, 'mine');
    await assert.rejects(
      connection.sendRequest('textDocument/rename', { ...variable, newName: 'host' }),
      /\$host is a variable of nginx itself/,
    );
    await assert.rejects(
      connection.sendRequest('textDocument/prepareRename', placeOf(conf, 'host"')),
      /nginx itself/,
    );
    const symbols: { name: string }[] = await connection.sendRequest('workspace/symbol', {
      query: 'counters',
    });
    assert.ok(symbols.some(({ name }) => name === 'counters'));
    const tokens: SemanticTokens = await connection.sendRequest('textDocument/semanticTokens/full', {
      textDocument: { uri: uri(conf) },
    });
    assert.ok(tokens.data.length > 0 && tokens.data.length % 5 === 0);
    const marks: unknown[] = await connection.sendRequest('textDocument/documentHighlight', variable);
    assert.equal(marks.length, 1);
  });
  test('a client that pulls gets the finding, about texts that are not saved, and is pushed nothing', async (t) => {
    const editor = await startEditor(t);
    assert.ok(editor.answer.capabilities.diagnosticProvider);
    await editor.open(module);
    const [found] = await editor.pull(module);
    assert.equal(found?.code, 'worker-state/diverges');
    assert.deepEqual(found.range, { start: { line: 2, character: 6 }, end: { line: 2, character: 13 } });
    assert.equal(found.relatedInformation?.at(-1)?.location.uri, editor.uri(conf));
    await editor.open(conf);
    await editor.change(conf, 'worker_processes 4', 'worker_processes 1');
    assert.deepEqual(severities(await editor.pull(module)), [['worker-state/diverges', 3]]);
    await editor.change(conf, 'location / {', 'location / ');
    assert.ok((await editor.pull(conf)).some(({ code }) => code === 'conf/syntax'));
    assert.deepEqual(editor.pushed, []);
  });

  test('a question about findings that the client gives up says so, and nothing that would keep it from asking again', async (t) => {
    const editor = await startEditor(t);
    await editor.open(conf);
    // The first analysis takes far longer than the message that gives the question up.
    const source = new CancellationTokenSource();
    const asked: Promise<DocumentDiagnosticReport> = editor.connection.sendRequest(
      'textDocument/diagnostic',
      { textDocument: { uri: editor.uri(conf) } },
      source.token,
    );
    source.cancel();
    await assert.rejects(asked, (error) => {
      assert.ok(error instanceof ResponseError);
      // LSP, "Cancellation Support". With data, vscode-languageclient 10.1.2 asks about this document never again.
      assert.deepEqual([error.code, error.data], [LSPErrorCodes.RequestCancelled, undefined]);
      return true;
    });
    await editor.change(conf, 'default_type', 'defautl_type');
    assert.deepEqual(severities(await editor.pull(conf)), [['conf/unknown-directive', 1]]);
  });

  test('a client that does not pull is pushed, and is not offered to pull', async (t) => {
    const editor = await startEditor(t, { capabilities: {} });
    assert.equal(editor.answer.capabilities.diagnosticProvider, undefined);
    const first = new Promise<PublishDiagnosticsParams>((resolve) => {
      editor.connection.onNotification(
        'textDocument/publishDiagnostics',
        (params: PublishDiagnosticsParams) => {
          if (params.diagnostics.length > 0) resolve(params);
        },
      );
    });
    await editor.open(module);
    const { uri, diagnostics } = await first;
    assert.equal(uri, editor.uri(module));
    assert.deepEqual(severities(diagnostics), [['worker-state/diverges', 2]]);
  });

  test('the quick fix edits both files, the open one at its version', async (t) => {
    const editor = await startEditor(t);
    await editor.open(module);
    const actions: CodeAction[] = await editor.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: editor.uri(module) },
      range: { start: { line: 2, character: 8 }, end: { line: 2, character: 8 } },
      context: { diagnostics: [] },
    });
    const preferred = actions.find(({ isPreferred }) => isPreferred);
    const changes = (preferred?.edit?.documentChanges ?? []).map((change) =>
      'textDocument' in change ? [change.textDocument.uri, change.textDocument.version] : [],
    );
    assert.deepEqual(changes, [
      [editor.uri(module), 1],
      [editor.uri(conf), null],
    ]);
  });

  test('a client with the command is offered the explanation, another is not', async (t) => {
    const titles = async (canExplain: boolean): Promise<string[]> => {
      const editor = await startEditor(t, { initializationOptions: { canExplain } });
      await editor.open(module);
      const actions: CodeAction[] = await editor.connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri: editor.uri(module) },
        range: { start: { line: 2, character: 8 }, end: { line: 2, character: 8 } },
        context: { diagnostics: [] },
      });
      return actions.map(({ title }) => title);
    };
    assert.ok((await titles(true)).includes('Explain worker-state/diverges'));
    assert.ok(!(await titles(false)).some((title) => title.startsWith('Explain')));
  });

  test('a rule can be turned off, and made an error', async (t) => {
    const off = await startEditor(t, { settings: { rules: { 'worker-state/diverges': 'off' } } });
    await off.open(module);
    assert.deepEqual(await off.pull(module), []);
    const error = await startEditor(t, { settings: { rules: { 'worker-state/diverges': 'error' } } });
    await error.open(module);
    assert.deepEqual(severities(await error.pull(module)), [['worker-state/diverges', 1]]);
  });

  test('a change of the settings counts at once: off, on, and a rule that is off by default', async (t) => {
    const editor = await startEditor(t, { settings: { rules: { 'worker-state/diverges': 'off' } } });
    writeFileSync(
      path.join(editor.root, 'lua/titles.lua'),
      'local c = {}\nreturn { of = function(k) if not c[k] then c[k] = k:upper() end ngx.say(c[k]) end }\n',
    );
    writeFileSync(
      path.join(editor.root, module),
      editor
        .text(module)
        .replace('function _M.main()', 'function _M.main()\n    require("titles").of(ngx.var.uri)'),
    );
    await editor.open(module);
    await editor.open('lua/titles.lua');
    assert.deepEqual(await editor.pull(module), []);
    assert.deepEqual(await editor.pull('lua/titles.lua'), []);
    await editor.configure({ rules: { 'worker-state/cache': 'information' } });
    assert.deepEqual(severities(await editor.pull(module)), [['worker-state/diverges', 2]]);
    assert.deepEqual(severities(await editor.pull('lua/titles.lua')), [['worker-state/cache', 3]]);
    await editor.configure({ rules: { 'worker-state/diverges': 'error' } });
    assert.deepEqual(severities(await editor.pull(module)), [['worker-state/diverges', 1]]);
    assert.deepEqual(await editor.pull('lua/titles.lua'), []);
  });

  test('a feature that is turned off answers nothing, and the others go on', async (t) => {
    const editor = await startEditor(t, { settings: { features: { formatting: false } } });
    await editor.open(conf);
    await editor.change(conf, 'worker_connections 1024;', 'worker_connections    1024;');
    // The settings are read by then.
    await editor.pull(conf);
    const textDocument = { uri: editor.uri(conf) };
    const format = (): Promise<unknown> =>
      editor.connection.sendRequest('textDocument/formatting', {
        textDocument,
        options: { tabSize: 4, insertSpaces: true },
      });
    assert.equal(await format(), null);
    assert.notEqual(await editor.connection.sendRequest('textDocument/foldingRange', { textDocument }), null);
    await editor.configure({ features: { formatting: true, folding: false } });
    await editor.pull(conf);
    assert.match(JSON.stringify(await format()), /newText/);
    assert.equal(await editor.connection.sendRequest('textDocument/foldingRange', { textDocument }), null);
  });

  test('a file without a folder brings the program around it', async (t) => {
    const editor = await startEditor(t, { withFolder: false });
    await editor.open(conf);
    await editor.change(conf, 'worker_connections 1024;', 'worker_connections 1024');
    assert.deepEqual(severities(await editor.pull(conf)), [['conf/syntax', 1]]);
  });

  test('what makes no sense is answered with nothing, and the server lives on', async (t) => {
    const editor = await startEditor(t);
    const hover = (uri: string, line: number, character: number): Promise<Hover | null> =>
      editor.connection.sendRequest('textDocument/hover', {
        textDocument: { uri },
        position: { line, character },
      });
    assert.equal(await hover('file:///nowhere/x.lua', 0, 0), null);
    assert.equal(await hover('no uri at all', 0, 0), null);
    await editor.open(conf);
    assert.equal(await hover(editor.uri(conf), 9_999, 9_999), null);
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: 'untitled:x', type: 1 }],
    });
    assert.match(JSON.stringify(await hover(editor.uri(conf), 0, 3)), /worker_processes/);
  });

  test('a file that changes on the disk counts, once the client says so', async (t) => {
    const editor = await startEditor(t);
    await editor.open(conf);
    await editor.pull(conf);
    writeFileSync(
      path.join(editor.root, module),
      'return { main = function() return 1 end, shared = print }\n',
    );
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: editor.uri(module), type: 2 }],
    });
    await editor.open(module);
    assert.deepEqual(await editor.pull(module), []);
  });

  test('completion, its documentation, and signature help in a half-typed configuration', async (t) => {
    const completionItem = { snippetSupport: true, insertReplaceSupport: true };
    const editor = await startEditor(t, {
      capabilities: { textDocument: { diagnostic: {}, completion: { completionItem } } },
    });
    const { completionProvider, signatureHelpProvider } = editor.answer.capabilities;
    assert.equal(completionProvider?.resolveProvider, true);
    assert.ok(completionProvider.triggerCharacters?.includes('$'));
    assert.deepEqual(signatureHelpProvider?.triggerCharacters, [' ']);
    await editor.open(conf);
    await editor.change(conf, 'default_type text/plain;', 'client_max_b');
    const line = editor
      .text(conf)
      .split('\n')
      .findIndex((one) => one.includes('client_max_b'));
    const ask = (character: number): object => ({
      textDocument: { uri: editor.uri(conf) },
      position: { line, character },
    });
    const list: CompletionList = await editor.connection.sendRequest('textDocument/completion', ask(20));
    const item = list.items.find(({ label }) => label === 'client_max_body_size');
    assert.deepEqual(item?.textEdit, {
      newText: 'client_max_body_size ${1:size};$0',
      insert: { start: { line, character: 8 }, end: { line, character: 20 } },
      replace: { start: { line, character: 8 }, end: { line, character: 20 } },
    });
    assert.equal(item.documentation, undefined);
    const resolved: CompletionItem = await editor.connection.sendRequest('completionItem/resolve', item);
    assert.match(JSON.stringify(resolved.documentation), /maximum allowed size of the client request body/);
    await editor.change(conf, 'client_max_b', 'client_max_body_size ');
    const help: SignatureHelp = await editor.connection.sendRequest(
      'textDocument/signatureHelp',
      ask('        client_max_body_size '.length),
    );
    assert.equal(help.signatures[0]?.label, 'client_max_body_size size;');
    assert.deepEqual(help.signatures[0].parameters?.[help.activeParameter ?? -1]?.label, [21, 25]);
  });

  test('it ends with 0 after shutdown and exit, and when its client goes away', async (t) => {
    const asked = await startEditor(t);
    const ended = once(asked.server, 'exit');
    await asked.connection.sendRequest('shutdown');
    await asked.connection.sendNotification('exit');
    assert.deepEqual(await ended, [0, null]);
    const left = await startEditor(t);
    const gone = once(left.server, 'exit');
    left.server.stdin?.end();
    await gone;
  });
});

test(
  'a client whose question about a document was never answered is reminded to ask',
  { timeout: 30_000 },
  async (context) => {
    const editor = await startEditor(context, {
      capabilities: { ...pulls, workspace: { diagnostics: { refreshSupport: true } } },
    });
    const reminded = new Promise<void>((resolve) => {
      editor.connection.onRequest('workspace/diagnostic/refresh', () => {
        resolve();
        return null;
      });
    });
    await editor.open('lua/my-module.lua');
    await reminded;
  },
);
