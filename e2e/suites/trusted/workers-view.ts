import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { browser, hasBrowser, visualTest } from '../support/browser.js';
import { untilGone } from '../support/processes.js';
import { running, runServer, stopped } from '../support/server.js';
import { until } from '../support/until.js';

const inside = { webview: true };
const bars = { ...inside, selector: '[data-cell="counter"] .bar[data-worker]' };

/** The panel "OpenResty Workers", from the inside. */
export function workersView(): void {
  suite('workers view', () => {
    let pids: number[] = [];

    suiteSetup(async function () {
      if (!hasBrowser) this.skip();
      const { master, workers } = await runServer();
      pids = [master, ...workers];
      await vscode.commands.executeCommand('openresty.showWorkers');
    });

    suiteTeardown(async () => {
      await vscode.commands.executeCommand('openresty.stopServer');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    });

    visualTest('it shows each worker', async () => {
      for (const worker of [0, 1, 2, 3]) {
        await browser('count', { ...inside, selector: `[data-worker="${worker}"]`, atLeast: 1 });
      }
    });

    visualTest('100 requests, sent by its button, are what the four counters add up to', async () => {
      await browser('click', { ...inside, selector: 'button[data-send="100"]' });
      const values = await until('four counters that add up to 100', async () => {
        const read = (await browser('attributes', { ...bars, name: 'data-value' })).map(Number);
        return read.length === 4 && sum(read) === 100 && read;
      });
      // Each request is answered by one worker: had one counter been shared, each bar would be at 100.
      assert.ok(
        values.every((value) => value < 100),
        values.join(', '),
      );
      await until('the sum to be shown', async () => {
        const cell = {
          ...inside,
          selector: '[data-cell="counter"] [data-sum], [data-cell="counter"][data-sum]',
        };
        return (await browser('attribute', { ...cell, name: 'data-sum' })) === '100';
      });
      await browser('shot', { name: 'workers' });
    });

    visualTest('its button stops the server', async () => {
      await browser('click', { ...inside, selector: 'button[data-action="stop"]' });
      await untilGone(pids);
      await stopped();
    });

    visualTest('its button runs the server', async () => {
      await browser('click', { ...inside, selector: 'button[data-action="run"]' });
      await running(pids);
    });
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
