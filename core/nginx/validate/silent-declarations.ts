import { familyOf, type Family } from '../catalogue/index.js';
import type { LocatedDirective } from '../include.js';
import type { BlockEndCall, Setters } from './setter.js';

/**
 * The variables that may be declared where nobody can tell: as arguments of a directive that no setter reads. All are
 * where something has not been read, such as a file that is included but missing.
 * @param setters all that there are
 * @returns whether a name is one; in lower case, without `$`
 */
export function silentlyDeclared(
  { block, catalogue, configuration, options }: BlockEndCall,
  setters: Setters,
  family: Family,
): (name: string) => boolean {
  if (configuration.errors.length > 0) return () => true;
  if (configuration.includes.some(({ files }) => files.length === 0)) return () => true;
  // Most configurations have no variable that this is asked of.
  let known: ((name: string) => boolean) | undefined;
  return (name) =>
    (known ??= silentNames({ block, catalogue, configuration, options }, setters, family))(name);
}

function silentNames(
  { block, catalogue, configuration, options }: Omit<BlockEndCall, 'cycle' | 'report'>,
  setters: Setters,
  family: Family,
): (name: string) => boolean {
  const names = new Set<string>();
  const pending: LocatedDirective[] = [...(block.directive?.children ?? configuration.expanded)];
  for (let located = pending.pop(); located !== undefined; located = pending.pop()) {
    const { directive } = located;
    const specs = catalogue
      .directives(directive.name.value)
      .filter(({ contexts }) => contexts.some((context) => familyOf(context) === family));
    // What reads a block reads its entries.
    const isRead =
      directive.kind === 'entry' ||
      (specs.length > 0 && specs.every(({ setter }) => setters[setter] !== undefined));
    const isEntries = located.children.some((child) => child.directive.kind === 'entry');
    if (isRead || !isEntries) pending.push(...located.children);
    else
      for (const { directive: entry } of located.children)
        for (const { value } of entry.args) for (const name of namesIn(value)) names.add(name);
    for (const { value, raw } of directive.args) {
      if (options.isPlaceholder?.(raw) === true) return () => true;
      if (!isRead) for (const name of namesIn(value)) names.add(name);
    }
  }
  return (name) => names.has(name);
}

function namesIn(value: string): string[] {
  return [...value.matchAll(/\$\{?([A-Za-z0-9_]+)/g)].map(([, name = '']) => name.toLowerCase());
}
