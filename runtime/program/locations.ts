import { utf8 } from './binary.js';
import { emptyLevel, mergeSettings, type Compilation, type Level, type LocationDraft } from './draft.js';
import { ConfProblem, type HandlerTable, type Statement } from './reader.js';
import { compileRegex } from './regex.js';
import { rewriteHandlers } from './rewrite.js';
import { settingHandlers } from './settings.js';
import type { Location, LocationKind, LocationTree, Settings } from './types.js';

/** What may stand in server and location alike, nested locations included. */
export function levelHandlers<T extends Level>(compilation: Compilation): HandlerTable<T> {
  return {
    ...settingHandlers<T>(compilation),
    ...rewriteHandlers<T>(compilation),
    location: (statement, level) => readLocation(statement, level, compilation),
  };
}

function readLocation(statement: Statement, level: Level, compilation: Compilation): void {
  const draft: LocationDraft = {
    ...emptyLevel(),
    ...locationName(statement),
    file: statement.file,
    line: statement.line,
    internal: false,
  };
  checkPlace(draft, level);
  level.locations.push(draft);
  compilation.reader.read(statement.located.children, 'location', locationHandlers(compilation), draft);
}

function locationHandlers(compilation: Compilation): HandlerTable<LocationDraft> {
  return {
    ...levelHandlers<LocationDraft>(compilation),
    internal: (_, draft) => (draft.internal = true),
  };
}

/** ngx_http_core_location's reading of its arguments. */
function locationName({ args }: Statement): Pick<LocationDraft, 'kind' | 'name' | 'regex'> {
  const [first = '', second] = args;
  if (second !== undefined) {
    const kind = modifiers[first];
    if (kind === undefined) throw new ConfProblem(`invalid location modifier "${first}"`);
    return named(kind, second, first === '~*');
  }
  const [, modifier] = /^(=|\^~|~\*|~)/.exec(first) ?? [];
  if (modifier !== undefined)
    return named(modifiers[modifier]!, first.slice(modifier.length), modifier === '~*');
  return named(first.startsWith('@') ? 'named' : 'prefix', first, false);
}

const modifiers: Readonly<Record<string, LocationKind>> = {
  '=': 'exact',
  '^~': 'prefix-final',
  '~': 'regex',
  '~*': 'regex',
};

function named(
  kind: LocationKind,
  name: string,
  caseless: boolean,
): Pick<LocationDraft, 'kind' | 'name' | 'regex'> {
  const regex = kind === 'regex' ? compileRegex(name, caseless) : undefined;
  return { kind, name: utf8(name), regex };
}

/** What nginx says about a location's place among its neighbours and inside its parent. */
function checkPlace(draft: LocationDraft, level: Level): void {
  const { kind, name } = draft;
  const parent = 'kind' in level ? (level as LocationDraft) : undefined;
  if (parent?.kind === 'exact') {
    throw new ConfProblem(`location "${name}" cannot be inside the exact location "${parent.name}"`);
  }
  if (parent?.kind === 'named') {
    throw new ConfProblem(`location "${name}" cannot be inside the named location "${parent.name}"`);
  }
  if (kind === 'named' && parent !== undefined) {
    throw new ConfProblem(`named location "${name}" can be on the server level only`);
  }
  const isLiteral = kind === 'exact' || kind === 'prefix' || kind === 'prefix-final';
  if (parent !== undefined && parent.kind !== 'regex' && isLiteral && !name.startsWith(parent.name)) {
    throw new ConfProblem(`location "${name}" is outside location "${parent.name}"`);
  }
  const group = (candidate: LocationKind): string => (candidate === 'prefix-final' ? 'prefix' : candidate);
  const isDuplicate = level.locations.some(
    (other) => kind !== 'regex' && group(other.kind) === group(kind) && other.name === name,
  );
  if (isDuplicate) throw new ConfProblem(`duplicate location "${name}"`);
}

/** A draft with everything that it inherits. */
export function finishLocation(draft: LocationDraft, outer: Settings): Location {
  const { kind, name, regex, internal, steps, file, line } = draft;
  const settings = mergeSettings(outer, draft);
  const nested = buildTree(draft.locations, settings);
  return { kind, name, regex, internal, settings, steps, nested, file, line };
}

export function buildTree(drafts: readonly LocationDraft[], outer: Settings): LocationTree {
  const all = drafts.map((draft) => finishLocation(draft, outer));
  const of = (...kinds: LocationKind[]): Location[] => all.filter(({ kind }) => kinds.includes(kind));
  const byName = (locations: Location[]): Map<string, Location> =>
    new Map(locations.map((location) => [location.name, location]));
  return {
    exact: byName(of('exact')),
    prefixes: of('prefix', 'prefix-final').sort((a, b) => b.name.length - a.name.length),
    regexes: of('regex'),
    named: byName(of('named')),
  };
}
