import { browser, hasBrowser, visualTest } from '../support/browser.js';
import { isAlive, untilGone } from '../support/processes.js';
import { runServer, running, stopped } from '../support/server.js';
import * as vscode from 'vscode';

const toast = '.notification-toast';

/** The server goes away without having been told to. */
export function serverKilled(): void {
  suite('server killed', () => {
    suiteTeardown(async () => {
      await vscode.commands.executeCommand('openresty.stopServer');
      await stopped();
    });

    test('its workers go with it', async () => {
      const { master, workers } = await runServer();
      process.kill(master, 'SIGKILL');
      await untilGone([master, ...workers]);
      await stopped();
      if (hasBrowser) await browser('shot', { name: 'server-killed' });
    });

    visualTest('a message says so, with "Restart" and "Show Log"', async () => {
      await browser('waitText', { selector: toast, text: 'OpenResty' });
      for (const text of ['Restart', 'Show Log']) {
        await browser('waitText', { selector: `${toast} .monaco-button`, text });
      }
    });

    visualTest('"Restart" runs it again', async () => {
      await browser('click', { selector: `${toast} .monaco-button`, text: 'Restart' });
      const { workers } = await running();
      if (!workers.every(isAlive)) throw new Error('the workers are gone again');
    });
  });
}
