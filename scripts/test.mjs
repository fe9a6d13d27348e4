// `npm test`: installs, builds, lints, type-checks and runs every test, on a fresh clone too.
import { install, node, tool } from './lib/run.mjs';

const rooms = ['contract', 'core', 'lua-engine', 'runtime', 'server', 'cli', 'client', 'dashboard'];

const steps = {
  install,
  build: () => node('scripts/build.mjs'),
  'type-check': () => node(tool('typescript', 'tsc'), '-b'),
  lint: () => node(tool('eslint'), '.'),
  'import directions': () =>
    node(tool('dependency-cruiser', 'depcruise'), '--config', '.dependency-cruiser.cjs', ...rooms),
  format: () => node(tool('prettier'), '--check', '--log-level', 'warn', '.'),
  tests: () => node('scripts/unit.mjs'),
  package: () => node('scripts/package.mjs'),
  'in a real VS Code': () => node('e2e/run.mjs'),
};

const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(steps)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n== ${name}`);
  const start = Date.now();
  run();
  console.log(`== ${name}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
}
