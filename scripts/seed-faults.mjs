// Measures the recall of `check` in large programs: puts faults into the request path of copies of them, and counts
// the ones that are reported. What is there before is not counted.
//   node scripts/seed-faults.mjs --project kong=DIR --project apisix=DIR [--seed N] [--count N] [--per-run N]
//     [--check 'node dist/cli.js check --format json {dir}'] [--json] [--keep]
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { mulberry32 } from './lib/random.mjs';
import { findPlaces, walk } from './lib/seed-places.mjs';
import { shapes, shower } from './lib/seed-shapes.mjs';

const usage = `usage: node scripts/seed-faults.mjs --project kong=DIR|apisix=DIR ... [--seed N] [--count N]
  [--per-run N] [--check 'COMMAND with {dir}'] [--json] [--keep]`;
const cli = resolve(import.meta.dirname, '../dist/cli.js');
const codes = /^(worker-state|request-state|global|socket)\//;

function options() {
  const { values } = parseArgs({
    options: {
      project: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string', default: String(Date.now() % 1e6) },
      count: { type: 'string', default: '60' },
      'per-run': { type: 'string', default: '12' },
      check: { type: 'string', default: `"${process.execPath}" "${cli}" check --format json {dir}` },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  const projects = values.project.map((text) => /^(kong|apisix)=(.+)$/.exec(text));
  const [seed, count, perRun] = [values.seed, values.count, values['per-run']].map(Number);
  if (!projects.length || projects.includes(null) || !(seed >= 0) || !(count > 0) || !(perRun > 0))
    throw new Error(usage);
  const { check, json, keep } = values;
  return {
    projects: projects.map(([, name, root]) => ({ name, root })),
    seed,
    count,
    perRun,
    check,
    json,
    keep,
  };
}

function shuffled(list, random) {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other], result[last]];
  }
  return result;
}

/** The lines before which a declaration may stand: after the requires at the top, and before the function. */
function declarationLines({ code, line, topLevel }) {
  const isRequire = (text) =>
    /^local\s+\w+\s*=\s*require\s*\(?\s*["'][^"']+["']\s*\)?(\.\w+)*\s*$/.test(text);
  const last = code.slice(0, line).findLastIndex(isRequire);
  // A line that goes on with the statement of the `require` starts with a blank, a dot or a bracket.
  const after = last >= 0 && /^(\w.*|\s*)$/.test(code[last + 1]) ? [last + 1] : [];
  return topLevel ? [...after, line] : after;
}

/** The changed text, what each of its lines was before (`undefined`: injected). */
function inject(place, shape, number, declareAt) {
  const { source, code, line, indent, phase } = place;
  const next = code.slice(line + 1).find((text) => text.trim() !== '') ?? '';
  const own = /^ */.exec(next)[0];
  const deeper = own.length > indent.length ? own : `${indent}  `;
  const body = shapes[shape].body(number, shower(phase)).map((text) => deeper + text);
  const declaration = shapes[shape].declare(number);
  const rows = source.map((text, from) => ({ text, from }));
  rows.splice(line + 1, 0, ...body.map((text) => ({ text })));
  rows.splice(declareAt, 0, ...declaration.map((text) => ({ text })));
  return { text: rows.map(({ text }) => text).join('\n'), origin: rows.map(({ from }) => from) };
}

const scratch = mkdtempSync(join(tmpdir(), 'lens-seed-'));

