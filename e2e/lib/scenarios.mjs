/**
 * One start of VS Code.
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} suite the folder below e2e/suites/
 * @property {'sample' | 'empty'} folder what the window opens: a copy of sample-project/, or an empty folder
 * @property {number} tests how many tests must have passed at least
 * @property {string[]} [args] more arguments for `code`
 * @property {Record<string, string>} [env] more environment for the suite
 * @property {number} [watches] how many processes must have been watched, and be gone, when it is over
 * @property {number} [exit] the exit code that is right, where it is not that of the tests: see e2e/protocol.ts
 * @property {boolean} [browserOnly] cannot be asked of the desktop VS Code through @vscode/test-electron
 */

/** The dead extension host's exit code. */
const hostDied = 4;

/** @type {Scenario[]} */
export const scenarios = [
  { name: 'trusted', suite: 'trusted', folder: 'sample', tests: 36, watches: 1 },
  {
    name: 'untrusted',
    suite: 'untrusted',
    folder: 'sample',
    tests: 4,
    // Nobody is asked whether to trust the folder, so it stays untrusted.
    args: ['--workspace-trust', '--user-settings={"security.workspace.trust.startupPrompt":"never"}'],
    browserOnly: true,
  },
  { name: 'empty', suite: 'empty', folder: 'empty', tests: 4 },
  // What happens to our processes when the window goes: it ends as it should, it is closed, its host is killed.
  { ...closing('the tests end'), env: { E2E_CLOSING: 'end' } },
  { ...closing('the window is closed'), env: { E2E_CLOSING: 'window' }, exit: 0, browserOnly: true },
  {
    ...closing('the extension host is killed'),
    env: { E2E_CLOSING: 'host' },
    exit: hostDied,
    browserOnly: true,
  },
];

/** The language server, the runtime's master and its four workers are watched. */
function closing(name) {
  return { name, suite: 'closing', folder: 'sample', tests: 1, watches: 6 };
}
