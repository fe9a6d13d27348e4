import { statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { isAtLeast, severities, type Finding, type Severity } from '../contract/index.js';
import { buildProject } from '../core/openresty/index.js';
import { checkProject, rules } from '../core/rules/index.js';
import { luaEngine, luaParser } from './assets.js';
import { toPretty } from './format/pretty.js';
import { toSarif } from './format/sarif.js';
import { projectFiles } from './project-files.js';
import { UsageError } from './usage.js';
import { version } from './version.js';

const formats = ['pretty', 'json', 'sarif'] as const;

/** `openresty-lens check`: 0, or 1 for a finding at or above `--fail-on`. */
export async function checkCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'pretty' },
      'fail-on': { type: 'string', default: 'error' },
    },
  });
  const format = oneOf('--format', values.format, formats);
  const failOn: Severity = oneOf('--fail-on', values['fail-on'], severities);
  if (positionals.length === 0)
    throw new UsageError('check needs a PATH: a folder, a configuration or a Lua file');
  const { root, only } = scopeOf(positionals);
  const files = projectFiles(root);
  const configurations = only?.filter((file) => !file.endsWith('.lua'));
  const project = buildProject(files, {
    parser: await luaParser(),
    ...(configurations && configurations.length > 0 ? { configurations } : {}),
  });
  const engine = luaEngine();
  const result = checkProject(project, (text, name) => engine.compile(Buffer.from(text, 'utf8'), name));
  const findings = only ? result.findings.filter((finding) => concerns(finding, only)) : result.findings;
  for (const { code, error } of result.failures) {
    console.error(`openresty-lens: the rule ${code} failed, the others ran: ${String(error)}`);
  }
  if (result.state.cut) {
    console.error('openresty-lens: the analysis of worker state reached its budget: findings may be missing');
  }
  const read = (file: string): string | undefined => files.read(file);
  const print = {
    pretty: () => toPretty(findings, { colors: pc, root, from: process.cwd(), read }),
    json: () => `${JSON.stringify({ version: 1, findings }, null, 2)}\n`,
    sarif: () => toSarif(findings, rules, root, version),
  };
  process.stdout.write(print[format]());
  if (result.failures.length > 0) return 2;
  return findings.some((finding) => isAtLeast(finding.severity, failOn)) ? 1 : 0;
}

export function oneOf<Choice extends string>(
  option: string,
  value: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new UsageError(`${option} is one of ${choices.join(', ')}, not "${value}"`);
  return choice;
}

/** One folder is the project's root; for files or several paths it is the folder that they share. */
function scopeOf(paths: readonly string[]): { root: string; only: string[] | undefined } {
  const absolute = paths.map((given) => {
    const resolved = path.resolve(given);
    const stats = statSync(resolved, { throwIfNoEntry: false });
    if (!stats) throw new UsageError(`no such file or folder: ${given}`);
    return { resolved, isFolder: stats.isDirectory() };
  });
  const [first] = absolute;
  if (absolute.length === 1 && first?.isFolder) return { root: first.resolved, only: undefined };
  const root = absolute
    .map(({ resolved, isFolder }) => (isFolder ? resolved : projectFolder(resolved)))
    .reduce(shared);
  const only = absolute.map(({ resolved }) => path.relative(root, resolved).replaceAll('\\', '/'));
  return { root, only };
}

/** The nearest folder above a file that looks like a program's own: one with `conf/`, `nginx.conf` or `.git`. */
function projectFolder(file: string): string {
  const marks = ['conf', 'nginx.conf', '.git'];
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (marks.some((mark) => statSync(path.join(folder, mark), { throwIfNoEntry: false }))) return folder;
    if (path.dirname(folder) === folder) return path.dirname(file);
  }
}

function shared(a: string, b: string): string {
  let folder = a;
  while (path.relative(folder, b).startsWith('..')) folder = path.dirname(folder);
  return folder;
}

/** A finding belongs to a path when it stands there, or when something there explains it. */
function concerns(finding: Finding, only: readonly string[]): boolean {
  const files = [finding.place.file, ...finding.related.map(({ place }) => place.file)];
  return files.some((file) =>
    only.some((path) => path === '' || file === path || file.startsWith(`${path}/`)),
  );
}
