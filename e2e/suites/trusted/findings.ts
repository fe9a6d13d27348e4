import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { browser, visualTest } from '../support/browser.js';
import { currentFinding, files, finding, findingOf, replace, revert, show } from '../support/sample.js';
import { until } from '../support/until.js';

/** `local counter = 0` is the third line of the module; its name stands in columns 7 to 13. */
const counter = new vscode.Range(2, 6, 2, 13);

/** What the editor says about the sample project. */
export function findings(): void {
  suite('findings', () => {
    suiteSetup(() => show(files.module));

    teardown(async () => {
      await revert(files.conf);
      await revert(files.module);
      await until('the finding as it was', () => isAsSaved(currentFinding()));
    });

    test('the counter of the module is found', async () => {
      const found = await finding();
      assert.deepEqual(found.range, counter);
      assert.equal(found.severity, vscode.DiagnosticSeverity.Warning);
      assert.match(found.message, /counter/);
    });

    test('it says where the counter is written, and which lines of the configuration matter', async () => {
      const { relatedInformation = [] } = await finding();
      const places = relatedInformation.map(
        ({ location }) => `${vscode.workspace.asRelativePath(location.uri)}:${location.range.start.line + 1}`,
      );
      for (const place of ['lua/my-module.lua:6', 'conf/nginx.conf:1', 'conf/nginx.conf:17']) {
        assert.ok(places.includes(place), `${place} is not among ${places.join(', ')}`);
      }
    });

    visualTest('a squiggle is drawn', async () => {
      await show(files.module);
      await finding();
      assert.equal(await browser('count', { selector: '.monaco-editor .squiggly-warning', atLeast: 1 }), 1);
      await browser('shot', { name: 'squiggle' });
    });

    test('with one worker it is a remark on what would come with more, before the file is saved', async () => {
      await finding();
      const { document } = await show(files.conf);
      await replace(document, 'worker_processes 4;', 'worker_processes 1;');
      await findingOf(vscode.DiagnosticSeverity.Information);
      assert.ok(document.isDirty);
      assert.match(readFileSync(document.uri.fsPath, 'utf8'), /worker_processes 4;/);
    });

    test('the finding moves with its line', async () => {
      await finding();
      const { document } = await show(files.module);
      await replace(document, 'local _M', '-- a line more\nlocal _M');
      await until('the finding on the fourth line', () => currentFinding()?.range.start.line === 3);
      assert.ok(document.isDirty);
    });
  });
}

function isAsSaved(found: vscode.Diagnostic | undefined): boolean {
  return found?.severity === vscode.DiagnosticSeverity.Warning && found.range.isEqual(counter);
}
