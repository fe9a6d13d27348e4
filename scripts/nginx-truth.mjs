// What the real nginx says about the configurations of cases/nginx-t, compared with what is recorded beside them.
//   node scripts/nginx-truth.mjs [--write] [part of a path]…
// --write records it instead. Needs Debian's nginx with its Lua module; see cases/nginx-t/README.md.
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { judgeMissing, modulesOf, nginxT, withWritablePaths } from './lib/nginx-t.mjs';

const home = 'cases/nginx-t';
const write = process.argv.includes('--write');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

const missing = judgeMissing();
if (missing !== undefined) {
  console.error(`no judge: ${missing}`);
  process.exit(2);
}

const folders = (parent) =>
  readdirSync(parent)
    .filter((name) => statSync(join(parent, name)).isDirectory())
    .sort();

/** A case is a `.conf`, or a folder with an `nginx.conf` and what it includes. */
const casesOf = (subject) =>
  readdirSync(join(home, subject))
    .filter((name) => name.endsWith('.conf') || existsSync(join(home, subject, name, 'nginx.conf')))
    .sort();

const confOf = (path) =>
  readFileSync(statSync(path).isDirectory() ? join(path, 'nginx.conf') : path, 'latin1');

/** Lays the case out in a folder of its own, beside the fixtures, and asks nginx. */
async function judge(path) {
  const directory = mkdtempSync(join(tmpdir(), 'nginx-truth-'));
  try {
    cpSync(join(home, 'fixtures'), directory, { recursive: true });
    const file = join(directory, 'nginx.conf');
    if (statSync(path).isDirectory()) cpSync(path, directory, { recursive: true });
    else cpSync(path, file);
    const conf = readFileSync(file, 'latin1');
    writeFileSync(file, withWritablePaths(conf), 'latin1');
    return await nginxT(directory, conf);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

let accepted = 0;
let rejected = 0;
let different = 0;
for (const subject of folders(home).filter((name) => name !== 'fixtures')) {
  const file = join(home, subject, 'truth.json');
  const recorded = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const truth = {};
  for (const name of casesOf(subject)) {
    const path = join(home, subject, name);
    const isWanted = wanted.length === 0 || wanted.some((part) => path.includes(part));
    if (!isWanted || modulesOf(confOf(path)) === undefined) {
      if (name in recorded) truth[name] = recorded[name];
      continue;
    }
    const now = await judge(path);
    truth[name] = now;
    if (now.accepted) accepted += 1;
    else rejected += 1;
    if (JSON.stringify(now) === JSON.stringify(recorded[name])) continue;
    different += 1;
    console.log(
      `${path}: ${now.accepted ? 'accepted' : 'rejected'}${now.said.map((line) => `\n  ${line}`).join('')}`,
    );
  }
  if (write && Object.keys(truth).length > 0)
    writeFileSync(file, await format(JSON.stringify(truth), { parser: 'json', printWidth: 110 }));
}
console.log(
  `${accepted} accepted, ${rejected} rejected; ${different} ${write ? 'written anew' : 'differ from the record'}`,
);
if (different > 0 && !write) process.exit(1);
