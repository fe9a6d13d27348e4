// Measures what a person waits for: the diagnostics after an edit, in modules of a large program and in a large
// configuration, completion there, and `check` beside luacheck, the reader of configurations beside crossplane, where
// those are installed. Run it on a machine that does nothing else, after `npm run build`.
//   npm run bench -- --project DIR [--modules N] [--edits N] [--seed N] [--no-check]
//   npm run bench -- --conf [--lines N] [--edits N] [--seed N] [--folder DIR] [--crossplane DIR]
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { benchConf } from './bench-conf.mjs';
import { cli, percentiles, positionAt, startBenchServer } from './lib/bench-server.mjs';
import { globFiles } from './lib/files.mjs';
import { mulberry32 } from './lib/random.mjs';

const { values } = parseArgs({
  options: {
    project: { type: 'string', default: 'sample-project' },
    modules: { type: 'string', default: '20' },
    edits: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    'no-check': { type: 'boolean', default: false },
    // Only what concerns configurations.
    conf: { type: 'boolean', default: false },
    lines: { type: 'string', default: '3000' },
    // Configurations to read, and a checkout of crossplane; without one, that which python3 has.
    folder: { type: 'string' },
    crossplane: { type: 'string' },
  },
});
if (!values.conf) await benchLua(values);
await benchConf({
  seed: Number(values.seed),
  lines: Number(values.lines),
  edits: Number(values.edits ?? 300),
  folder: values.folder,
  crossplane: values.crossplane,
});

async function benchLua(values) {
  const root = resolve(values.project);
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

  const { connection, pull, stop } = await startBenchServer(root);
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
    for (let edit = 0; edit < Number(values.edits ?? 8); edit++) {
      await pause([40, 120, 300, 900, 2500][Math.floor(next() * 5)]);
      const piece = typed[edit % typed.length];
      const position = positionAt(text, at);
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
  console.log(`first diagnostics      ${(first / 1000).toFixed(1)} s after the first file was opened`);
  console.log(`after an edit          ${percentiles(times.map(({ ms }) => ms))}`);
  for (const { ms, file } of times.slice(-5))
    console.log(`  ${ms.toFixed(0).padStart(5)} ms  ${file.slice(root.length + 1)}`);
  await stop();
}
