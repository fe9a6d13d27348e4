import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import {
  endsTest,
  LineIndex,
  loadConfiguration,
  validateConfiguration,
  type ConfFault,
  type IncludedConfiguration,
} from '../index.js';

/** What `nginx -t` said about a case: `node scripts/nginx-truth.mjs --write` records it. */
interface Truth {
  readonly accepted: boolean;
  /** `[level] message`, the message ending in ` in FILE:LINE` where nginx names a place. */
  readonly said: readonly string[];
}

const HOME = 'cases/nginx-t';
const ROOT = '/prefix/nginx.conf';
const FIXTURES = join(HOME, 'fixtures');

/** The case as the judge lays it out: its files beside the fixtures, in `/prefix`. */
function load(path: string): IncludedConfiguration {
  const isFolder = statSync(path).isDirectory();
  const places = (name: string): string[] => {
    const own = isFolder ? join(path, name) : name === 'nginx.conf' ? path : undefined;
    return [...(own === undefined ? [] : [own]), join(FIXTURES, name)];
  };
  const inside = (name: string): string | undefined =>
    `${name}/`.startsWith('/prefix/') ? name.slice('/prefix/'.length) : undefined;
  return loadConfiguration(ROOT, {
    read(name) {
      const relative = inside(name);
      const file = relative === undefined ? undefined : places(relative).find(isFile);
      return file === undefined ? undefined : readFileSync(file, 'utf8');
    },
    list(name) {
      const relative = inside(name);
      const found = relative === undefined ? [] : places(relative).filter(isDirectory);
      return found.length === 0 ? undefined : found.flatMap((folder) => readdirSync(folder));
    },
  });
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
const isDirectory = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** Where we say something else, or nothing, and why. */
const DISAGREEMENTS: Readonly<Record<string, string>> = {
  'flags-and-enums/proxy-http-version-two.conf': 'came with nginx 1.29.4',
  'flags-and-enums/use-unknown.conf': 'a method of another system',
  'merges/peer-certificate-empty.conf': 'an empty name stands for none in later releases',
  'stream/listen-twice-in-two-servers.conf': 'servers may share an address since nginx 1.25.5',
  'stream/no-handler.conf': 'found out with the connection since nginx 1.25.5',
  'tls/verify-client-trusted-only.conf': 'ssl_trusted_certificate is enough since nginx 1.27.2',
  'upstreams/parameter-resolve.conf': 'came with nginx 1.27.3',
  'proxying/resolver-forms.conf': 'status_zone is a parameter of nginx Plus: it is not judged',
};

/** The line with which nginx says why it stops: mostly its first `[emerg]`; a few modules take another level. */
function firstLine({ accepted, said }: Truth): string | undefined {
  if (accepted) return undefined;
  const stops =
    said.find((line) => line.startsWith('[emerg] ')) ??
    said.find((line) => !/^\[(?:warn|notice|alert)\] /.test(line));
  return stops?.replace(/^\[\w+\] /, '');
}

/** The same line in our words. */
function ourLine({ message, unplaced, nginxFile, nginxOffset }: ConfFault): string {
  // Some name a place of their own.
  if (unplaced) return message.replaceAll('/prefix/', '');
  const { line } = new LineIndex(nginxFile.tree.text).positionAt(nginxOffset);
  const said = message.replace('"/prefix/', '"./');
  const placed = (text: string): string =>
    `${text} in ${nginxFile.path.slice('/prefix/'.length)}:${line + 1}`;
  // nginx shows the whole name of a folder, with the prefix that we do not know.
  if (said.startsWith('the same path name "'))
    return placed(said.replace('"', '"./').replace('/prefix/', ''));
  // The name of a folder is read before any line of it.
  if (said.startsWith('pread()')) return said;
  return placed(said);
}

for (const subject of readdirSync(HOME).filter((name) => isFile(join(HOME, name, 'truth.json')))) {
  const truths = JSON.parse(readFileSync(join(HOME, subject, 'truth.json'), 'utf8')) as Record<string, Truth>;
  suite(`the same verdict and first line as nginx -t: ${subject}`, () => {
    for (const [name, truth] of Object.entries(truths)) {
      const reason = DISAGREEMENTS[`${subject}/${name}`];
      test(name, reason === undefined ? {} : { skip: reason }, () => {
        const faults = validateConfiguration(load(join(HOME, subject, name)));
        const first = faults.find(endsTest);
        assert.equal(first && ourLine(first), firstLine(truth));
      });
    }
  });
}

test('what is told apart is there', () => {
  for (const name of Object.keys(DISAGREEMENTS)) assert.ok(existsSync(join(HOME, name)), name);
});
