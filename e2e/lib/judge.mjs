/** What the exit codes of the stand-in mean: see e2e/protocol.ts. */
const meanings = {
  0: 'the tests passed',
  1: 'a test failed, or none passed',
  2: "VS Code's server ended",
  3: 'the browser failed',
  4: 'the extension host died',
  5: 'a process was left',
  124: 'no word from the tests',
  130: 'interrupted',
};

/**
 * What is left when VS Code has ended.
 * @typedef {object} Outcome
 * @property {number} exit
 * @property {import('../protocol.js').Results} [results]
 * @property {import('../protocol.js').Left} [left]
 * @property {boolean} narrowed only some of the tests were asked for
 * @property {boolean} desktop the desktop VS Code has no browser side, and watches nothing
 */

/**
 * The tests' results, and what only the outside can say: whether the run ended as it should, whether all tests ran,
 * whether a process was left.
 * @param {import('./scenarios.mjs').Scenario} scenario
 * @param {Outcome} outcome
 * @returns {import('../protocol.js').TestResult[]}
 */
export function judge(scenario, { exit, results, left, narrowed, desktop }) {
  const tests = results?.tests ?? [];
  const count = (state) => tests.filter((test) => test.state === state).length;
  const expected = scenario.exit ?? (count('failed') > 0 ? 1 : 0);
  const least = narrowed || desktop ? 0 : scenario.tests;
  // None of the wanted tests lies here; run.mjs says so when none lies anywhere.
  if (narrowed && results?.complete && tests.length === 0) return [];
  const outside = [];
  const say = (title, error, ms = 0) =>
    outside.push({ title: `${scenario.name}: ${title}`, state: error ? 'failed' : 'passed', ms, error });
  const faults = [
    exit !== expected && `VS Code ended with ${exit} (${meanings[exit] ?? 'unknown'}), not with ${expected}`,
    count('passed') < least && `${count('passed')} tests passed, at least ${least} should`,
    count('passed') + count('failed') === 0 && !narrowed && 'no test ran',
  ].filter(Boolean);
  if (faults.length > 0) say('the run', faults.join('\n'));
  if (scenario.watches && !desktop && !narrowed) {
    const watched = left?.watched.length ?? 0;
    if (watched < scenario.watches)
      say('the end', `${watched} processes watched, ${scenario.watches} expected`);
    else if (left.left.length > 0)
      say('the end', `still running after ${left.ms} ms: ${left.left.join(', ')}`);
    else say(`nothing is left of ${watched} process${watched === 1 ? '' : 'es'}`, undefined, left.ms);
  }
  return [...tests, ...outside];
}
