import {
  clientText,
  firstBytes,
  freeBytes,
  parseRegex,
  scriptParts,
  type ByteSet,
  type LocatedDirective,
  type Regex,
} from '../../nginx/index.js';
import { argsOf, enclosing, levelsOf, nameOf, valueOf, type ConfView } from './view.js';
import { mapsOf, type MapVariable } from './maps.js';
import { regexOf } from './regexes.js';

/** A piece of what a value becomes in a request. */
export type ValuePart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      /** What the client chooses. */
      readonly kind: 'client';
      /** The variable as nginx's own: `$uri`, or the capture. */
      readonly name: string;
      readonly bytes: ByteSet;
      readonly beginsWithSlash: boolean;
      readonly mergesSlashes: boolean;
      /** Where the text comes from, if not straight from the request: the `set`, the regex's directive. */
      readonly from: readonly LocatedDirective[];
    }
  /** What nobody can tell from the configuration: Lua sets it, the upstream does. */
  | { readonly kind: 'unknown'; readonly name: string };

/** What a value can become: one of several sequences. */
export type Alternatives = readonly (readonly ValuePart[])[];

const MAX_ALTERNATIVES = 64;
const MAX_DEPTH = 8;

/** What the value of a directive can become; the directive says which `set` and which captures it sees. */
export function requestValues(value: string, at: LocatedDirective, view: ConfView): Alternatives {
  return expand(value, { at, view, depth: 0, captures: undefined });
}

interface Scope {
  readonly at: LocatedDirective;
  readonly view: ConfView;
  readonly depth: number;
  /** The regular expression of a map's own line, whose captures its value may use. */
  readonly captures: Source | undefined;
}

/** A regular expression, and the text that it is matched against. */
interface Source {
  readonly regex: Regex;
  readonly subject: Alternatives;
  readonly by: LocatedDirective;
}

function expand(value: string, scope: Scope): Alternatives {
  let all: Alternatives = [[]];
  for (const part of scriptParts(value)) {
    const next: Alternatives =
      part.kind === 'text' ? [[part]] : variable(part.name, { ...scope, depth: scope.depth + 1 });
    all = all.flatMap((before) => next.map((after) => [...before, ...after])).slice(0, MAX_ALTERNATIVES);
  }
  return all;
}

function variable(name: string, scope: Scope): Alternatives {
  const unknown: Alternatives = [[{ kind: 'unknown', name }]];
  if (scope.depth > MAX_DEPTH) return unknown;
  if (/^[1-9]$/.test(name)) return numbered(Number(name), scope) ?? unknown;
  const found = [...assigned(name, scope), ...captured(name, scope)];
  if (found.length > 0) return found.slice(0, MAX_ALTERNATIVES);
  const map = mapsOf(scope.view).get(name);
  if (map) return mapped(map, scope);
  const text = clientText(name);
  return text ? [[{ kind: 'client', name, ...text, from: [] }]] : unknown;
}

/** The `set` directives of this block and those around it, and of the `if` blocks in them. */
function assigned(name: string, scope: Scope): Alternatives {
  const sets = settersSeen(scope.at, scope.view).filter(
    (one) => nameOf(one) === 'set' && valueOf(one)?.toLowerCase() === `$${name}` && one !== scope.at,
  );
  return sets.flatMap((one) =>
    expand(valueOf(one, 1) ?? '', { ...scope, at: one, captures: undefined }).map((parts) =>
      parts.map((part) => (part.kind === 'client' ? { ...part, from: [one, ...part.from] } : part)),
    ),
  );
}

function settersSeen(at: LocatedDirective, view: ConfView): LocatedDirective[] {
  return levelsOf(at, view).flatMap((level) =>
    namers(level).flatMap((one) => (nameOf(one) === 'if' ? [one, ...one.children] : [one])),
  );
}

/** Of a block's directives, of which there can be thousands, those that can name a variable. */
const naming: ReadonlySet<string> = new Set(['set', 'if', 'server_name', 'rewrite', 'location']);
const namingIn = new WeakMap<readonly LocatedDirective[], readonly LocatedDirective[]>();

function namers(level: readonly LocatedDirective[]): readonly LocatedDirective[] {
  let known = namingIn.get(level);
  if (!known) namingIn.set(level, (known = level.filter((one) => naming.has(nameOf(one)))));
  return known;
}

