// Runs the compiled unit tests with Node's own runner. Arguments narrow the choice: a part of a path each.
//   node scripts/unit.mjs core/nginx
import { spawnSync } from 'node:child_process';
import { globFiles } from './lib/files.mjs';

const wanted = process.argv.slice(2);
const tests = globFiles('out', (file) => file.endsWith('.test.js') && !file.startsWith('out/e2e/')).filter(
  (file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
);
if (tests.length === 0) {
  console.error(`no compiled test matches ${wanted.join(' ') || 'out/**/*.test.js'}: run "npx tsc -b" first`);
  process.exit(1);
}
const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...tests], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
