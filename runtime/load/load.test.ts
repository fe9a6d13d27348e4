import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { percentiles } from './percentiles.js';
import { sendRequests } from './index.js';

suite('load', () => {
  let server: Server;
  let connections = 0;
  let waiting = 0;
  let onWaiting: () => void = () => undefined;
  const listener = { address: '127.0.0.1', port: 0 };

  before(async () => {
    server = createServer((request, response) => {
      if (request.url === '/reset') {
        request.socket.destroy();
      } else if (request.url === '/never') {
        waiting += 1;
        onWaiting();
      } else {
        response.statusCode = request.url === '/missing' ? 404 : 200;
        response.end(`${request.url ?? ''} for ${request.headers.host ?? ''}`);
      }
    });
    server.on('connection', () => (connections += 1));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    listener.port = (server.address() as AddressInfo).port;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  test('each request has a connection of its own, paths take turns', async () => {
    connections = 0;
    const seen: number[] = [];
    const result = await sendRequests({
      listener,
      paths: ['/a?x=1', '/missing'],
      requests: 50,
      concurrency: 7,
      host: 'example.test',
      onProgress: (done) => seen.push(done),
    });
    assert.equal(connections, 50);
    assert.deepEqual(result.paths, [
      { path: '/a?x=1', statuses: { 200: 25 }, sample: '/a?x=1 for example.test' },
      { path: '/missing', statuses: { 404: 25 }, sample: '/missing for example.test' },
    ]);
    assert.deepEqual([result.sent, result.answered, result.failures, result.aborted], [50, 50, {}, false]);
    assert.ok(result.latency && result.latency.p50 <= result.latency.p99);
    assert.ok(result.duration > 0);
    assert.equal(seen.at(-1), 50);
  });

  test('what fails is counted by its reason', async () => {
    const reset = await sendRequests({ listener, paths: ['/reset'], requests: 3, concurrency: 2 });
    assert.deepEqual([reset.answered, reset.failures, reset.latency], [0, { ECONNRESET: 3 }, undefined]);
    const nobody = { address: 'unix:/nowhere/at/all.sock', port: 0 };
    const refused = await sendRequests({ listener: nobody, paths: ['/'], requests: 2, concurrency: 1 });
    assert.deepEqual(refused.failures, { ENOENT: 2 });
  });

  test('an abort ends it, also what is under way', async () => {
    const abort = new AbortController();
    onWaiting = () => {
      if (waiting === 20) abort.abort();
    };
    const result = await sendRequests({
      listener,
      paths: ['/never'],
      requests: 1000,
      concurrency: 20,
      signal: abort.signal,
    });
    assert.deepEqual([result.sent, result.answered, result.failures, result.aborted], [20, 0, {}, true]);
  });
});

test('percentiles are those of the nearest rank', () => {
  assert.equal(percentiles([]), undefined);
  assert.deepEqual(percentiles([5]), { p50: 5, p90: 5, p99: 5, max: 5 });
  const times = Array.from({ length: 100 }, (_, n) => 100 - n);
  assert.deepEqual(percentiles(times), { p50: 50, p90: 90, p99: 99, max: 100 });
});
