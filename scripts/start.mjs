// `npm start`: sets itself up on a fresh clone, then does the main job on the sample project.
import { spawnSync } from 'node:child_process';
import { install, node } from './lib/run.mjs';

install();
node('scripts/build.mjs');

const lens = (...args) =>
  spawnSync(process.execPath, ['dist/cli.js', ...args], { stdio: 'inherit' }).status ?? 1;

const heading = (text) => console.log(`\n${text}\n${'─'.repeat(text.length)}`);

heading('1. What the text says: openresty-lens check sample-project');
// A warning does not fail the check by default; anything else is a fault of ours.
const checked = lens('check', 'sample-project');
if (checked !== 0) process.exit(checked);

heading('2. What four workers say: openresty-lens run -p sample-project --requests 40');
process.exit(
  lens(
    ...['run', '-p', 'sample-project', '--workers', '4', '--free-ports', '--requests', '40'],
    ...['--path', '/', '--path', '/shared'],
  ),
);
