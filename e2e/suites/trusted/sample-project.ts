import * as assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { startCommand } from '../support/lens.js';
import { until } from '../support/until.js';

/** `OpenResty: Create Sample Project`, told the folder that it would ask a person for. */
export function sampleProject(): void {
  suite('sample project', () => {
    test('is written into an empty folder', async () => {
      const target = vscode.Uri.file(mkdtempSync(join(tmpdir(), 'sample-')));
      startCommand('openresty.createSampleProject', target);
      const conf = await until('its configuration', () =>
        read(vscode.Uri.joinPath(target, 'conf/nginx.conf')),
      );
      const module = await until('its module', () => read(vscode.Uri.joinPath(target, 'lua/my-module.lua')));
      assert.match(conf, /worker_processes 4;/);
      assert.match(conf, /listen 8080;/);
      assert.match(module, /local counter = 0/);
      // nginx writes its pid and its logs there, and makes no folder itself.
      await until('its folder for logs', () => exists(vscode.Uri.joinPath(target, 'logs')));
    });
  });
}

async function read(uri: vscode.Uri): Promise<string | undefined> {
  if (!(await exists(uri))) return undefined;
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  return text === '' ? undefined : text;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
