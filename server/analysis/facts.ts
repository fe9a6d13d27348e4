import type { Place } from '../../contract/index.js';
import type { EntryPoint, OpenRestyConfiguration, Project, Workers } from '../../core/openresty/index.js';
import type { StateReport } from '../../core/state/index.js';
import { confFactsOf, type ConfFileFacts } from './conf-facts.js';

/** A configuration as the editor's features need it. Files are relative to the project's root. */
export interface ConfigurationFacts {
  readonly path: string;
  readonly prefix: string;
  readonly packagePath: readonly string[];
  /** For people: `4 workers`; empty where nobody knows. */
  readonly workers: string;
  readonly runsLua: boolean;
  readonly dicts: readonly { readonly name: string; readonly place: Place }[];
}

/** A handler of a configuration that gets somewhere. */
export interface RunFact {
  /** `content_by_lua of location /`. */
  readonly label: string;
  readonly place: Place;
}

/** A function and the handlers that get to it. */
export interface FunctionFact {
  /** UTF-16 offset of its `function` keyword (or of its statement, for `function f()`) in its file. */
  readonly start: number;
  readonly runs: readonly RunFact[];
}

/** What a whole project knows that one document does not; plain data, since it crosses threads. */
export interface ProjectFacts {
  readonly configurations: readonly ConfigurationFacts[];
  /** Every Lua file. */
  readonly luaFiles: readonly string[];
  /** Every configuration file that was read. */
  readonly confFiles: readonly string[];
  /** By Lua file: the handlers that run any of it. */
  readonly runs: Readonly<Record<string, readonly RunFact[]>>;
  readonly functions: Readonly<Record<string, readonly FunctionFact[]>>;
  /** By configuration file; templates are not among them. */
  readonly confs: Readonly<Record<string, ConfFileFacts>>;
}

export const noFacts: ProjectFacts = {
  configurations: [],
  luaFiles: [],
  confFiles: [],
  runs: {},
  functions: {},
  confs: {},
};

/** @param checkpoint called every few milliseconds; may throw to give up */
export function factsOf(
  project: Project,
  state: StateReport,
  checkpoint: () => void = () => undefined,
): ProjectFacts {
  const runs: Record<string, RunFact[]> = {};
  const functions: Record<string, FunctionFact[]> = {};
  for (const [unit, reached] of state.reached) {
    if (unit.kind !== 'file') continue;
    runs[unit.file] = distinct([...reached.values()].flat().map(({ entry }) => runFact(entry)));
    functions[unit.file] = [...reached]
      .filter(([fn]) => fn !== unit.syntax.main)
      .map(([fn, found]) => ({ start: fn.start, runs: distinct(found.map(({ entry }) => runFact(entry))) }));
  }
  return {
    configurations: project.configurations.map((configuration) => configurationFacts(configuration, project)),
    luaFiles: [...project.files.keys()],
    confFiles: [...project.configurationFiles],
    runs,
    functions,
    confs: confFactsOf(project.workspace, checkpoint),
  };
}

function configurationFacts(configuration: OpenRestyConfiguration, project: Project): ConfigurationFacts {
  const { path, prefix, packagePath, workers, handlers, dicts } = configuration;
  return {
    path,
    prefix,
    packagePath,
    workers: workersText(workers),
    runsLua: handlers.length > 0,
    dicts: dicts.map(({ name, place }) => ({ name, place: project.placeInConfiguration(place) })),
  };
}

function workersText(workers: Workers): string {
  if (workers.kind === 'unknown') return '';
  if (workers.kind === 'auto') return 'one worker for each processor';
  return workers.count === 1 ? '1 worker' : `${workers.count} workers`;
}

function runFact({ phase, route, place }: EntryPoint): RunFact {
  return { label: `${phase}_by_lua of ${route}`, place };
}

function distinct(runs: readonly RunFact[]): RunFact[] {
  return [...new Map(runs.map((run) => [JSON.stringify(run), run])).values()];
}
