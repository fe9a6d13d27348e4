import { request as httpRequest, type ClientRequest, type RequestOptions } from 'node:http';
import type { Listener } from '../../contract/index.js';
import { percentiles, type Percentiles } from './percentiles.js';

export interface LoadOptions {
  readonly listener: Pick<Listener, 'address' | 'port'>;
  /** Paths with their query strings, taken in turn. */
  readonly paths: readonly string[];
  /** How many requests to send altogether. */
  readonly requests: number;
  /** How many are under way at a time. */
  readonly concurrency: number;
  /** For `Host`; the address itself unless told. */
  readonly host?: string;
  onProgress?(done: number): void;
  /** Ends the load early: requests under way are dropped and count as neither answered nor failed. */
  readonly signal?: AbortSignal;
}

export interface PathResult {
  readonly path: string;
  /** How many answers had each status. */
  readonly statuses: Readonly<Record<number, number>>;
  /** The first answer's body: its beginning, as text. */
  readonly sample: string | undefined;
}

export interface LoadResult {
  readonly sent: number;
  readonly answered: number;
  readonly paths: readonly PathResult[];
  /** Requests without an answer, by reason (`ECONNREFUSED`, `ECONNRESET`, `timeout` …). */
  readonly failures: Readonly<Record<string, number>>;
  /** Milliseconds from the first request to the last answer. */
  readonly duration: number;
  /** Milliseconds from a request's start to the end of its answer; undefined without answers. */
  readonly latency: Percentiles | undefined;
  readonly aborted: boolean;
}

/** Milliseconds without a byte after which a request counts as failed. */
const idleTimeout = 30_000;
const maxSample = 2_000;

interface MutablePathResult {
  path: string;
  statuses: Record<number, number>;
  sample: string | undefined;
}

/**
 * Sends requests, each over a connection of its own: a worker that accepted a connection keeps it, so that
 * only new ones spread over all workers. Never rejects for what a server does.
 */
export async function sendRequests(options: LoadOptions): Promise<LoadResult> {
  const { requests, signal } = options;
  const paths: MutablePathResult[] = options.paths.map((path) => ({ path, statuses: {}, sample: undefined }));
  if (paths.length === 0) throw new RangeError('no path to request');
  const failures: Record<string, number> = {};
  const latencies: number[] = [];
  const start = performance.now();
  let sent = 0;
  let done = 0;

  async function sendInTurn(): Promise<void> {
    while (sent < requests && signal?.aborted !== true) {
      const result = paths[sent % paths.length]!;
      sent += 1;
      const outcome = await sendOne(options, result.path, underWay);
      if (outcome.kind === 'aborted') return;
      if (outcome.kind === 'failed') {
        failures[outcome.reason] = (failures[outcome.reason] ?? 0) + 1;
      } else {
        result.statuses[outcome.status] = (result.statuses[outcome.status] ?? 0) + 1;
        result.sample ??= outcome.body;
        latencies.push(outcome.time);
      }
      done += 1;
      options.onProgress?.(done);
    }
  }

  const underWay = new Set<ClientRequest>();
  const abort = (): void => {
    for (const request of underWay) request.destroy();
  };
  signal?.addEventListener('abort', abort);
  const senders = Math.max(1, Math.min(options.concurrency, requests));
  await Promise.all(Array.from({ length: senders }, sendInTurn));
  signal?.removeEventListener('abort', abort);
  return {
    sent,
    answered: latencies.length,
    paths,
    failures,
    duration: performance.now() - start,
    latency: percentiles(latencies),
    aborted: signal?.aborted === true,
  };
}

type Outcome =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string; readonly time: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'aborted' };

function sendOne(
  { listener, host, signal }: LoadOptions,
  path: string,
  underWay: Set<ClientRequest>,
): Promise<Outcome> {
  const start = performance.now();
  return new Promise((resolve) => {
    const request = httpRequest({
      ...targetOf(listener),
      path,
      agent: false,
      headers: { connection: 'close', ...(host !== undefined && { host }) },
      timeout: idleTimeout,
    });
    underWay.add(request);
    request.on('close', () => underWay.delete(request));
    const fail = (error: Error): void => {
      if (signal?.aborted === true) resolve({ kind: 'aborted' });
      else resolve({ kind: 'failed', reason: (error as NodeJS.ErrnoException).code ?? error.message });
    };
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', fail);
    request.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        if (body.length < maxSample) body = (body + text).slice(0, maxSample);
      });
      response.on('error', fail);
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        resolve({ kind: 'answered', status, body, time: performance.now() - start });
      });
    });
    request.end();
  });
}

function targetOf({ address, port }: LoadOptions['listener']): RequestOptions {
  if (address.startsWith('unix:')) return { socketPath: address.slice(5) };
  // What is bound to every address is reached on loopback.
  const host = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return { host, port };
}
