import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runTests, runVSCodeCommand } from '@vscode/test-electron';
import { judge } from './judge.mjs';
import { version } from './vscode.mjs';
import { makeWorkspace } from './workspace.mjs';

/**
 * What is the same in every scenario.
 * @typedef {object} Bench
 * @property {ReturnType<import('./vscode.mjs').findVscode>} vscode
 * @property {{ code: string, suite: (name: string) => string }} bundles
 * @property {string} vsix
 * @property {string} sample the sample project
 * @property {string} shots the folder of screenshots
 * @property {string} [grep] a part of the titles of the tests to run
 */

/**
 * Starts VS Code for a scenario and waits for its end.
 * @param {import('./scenarios.mjs').Scenario} scenario
 * @param {Bench} bench
 * @returns {Promise<{ tests: import('../protocol.js').TestResult[], log: string }>}
 */
export async function runScenario(scenario, bench) {
  const workspace = await makeWorkspace(scenario, bench.sample);
  const file = (name) => join(workspace.root, name);
  const shots = join(bench.shots, scenario.name.replaceAll(' ', '-'));
  rmSync(shots, { recursive: true, force: true });
  mkdirSync(shots, { recursive: true });
  const env = {
    ...homeless(file('home')),
    ...scenario.env,
    PATH: dirname(process.execPath) + delimiter + (process.env.PATH ?? ''),
    E2E_RESULTS: file('results.json'),
    E2E_LEFT: file('left.json'),
    E2E_LOG: file('code.log'),
    E2E_SHOTS: shots,
    E2E_PORT: String(workspace.port),
    E2E_EXTENSIONS: file('extensions'),
    E2E_GREP: bench.grep,
  };
  try {
    const exit = await start(scenario, bench, workspace, env);
    const outcome = {
      exit,
      results: readJson(file('results.json')),
      left: readJson(file('left.json')),
      narrowed: bench.grep !== undefined,
      desktop: bench.vscode.kind === 'desktop',
    };
    return { tests: judge(scenario, outcome), log: readText(file('code.log')) };
  } finally {
    rmSync(workspace.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @returns {Promise<number>} VS Code's exit code */
async function start(scenario, { vscode, bundles, vsix }, { root, open, stub }, env) {
  const inBrowser = vscode.kind === 'browser';
  const folders = [
    `--extensions-dir=${join(root, 'extensions')}`,
    `--user-data-dir=${join(root, 'user-data')}`,
  ];
  if (!inBrowser) await runVSCodeCommand([...folders, '--install-extension', vsix], { version });
  const browser = inBrowser
    ? { E2E_SERVER: vscode.server, E2E_CHROMIUM: vscode.chromium, TMPDIR: join(root, 'tmp') }
    : {};
  try {
    return await runTests({
      version,
      ...(inBrowser ? { vscodeExecutablePath: bundles.code } : {}),
      extensionDevelopmentPath: stub,
      extensionTestsPath: bundles.suite(scenario.suite),
      extensionTestsEnv: { ...env, ...browser },
      launchArgs: [
        open,
        ...folders,
        ...(inBrowser ? [`--install-extension=${vsix}`] : []),
        ...(scenario.args ?? []),
      ],
    });
  } catch (error) {
    if (typeof error.code === 'number') return error.code;
    throw error;
  }
}

/** A home of its own: nothing is read from the user's, nothing is written to it. */
function homeless(home) {
  const places = ['XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'XDG_RUNTIME_DIR'];
  return { HOME: home, ...Object.fromEntries(places.map((name) => [name, undefined])) };
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function readJson(file) {
  const text = readText(file);
  return text ? JSON.parse(text) : undefined;
}
