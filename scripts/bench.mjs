// Measures what a person waits for: the diagnostics after an edit, in modules of a large program, and `check` beside
// luacheck, where that is installed. Run it on a machine that does nothing else.
//   npm run bench -- --project DIR [--modules N] [--edits N] [--seed N] [--no-check]
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import rpc from 'vscode-languageserver-protocol/node';
import { globFiles } from './lib/files.mjs';
import { mulberry32 } from './lib/random.mjs';

const { values } = parseArgs({
  options: {
    project: { type: 'string', default: 'sample-project' },
    modules: { type: 'string', default: '20' },
    edits: { type: 'string', default: '8' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    'no-check': { type: 'boolean', default: false },
  },
});
const root = resolve(values.project);
const cli = resolve(import.meta.dirname, '../dist/cli.js');
const next = mulberry32(Number(values.seed));
const files = globFiles(
  root,
  (file) => file.endsWith('.lua') && !/\/(?:spec|t|tests?|fixtures)\//.test(file),
);
console.log(`${root}: ${files.length} Lua files, seed ${values.seed}`);

if (!values['no-check']) {
  const judges = [
    ['openresty-lens check', [process.execPath, cli, 'check', '--format', 'json', root]],
    ['luacheck', ['luacheck', '-q', '--no-config', root]],
  ];
  for (const [name, [command, ...args]] of judges) {
    const start = performance.now();
    const { error } = spawnSync(command, args, { stdio: 'ignore' });
    const time = error ? `not run: ${error.code}` : `${((performance.now() - start) / 1000).toFixed(1)} s`;
    console.log(`${name.padEnd(22)} ${time}`);
  }
}

const server = spawn(process.execPath, [cli, 'server', '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
const connection = rpc.createProtocolConnection(
  new rpc.StreamMessageReader(server.stdout),
  new rpc.StreamMessageWriter(server.stdin),
);
connection.listen();
await connection.sendRequest('initialize', {
  processId: process.pid,
  rootUri: null,
  workspaceFolders: [{ uri: pathToFileURL(root).href, name: 'bench' }],
  capabilities: { textDocument: { diagnostic: {} } },
});
await connection.sendNotification('initialized', {});

const pull = (uri) => connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
const times = [];
let first;
for (let count = Math.min(Number(values.modules), files.length); count > 0; count--) {
  const file = files.splice(Math.floor(next() * files.length), 1)[0];
  const uri = pathToFileURL(file).href;
  let text = readFileSync(file, 'utf8');
  const start = performance.now();
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'lua', version: 1, text },
  });
  await pull(uri);
  first ??= performance.now() - start;
  // Typed into the body of some function, a character or a few at a time, with pauses as a person makes them.
  const bodies = [...text.matchAll(/\bfunction\b[^\n]*\)[ \t]*\n/g)].map(
    (match) => match.index + match[0].length,
  );
  let at = bodies[Math.floor(next() * bodies.length)] ?? 0;
  const typed = ['\n', 'local', ' lens', ' = ', 'ngx', '.now()', '\n', 'lens = lens + 1', '\n'];
  for (let edit = 0; edit < Number(values.edits); edit++) {
    await pause([40, 120, 300, 900, 2500][Math.floor(next() * 5)]);
    const piece = typed[edit % typed.length];
    const lines = text.slice(0, at).split('\n');
    const position = { line: lines.length - 1, character: lines.at(-1).length };
    text = text.slice(0, at) + piece + text.slice(at);
    at += piece.length;
    const begin = performance.now();
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: edit + 2 },
      contentChanges: [{ range: { start: position, end: position }, text: piece }],
    });
    await pull(uri);
    times.push({ ms: performance.now() - begin, file });
  }
  await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
}
times.sort((a, b) => a.ms - b.ms);
const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].ms.toFixed(0);
console.log(`first diagnostics      ${(first / 1000).toFixed(1)} s after the first file was opened`);
console.log(
  `after an edit          p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, of ${times.length}`,
);
for (const { ms, file } of times.slice(-5))
  console.log(`  ${ms.toFixed(0).padStart(5)} ms  ${file.slice(root.length + 1)}`);
connection.dispose();
server.kill();
