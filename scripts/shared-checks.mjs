// The checks that need the truth kept beside the repository, in ../shared: `.ci/run` calls this after `npm test`.
//   node scripts/shared-checks.mjs [state] [runtime]
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const shared = resolve('../shared/cases/worker-state');
const cli = resolve('dist/cli.js');
/**
 * Apps where nothing may be reported that is not there. In the others, what is per worker on purpose is not told
 * apart yet: their false alarms are printed, not counted as failures. Nothing may be missed in any.
 */
const exact = ['01', '05', '07', '10', '17', '18', '29', '38', '44', '49'];

let passed = 0;
let failed = 0;
function report(name, ok, detail = '') {
  if (ok) passed++;
  else failed++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}${detail ? `: ${detail}` : ''}`);
}

function copyApps() {
  const root = mkdtempSync(join(tmpdir(), 'lens-apps-'));
  const apps = readdirSync(shared).filter((name) => existsSync(join(shared, name, 'expect.json')));
  for (const app of apps) cpSync(join(shared, app), join(root, app), { recursive: true });
  return { root, apps };
}

function run(script, ...args) {
  return spawnSync(process.execPath, [join(shared, script), ...args], { encoding: 'utf8' });
}

/** Recall and false alarms of `check` on the apps whose truth a real server told. */
function state() {
  const { root, apps } = copyApps();
  const command = `"${process.execPath}" "${cli}" check --format sarif {dir}`;
  const score = run('score.mjs', '--root', root, '--set', '.', '--json', '--cmd', command);
  rmSync(root, { recursive: true, force: true });
  if (score.status !== 0) return report('score.mjs', false, score.stderr);
  const { overall, misses, falseAlarms, unlistedInApps, failures, units } = JSON.parse(score.stdout);
  const names = (cells) => cells.map(({ unit, name, at }) => `${unit} ${name ?? at}`).join(', ');
  const alarms = [...falseAlarms, ...unlistedInApps];
  const isExact = ({ unit }) => exact.some((number) => unit.startsWith(`${number}-`));
  report(`${units} apps checked`, units === apps.length && failures.length === 0, JSON.stringify(failures));
  report(`found ${overall.found} of ${overall.positives}`, misses.length === 0, names(misses));
  report(`no false alarm in ${exact.length} apps`, !alarms.some(isExact), names(alarms.filter(isExact)));
  console.log(
    `     elsewhere, meant per worker but reported: ${names(alarms.filter((cell) => !isExact(cell))) || 'none'}`,
  );
}

/** The same apps on the embedded runtime: it must answer what the real server answered. */
function runtime() {
  const { root, apps } = copyApps();
  const command = `"${process.execPath}" "${cli}" run -p {prefix} -c {conf}`;
  const driver = run('driver.mjs', '--root', root, '--write', '--server', command);
  if (driver.status !== 0) console.log(driver.stdout, driver.stderr);
  for (const app of apps) {
    // Error pages name the server that made them.
    const read = (folder) =>
      JSON.parse(
        readFileSync(join(folder, app, 'expect.json'), 'utf8').replace(
          /nginx\/[\d.]+|openresty-lens/g,
          'SERVER',
        ),
      );
    const told = ({ cells, evidence, globalWriteGuard }) =>
      JSON.stringify([
        cells.map(({ name, observed, persists, race }) => [name, observed, persists, race]),
        evidence,
        globalWriteGuard,
      ]);
    const [truth, ours] = [read(shared), read(root)];
    // An app that the driver could not run leaves its copy as it was: that is no agreement.
    const crashed = driver.stdout.split('\n').find((line) => line.startsWith(`! ${app} `));
    const agrees = told(truth) === told(ours) && crashed === undefined && driver.status === 0;
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
