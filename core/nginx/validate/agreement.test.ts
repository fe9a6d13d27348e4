import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { loadConfiguration, type IncludedConfiguration } from '../include.js';
import { LineIndex } from '../lines.js';
import type { ConfFault } from './fault.js';
import { validateConfiguration } from './validate.js';

/** What `nginx -t` said about a case: `node scripts/nginx-truth.mjs --write` records it. */
interface Truth {
  readonly accepted: boolean;
  /** `[level] message`, the message ending in ` in FILE:LINE` where nginx names a place. */
  readonly said: readonly string[];
}

const HOME = 'cases/nginx-t';
const FIXTURES = join(HOME, 'fixtures');
/** As the judge calls it: relative, so that nginx's messages name no folder of the machine. */
const ROOT = './nginx.conf';

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
const isDirectory = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** The case as the judge lays it out: its files beside the fixtures. */
function load(path: string): IncludedConfiguration {
  const places = (name: string): string[] => {
    const own = isDirectory(path) ? [join(path, name)] : join(name) === 'nginx.conf' ? [path] : [];
    return [...own, join(FIXTURES, name)];
  };
  return loadConfiguration(ROOT, {
    read(name) {
      const file = places(name).find(isFile);
      return file === undefined ? undefined : readFileSync(file, 'utf8');
    },
    list(name) {
      const found = places(name).filter(isDirectory);
      return found.length === 0 ? undefined : found.flatMap((folder) => readdirSync(folder));
    },
  });
}

/** The line with which nginx says why it stops: mostly its first `[emerg]`; a few modules take another level. */
function firstLine({ accepted, said }: Truth): string | undefined {
  if (accepted) return undefined;
  const stops =
    said.find((line) => line.startsWith('[emerg] ')) ??
    said.find((line) => !/^\[(?:warn|notice|alert)\] /.test(line));
  return stops?.replace(/^\[\w+\] /, '');
}

function ourFirstLine(faults: readonly ConfFault[]): string | undefined {
  const fault =
    faults.find(({ level }) => level === 'emerg') ??
    faults.find(({ level }) => level === 'crit' || level === 'error');
  if (fault === undefined || fault.unplaced === true || fault.message.startsWith('pread() '))
    return fault?.message;
  const { line } = new LineIndex(fault.nginxFile.tree.text).positionAt(fault.nginxOffset);
  return `${fault.message} in ${fault.nginxFile.path.replace(/^\.\//, '')}:${line + 1}`;
}

for (const subject of readdirSync(HOME).filter((name) => isFile(join(HOME, name, 'truth.json')))) {
  const truths = JSON.parse(readFileSync(join(HOME, subject, 'truth.json'), 'utf8')) as Record<string, Truth>;
  suite(`the same verdict and first line as nginx -t: ${subject}`, () => {
    for (const [name, truth] of Object.entries(truths)) {
      test(name, () => {
        assert.equal(ourFirstLine(validateConfiguration(load(join(HOME, subject, name)))), firstLine(truth));
      });
    }
  });
}
