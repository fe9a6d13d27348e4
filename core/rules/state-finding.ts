import type { Finding, Place, Related, Severity } from '../../contract/index.js';
import type { OpenRestyConfiguration, Project } from '../openresty/index.js';
import type { RoutedWrite, Route, StateCell, StateFault } from '../state/index.js';
import { isSilenced, silencingFix } from './silence.js';
import type { RuleContext } from './rule.js';

/** What a rule adds to what all rules about state say. */
export interface StateWords {
  /** The sentences about one cell, without the route. */
  readonly say: (cell: FaultyCell, place: StatePlace) => readonly string[];
  /** Worse than a warning, whatever the number of workers: it fails with one worker too. */
  readonly isError?: (cell: FaultyCell) => boolean;
  readonly fixes?: (cell: FaultyCell, place: StatePlace) => Finding['fixes'];
}

export type FaultyCell = StateCell & { readonly verdict: StateCell['verdict'] & { readonly kind: 'fault' } };

/** Where the cell lives: the servers that change it, and how many workers these have. */
export interface StatePlace {
  readonly project: Project;
  /** All that the analysis knows to be written. */
  readonly cells: readonly StateCell[];
  readonly configurations: readonly OpenRestyConfiguration[];
  readonly workers: { readonly single: boolean; readonly text: string };
}

/** The findings of one kind of fault. */
export function stateFindings(
  { project, state }: RuleContext,
  code: string,
  fault: StateFault,
  words: StateWords,
): Finding[] {
  const faulty = state.cells.filter(
    (cell): cell is FaultyCell => isFaulty(cell) && cell.verdict.fault === fault,
  );
  return grouped(faulty).flatMap(([cell, ...others]) => {
    const place = statePlace(cell, { project, state });
    const severity = severityOf(cell, place, fault, words);
    if (!severity || isSilenced(cell, code)) return [];
    const own = words.fixes?.(cell, place) ?? [];
    const fixes = code === 'request-state/race' ? own : [...own, silencingFix(cell, project)];
    const one = stateFinding(cell, place, { code, severity, sentences: words.say(cell, place), fixes });
    return [others.length === 0 ? one : { ...one, message: `${one.message} ${alike(others)}` }];
  });
}

type StateContext = Pick<RuleContext, 'project' | 'state'>;

export function statePlace(cell: StateCell, { project, state }: StateContext): StatePlace {
  const configurations = configurationsOf(cell, project);
  return { project, cells: state.cells, configurations, workers: workersPhrase(configurations) };
}

/** So many cells that one function writes are one matter. */
const oneMatter = 4;

/** Fields that the same function writes are told once; a few stay apart, since each may have a fix of its own. */
function grouped(cells: readonly FaultyCell[]): [FaultyCell, ...FaultyCell[]][] {
  const groups = new Map<unknown, [FaultyCell, ...FaultyCell[]]>();
  for (const cell of cells) {
    const writer = cell.variable ? cell : (cell.writes[0]?.instance.fn ?? cell);
    const known = groups.get(writer);
    if (known) known.push(cell);
    else groups.set(writer, [cell]);
  }
  return [...groups.values()].flatMap((group) =>
    group.length >= oneMatter ? [group] : group.map((cell): [FaultyCell] => [cell]),
  );
}

function alike(others: readonly FaultyCell[]): string {
  const names = others.slice(0, 3).map(({ name }) => `\`${name}\``);
  const more = others.length > 3 ? ` and ${others.length - 3} more` : '';
  return `The same holds for ${names.join(', ')}${more}, which the same function writes.`;
}

function isFaulty(cell: StateCell): cell is FaultyCell {
  return cell.verdict?.kind === 'fault';
}

/** The routes to a write in which state lasts: with the code cache off every request starts in a fresh VM. */
function lastingRoutes({ routes }: RoutedWrite): Route[] {
  return routes.filter(({ entry }) => entry.codeCache);
}

/** The configurations whose requests write the cell; all of them for a cell that is reached by assumption only. */
function configurationsOf(cell: StateCell, project: Project): readonly OpenRestyConfiguration[] {
  if (cell.confidence !== 'route') return project.configurations;
  return [
    ...new Set(cell.writes.flatMap((write) => lastingRoutes(write).map(({ entry }) => entry.configuration))),
  ];
}

