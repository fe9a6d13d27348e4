// Puts VS Code's server and web workbench under e2e/node_modules, from npm packages alone. What is there already
// for this lock file and this script is left as it is.
//   node e2e/setup.mjs
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const here = import.meta.dirname;
const vscode = join(here, 'node_modules/code-server/lib/vscode');
const main = join(vscode, 'out/server-main.js');
const stamp = join(here, 'node_modules/.set-up-for');

/** The one system for which npm carries everything; elsewhere the desktop VS Code is downloaded. */
const carried = process.platform === 'linux' && process.arch === 'x64';

/** What the set-up depends on, as one word. */
const wanted = createHash('sha256')
  .update(readFileSync(join(here, 'package-lock.json')))
  .update(readFileSync(import.meta.filename))
  .update(process.versions.modules)
  .digest('hex');

const steps = [
  ['code-server, as the lock file says', () => npm(here, 'ci', '--ignore-scripts')],
  ["VS Code's own packages, as code-server's shrinkwrap says", installVscode],
  ['ripgrep, for findFiles and "workspaceContains:**"', placeRipgrep],
  ['spdlog and native-watchdog, for log files and the end of orphans', buildNative],
  ['without source maps, half of the size', dropSourceMaps],
];

/**
 * Sets up what the end-to-end tests run in.
 * @returns {string | undefined} VS Code's server-main.js, or nothing where the desktop VS Code is to be used.
 * @throws {Error} with what npm said, when a step fails.
 */
export function setUp() {
  if (!carried) {
    console.log(
      `e2e set-up: nothing to do on ${process.platform}-${process.arch}, where @vscode/test-electron downloads VS Code`,
    );
    return undefined;
  }
  if (existsSync(main) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return main;
  const start = Date.now();
  for (const [title, step] of steps) {
    console.log(`e2e set-up: ${title}`);
    step();
  }
  writeFileSync(stamp, wanted);
  console.log(`e2e set-up: done in ${((Date.now() - start) / 1000).toFixed(0)} s`);
  return main;
}

function npm(folder, ...args) {
  const options = ['--no-audit', '--no-fund', '--loglevel=error', '--update-notifier=false'];
  const result = spawnSync('npm', [...args, ...options], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...headers(), npm_config_prefix: undefined },
  });
  if (result.status === 0) return;
  throw new Error(`npm ${args.join(' ')} failed: ${result.error?.message ?? result.stderr.slice(-2000)}`);
}

/** Node's C++ headers from the system where it has them: node-gyp would download them to HOME. */
function headers() {
  return existsSync('/usr/include/node/node.h') ? { npm_config_nodedir: '/usr' } : {};
}

function installVscode() {
  // code-server's shrinkwrap lacks a peer dependency, which a strict `npm ci` refuses.
  npm(vscode, 'ci', '--legacy-peer-deps', '--ignore-scripts', '--omit=dev');
}

function placeRipgrep() {
  // Its own install script, which does not run, would download this binary from elsewhere.
  const bin = join(vscode, 'node_modules/@vscode/ripgrep/bin');
  mkdirSync(bin, { recursive: true });
  copyFileSync(join(here, 'node_modules/@vscode/ripgrep-linux-x64/bin/rg'), join(bin, 'rg'));
}

function buildNative() {
  try {
    npm(vscode, 'rebuild', '--ignore-scripts=false', '@vscode/spdlog', 'native-watchdog');
  } catch (error) {
    console.log('e2e set-up: not built (a C++ compiler is needed), so VS Code writes no log files');
    if (process.env.E2E_DEBUG) console.log(error);
  }
}

function dropSourceMaps() {
  for (const entry of readdirSync(vscode, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && file.endsWith('.map') && statSync(file).size > 50_000) rmSync(file);
  }
}

if (resolve(process.argv[1] ?? '') === import.meta.filename) {
  const server = setUp();
  if (server) console.log(`e2e set-up: ${server}`);
}
