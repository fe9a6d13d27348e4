import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfiguration } from '../../include.js';
import { LineIndex } from '../../lines.js';
import { validateConfiguration, type ConfFault } from '../index.js';

/** Where a fragment of a configuration stands; `@` is its place. */
const PLACES = {
  main: '@',
  http: 'events {}\nhttp {\n@\n}\n',
  server: 'events {}\nhttp {\nserver {\n@\n}\n}\n',
  location: 'events {}\nhttp {\nserver {\nlocation /x/ {\n@\n}\n}\n}\n',
} as const;

/**
 * Everything that is said about a fragment, in order: nginx's words, behind `[warn] ` where they are but a warning,
 * ` (line N)` of the fragment behind those that name a line of it that is not its first. With the variable
 * `ASK_NGINX=1` in the environment the installed nginx is asked too, and must agree up to its first error.
 */
export function told(place: keyof typeof PLACES, fragment: string, ...expected: readonly string[]): void {
  const before = PLACES[place].split('@')[0] ?? '';
  const text = PLACES[place].replace('@', () => fragment);
  const faults = validateConfiguration(
    loadConfiguration('conf/nginx.conf', { read: (path) => (path === 'conf/nginx.conf' ? text : undefined) }),
  );
  const firstLine = before.split('\n').length;
  const found = faults.map((fault) => {
    const line = fault.unplaced ? firstLine : lineOf(fault);
    return describe(fault.level, fault.message, line - firstLine + 1);
  });
  assert.deepEqual(found, expected, fragment);
  if (process.env['ASK_NGINX'] === '1')
    assert.deepEqual(untilError(expected), ask(text, firstLine), fragment);
}

function lineOf({ nginxFile, nginxOffset }: ConfFault): number {
  return new LineIndex(nginxFile.tree.text).positionAt(nginxOffset).line + 1;
}

function describe(level: string, message: string, line: number): string {
  return `${level === 'emerg' ? '' : `[${level}] `}${message}${line === 1 ? '' : ` (line ${line})`}`;
}

function untilError(messages: readonly string[]): readonly string[] {
  const error = messages.findIndex((message) => !message.startsWith('['));
  return error === -1 ? messages : messages.slice(0, error + 1);
}

const NGINX = '/usr/sbin/nginx';

/** What the installed nginx says. */
function ask(text: string, firstLine: number): readonly string[] {
  if (!existsSync(NGINX)) return [];
  const directory = mkdtempSync(join(tmpdir(), 'told-'));
  try {
    mkdirSync(join(directory, 'logs'));
    const file = join(directory, 'nginx.conf');
    writeFileSync(file, text);
    const globals = `pid ${directory}/nginx.pid; error_log stderr;`;
    const { stderr } = spawnSync(NGINX, ['-t', '-p', directory, '-c', file, '-g', globals], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    return recordsOf(stderr).map(([level, message]) => {
      const place = message.lastIndexOf(` in ${file}:`);
      if (place === -1) return describe(level, message, 1);
      const line = Number(message.slice(place + ` in ${file}:`.length));
      return describe(level, message.slice(0, place), line - firstLine + 1);
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function recordsOf(output: string): [level: string, message: string][] {
  const records: [string, string][] = [];
  for (const line of output.split('\n')) {
    const record = /^(?:nginx: |\S+ \S+ )\[(\w+)\] (?:\d+#\d+: )?(.*)$/.exec(line);
    const [, level = '', message = ''] = record ?? [];
    // With its error log at stderr nginx says everything twice.
    if (record && !records.some(([, told]) => told === message)) records.push([level, message]);
  }
  return records.filter(([level]) => level !== 'notice');
}
