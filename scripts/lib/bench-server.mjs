import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import rpc from 'vscode-languageserver-protocol/node';

export const cli = resolve(import.meta.dirname, '../../dist/cli.js');

/** @param nodeOptions for Node itself */
export function shipped(...nodeOptions) {
  return [...nodeOptions, cli, 'server', '--stdio'];
}

/** The server that has nothing to say. */
export const silent = [resolve(import.meta.dirname, 'silent-server.mjs')];

/**
 * A server with a folder open, the shipped one unless told, asked by a client that pulls diagnostics.
 * @param capabilities of the client, apart from the pulling
 * @param command Node's arguments
 */
export async function startBenchServer(root, capabilities = {}, command = shipped()) {
  const server = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = rpc.createProtocolConnection(
    new rpc.StreamMessageReader(server.stdout),
    new rpc.StreamMessageWriter(server.stdin),
  );
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(root).href, name: 'bench' }],
    capabilities: { textDocument: { diagnostic: {}, ...capabilities } },
  });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    pull: (uri) => connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } }),
    async stop() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      connection.dispose();
    },
  };
}

/**
 * @param times milliseconds
 * @param digits behind the point
 */
export function percentiles(times, digits = 0) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(digits);
  return `p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, of ${sorted.length}`;
}

/** Where an offset is, as the protocol counts. */
export function positionAt(text, offset) {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: lines.at(-1).length };
}
