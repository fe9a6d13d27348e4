import type { InlayHintSettings } from '../../contract/index.js';
import {
  blockOf,
  innerContext,
  LineIndex,
  matchArguments,
  normalizePath,
  parameterOf,
  parseOffset,
  parseSize,
  walkExpanded,
  type Catalogue,
  type ConfFile,
  type ConfNode,
  type ConfWorkspace,
  type Context,
  type LocatedDirective,
  type Word,
} from '../../core/nginx/index.js';
import { formsAt } from './conf-arguments.js';

/** What is drawn between two words; `offset` is a UTF-16 one. */
export interface ConfHint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip: string;
}

export interface HintContext {
  readonly settings: InlayHintSettings;
  readonly catalogue: Catalogue;
  /** What `worker_processes auto` is; undefined where nobody knows. */
  readonly processors: number | undefined;
}

/** The hints of a file, in its order. One that is read several times says of a place what all its readings say of it. */
export function hintsOf(path: string, workspace: ConfWorkspace, context: HintContext): ConfHint[] {
  const file = workspace.files.get(normalizePath(path));
  if (!file) return [];
  const readings = readingsOf(file, workspace);
  return [...readings.values()]
    .flatMap((located) => agreed(located.map((one) => hintsAt(one, context))))
    .sort((a, b) => a.offset - b.offset);
}

function readingsOf(file: ConfFile, { configurations }: ConfWorkspace): Map<ConfNode, LocatedDirective[]> {
  const found = new Map<ConfNode, LocatedDirective[]>();
  for (const { root, files, expanded } of configurations) {
    if (root !== file && !files.includes(file)) continue;
    for (const one of walkExpanded(expanded)) {
      if (one.file !== file) continue;
      const known = found.get(one.directive);
      if (known) known.push(one);
      else found.set(one.directive, [one]);
    }
  }
  return found;
}

/** What is true of one reading only would be wrong in the others. */
function agreed([first = [], ...others]: readonly ConfHint[][]): ConfHint[] {
  return first.filter(({ offset, label }) =>
    others.every((hints) => hints.some((one) => one.offset === offset && one.label === label)),
  );
}

function hintsAt(located: LocatedDirective, { settings, catalogue, processors }: HintContext): ConfHint[] {
  return [
    ...(settings.workerProcesses && processors !== undefined ? workers(located, processors) : []),
    ...(settings.sizes ? sizes(located, catalogue) : []),
    ...(settings.inherited ? inherited(located) : []),
    ...(settings.lost ? lost(located) : []),
  ];
}

function workers({ directive: { name, args }, parent }: LocatedDirective, processors: number): ConfHint[] {
  const [value] = args;
  if (parent || name.value !== 'worker_processes' || value?.value !== 'auto') return [];
  return [
    {
      offset: value.span.end,
      label: `= ${processors}`,
      tooltip: 'One worker for each processor that the editor’s machine has.',
    },
  ];
}

/** Sizes with a unit: those without one are in bytes as they stand. */
function sizes(located: LocatedDirective, catalogue: Catalogue): ConfHint[] {
  const { name, args, kind } = located.directive;
  if (kind !== 'directive' || !args.some(({ value }) => /\d[kmg]$/i.test(value))) return [];
  const context = contextOf(located);
  const forms = formsAt(name.value, context ? [context] : [], catalogue);
  const matched = matchArguments(
    forms,
    args.map(({ value }) => value),
  );
  return args.flatMap((word, index) => {
    const argument = matched[index];
    if (!argument) return [];
    const parameter = argument.parameters && parameterOf(argument, word.value);
    const kinds = parameter ? parameter.value?.kinds : argument.kinds;
    const text = parameter ? word.value.slice(parameter.name.length + 1) : word.value;
    return sizeHint(word, kinds ?? [], text);
  });
}