/** The groups of that name in the regular expressions around. */
function captured(name: string, scope: Scope): Alternatives {
  const { at, view, captures } = scope;
  const inLine = captures?.regex.groups.findIndex((one) => one.name?.toLowerCase() === name) ?? -1;
  if (captures && inLine >= 0) return [groupText(captures, inLine + 1, name)];
  const around = levelsOf(at, view).flatMap((level) =>
    namers(level).filter((one) => nameOf(one) !== 'location'),
  );
  const own = enclosingRegexes(at);
  const ifs = settersSeen(at, view).filter((one) => nameOf(one) === 'if');
  const all = [...new Set([...own, ...around, ...ifs])];
  return all.flatMap((by) => {
    const source = sourceOf(by, scope);
    const group = source?.regex.groups.findIndex((one) => one.name?.toLowerCase() === name) ?? -1;
    return source && group >= 0 ? [groupText(source, group + 1, name)] : [];
  });
}

/** `$1` belongs to the last regular expression that matched before: a `rewrite` or `if`, else the location's. */
function numbered(index: number, scope: Scope): Alternatives | undefined {
  const { at, view, captures } = scope;
  if (captures)
    return captures.regex.groups.length < index ? undefined : [groupText(captures, index, `${index}`)];
  if (nameOf(at) === 'rewrite') {
    const own = sourceOf(at, scope);
    return own && own.regex.groups.length >= index ? [groupText(own, index, `${index}`)] : undefined;
  }
  const before = (levelsOf(at, view)[0] ?? []).filter(
    (one) => nameOf(one) === 'rewrite' && one.order < at.order,
  );
  for (const by of [...before.toReversed(), ...enclosingRegexes(at)]) {
    const source = sourceOf(by, scope);
    if (source && source.regex.groups.length >= index) return [groupText(source, index, `${index}`)];
    // An expression without groups leaves none of the earlier captures.
    if (source && nameOf(by) === 'if') return undefined;
  }
  return undefined;
}

/** The blocks around whose condition is a regular expression, the nearest first; then the server's names. */
function enclosingRegexes(at: LocatedDirective): LocatedDirective[] {
  const found: LocatedDirective[] = [];
  for (let parent = at.parent; parent; parent = parent.parent) {
    if (nameOf(parent) === 'server')
      found.push(...parent.children.filter((one) => nameOf(one) === 'server_name'));
    else if (['location', 'if'].includes(nameOf(parent))) found.push(parent);
  }
  return found;
}

function sourceOf(by: LocatedDirective, scope: Scope): Source | undefined {
  const found = regexOf(by);
  if (!found) return undefined;
  const regex = parseRegex(found.pattern, { anyCase: found.anyCase });
  if (!regex) return undefined;
  const subject: Alternatives =
    scope.depth >= MAX_DEPTH
      ? [[{ kind: 'unknown', name: found.subject }]]
      : expand(found.subject, { ...scope, at: by, depth: scope.depth + 1, captures: undefined });
  return { regex, subject, by };
}

function groupText({ regex, subject, by }: Source, index: number, name: string): readonly ValuePart[] {
  const group = regex.groups[index - 1];
  const clients = subject.flat().filter((part) => part.kind === 'client');
  if (!group || clients.length === 0) return [{ kind: 'unknown', name }];
  const first = firstBytes(group.node);
  return [
    {
      kind: 'client',
      name,
      bytes: freeBytes(group.node) & clients.reduce((all, { bytes }) => all | bytes, 0n),
      beginsWithSlash: !first.canBeEmpty && first.bytes === 1n << 0x2fn,
      mergesSlashes: clients.every(({ mergesSlashes }) => mergesSlashes) && mergesIn(by),
      from: [by],
    },
  ];
}

/** merge_slashes is on unless the server (or http) says otherwise. */
function mergesIn(by: LocatedDirective): boolean {
  const server = nameOf(by) === 'server' ? by : enclosing(by, 'server');
  for (let block = server; block; block = block.parent) {
    const flag = block.children.findLast((one) => nameOf(one) === 'merge_slashes');
    if (flag) return valueOf(flag)?.toLowerCase() !== 'off';
  }
  return true;
}

function mapped({ by, source, lines }: MapVariable, scope: Scope): Alternatives {
  const outer: Scope = { ...scope, at: by, captures: undefined };
  return lines
    .flatMap(({ key, value, line }) => {
      const regex = parseRegex(key.replace(/^~\*?/, ''), { anyCase: key.startsWith('~*') });
      const captures =
        key.startsWith('~') && regex ? { regex, subject: expand(source, outer), by: line } : undefined;
      return expand(value, { ...outer, captures });
    })
    .slice(0, MAX_ALTERNATIVES);
}

/** The directive's argument itself, where the rules ask for what a client can choose in it. */
export function clientParts(value: string, at: LocatedDirective, view: ConfView): ValuePart[] {
  return requestValues(value, at, view).flat();
}

export function argumentValues(at: LocatedDirective, index: number, view: ConfView): Alternatives {
  const word = argsOf(at)[index];
  return word ? requestValues(word.value, at, view) : [];
}
