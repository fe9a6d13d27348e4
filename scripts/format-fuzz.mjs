// The formatter on every configuration below the folders, and on mutations of them: the same tokens, and twice is once.
//   node scripts/format-fuzz.mjs [--mutations 20000] [--seed 1] [--align] [--tabs] [--lua] FOLDER…
// Needs `npx tsc -b`. Exits with 1 for a fault.
import { performance } from 'node:perf_hooks';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { formatVerdict, partialFormatFault } from '../out/core/nginx/testing/format-invariants.js';
import { mutatedConf } from '../out/core/nginx/testing/mutate.js';
import { Random } from '../out/core/nginx/testing/random.js';
import { isConfigurationName, looksLikeConfiguration } from '../out/core/openresty/configuration-files.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mutations: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    align: { type: 'boolean', default: false },
    tabs: { type: 'boolean', default: false },
    lua: { type: 'boolean', default: false },
  },
});
const skipped = new Set(['.git', 'node_modules']);
// Byte for byte, as nginx reads it.
const read = (file) => readFileSync(file, 'latin1');
const byteLength = (part) => part.length;

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !skipped.has(entry.name)) yield* filesBelow(path);
    else if (entry.isFile() && statSync(path).size < 2e6) yield path;
  }
}

const isConfiguration = (file) =>
  isConfigurationName(file) ||
  file.endsWith('.conf') ||
  file.endsWith('.nginx') ||
  /(?:^|\/)(?:mime\.types|[\w.-]*nginx[\w.-]*\.(?:tmpl|tpl|template|j2)|fastcgi_params)$/.test(file) ||
  looksLikeConfiguration(file, () => read(file));

const wasm = new URL(import.meta.resolve('@johnnymorganz/stylua/stylua_lib_bg.wasm'));
const formatLua = values.lua
  ? (await import('../out/cli/lua-formatter.js')).luaFormatter(() => readFileSync(wasm))
  : undefined;
const options = {
  byteLength,
  align: values.align,
  insertSpaces: !values.tabs,
  ...(formatLua && { formatLua }),
};
const faults = [];
const tally = (counts, what) => counts.set(what, (counts.get(what) ?? 0) + 1);
const show = (counts) => [...counts].map(([what, times]) => `${what} ${times}`).join(', ');

function look(name, text, random, counts) {
  const verdict = formatVerdict(text, options);
  if (verdict.kind === 'fault') faults.push(`${name}: ${verdict.fault}`);
  const partial = partialFormatFault(text, random);
  if (partial) faults.push(`${name}: ${partial}`);
  if (verdict.kind === 'formatted') tally(counts, verdict.text === text ? 'unchanged' : 'changed');
  else tally(counts, verdict.kind === 'refused' ? `refused (${verdict.why})` : 'fault');
  return verdict;
}

const texts = [];
const random = new Random(Number(values.seed));
const started = performance.now();
for (const folder of positionals) {
  const counts = new Map();
  for (const file of filesBelow(folder)) {
    if (!isConfiguration(file)) continue;
    const text = read(file);
    const verdict = look(file, text, random, counts);
    if (verdict.kind === 'formatted') texts.push(text);
    else if (verdict.kind === 'refused')
      console.log(`  ${relative(folder, file)}: ${verdict.why}: ${verdict.message.slice(0, 100)}`);
  }
  console.log(`${folder}: ${show(counts)}`);
}
const counts = new Map();
for (let left = Number(values.mutations); left > 0; left -= 1) {
  const text = texts.length > 0 && left % 2 === 0 ? mutatedConf(random, texts) : mutatedConf(random);
  look(JSON.stringify(text.slice(0, 3000)), text, random, counts);
}
for (const fault of faults.slice(0, 20)) console.log(`${fault}\n`);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  `${values.mutations} mutations (seed ${values.seed}): ${show(counts)}; ${faults.length} faults; ${seconds} s`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
