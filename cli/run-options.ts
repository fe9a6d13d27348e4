import path from 'node:path';
import { parseArgs } from 'node:util';
import { oneOf } from './options.js';
import { UsageError } from './usage.js';

const reports = ['table', 'json', 'events'] as const;
const signals = ['stop', 'quit', 'reload', 'reopen'] as const;

export interface RunOptions {
  /** Absolute. */
  readonly prefix: string;
  /** As nginx takes it: relative to the prefix, or absolute. */
  readonly conf: string;
  readonly test: boolean;
  readonly signal: (typeof signals)[number] | undefined;
  readonly workers: number | undefined;
  /** To each path; undefined serves until told to stop. */
  readonly requests: number | undefined;
  readonly concurrency: number;
  readonly paths: readonly string[];
  readonly report: (typeof reports)[number];
  readonly listenAll: boolean;
  readonly freePorts: boolean;
  /** Obey the lines on standard input, and stop when it ends. */
  readonly commands: boolean;
}

/** Reads the command line of `run`. Throws UsageError, or parseArgs' own TypeError. */
export function parseRunOptions(argv: readonly string[], cwd: string): RunOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      prefix: { type: 'string', short: 'p', default: '.' },
      conf: { type: 'string', short: 'c', default: 'conf/nginx.conf' },
      test: { type: 'boolean', short: 't', default: false },
      signal: { type: 'string', short: 's' },
      workers: { type: 'string' },
      requests: { type: 'string' },
      concurrency: { type: 'string', default: '4' },
      path: { type: 'string', multiple: true, default: [] },
      report: { type: 'string', default: 'table' },
      'listen-all': { type: 'boolean', default: false },
      'free-ports': { type: 'boolean', default: false },
      commands: { type: 'boolean', default: false },
    },
  });
  for (const uri of values.path) {
    if (!uri.startsWith('/')) throw new UsageError(`--path is a URI that starts with "/", not "${uri}"`);
  }
  return {
    prefix: path.resolve(cwd, values.prefix),
    conf: values.conf,
    test: values.test,
    signal: values.signal === undefined ? undefined : oneOf('--signal', values.signal, signals),
    workers: count('--workers', values.workers, 256),
    requests: count('--requests', values.requests, 1_000_000),
    concurrency: count('--concurrency', values.concurrency, 1024) ?? 4,
    paths: values.path,
    report: oneOf('--report', values.report, reports),
    listenAll: values['listen-all'],
    freePorts: values['free-ports'],
    commands: values.commands,
  };
}

function count(option: string, value: string | undefined, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || number > most) {
    throw new UsageError(`${option} is a number from 1 to ${most}, not "${value}"`);
  }
  return number;
}
