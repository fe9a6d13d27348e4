import * as z from 'zod/mini';
import { CellAddress } from './cell.js';
import { Finding } from './finding.js';
import { WorkerSnapshot } from './snapshot.js';

/** A worker: its nginx number (`ngx.worker.id()`), its pid, and how often it was started again. */
export const WorkerIdentity = z.strictObject({
  id: z.int().check(z.nonnegative()),
  pid: z.int().check(z.positive()),
  generation: z.int().check(z.nonnegative()),
});
export type WorkerIdentity = z.infer<typeof WorkerIdentity>;

/** An address that was really bound: the port is the one in use, also where the configuration said another. */
export const Listener = z.strictObject({
  address: z.string(),
  port: z.int(),
  configured: z.string(),
});
export type Listener = z.infer<typeof Listener>;

/** Whether another port was bound than the one that the configuration names; nginx's `listen` without one means 80. */
export function isMoved({ port, configured }: Listener): boolean {
  if (configured.startsWith('unix:')) return false;
  const named = /(?:^|:)(\d+)$/.exec(configured)?.[1];
  return port !== Number(named ?? 80);
}

/** Where a browser finds it. */
export function urlOf({ address, port }: Listener): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}/`;
}

/** Whether only this machine reaches the address. */
export function isLoopback({ address }: Listener): boolean {
  return address.startsWith('127.') || address === '::1' || address.startsWith('unix:');
}

const common = {
  v: z.literal(1),
  /** Milliseconds of one monotonic clock, from the start of the run. */
  t: z.number().check(z.nonnegative()),
};
const ofWorker = { ...common, worker: WorkerIdentity };

/** What `run --report events` prints: one JSON object a line. */
export const RunEvent = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    type: z.literal('starting'),
    configuration: z.string(),
    workers: z.int(),
    cells: z.array(CellAddress),
    /** Ids of the cells that requests only ever count up or down: what the workers hold then adds up. */
    counters: z.array(z.string()),
    /** The URIs of the locations that a client can ask for, in the order of the source. */
    uris: z.array(z.string()),
  }),
  z.strictObject({ ...common, type: z.literal('ready'), pid: z.int(), listeners: z.array(Listener) }),
  z.strictObject({ ...ofWorker, type: z.literal('worker-started') }),
  z.strictObject({
    ...ofWorker,
    type: z.literal('worker-exited'),
    code: z.nullable(z.int()),
    signal: z.nullable(z.string()),
    expected: z.boolean(),
  }),
  z.strictObject({ ...common, type: z.literal('reloaded'), generation: z.int() }),
  z.strictObject({
    ...ofWorker,
    type: z.literal('request'),
    /** How many requests this line stands for: 1, or the sum of a 100 ms window. */
    count: z.int().check(z.positive()),
    summed: z.boolean(),
    method: z.string(),
    uri: z.string(),
    status: z.int(),
  }),
  z.strictObject({ ...ofWorker, type: z.literal('snapshot'), snapshot: WorkerSnapshot }),
  z.strictObject({
    ...common,
    type: z.literal('log'),
    worker: z.optional(WorkerIdentity),
    level: z.enum(['stderr', 'emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug']),
    message: z.string(),
  }),
  z.strictObject({ ...common, type: z.literal('finding'), finding: Finding }),
  z.strictObject({
    ...common,
    /** How the requests of one `send` command go; the last event of an id is not `sending`. */
    type: z.literal('load'),
    id: z.int(),
    path: z.string(),
    done: z.int(),
    total: z.int(),
    state: z.enum(['sending', 'sent', 'failed']),
    /** Answers by status code, once all are there. */
    statuses: z.optional(z.record(z.string(), z.int())),
    /** Requests without an answer, by reason. */
    failures: z.optional(z.record(z.string(), z.int())),
    message: z.optional(z.string()),
  }),
  z.strictObject({ ...common, type: z.literal('stopping'), reason: z.string() }),
  z.strictObject({ ...common, type: z.literal('stopped') }),
  z.strictObject({ ...common, type: z.literal('fatal'), message: z.string() }),
]);
export type RunEvent = z.infer<typeof RunEvent>;
export type RunEventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;
