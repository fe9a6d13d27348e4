import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { browser, visualTest } from '../support/browser.js';
import { extension } from '../support/lens.js';
import { until } from '../support/until.js';

/** Where there is no nginx, there is nothing to see of the extension. */
export function silent(): void {
  suite('silent', () => {
    suiteSetup(async () => {
      // The extension under development does nothing but to be activated once VS Code has started.
      const stub = vscode.extensions.getExtension('openresty-lens.e2e-stub');
      await until('VS Code to have started', () => stub?.isActive);
    });

    test('the extension is there, and not activated', () => {
      assert.equal(extension().isActive, false);
    });

    visualTest('no message is shown', async () => {
      await browser('count', { selector: '.statusbar-item', atLeast: 1 });
      assert.equal(await browser('countNow', { selector: '.notification-toast' }), 0);
      await browser('shot', { name: 'empty' });
    });

    visualTest('the status bar has nothing of ours', async () => {
      assert.equal(await browser('countNow', { selector: '.statusbar-item[id*="openresty"]' }), 0);
      assert.equal(await browser('countNow', { selector: '.statusbar-item', text: 'worker' }), 0);
    });

    visualTest('there is no output of ours', async () => {
      await vscode.commands.executeCommand('workbench.action.output.toggleOutput');
      void vscode.commands.executeCommand('workbench.action.showOutputChannels');
      await browser('count', { selector: '.quick-input-widget .monaco-list-row', atLeast: 2 });
      const ours = { selector: '.quick-input-widget .monaco-list-row', text: 'OpenResty' };
      assert.equal(await browser('countNow', ours), 0);
      await browser('press', { key: 'Escape' });
    });
  });
}
