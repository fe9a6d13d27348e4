// Runs the end-to-end tests: the packed extension in a real VS Code.
//   node e2e/run.mjs [--vsix FILE] [--repeat N] [--suite NAME] [--grep TEXT]
// E2E_REQUIRED=1 makes it a failure when there is nothing to run them in; E2E_DEBUG=1 prints what VS Code says.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';
import { runScenario } from './lib/run-scenario.mjs';
import { scenarios } from './lib/scenarios.mjs';
import { findVscode } from './lib/vscode.mjs';

const here = import.meta.dirname;
const marks = { passed: '✔', failed: '✖', skipped: '-' };

const { values } = parseArgs({
  options: {
    vsix: { type: 'string', default: resolve(here, '../openresty-lens.vsix') },
    repeat: { type: 'string', default: '1' },
    suite: { type: 'string' },
    grep: { type: 'string' },
  },
});

const vsix = resolve(values.vsix);
if (!existsSync(vsix)) {
  console.error(`e2e: there is no ${vsix}: run "npm run package" first`);
  process.exit(2);
}
const vscode = findVscode();
if (vscode.kind === 'none') {
  const required = process.env.E2E_REQUIRED === '1';
  console.log(`e2e: ${required ? 'failed' : 'skipped'}: ${vscode.why}`);
  process.exit(required ? 1 : 0);
}
const bench = {
  vscode,
  vsix,
  bundles: await bundle(),
  sample: resolve(here, '../sample-project'),
  shots: join(here, 'shots'),
  grep: values.grep,
};

const chosen = scenarios.filter(
  ({ suite, browserOnly }) =>
    (!values.suite || suite === values.suite) && !(browserOnly && vscode.kind === 'desktop'),
);
const total = { passed: 0, failed: 0, skipped: 0 };
for (let round = 1; round <= Number(values.repeat); round += 1) {
  for (const scenario of chosen) {
    console.log(`\n== ${scenario.name}${Number(values.repeat) > 1 ? ` (${round} of ${values.repeat})` : ''}`);
    const start = Date.now();
    const { tests, log } = await runScenario(scenario, bench);
    report(tests);
    console.log(`== ${scenario.name}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
    if (tests.some((test) => test.state === 'failed') && !process.env.E2E_DEBUG) {
      console.log(`What VS Code said last:\n${log.split('\n').slice(-40).join('\n')}`);
    }
  }
}
if (total.skipped > 0) console.log(`${total.skipped} skipped`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

function report(tests) {
  for (const { title, state, ms, error } of tests) {
    total[state] += 1;
    console.log(`${marks[state]} ${title} (${ms} ms)`);
    if (error) console.log(error.replaceAll(/^/gm, '    '));
  }
}
