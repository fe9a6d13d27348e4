import * as assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import * as vscode from 'vscode';
import { extension, lens } from '../support/lens.js';
import { files, show } from '../support/sample.js';

const commands = [
  'openresty.runServer',
  'openresty.stopServer',
  'openresty.restartServer',
  'openresty.showWorkers',
  'openresty.createSampleProject',
  'openresty.restartLanguageServer',
  'openresty.showLog',
];

/** The extension is the one in the package. */
export function packaged(): void {
  suite('package', () => {
    test('the extension is where VS Code has installed the package, not in the repository', () => {
      const installed = realpathSync(process.env['E2E_EXTENSIONS'] ?? '') + sep;
      const path = realpathSync(extension().extensionPath);
      assert.ok(path.startsWith(installed), `${path} is not below ${installed}`);
      const { displayName } = extension().packageJSON as { displayName: string };
      assert.equal(displayName, 'OpenResty Lens');
    });

    test('the package carries no sources and no tests', async () => {
      const names = (await vscode.workspace.fs.readDirectory(extension().extensionUri)).map(([name]) => name);
      const strangers = [
        'node_modules',
        'core',
        'server',
        'client',
        'e2e',
        'out',
        'scripts',
        'tsconfig.json',
      ];
      assert.deepEqual(
        names.filter((name) => strangers.includes(name)),
        [],
      );
      assert.ok(names.includes('package.json'), join(extension().extensionPath, 'package.json'));
    });

    test('an nginx configuration activates it', async () => {
      const { document } = await show(files.conf);
      assert.equal(document.languageId, 'nginx');
      const api = await lens();
      assert.equal(api.runtimePid(), undefined, 'no server runs before somebody has asked for it');
    });

    test('its commands are there', async () => {
      const known = new Set(await vscode.commands.getCommands(true));
      assert.deepEqual(
        commands.filter((command) => !known.has(command)),
        [],
      );
    });
  });
}
