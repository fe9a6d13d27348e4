import * as vscode from 'vscode';
import * as assert from 'node:assert/strict';
import { browser, hasBrowser } from '../support/browser.js';
import { lens } from '../support/lens.js';
import { isAlive, untilGone } from '../support/processes.js';
import { files, finding, findingOf, replace, revert, show } from '../support/sample.js';
import { until } from '../support/until.js';

/** The language server goes away and comes back. */
export function languageServer(): void {
  suite('language server', () => {
    teardown(async () => {
      await revert(files.conf);
      await finding();
    });

    test('killed from outside, it is started again and knows the text as it is now', async () => {
      const before = await pidOtherThan(undefined);
      assert.ok(isAlive(before));
      process.kill(before, 'SIGKILL');
      await untilGone([before]);
      await pidOtherThan(before);
      await answersNow();
    });

    test('Restart Language Server gives another one', async () => {
      const before = await pidOtherThan(undefined);
      await vscode.commands.executeCommand('openresty.restartLanguageServer');
      const after = await pidOtherThan(before);
      await untilGone([before]);
      await answersNow();
      // It has to be gone soon after the window is: see e2e/code/main.ts.
      if (hasBrowser) await browser('watch', { pids: [after] });
    });
  });
}

async function pidOtherThan(before: number | undefined): Promise<number> {
  const api = await lens();
  return until('a language server', () => {
    const pid = api.languageServerPid();
    return pid !== undefined && pid !== before && pid;
  });
}

/** A finding may be what the last server has left; one that changes with an edit is not. */
async function answersNow(): Promise<void> {
  const { document } = await show(files.conf);
  await finding();
  await replace(document, 'worker_processes 4;', 'worker_processes 1;');
  await findingOf(vscode.DiagnosticSeverity.Information);
  await replace(document, 'worker_processes 1;', 'worker_processes 4;');
  await findingOf(vscode.DiagnosticSeverity.Warning);
}
