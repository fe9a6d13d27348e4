import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Runs Node with these arguments in the foreground; ends this process with the same code when it fails. */
export function node(...args) {
  const { status, signal } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? (signal ? 1 : 0));
}

/** The script behind a command of an installed package, e.g. `tool('eslint')`. */
export function tool(packageName, command = packageName) {
  const manifestPath = join('node_modules', packageName, 'package.json');
  const { bin } = createRequire(import.meta.url)(join(process.cwd(), manifestPath));
  return join(dirname(manifestPath), typeof bin === 'string' ? bin : bin[command]);
}

/** Installs what the lock file says, unless that was done since the lock file last changed. */
export function install() {
  const time = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (time('node_modules/.package-lock.json') >= time('package-lock.json') && time('node_modules')) return;
  console.error('Installing the development packages (once) …');
  const npm = process.env.npm_execpath;
  if (!npm) {
    console.error('run this through npm: npm start, npm test');
    process.exit(2);
  }
  node(npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error');
}
