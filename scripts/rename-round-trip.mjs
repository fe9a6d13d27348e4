// Renames every name that a configuration declares to a fresh one, and back: the bytes must be the same, and what nginx
// accepts before it must accept with the fresh names.
//   node scripts/rename-round-trip.mjs FOLDER…          round trips in the projects; nginx is not asked
//   node scripts/rename-round-trip.mjs --nginx [part]…  the configurations of cases/nginx-t, and nginx -t
//   node scripts/rename-round-trip.mjs --nginx --home=FOLDER  of another folder: `subject/name.conf`
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { testParser } from '../out/core/lua/testing/parser.js';
import { memoryFiles, NamesCache, ProjectNames, readConfigurations } from '../out/core/openresty/index.js';
import { renameAt } from '../out/server/features/rename.js';
import { projectFiles } from '../out/server/workspace/project-files.js';
import { judgeMissing, nginxT, withWritablePaths } from './lib/nginx-t.mjs';

const parser = await testParser();
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

/** The names of a program of these texts. Whoever runs a Lua file: it belongs to all. */
function namesOf(texts, cache, configurations) {
  const { workspace, configurationFiles } = readConfigurations(
    memoryFiles(texts),
    configurations && { configurations },
  );
  return new ProjectNames(
    {
      workspace,
      confFiles: [...configurationFiles].filter((file) => file in texts),
      luaFiles: Object.keys(texts).filter((file) => file.endsWith('.lua')),
      read: (file) => texts[file],
      runBy: () => [],
    },
    cache,
  );
}

/** One declaration of each name. */
function declarations(names) {
  const found = new Map();
  for (const file of names.source.confFiles)
    for (const occurrence of names.namesOf(file).occurrences) {
      const { kind, name, role, family, server } = occurrence;
      const key = [
        kind,
        name.toLowerCase(),
        family,
        kind === 'location' ? `${file}:${server}` : '',
        names.related(file).join(),
      ].join(' ');
      if (role === 'declaration' && !found.has(key)) found.set(key, { file, occurrence });
    }
  return [...found.values()];
}

function applied(texts, edits) {
  const result = { ...texts };
  for (const { file, span, text } of [...edits].sort((a, b) => b.span.start - a.span.start))
    result[file] = result[file].slice(0, span.start) + text + result[file].slice(span.end);
  return result;
}

function roundTrips(texts) {
  const cache = new NamesCache(parser);
  const names = namesOf(texts, cache);
  const counts = { names: 0, refused: 0, edits: 0, files: 0, lua: 0, failed: 0, slowest: 0 };
  const reasons = new Map();
  for (const { file, occurrence } of declarations(names)) {
    counts.names += 1;
    const { kind, name, span } = occurrence;
    const started = performance.now();
    const edits = renameAt(file, span.start, 'zz_fresh', names);
    counts.slowest = Math.max(counts.slowest, performance.now() - started);
    if (!Array.isArray(edits)) {
      counts.refused += 1;
      const reason = edits.refused.replace(/"[^"]*"|\$?\b\S*[_:/.]\S*/g, '…');
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      continue;
    }
    counts.edits += edits.length;
    counts.files += new Set(edits.map((edit) => edit.file)).size;
    counts.lua += edits.filter((edit) => edit.file.endsWith('.lua')).length;
    const renamed = applied(texts, edits);
    const inFile = edits.filter((edit) => edit.file === file && edit.span.start < span.start);
    const at =
      span.start +
      inFile.reduce((sum, edit) => sum + edit.text.length - (edit.span.end - edit.span.start), 0);
    const back = renameAt(file, at, name, namesOf(renamed, cache));
    const again = Array.isArray(back) ? applied(renamed, back) : renamed;
    // What was written in another case comes back in one.
    const same = Object.keys(texts).filter((one) => again[one].toLowerCase() !== texts[one].toLowerCase());
    if (same.length > 0 || back.length !== edits.length) {
      counts.failed += 1;
      console.log(
        `  FAILED ${kind} ${name} of ${file}: ${Array.isArray(back) ? `${edits.length} edits, ${back.length} back` : back?.refused}`,
      );
    }
  }
  return { counts, reasons };
}

/** Gives every name a fresh one, one after the other. */
function allFresh(texts, configurations) {
  const cache = new NamesCache(parser);
  let present = texts;
  let count = 0;
  const tried = new Set();
  for (;;) {
    const names = namesOf(present, cache, configurations);
    const next = declarations(names).find(
      ({ file, occurrence: { kind, name, server } }) =>
        !tried.has(`${kind} ${name} ${server !== undefined && kind === 'location' ? `${file}` : ''}`),
    );
    if (!next) return { texts: present, count };
    const { file, occurrence } = next;
    const fresh = `zz_${count}`;
    for (const name of [occurrence.name, fresh])
      for (const scope of ['', file]) tried.add(`${occurrence.kind} ${name} ${scope}`);
    const edits = renameAt(file, occurrence.span.start, fresh, names);
    if (!Array.isArray(edits)) continue;
    present = applied(present, edits);
    count += 1;
  }
}

async function withNginx() {
  const missing = judgeMissing();
  if (missing !== undefined) throw new Error(`no judge: ${missing}`);
  const home = process.argv.find((argument) => argument.startsWith('--home='))?.slice(7) ?? 'cases/nginx-t';
  const counts = { cases: 0, accepted: 0, renamed: 0, still: 0 };
  for (const subject of readdirSync(home).filter(
    (name) => statSync(join(home, name)).isDirectory() && name !== 'fixtures',
  )) {
    for (const name of readdirSync(join(home, subject))) {
      const path = join(home, subject, name);
      if (wanted.length > 0 && !wanted.some((part) => path.includes(part))) continue;
      const folder = mkdtempSync(join(tmpdir(), 'rename-'));
      try {
        cpSync('cases/nginx-t/fixtures', folder, { recursive: true });
        if (existsSync(join(path, 'nginx.conf'))) cpSync(path, folder, { recursive: true });
        else if (name.endsWith('.conf')) cpSync(path, join(folder, 'nginx.conf'));
        else continue;
        counts.cases += 1;
        const texts = Object.fromEntries(
          [...projectFiles(folder).paths].map((file) => [file, readFileSync(join(folder, file), 'latin1')]),
        );
        const conf = texts['nginx.conf'] ?? '';
        writeFileSync(join(folder, 'nginx.conf'), withWritablePaths(conf), 'latin1');
        if (!(await nginxT(folder, conf)).accepted) continue;
        counts.accepted += 1;
        const fresh = allFresh(texts, ['nginx.conf']);
        if (fresh.count === 0) continue;
        counts.renamed += fresh.count;
        for (const [file, text] of Object.entries(fresh.texts))
          writeFileSync(join(folder, file), text, 'latin1');
        const after = fresh.texts['nginx.conf'];
        writeFileSync(join(folder, 'nginx.conf'), withWritablePaths(after), 'latin1');
        const verdict = await nginxT(folder, after);
        if (verdict.accepted) counts.still += 1;
        else console.log(`  REFUSED ${path}: ${verdict.said.join('; ')}`);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }
  console.log(counts);
}

if (process.argv.includes('--nginx')) await withNginx();
else
  for (const folder of wanted) {
    const files = projectFiles(folder);
    const texts = Object.fromEntries(files.paths.map((file) => [file, files.read(file) ?? '']));
    const started = performance.now();
    const { counts, reasons } = roundTrips(texts);
    console.log(folder, counts, `${Math.round(performance.now() - started)} ms`, Object.fromEntries(reasons));
  }
