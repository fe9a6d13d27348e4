import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { isOpen } from '../support/processes.js';
import { port } from '../support/sample.js';
import { until } from '../support/until.js';

/** The task that runs the server in a terminal. */
export function task(): void {
  suite('task', () => {
    test('one task is offered; executed it serves, terminated it stops', async () => {
      const offered = await vscode.tasks.fetchTasks({ type: 'openresty' });
      assert.equal(offered.length, 1, offered.map((one) => one.name).join(', '));
      const ended = new Promise<void>((resolve) => {
        const listener = vscode.tasks.onDidEndTask(({ execution }) => {
          if (execution.task.definition.type !== 'openresty') return;
          listener.dispose();
          resolve();
        });
      });
      const execution = await vscode.tasks.executeTask(offered[0]!);
      await until('the port to be open', () => isOpen(port));
      execution.terminate();
      await ended;
      await until('the port to be closed', async () => !(await isOpen(port)));
    });
  });
}
