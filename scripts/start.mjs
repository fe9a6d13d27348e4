// `npm start`: sets itself up on a fresh clone, then does the main job on the sample project.
import { spawnSync } from 'node:child_process';
import { install, node } from './lib/run.mjs';

install();
node('scripts/build.mjs');

const lens = (...args) =>
  spawnSync(process.execPath, ['dist/cli.js', ...args], { stdio: 'inherit' }).status ?? 1;

const show = (title, ...args) => {
  const text = `${title}: openresty-lens ${args.join(' ')}`;
  console.log(`\n${text}\n${'─'.repeat(text.length)}`);
  const code = lens(...args);
  if (code !== 0) process.exit(code);
};

// A warning does not fail the check by default, so any other exit code than 0 is a fault of ours.
show('1. What the text says', 'check', 'sample-project');
show(
  '2. What four workers say',
  ...['run', '-p', 'sample-project', '--workers', '4', '--free-ports'],
  ...['--requests', '40', '--path', '/', '--path', '/shared'],
);