/** The size itself, or that behind the name of a zone. */
function sizeHint(word: Word, kinds: readonly string[], text: string): ConfHint[] {
  const isZone = kinds.includes('zone');
  if (!isZone && !kinds.includes('size') && !kinds.includes('offset')) return [];
  const size = isZone ? (/:(\d+[kmg])$/i.exec(text)?.[1] ?? '') : text;
  if (!/^\d+[kmg]$/i.test(size)) return [];
  const bytes = kinds.includes('offset') ? parseOffset(size) : parseSize(size);
  if (bytes === undefined) return [];
  return [{ offset: word.span.end, label: `= ${grouped(bytes)} bytes`, tooltip: `${size} for nginx.` }];
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function contextOf({ parent }: LocatedDirective): Context | undefined {
  if (!parent) return 'main';
  const outer = contextOf(parent);
  return outer && innerContext(parent.directive.name.value, outer);
}

/** What a location is served with; each with the directives that stand in for it. */
const told: readonly { name: string; orOwn: readonly string[] }[] = [
  // An alias is the location's root (ngx_http_core_root sets both).
  { name: 'root', orOwn: ['root', 'alias'] },
  { name: 'client_max_body_size', orOwn: ['client_max_body_size'] },
  { name: 'lua_code_cache', orOwn: ['lua_code_cache'] },
];

/** nginx merges level by level: the nearest block around the location that says something decides. */
function inherited(location: LocatedDirective): ConfHint[] {
  const offset = openingOf(location);
  if (location.directive.name.value !== 'location' || offset === undefined) return [];
  const found = told.flatMap(({ name, orOwn }) => {
    for (let level: LocatedDirective | undefined = location; level; level = level.parent) {
      const own = level.children.filter(({ directive }) => orOwn.includes(directive.name.value));
      const [first] = own;
      if (first) return level !== location && first.directive.name.value === name ? [{ first, level }] : [];
    }
    return [];
  });
  if (found.length === 0) return [];
  return [
    {
      offset,
      label: found.map(({ first }) => sayDirective(first)).join(' · '),
      tooltip: found
        .map(
          ({ first, level }) =>
            `${sayDirective(first)}: from ${level.directive.name.value}, ${placeOf(first)}`,
        )
        .join('\n'),
    },
  ];
}

interface ListedGroup {
  readonly names: readonly string[];
  /** The first argument says what each is about: own ones replace those of the same name. */
  readonly isKeyed: boolean;
  /** With this directive around, the lists are put together (nginx 1.29.3). */
  readonly merging?: string;
}

/** Lists that a block has as a whole or not at all: one of its own, and none of the outer ones counts. */
const groups: readonly ListedGroup[] = [
  { names: ['add_header'], isKeyed: true, merging: 'add_header_inherit' },
  { names: ['add_trailer'], isKeyed: true, merging: 'add_trailer_inherit' },
  ...['proxy_set_header', 'grpc_set_header', 'fastcgi_param', 'uwsgi_param', 'scgi_param'].map((name) => ({
    names: [name],
    isKeyed: true,
  })),
  { names: ['allow', 'deny'], isKeyed: false },
  { names: ['limit_req'], isKeyed: false },
  { names: ['limit_conn'], isKeyed: false },
];

function lost(block: LocatedDirective): ConfHint[] {
  const offset = openingOf(block);
  if (offset === undefined || !block.parent) return [];
  return groups.flatMap((group) => {
    const own = listOf(block, group);
    if (own.length === 0 || mergesIn(block, group)) return [];
    const outer = outerList(block.parent, group);
    const again = new Set(group.isKeyed ? own.map(keyOf) : []);
    const gone = outer.filter((one) => !again.has(keyOf(one)));
    if (gone.length === 0) return [];
    return [
      {
        offset,
        label: `loses ${gone.map(shortly).join(', ')}`,
        tooltip: gone.map((one) => `${sayDirective(one)}: ${placeOf(one)}`).join('\n'),
      },
    ];
  });
}

function listOf({ children }: LocatedDirective, { names }: ListedGroup): LocatedDirective[] {
  return children.filter(({ directive }) => names.includes(directive.name.value));
}

function outerList(from: LocatedDirective | undefined, group: ListedGroup): LocatedDirective[] {
  for (let level = from; level; level = level.parent) {
    const found = listOf(level, group);
    if (found.length > 0) return found;
  }
  return [];
}

function mergesIn(block: LocatedDirective, { merging }: ListedGroup): boolean {
  for (let level: LocatedDirective | undefined = block; level; level = level.parent)
    if (level.children.some(({ directive }) => directive.name.value === merging)) return true;
  return false;
}

function keyOf({ directive: { args } }: LocatedDirective): string {
  return args[0]?.value.toLowerCase() ?? '';
}

function shortly({ directive: { name, args } }: LocatedDirective): string {
  return [name.value, ...args.slice(0, 1).map(({ raw }) => raw)].join(' ');
}

function sayDirective({ directive: { name, args } }: LocatedDirective): string {
  return [name.value, ...args.map(({ raw }) => raw)].join(' ');
}

function placeOf({ file, directive }: LocatedDirective): string {
  const { line } = new LineIndex(file.tree.text).positionAt(directive.span.start);
  return `${normalizePath(file.path)}:${line + 1}`;
}

/** Behind the `{`. */
function openingOf({ directive }: LocatedDirective): number | undefined {
  const block = blockOf(directive);
  return block?.open.end;
}
