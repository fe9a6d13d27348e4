import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import {
  confidences,
  isAtLeast,
  nginxRelease,
  severities,
  type Finding,
  type Place,
  type Severity,
} from '../contract/index.js';
import { rules } from '../core/rules/index.js';
import { checkTargets } from './check-threads.js';
import { toPretty } from './format/pretty.js';
import { toSarif } from './format/sarif.js';
import { readModulesFile } from './modules-file.js';
import { oneOf } from './options.js';
import { readRuleLevels } from './rule-levels.js';
import { commonFolder, findTargets } from './targets.js';
import { UsageError } from './usage.js';
import { version } from './version.js';

const formats = ['pretty', 'json', 'sarif'] as const;

/** `openresty-lens check`: 0, or 1 for a finding at or above `--fail-on`, or 2 where something could not be checked. */
export async function checkCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'pretty' },
      'fail-on': { type: 'string', default: 'error' },
      confidence: { type: 'string', default: 'assumed' },
      rule: { type: 'string', multiple: true, default: [] },
      modules: { type: 'string' },
      'nginx-version': { type: 'string' },
    },
  });
  const format = oneOf('--format', values.format, formats);
  const failOn: Severity = oneOf('--fail-on', values['fail-on'], severities);
  const least = confidences.indexOf(oneOf('--confidence', values.confidence, confidences));
  if (positionals.length === 0)
    throw new UsageError('check needs a PATH: a folder, a configuration or a Lua file');
  const levels = readRuleLevels(values.rule);
  const modules = values.modules === undefined ? {} : readModulesFile(values.modules);
  const nginxVersion = readRelease(values['nginx-version']);
  const targets = findTargets(positionals, process.cwd());
  const root = commonFolder(targets.map((target) => target.root));

  const findings: Finding[] = [];
  const reports = await checkTargets(targets, { levels, modules, nginxVersion }, progress);
  for (const [index, { root: from }] of targets.entries()) {
    const toRoot = (file: string): string =>
      path.relative(root, path.resolve(from, file)).replaceAll('\\', '/');
    const sure = (reports[index]?.findings ?? []).filter(
      ({ confidence = 'route' }) => confidences.indexOf(confidence) <= least,
    );
    findings.push(...sure.map((finding) => moved(finding, toRoot)));
  }
  const notes = new Set(reports.flatMap((report) => report.notes));
  const failed = reports.some((report) => report.failed);
  for (const note of notes) console.error(`openresty-lens: ${note}`);
  const print = {
    pretty: () => toPretty(findings, { colors: pc, root, from: process.cwd(), read: textReader(root) }),
    json: () => `${JSON.stringify({ version: 1, findings }, null, 2)}\n`,
    sarif: () => toSarif(findings, { rules, root, version, notes: [...notes], succeeded: !failed }),
  };
  process.stdout.write(print[format]());
  if (failed) return 2;
  return findings.some((finding) => isAtLeast(finding.severity, failOn)) ? 1 : 0;
}

function readRelease(given: string | undefined): string | undefined {
  if (given !== undefined && (given === '' || !nginxRelease.test(given)))
    throw new UsageError(`--nginx-version is a release such as 1.22.1, not "${given}"`);
  return given;
}

/** A line that the next one replaces, where somebody watches. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text === '' ? '' : `openresty-lens: ${text} …`}`);
}

function moved(finding: Finding, toRoot: (file: string) => string): Finding {
  const move = (place: Place): Place => ({ ...place, file: toRoot(place.file) });
  return {
    ...finding,
    place: move(finding.place),
    related: finding.related.map(({ message, place }) => ({ message, place: move(place) })),
    ...(finding.fixes && {
      fixes: finding.fixes.map(({ title, edits }) => ({
        title,
        edits: edits.map((edit) => ({ ...edit, file: toRoot(edit.file) })),
      })),
    }),
  };
}

/** Reads the files that findings show lines of, each once. */
function textReader(root: string): (file: string) => string | undefined {
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (!texts.has(file)) texts.set(file, readText(path.resolve(root, file)));
    return texts.get(file);
  };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
