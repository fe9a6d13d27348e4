import type { Finding, ModuleDirectives, RuleLevels } from '../contract/index.js';
import { directiveSpecsOf, makeCatalogue } from '../core/nginx/index.js';
import { buildProject } from '../core/openresty/index.js';
import { checkProject } from '../core/rules/index.js';
import { projectFiles } from '../server/index.js';
import { luaEngine, luaParser } from './assets.js';
import type { Target } from './targets.js';

/** What `check` learns of one program; plain data, since it crosses threads. */
export interface TargetReport {
  /** Files relative to the target's root. */
  readonly findings: readonly Finding[];
  /** What a reader should know: what was left out or cut, which rule failed. */
  readonly notes: readonly string[];
  readonly failed: boolean;
}

/** What is the same for every program; plain data, since it crosses threads. */
export interface CheckOptions {
  readonly levels: RuleLevels;
  /** Directives that the catalogue does not have. */
  readonly modules: ModuleDirectives;
  /** The release of nginx: what came later is unknown to it. Undefined: the newest. */
  readonly nginxVersion: string | undefined;
}

/** @param progress is told what goes on */
export async function checkTarget(
  { root, only, configurations }: Target,
  { levels, modules, nginxVersion }: CheckOptions,
  progress: (text: string) => void,
): Promise<TargetReport> {
  const notes: string[] = [];
  progress(`reading ${root}`);
  const project = buildProject(
    projectFiles(root, (note) => notes.push(note)),
    {
      parser: await luaParser(),
      catalogue: makeCatalogue(directiveSpecsOf(modules).specs, nginxVersion),
      // A configuration that was named by itself is the one to look at; beside others it is one of them.
      ...(configurations.length > 0 && configurations.length === only?.length ? { configurations } : {}),
    },
  );
  progress(`checking ${project.files.size} Lua files, ${project.configurations.length} configurations`);
  const engine = luaEngine();
  const compile = (text: string, name: string): string | undefined =>
    engine.compile(Buffer.from(text, 'utf8'), name);
  const { findings, failures, state } = checkProject(project, compile, { levels });
  progress('');
  for (const { code, error } of failures)
    notes.push(`the rule ${code} failed, the others ran: ${String(error)}`);
  if (state.cut)
    notes.push(
      `${root} is too large or too deep for a whole analysis of worker state: findings may be missing`,
    );
  return {
    findings: only ? findings.filter((finding) => concerns(finding, only)) : findings,
    notes,
    failed: failures.length > 0,
  };
}

/** A finding belongs to a path when it stands there, or when something there explains it. */
function concerns(finding: Finding, only: readonly string[]): boolean {
  const files = [finding.place.file, ...finding.related.map(({ place }) => place.file)];
  return files.some((file) => only.some((part) => file === part || file.startsWith(`${part}/`)));
}
