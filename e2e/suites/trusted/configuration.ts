import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { browser, visualTest } from '../support/browser.js';
import { codeOf, files, finding, placeOf, replace, revert, show, uriOf } from '../support/sample.js';
import { until } from '../support/until.js';

/** What the editor does for nginx.conf: completion, hover, rename, formatting, nginx's words, the effective text. */
export function configuration(): void {
  suite('configuration', () => {
    suiteSetup(() => finding());

    teardown(async () => {
      await revert(files.conf);
      await revert(files.module);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await until('the findings as they were', () => faults().length === 0);
    });

    test('completion knows the block that the cursor is in', async () => {
      const { document } = await show(files.conf);
      await replace(document, '    server {\n', '    \n    server {\n');
      const inHttp = await proposals(document, placeOf(document, '    \n    server', 4));
      assert.ok(inHttp.includes('upstream') && inHttp.includes('map'), 'http has upstream and map');
      assert.ok(!inHttp.includes('proxy_pass'), 'http has no proxy_pass');
      await replace(document, '        location / {\n', '        location / {\n            \n');
      const inLocation = await proposals(document, placeOf(document, '            \n', 12));
      assert.ok(inLocation.includes('proxy_pass') && !inLocation.includes('upstream'), 'a location has');
    });

    test('completion of a variable that the server sets', async () => {
      const { document } = await show(files.conf);
      await replace(
        document,
        '        default_type text/plain;\n',
        '        default_type text/plain;\n        set $greeting hello;\n        add_header X-G $gre;\n',
      );
      const found = await proposals(document, placeOf(document, '$gre;', 4));
      assert.ok(
        found.some((label) => label.includes('greeting')),
        found.slice(0, 5).join(', '),
      );
    });

    visualTest('the list of completion is shown', async () => {
      const editor = await show(files.conf);
      await replace(editor.document, '    server {\n', '    lua_\n    server {\n');
      const place = placeOf(editor.document, 'lua_\n', 4);
      editor.selection = new vscode.Selection(place, place);
      await vscode.commands.executeCommand('editor.action.triggerSuggest');
      await browser('waitText', { selector: '.suggest-widget', text: 'lua_shared_dict' });
      await browser('shot', { name: 'conf-completion' });
      await browser('press', { key: 'Escape' });
    });

    visualTest('a hover explains an argument', async () => {
      const editor = await show(files.conf);
      const place = placeOf(editor.document, 'counters 1m', 10);
      editor.selection = new vscode.Selection(place, place);
      await vscode.commands.executeCommand('editor.action.showHover');
      await browser('waitText', { selector: '.monaco-hover', text: '1,048,576' });
      await browser('shot', { name: 'conf-hover' });
      await browser('press', { key: 'Escape' });
    });

    test('a shared dictionary is renamed in the configuration and in Lua at once', async () => {
      const { document } = await show(files.conf);
      const edit = await until('a rename', () =>
        vscode.commands.executeCommand<vscode.WorkspaceEdit>(
          'vscode.executeDocumentRenameProvider',
          document.uri,
          placeOf(document, 'lua_shared_dict counters', 18),
          'visits',
        ),
      );
      const touched = edit.entries().map(([uri]) => vscode.workspace.asRelativePath(uri));
      assert.deepEqual(touched.sort(), [files.conf, files.module]);
      assert.ok(await vscode.workspace.applyEdit(edit));
      const module = await vscode.workspace.openTextDocument(uriOf(files.module));
      assert.match(document.getText(), /lua_shared_dict visits 1m;/);
      assert.match(module.getText(), /ngx\.shared\.visits/);
      assert.doesNotMatch(module.getText(), /ngx\.shared\.counters/);
    });

    test('formatting lays out what was typed in a hurry, and leaves Lua as it is', async () => {
      const { document } = await show(files.conf);
      const before = document.getText();
      await replace(document, '        listen ', '  listen    ');
      await replace(
        document,
        'events {\n    worker_connections 1024;\n}',
        'events{\nworker_connections 1024;}',
      );
      await vscode.commands.executeCommand('editor.action.formatDocument');
      await until('the document as it was', () => document.getText() === before);
    });

    test('what nginx would say stands there while one types, with the nearest name as a fix', async () => {
      const { document } = await show(files.conf);
      await replace(document, 'default_type', 'defautl_type');
      const [found] = await until('the fault', () => faults().length > 0 && faults());
      assert.ok(found);
      assert.equal(codeOf(found), 'conf/unknown-directive');
      assert.match(found.message, /^unknown directive "defautl_type"/);
      assert.equal(document.getText(found.range), 'defautl_type');
      assert.ok(document.isDirty);
      const actions = await until('a quick fix', async () => {
        const all = await vscode.commands.executeCommand<vscode.CodeAction[]>(
          'vscode.executeCodeActionProvider',
          document.uri,
          found.range,
          vscode.CodeActionKind.QuickFix.value,
          10,
        );
        return all.some(({ edit }) => edit) && all;
      });
      const edit = actions.find(({ title }) => title.includes('default_type'))?.edit;
      assert.ok(edit, actions.map(({ title }) => title).join(', '));
      assert.ok(await vscode.workspace.applyEdit(edit));
      await until('the fault to go', () => faults().length === 0);
    });

    test('who types faster than the answers come is told about the last text all the same', async () => {
      const editor = await show(files.conf);
      const place = placeOf(editor.document, 'default_type');
      editor.selection = new vscode.Selection(place, place);
      // Each letter comes while the question about the one before may still be under way: the client gives that one up.
      const letters = 'wrong_by_many_letters_';
      for (const text of letters) await vscode.commands.executeCommand('type', { text });
      const named = `${letters}default_type`;
      const isToldOf = (found: vscode.Diagnostic): boolean => editor.document.getText(found.range) === named;
      await until('the fault', () => faults().some(isToldOf));
    });

    visualTest('nginx’s words are seen under the text', async () => {
      const { document } = await show(files.conf);
      await replace(document, 'default_type', 'defautl_type');
      await replace(document, '        location = /shared {', '        location / {');
      await until('both faults', () => faults().length > 1);
      await browser('count', { selector: '.monaco-editor .squiggly-error', atLeast: 2 });
      await vscode.commands.executeCommand('workbench.action.problems.focus');
      await browser('waitText', { selector: '.markers-panel', text: 'duplicate location' });
      await browser('shot', { name: 'conf-faults' });
      await vscode.commands.executeCommand('workbench.action.closePanel');
    });

    visualTest('the effective configuration', async () => {
      const { document } = await show(files.conf);
      await vscode.commands.executeCommand('openresty.showEffectiveConfiguration', document.uri);
      const shown = await until('the effective configuration', () =>
        vscode.workspace.textDocuments.find(
          ({ uri, languageId }) => uri.scheme !== 'file' && languageId === 'nginx',
        ),
      );
      assert.match(shown.getText(), /# .*nginx\.conf:1\n[^]*lua_shared_dict counters 1m;/);
      await browser('shot', { name: 'conf-effective' });
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    });
  });
}

/** The faults of the configuration: not what is said of its Lua. */
function faults(): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uriOf(files.conf))
    .filter((diagnostic) => codeOf(diagnostic).startsWith('conf/'));
}

/** The labels that are proposed at a place, once there are any of ours. */
function proposals(document: vscode.TextDocument, place: vscode.Position): Promise<string[]> {
  return until('proposals', async () => {
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      place,
    );
    const labels = items
      .filter(({ kind }) => kind !== vscode.CompletionItemKind.Text)
      .map(({ label }) => (typeof label === 'string' ? label : label.label));
    return labels.length > 0 && labels;
  });
}
