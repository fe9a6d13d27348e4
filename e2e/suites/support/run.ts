import { writeFileSync } from 'node:fs';
import MochaModule from 'mocha';
import type { Results, TestResult } from '../../protocol.js';

/** Mocha 12 is an ES module: what require() gives for it in the bundle is its namespace. */
const Mocha: typeof MochaModule =
  'default' in MochaModule ? (MochaModule.default as typeof MochaModule) : MochaModule;

/**
 * Runs the topics as one suite and writes `$E2E_RESULTS` after each test.
 * @param topics each declares its tests when it is called; not earlier, for Mocha's words exist from then on only.
 * @returns a promise that VS Code waits for; rejected when a test has failed.
 */
export function runSuite(name: string, topics: readonly (() => void)[]): Promise<void> {
  const grep = process.env['E2E_GREP'];
  // A little more than the deadline of one wait (support/until.ts), so that the wait can say what it waited for.
  const mocha = new Mocha({ ui: 'tdd', color: false, timeout: 60_000, ...(grep ? { grep } : {}) });
  mocha.suite.emit('pre-require', globalThis, name, mocha);
  suite(name, () => topics.forEach((declare) => declare()));
  const results: Results = { complete: false, tests: [] };
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      write({ ...results, complete: true });
      if (failures > 0) reject(new Error(`${failures} failed`));
      else resolve();
    });
    const record = (test: TestResult): void => {
      results.tests.push(test);
      write(results);
    };
    runner.on('pass', (test) => record({ title: test.fullTitle(), state: 'passed', ms: test.duration ?? 0 }));
    runner.on('pending', (test) => record({ title: test.fullTitle(), state: 'skipped', ms: 0 }));
    runner.on('fail', (test, error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      record({ title: test.fullTitle(), state: 'failed', ms: test.duration ?? 0, error: text });
    });
  });
}

function write(results: Results): void {
  const file = process.env['E2E_RESULTS'];
  if (file) writeFileSync(file, JSON.stringify(results));
}
