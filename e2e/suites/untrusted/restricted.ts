import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { browser, hasBrowser, visualTest } from '../support/browser.js';
import { lens, startCommand } from '../support/lens.js';
import { isOpen } from '../support/processes.js';
import { files, finding, port, show } from '../support/sample.js';

/** Reading is allowed in a folder that nobody trusts; running what is written there is not. */
export function restricted(): void {
  suite('restricted mode', () => {
    test('the folder is not trusted', () => {
      assert.equal(vscode.workspace.isTrusted, false);
    });

    test('the counter is found all the same', async () => {
      await show(files.module);
      await finding();
    });

    visualTest('Run Server is refused, with the reason', async () => {
      startCommand('openresty.runServer');
      await browser('waitText', { selector: '.notification-toast', text: 'trust' });
      await browser('shot', { name: 'refused' });
    });

    test('nothing was started', async () => {
      const api = await lens();
      assert.equal(api.runtimePid(), undefined);
      assert.deepEqual(api.workers(), []);
      assert.equal(await isOpen(port), false);
      const pid = api.languageServerPid();
      if (hasBrowser && pid !== undefined) await browser('watch', { pids: [pid] });
    });
  });
}
