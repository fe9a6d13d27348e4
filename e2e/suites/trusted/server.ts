import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { browser, visualTest } from '../support/browser.js';
import { isAlive, isOpen, untilGone } from '../support/processes.js';
import { port } from '../support/sample.js';
import { running, runServer, stopped, type Running } from '../support/server.js';
import { until } from '../support/until.js';

/** Run, restart and stop from the command palette. */
export function server(): void {
  suite('server', () => {
    let first: Running;

    test('Run Server starts a master and four workers that answer', async () => {
      assert.equal(await isOpen(port), false, `port ${port} is free before`);
      first = await runServer();
      const pids = [first.master, ...first.workers];
      assert.equal(new Set(pids).size, 5, 'five processes');
      assert.ok(pids.every(isAlive));
      assert.ok(!pids.includes(process.pid));
      await until('the port to be open', () => isOpen(port));
      const response = await fetch(`http://127.0.0.1:${port}/`);
      assert.match(await response.text(), /^counter = \d+\n$/);
    });

    visualTest('the status bar says how many workers there are', async () => {
      await browser('waitText', { selector: '.statusbar-item', text: '4 workers' });
      await browser('shot', { name: 'status-bar' });
    });

    test('Restart Server gives four others', async () => {
      void vscode.commands.executeCommand('openresty.restartServer');
      const second = await running(first.workers);
      await untilGone(first.workers);
      await until('the port to be open', () => isOpen(port));
      first = second;
    });

    test('Stop Server leaves no process and no port', async () => {
      await vscode.commands.executeCommand('openresty.stopServer');
      await untilGone([first.master, ...first.workers]);
      await stopped();
      assert.equal(await isOpen(port), false);
    });

    visualTest('the status bar no longer says that there are workers', async () => {
      await browser('waitGone', { selector: '.statusbar-item', text: '4 workers' });
    });
  });
}