function compiles(text) {
  const file = join(scratch, 'compiled.lua');
  writeFileSync(file, text);
  const result = spawnSync('luajit', ['-bl', file], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (result.error) throw result.error;
  return result.status === 0 ? undefined : result.stderr.trim();
}

/** Every label in turn, and in it every place in a random order. */
function* takeTurns(places, random) {
  const groups = groupBy(places, (place) => place.dispatch);
  const queues = shuffled([...groups.values()], random).map((group) => shuffled(group, random));
  while (queues.some((queue) => queue.length > 0))
    for (const queue of queues) if (queue.length > 0) yield queue.pop();
}

function groupBy(list, key) {
  const groups = new Map();
  for (const item of list) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** Chooses the faults of a project. Shapes take turns too, as far as the places allow them. */
function choose(project, { count }, random) {
  const names = Object.keys(shapes);
  const used = new Map(names.map((name) => [name, 0]));
  const faults = [];
  const broken = [];
  for (const place of takeTurns(findPlaces(project.root, project.name), random)) {
    if (faults.length === count) break;
    const ats = declarationLines(place);
    const allowed = shuffled(names, random).filter((name) => shapes[name].allows?.(place) ?? true);
    if (ats.length === 0) continue;
    const shape = allowed.reduce((best, name) => (used.get(name) < used.get(best) ? name : best));
    const number = faults.length + 1;
    const at = ats[Math.floor(random() * ats.length)];
    const changed = inject(place, shape, number, at);
    const { file, shown, dispatch, phase, line } = place;
    const error = compiles(changed.text);
    if (error !== undefined) {
      console.error(`DOES NOT COMPILE, another is chosen: ${file} ${shown} (${shape}): ${error}`);
      broken.push({ file, shown, shape, error });
      continue;
    }
    used.set(shape, used.get(shape) + 1);
    const declared = at === line ? 'before function' : 'top';
    faults.push({
      project: project.name,
      number,
      file,
      function: shown,
      dispatch,
      phase,
      shape,
      declared,
      changed,
    });
  }
  if (faults.length < count)
    console.error(`${project.name}: only ${faults.length} places for ${count} faults`);
  return { faults, broken };
}

/** Batches of at most `size`, no two faults in one file. */
function batchesOf(faults, size) {
  const batches = [];
  for (const fault of faults) {
    const room = batches.find(
      (batch) => batch.length < size && batch.every((other) => other.file !== fault.file),
    );
    if (room) room.push(fault);
    else batches.push([fault]);
  }
  return batches;
}

/** Plain copies: a hard link would let an injected fault into the original. */
function copyProject(root, target) {
  const wanted = (name) => /\.(lua|conf|tpl|template)$/.test(name);
  for (const file of walk(root, wanted)) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    copyFileSync(join(root, file), join(target, file));
  }
}

/** The findings of the command, with places relative to the folder. */
function check(command, folder) {
  const line = command.replaceAll('{dir}', `"${folder}"`);
  const run = spawnSync(line, { shell: true, encoding: 'utf8', maxBuffer: 2 ** 29, timeout: 900_000 });
  let findings;
  try {
    ({ findings } = JSON.parse(run.stdout));
  } catch {
    throw new Error(
      `no JSON (status ${run.status}, ${run.error?.message ?? run.signal}): ${line}\n${run.stderr}`,
    );
  }
  const local = (place) => {
    const file = place.file.replace(/^file:\/\//, '');
    return { ...place, file: isAbsolute(file) ? relative(folder, file) : file };
  };
  const here = findings.map((finding) => ({
    ...finding,
    place: local(finding.place),
    related: (finding.related ?? []).map(({ place }) => local(place)),
  }));
  return { findings: here, warning: run.stderr.replaceAll(folder, '{dir}').trim() };
}

const keyOf = ({ code, place }, line) => `${code} ${place.file}:${line}`;

/** What was said of a fault, the strongest first: warning or error makes it found. */
function verdict(fault, findings, before) {
  const { origin } = fault.changed;
  const injected = (place) => place.file === fault.file && origin[place.range.start.line] === undefined;
  const about = findings.filter((finding) => {
    if (!codes.test(finding.code) || ![finding.place, ...finding.related].some(injected)) return false;
    const old = finding.place.file === fault.file ? origin[finding.place.range.start.line] : undefined;
    return !before.has(keyOf(finding, old ?? -1));
  });
  const strong = about.filter(({ severity }) => severity === 'warning' || severity === 'error');
  const told = (list) => [...new Set(list.map(({ code, severity }) => `${code} ${severity}`))];
  return { found: strong.length > 0, weak: strong.length === 0 && about.length > 0, told: told(about) };
}

function measure(project, settings, random) {
  const plain = join(scratch, project.name);
  copyProject(project.root, plain);
  const base = check(settings.check, plain);
  const before = new Set(base.findings.map((finding) => keyOf(finding, finding.place.range.start.line)));
  const { faults, broken } = choose(project, settings, random);
  const warnings = new Set([base.warning]);
  const batches = batchesOf(faults, settings.perRun);
  for (const [index, batch] of batches.entries()) {
    const folder = join(scratch, `${project.name}-${index + 1}`, project.name);
    copyProject(plain, folder);
    for (const fault of batch) writeFileSync(join(folder, fault.file), fault.changed.text);
    const { findings, warning } = check(settings.check, folder);
    warnings.add(warning);
    for (const fault of batch) {
      Object.assign(fault, verdict(fault, findings, before), {
        run: index + 1,
        lines: fault.changed.origin.flatMap((from, line) => (from === undefined ? [line + 1] : [])),
      });
      delete fault.changed;
    }
    if (!settings.keep) rmSync(dirname(folder), { recursive: true, force: true });
    console.error(
      `${project.name} ${index + 1}/${batches.length}: ${batch.filter(({ found }) => found).length} of ${batch.length}`,
    );
  }
  return { faults, broken, warnings: [...warnings].filter(Boolean), baseline: base.findings.length };
}

function table(title, faults, key) {
  const groups = [...groupBy(faults, key)].sort(([one], [other]) => one.localeCompare(other));
  const row = ([name, list]) => {
    const found = list.filter((fault) => fault.found).length;
    const weak = list.filter((fault) => fault.weak).length;
    const note = weak ? `  (+${weak} only as information)` : '';
    return `  ${name.padEnd(26)} ${`${found}/${list.length}`.padStart(8)}${note}`;
  };
  return [title, ...groups.map(row)].join('\n');
}

function print(results, { seed }) {
  const faults = results.flatMap((result) => result.faults);
  const missed = faults.filter(({ found }) => !found);
  const at = ({ file, lines }) => `${file}:${lines.at(0)},${lines.at(-1)}`;
  console.log(table('By shape', faults, ({ shape }) => shape));
  console.log(table('By dispatch path', faults, ({ project, dispatch }) => `${project} ${dispatch}`));
  console.log(table('By place of the declaration', faults, ({ declared }) => declared));
  console.log(table('In all', faults, ({ project }) => project));
  console.log(`Missed (${missed.length})`);
  for (const fault of missed)
    console.log(
      `  ${fault.project} ${at(fault)} ${fault.function} ${fault.shape} ${fault.dispatch}` +
        `${fault.phase ? ` (${fault.phase})` : ''} run ${fault.run}${fault.weak ? ` [${fault.told}]` : ''}`,
    );
  for (const warning of new Set(results.flatMap(({ warnings }) => warnings)))
    console.log(`the checker said: ${warning.slice(0, 500)}`);
  const broken = results.reduce((sum, result) => sum + result.broken.length, 0);
  if (broken) console.log(`${broken} faults did not compile and were replaced`);
  console.log(`found ${faults.length - missed.length} of ${faults.length}, seed ${seed}`);
}

try {
  const settings = options();
  // Each project has its own sequence, so that the same seed gives the same faults when it is run alone.
  const results = settings.projects.map((project) => measure(project, settings, mulberry32(settings.seed)));
  if (settings.json) console.log(JSON.stringify({ version: 1, seed: settings.seed, results }, null, 2));
  else print(results, settings);
  if (settings.keep) console.error(`the copies are in ${scratch}`);
  else rmSync(scratch, { recursive: true, force: true });
} catch (error) {
  rmSync(scratch, { recursive: true, force: true });
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
