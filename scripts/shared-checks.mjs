// The checks that need the truth kept beside the repository, in ../shared: `.ci/run` calls this after `npm test`.
//   node scripts/shared-checks.mjs [state] [runtime]
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const shared = resolve('../shared/cases/worker-state');
const cli = resolve('dist/cli.js');
/** The apps that the first engine must be right about; the others are counted. */
const required = ['01', '05', '07', '10', '17', '18', '29', '38', '44', '49'];

let passed = 0;
let failed = 0;
function report(name, ok, detail = '') {
  if (ok) passed++;
  else failed++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}${detail ? `: ${detail}` : ''}`);
}

function copyApps(keep) {
  const root = mkdtempSync(join(tmpdir(), 'lens-apps-'));
  for (const app of readdirSync(shared)) {
    if (keep.some((number) => app.startsWith(`${number}-`)))
      cpSync(join(shared, app), join(root, app), { recursive: true });
  }
  return root;
}

/** Recall and false alarms of `check` on the apps whose truth a real server told. */
function state() {
  const root = copyApps(required);
  const score = spawnSync(
    process.execPath,
    [
      join(shared, 'score.mjs'),
      '--root',
      root,
      '--set',
      '.',
      '--json',
      '--cmd',
      `"${process.execPath}" "${cli}" check --format sarif {dir}`,
    ],
    { encoding: 'utf8' },
  );
  rmSync(root, { recursive: true, force: true });
  if (score.status !== 0) return report('score.mjs', false, score.stderr);
  const { overall, misses, falseAlarms, unlistedInApps, failures, units } = JSON.parse(score.stdout);
  report(
    `${units} apps checked`,
    units === required.length && failures.length === 0,
    JSON.stringify(failures),
  );
  report(
    `recall ${overall.found}/${overall.positives}`,
    misses.length === 0,
    misses.map(({ unit, name }) => `${unit} ${name}`).join(', '),
  );
  report(
    `false alarms ${overall.falseAlarms}/${overall.negatives}, unlisted ${unlistedInApps.length}`,
    falseAlarms.length === 0 && unlistedInApps.length === 0,
    [...falseAlarms, ...unlistedInApps].map(({ unit, name, at }) => `${unit} ${name ?? at}`).join(', '),
  );
}

/** The same apps on the embedded runtime: it must answer what the real server answered. */
function runtime() {
  const root = copyApps(required);
  const driver = spawnSync(
    process.execPath,
    [
      join(shared, 'driver.mjs'),
      '--root',
      root,
      '--write',
      '--server',
      `"${process.execPath}" "${cli}" run -p {prefix} -c {conf}`,
    ],
    { encoding: 'utf8' },
  );
  if (driver.status !== 0) console.log(driver.stdout, driver.stderr);
  for (const app of readdirSync(root)) {
    const read = (folder) => JSON.parse(readFileSync(join(folder, app, 'expect.json'), 'utf8'));
    const [truth, ours] = [read(shared), read(root)];
    const told = ({ cells, evidence, globalWriteGuard }) =>
      JSON.stringify([
        cells.map(({ name, observed, persists }) => [name, observed, persists]),
        evidence,
        globalWriteGuard,
      ]);
    // An app that the driver could not run leaves its copy as it was: that is no agreement.
    const crashed = driver.stdout.split('\n').find((line) => line.startsWith(`! ${app} `));
    const agrees = told(truth) === told(ours) && crashed === undefined;
    report(`runtime: ${app}`, agrees, agrees ? '' : (crashed ?? `real ${told(truth)} ours ${told(ours)}`));
  }
  rmSync(root, { recursive: true, force: true });
}

if (!existsSync(shared)) {
  console.error(`${shared} is not there: these checks need it`);
  process.exit(2);
}
const wanted = process.argv.slice(2);
for (const [name, check] of Object.entries({ state, runtime })) {
  if (wanted.length === 0 || wanted.includes(name)) check();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
