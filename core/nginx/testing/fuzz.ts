// Mutated configurations through the parser and, with --judge, through `nginx -t` as well.
//   node out/core/nginx/testing/fuzz.js --count 10000 --seed 1 --judge [--kind conf|words|lua|edges]
// CONF_DIR names a directory with more configurations (*.conf) to start from.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseConf } from '../parser.js';
import { agreement } from './agreement.js';
import { faultOf } from './invariants.js';
import { Judge, judgeMissing } from './judge.js';
import { bufferEdges, luaSoup, mutatedConf, wordSoup } from './mutate.js';
import { Random } from './random.js';
import { SAMPLES, withWritablePaths } from './samples.js';

const CONFS_AT_ONCE = 4;

interface Tally {
  readonly counts: Map<string, number>;
  readonly disagreements: string[];
}

function configurationsIn(directory: string | undefined): string[] {
  if (directory === undefined) return [];
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.conf'))
    .map((name) => readFileSync(join(directory, name), 'latin1'));
}

function generator(kind: string): (random: Random) => string {
  const bases: [string, ...string[]] = [...SAMPLES, ...configurationsIn(process.env['CONF_DIR'])];
  const prepared = bases.map(withWritablePaths) as [string, ...string[]];
  const kinds: Readonly<Record<string, (random: Random) => string>> = {
    conf: (random) => mutatedConf(random, prepared),
    words: wordSoup,
    lua: luaSoup,
    edges: bufferEdges,
  };
  const chosen = kinds[kind];
  if (chosen === undefined)
    throw new Error(`unknown --kind ${kind}; known: ${Object.keys(kinds).join(', ')}`);
  return chosen;
}

function count(tally: Tally, what: string): void {
  tally.counts.set(what, (tally.counts.get(what) ?? 0) + 1);
}

async function judgeOne(text: string, judge: Judge | undefined, tally: Tally): Promise<void> {
  const options = { byteLength: (part: string) => part.length };
  const fault = faultOf(text, options);
  if (fault !== undefined) {
    count(tally, 'fault');
    tally.disagreements.push(`${fault}\n${JSON.stringify(text)}`);
  }
  if (judge === undefined) return;
  const result = agreement(parseConf(text, options), await judge.ask(text));
  count(tally, result.kind === 'agree' ? `agree (${result.on})` : result.kind);
  if (result.kind === 'disagree') tally.disagreements.push(`${result.reason}\n${JSON.stringify(text)}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      kind: { type: 'string', default: 'conf' },
      judge: { type: 'boolean', default: false },
    },
  });
  const missing = values.judge ? judgeMissing() : undefined;
  if (missing !== undefined) throw new Error(missing);
  const random = new Random(Number(values.seed));
  const generate = generator(values.kind);
  const tally: Tally = { counts: new Map(), disagreements: [] };
  let left = Number(values.count);
  const started = performance.now();

  const worker = async (): Promise<void> => {
    const judge = values.judge ? await Judge.create() : undefined;
    while (left > 0) {
      left -= 1;
      await judgeOne(generate(random), judge, tally);
    }
    await judge?.remove();
  };
  await Promise.all(Array.from({ length: values.judge ? CONFS_AT_ONCE : 1 }, worker));

  for (const example of tally.disagreements.slice(0, 20)) console.log(`${example}\n`);
  const counts = [...tally.counts].sort().map(([what, times]) => `${what} ${times}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const summary = [`${values.kind}: ${values.count} texts`, `seed ${values.seed}`, ...counts, `${seconds} s`];
  console.log(summary.join(', '));
  process.exitCode = tally.disagreements.length === 0 ? 0 : 1;
}

await main();
