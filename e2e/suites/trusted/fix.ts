import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { files, finding, noFinding, revert, show, uriOf } from '../support/sample.js';
import { until } from '../support/until.js';

/** The quick fix of the finding. */
export function fix(): void {
  suite('quick fix', () => {
    suiteTeardown(async () => {
      await revert(files.conf);
      await revert(files.module);
    });

    test('the preferred fix changes both files, and the finding is gone', async () => {
      const before = await texts();
      const edit = await preferredFix();
      assert.deepEqual(
        edit
          .entries()
          .map(([uri]) => vscode.workspace.asRelativePath(uri))
          .sort(),
        [files.conf, files.module],
      );
      assert.ok(await vscode.workspace.applyEdit(edit));
      const after = await texts();
      assert.notEqual(after.module, before.module);
      assert.notEqual(after.conf, before.conf);
      await noFinding();
    });

    test('undo brings both files back, and the finding', async () => {
      const applied = await texts();
      await undo(files.module);
      // VS Code takes an edit over several files back as a whole, or asks: then only this file is as before.
      if ((await texts()).conf !== (await saved()).conf) await undo(files.conf);
      await finding();
      const restored = await texts();
      assert.notEqual(restored.module, applied.module);
      assert.deepEqual(restored, await saved());
    });
  });
}

/** The edit of the one preferred quick fix of the finding. */
async function preferredFix(): Promise<vscode.WorkspaceEdit> {
  const action = await until('a preferred quick fix', async () => {
    // Where the finding is now: it may still move.
    const { range } = await finding();
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uriOf(files.module),
      range,
      vscode.CodeActionKind.QuickFix.value,
      // So many are resolved: the edit may be made only then.
      10,
    );
    return actions.find((one) => one.isPreferred);
  });
  assert.ok(action.edit, `"${action.title}" has no edit`);
  return action.edit;
}

async function undo(file: string): Promise<void> {
  await show(file);
  await vscode.commands.executeCommand('undo');
}

async function texts(): Promise<Record<keyof typeof files, string>> {
  const text = async (file: string): Promise<string> =>
    (await vscode.workspace.openTextDocument(uriOf(file))).getText();
  return { conf: await text(files.conf), module: await text(files.module) };
}

async function saved(): Promise<Record<keyof typeof files, string>> {
  const text = async (file: string): Promise<string> =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(uriOf(file)));
  return { conf: await text(files.conf), module: await text(files.module) };
}
