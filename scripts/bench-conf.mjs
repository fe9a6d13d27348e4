// The part of bench.mjs that concerns configurations.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { percentiles, positionAt, startBenchServer } from './lib/bench-server.mjs';
import { globFiles } from './lib/files.mjs';
import { largeConf } from './lib/large-conf.mjs';
import { mulberry32 } from './lib/random.mjs';

/** What a person types into a block, a character or a few at a time. */
const lines = [
  ['\n', 'p', 'ro', 'xy', '_pass', ' ', 'http', '://', '127.0', '.0.1', ':80', '81', ';'],
  ['\n', 'add', '_header', ' X-Lens', ' "', '$ho', 'st', '"', ' always', ';'],
  ['\n', 'if', ' ($arg_a', ' = ', 'b)', ' {', '\n', 'return', ' 40', '3', ';', '\n', '}'],
  ['\n', 'set', ' $le', 'ns', ' $remote_', 'addr', ';'],
];

/** What VS Code's client says that it can do. */
const completionAbilities = {
  completion: {
    completionItem: { snippetSupport: true, insertReplaceSupport: true },
    completionList: {
      itemDefaults: ['commitCharacters', 'editRange', 'insertTextFormat', 'insertTextMode', 'data'],
    },
  },
};

/**
 * Prints how long diagnostics and completion take in a configuration made from the seed, each other request once, and
 * how fast configurations are read.
 */
export async function benchConf({ seed, lines: count, edits, folder, crossplane }) {
  const root = mkdtempSync(join(tmpdir(), 'lens-bench-'));
  try {
    const next = mulberry32(seed);
    const text = largeConf(next, count);
    const file = join(root, 'nginx.conf');
    writeFileSync(file, text);
    console.log(
      `configuration of ${text.split('\n').length - 1} lines, ${text.length} characters, seed ${seed}`,
    );
    await benchEditor({ root, file, text, next, edits });
    benchReaders([file], 'the same', crossplane);
    if (folder !== undefined) {
      const real = globFiles(resolve(folder), (name) => name.endsWith('.conf'));
      benchReaders(real, `${real.length} files of ${folder}`, crossplane);
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function benchEditor({ root, file, text: whole, next, edits }) {
  const profile = process.env.LENS_BENCH_PROFILE;
  const { connection, pull, stop } = await startBenchServer(
    root,
    completionAbilities,
    profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [],
  );
  const uri = pathToFileURL(file).href;
  const textDocument = { uri };
  let text = whole;
  let version = 1;
  const begin = performance.now();
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'nginx', version, text },
  });
  await pull(uri);
  console.log(`first diagnostics      ${(performance.now() - begin).toFixed(0)} ms after it was opened`);

  /** @returns what tells the server of it: an editor knows the position without counting lines */
  const insert = (at, piece) => {
    const position = positionAt(text, at);
    text = text.slice(0, at) + piece + text.slice(at);
    version += 1;
    const change = {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: position, end: position }, text: piece }],
    };
    return () => connection.sendNotification('textDocument/didChange', change);
  };
  const times = { diagnostics: [], completion: [] };
  const timed = async (what, run) => {
    const start = performance.now();
    const result = await run();
    times[what].push(performance.now() - start);
    return result;
  };
  let items = 0;
  while (times.diagnostics.length < edits) {
    const ends = [...text.matchAll(/;\n/g)].map(({ index }) => index + 1);
    let at = ends[Math.floor(next() * ends.length)];
    for (const piece of lines[Math.floor(next() * lines.length)]) {
      await pause([30, 60, 120, 300, 700][Math.floor(next() * 5)]);
      const edit = insert(at, piece);
      await timed('diagnostics', async () => {
        await edit();
        return pull(uri);
      });
      at += piece.length;
      if (!/[\w$ ]$/.test(piece)) continue;
      const position = positionAt(text, at);
      const context = piece.endsWith(' ') ? { triggerKind: 2, triggerCharacter: ' ' } : { triggerKind: 1 };
      const list = await timed('completion', () =>
        connection.sendRequest('textDocument/completion', { textDocument, position, context }),
      );
      items = Math.max(items, list?.items.length ?? 0);
    }
  }
  for (const [what, all] of Object.entries(times)) console.log(`${what.padEnd(22)} ${percentiles(all, 1)}`);
  console.log(`largest completion     ${items} items`);

  await pause(1500);
  const range = { start: { line: 0, character: 0 }, end: positionAt(text, text.length) };
  const position = positionAt(text, text.indexOf('proxy_pass http://') + 3);
  const name = positionAt(text, text.indexOf('upstream ') + 11);
  const others = {
    'semanticTokens/full': {},
    'semanticTokens/range': { range },
    foldingRange: {},
    codeLens: {},
    documentSymbol: {},
    documentLink: {},
    hover: { position },
    signatureHelp: { position },
    definition: { position: name },
    references: { position: name, context: { includeDeclaration: true } },
    documentHighlight: { position: name },
    selectionRange: { positions: [position] },
    formatting: { options: { tabSize: 4, insertSpaces: true } },
    codeAction: { range, context: { diagnostics: [] } },
    prepareRename: { position: name },
    rename: { position: name, newName: 'renamed' },
  };
  for (const [method, params] of Object.entries(others)) {
    const found = [];
    for (let round = 0; round < 2; round += 1) {
      // What was remembered of the last text helps nobody who types.
      await insert(text.length, '\n')();
      await pull(uri);
      const start = performance.now();
      try {
        await connection.sendRequest(`textDocument/${method}`, { textDocument, ...params });
        found.push(`${(performance.now() - start).toFixed(1)} ms`);
      } catch (error) {
        found.push(error.message);
      }
    }
    console.log(`  ${method.padEnd(20)} ${found.join(', again ')}`);
  }
  await stop();
}

/** @param files paths */
function benchReaders(files, name, crossplane) {
  const script = join(import.meta.dirname, 'lib/read-conf');
  const input = files.join('\n');
  const readers = [
    ['openresty-lens', process.execPath, [`${script}.mjs`], {}],
    ['crossplane', 'python3', [`${script}.py`], crossplane ? { PYTHONPATH: resolve(crossplane) } : {}],
  ];
  for (const [reader, command, args, env] of readers) {
    const { stdout, stderr, error } = spawnSync(command, args, {
      input,
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    const result = error?.message ?? (stdout.trim() || stderr.trim().split('\n').at(-1));
    console.log(`${`reads ${name}:`.padEnd(22)} ${reader} ${result}`);
  }
}
