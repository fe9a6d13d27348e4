import * as assert from 'node:assert/strict';
import { browser, hasBrowser } from '../support/browser.js';
import { lens } from '../support/lens.js';
import { isAlive } from '../support/processes.js';
import { files, finding, show } from '../support/sample.js';
import { runServer } from '../support/server.js';

/** The ways in which a window goes, by `$E2E_CLOSING`; VS Code ends the tests in the first. */
const ways: Record<string, () => Promise<unknown>> = {
  end: () => Promise.resolve(),
  window: () => browser('closeWindow', null),
  host: () => {
    process.kill(process.pid, 'SIGKILL');
    return never();
  },
};

/** Everything runs, then the window goes. What must be gone then is watched from outside. */
export function leave(): void {
  const way = process.env['E2E_CLOSING'] ?? 'end';
  suite(`leaving: ${way}`, () => {
    test('the language server and the server run', async () => {
      await show(files.module);
      await finding();
      const { master, workers } = await runServer();
      const languageServer = (await lens()).languageServerPid();
      assert.ok(languageServer !== undefined);
      const pids = [languageServer, master, ...workers];
      assert.ok(pids.every(isAlive));
      if (hasBrowser) await browser('watch', { pids });
    });

    if (way === 'end') return;
    test('the window goes', async function () {
      this.timeout(0);
      await ways[way]?.();
      await never();
    });
  });
}

/** Until somebody else ends this process. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}