/**
 * By what was measured on whole projects: an assumption in a project with configurations is right too seldom for a
 * warning; a library has nothing else, and what a computed name loads does run.
 */
function severityOf(
  cell: FaultyCell,
  { configurations }: StatePlace,
  fault: StateFault,
  words: StateWords,
): Severity | undefined {
  if (cell.confidence === 'assumed' && configurations.length > 0) return 'information';
  if (cell.confidence === 'route') {
    if (configurations.length === 0) return undefined;
    const needsSeveral = fault === 'diverges' || fault === 'seeded-late';
    if (needsSeveral && runsSingly(configurations)) return 'information';
  }
  return words.isError?.(cell) && cell.confidence === 'route' ? 'error' : 'warning';
}

/** Each of the servers has one worker, for now. */
export function runsSingly(configurations: readonly OpenRestyConfiguration[]): boolean {
  return configurations.every(({ workers }) => workers.kind === 'count' && workers.count === 1);
}

/** What is said of one cell, with the evidence for it. */
export function stateFinding(
  cell: StateCell,
  place: StatePlace,
  {
    code,
    severity,
    sentences,
    fixes,
  }: Pick<Finding, 'code' | 'severity'> & {
    readonly sentences: readonly string[];
    readonly fixes: NonNullable<Finding['fixes']>;
  },
): Finding {
  const at = place.project.placeOf(cell.unit, cell.declaration);
  const route = cell.writes.flatMap(lastingRoutes)[0];
  return {
    code,
    severity,
    message: [...sentences, writtenIn(cell)].join(' '),
    place: at,
    related: related(cell, at, place),
    confidence: cell.confidence,
    ...(route ? { route: routeNames(route) } : {}),
    ...(fixes.length > 0 ? { fixes } : {}),
  };
}

function writtenIn(cell: StateCell): string {
  if (cell.confidence === 'loaded')
    return 'No single route was followed to here, but the program loads this module: what it exports is taken to run in requests.';
  if (cell.confidence === 'assumed')
    return 'No configuration of this project leads here: this takes each exported function to run in a request.';
  const routes = [...new Set(cell.writes.flatMap((write) => lastingRoutes(write).map(handlerName)))];
  return `Written in ${routes.slice(0, 3).join(', ')}${routes.length > 3 ? ` and ${routes.length - 3} more` : ''}.`;
}

export function workersPhrase(configurations: readonly OpenRestyConfiguration[]): {
  single: boolean;
  text: string;
} {
  const workers = configurations.map((configuration) => configuration.workers);
  const counts = workers.flatMap((one) => (one.kind === 'count' ? [one.count] : []));
  const most = Math.max(0, ...counts);
  if (most > 1) return { single: false, text: ` (${most} here)` };
  if (workers.some(({ kind }) => kind === 'auto'))
    return { single: false, text: ' (one for each processor here)' };
  if (workers.length > 0 && workers.every(({ kind }) => kind === 'count')) return { single: true, text: '' };
  return { single: false, text: '' };
}

function handlerName({ entry }: Route): string {
  return `${entry.phase}_by_lua of \`${entry.route}\``;
}

function routeNames({ entry, functions }: Route): string[] {
  return [entry.route, `${entry.phase}_by_lua`, ...functions.map(({ fn }) => fn.label ?? 'function')];
}

function related(cell: StateCell, declaration: Place, { project, configurations }: StatePlace): Related[] {
  const writes = cell.writes.map((write: RoutedWrite) => ({
    message: 'written here',
    place: project.placeOf(write.instance.unit, write.span),
  }));
  const routes = cell.writes.flatMap((write) =>
    lastingRoutes(write).map((route): Related => ({
      message: `run by ${handlerName(route)}`,
      place: route.entry.place,
    })),
  );
  const workers = configurations.flatMap(({ workers: found }) => {
    if (found.kind === 'unknown' || !found.place) return [];
    const count =
      found.kind === 'auto'
        ? 'one worker for each processor'
        : `${found.count} worker${found.count === 1 ? '' : 's'}`;
    return [{ message: count, place: project.placeInConfiguration(found.place) }];
  });
  const all = [
    { message: `\`${cell.name}\` is declared here`, place: declaration },
    ...writes,
    ...routes,
    ...workers,
  ];
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
