import type { LocatedDirective } from '../../nginx/index.js';
import { named, valueOf, type ConfView } from './view.js';

/** A variable that a `map`, `geo` or `split_clients` block makes. */
export interface MapVariable {
  readonly by: LocatedDirective;
  /** The script that the lines are compared with; empty for `geo` and `split_clients`. */
  readonly source: string;
  readonly lines: readonly {
    readonly key: string;
    readonly value: string;
    readonly line: LocatedDirective;
  }[];
}

const known = new WeakMap<ConfView, ReadonlyMap<string, MapVariable>>();

/** By the variable's name, without the `$`, in lower case. */
export function mapsOf(view: ConfView): ReadonlyMap<string, MapVariable> {
  const found = known.get(view) ?? new Map(named(view, 'map', 'geo', 'split_clients').flatMap(entryOf));
  known.set(view, found);
  return found;
}

function entryOf(by: LocatedDirective): [string, MapVariable][] {
  const { name, args } = by.directive;
  const variable = args.at(-1)?.value ?? '';
  if (!variable.startsWith('$')) return [];
  const source = name.value === 'map' ? (valueOf(by) ?? '') : '';
  const lines = by.children.flatMap((line) => {
    const key = line.directive.name.value;
    const value = valueOf(line);
    return value === undefined || settings.has(key) ? [] : [{ key, value, line }];
  });
  return [[variable.slice(1).toLowerCase(), { by, source, lines }]];
}

/** Lines that say how to read the block. */
const settings: ReadonlySet<string> = new Set(['include', 'proxy', 'delete', 'ranges', 'proxy_recursive']);
