import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/**
 * Folders of one scenario, all below one that is removed afterwards.
 * @typedef {object} Workspace
 * @property {string} root
 * @property {string} open what the window opens
 * @property {string} stub an extension that does nothing: VS Code tests only what is under development, and the
 *   package under test must be found where VS Code has installed it
 * @property {number} port the port that the sample project listens on: a free one in the place of 8080
 */

/** Says, by being active, that VS Code has started: see e2e/suites/empty/. */
const stub = {
  name: 'e2e-stub',
  publisher: 'openresty-lens',
  version: '0.0.0',
  engines: { vscode: '^1.100.0' },
  main: './main.js',
  activationEvents: ['onStartupFinished'],
  capabilities: { untrustedWorkspaces: { supported: true } },
};

/** @returns {Promise<Workspace>} */
export async function makeWorkspace(scenario, sample) {
  const root = mkdtempSync(join(tmpdir(), 'openresty-e2e-'));
  for (const folder of ['home', 'tmp', 'extensions', 'stub']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'stub/package.json'), JSON.stringify(stub));
  writeFileSync(join(root, 'stub/main.js'), 'exports.activate = () => {};\n');
  const open = join(root, scenario.folder);
  const port = await freePort();
  if (scenario.folder === 'sample') copySample(sample, open, port);
  else mkdirSync(open);
  return { root, open, stub: join(root, 'stub'), port };
}

function copySample(sample, to, port) {
  cpSync(sample, to, { recursive: true, filter: (file) => basename(dirname(file)) !== 'logs' });
  const conf = join(to, 'conf/nginx.conf');
  const text = readFileSync(conf, 'utf8');
  const moved = text.replace('listen 8080;', `listen ${port};`);
  if (moved === text) throw new Error(`${sample}/conf/nginx.conf has no "listen 8080;"`);
  writeFileSync(conf, moved);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
