import type { Context } from './contexts.js';
import { directiveOfRow, type DirectiveSpec } from './directive.js';
import { directiveRows } from './directives.generated.js';
import { variableOfRow, type VariableSpec } from './variable.js';
import { variableRows } from './variables.generated.js';

/** Every directive and variable that is known: those of nginx and its modules, and those that a user adds. */
export interface Catalogue {
  /** The commands of this name, in the order of the modules that nginx would ask; empty: unknown. */
  directives(name: string): readonly DirectiveSpec[];
  /** The command that nginx would take in this context; undefined: there is none. */
  directive(name: string, context: Context): DirectiveSpec | undefined;
  /** Every command that can stand in this context, each name once, by name. */
  inContext(context: Context): readonly DirectiveSpec[];
  readonly names: ReadonlySet<string>;
  /** The variable of this name, without `$`: by its whole name, else by the longest prefix. */
  variable(name: string, family: 'http' | 'stream'): VariableSpec | undefined;
  variables(family: 'http' | 'stream'): readonly VariableSpec[];
}

/**
 * @param added directives of modules that the catalogue does not have, asked before its own
 * @param version a release of nginx: what came later is not known to it; undefined: the newest
 */
export function makeCatalogue(added: readonly DirectiveSpec[] = [], version?: string): Catalogue {
  const isThere = ({ since }: { readonly since?: string }): boolean =>
    version === undefined || since === undefined || !isLater(since, version);
  const all = [...added, ...standard().filter(isThere)];
  const byName = new Map<string, DirectiveSpec[]>();
  for (const spec of all) byName.set(spec.name, [...(byName.get(spec.name) ?? []), spec]);
  const byContext = new Map<Context, readonly DirectiveSpec[]>();
  const variables = variableRows.map(variableOfRow).filter(isThere);
  const known = new Map(
    variables.filter(({ isPrefix }) => !isPrefix).map((one) => [`${one.family} ${one.name}`, one]),
  );
  const prefixes = variables.filter(({ isPrefix }) => isPrefix).sort((a, b) => b.name.length - a.name.length);
  const inContext = (context: Context): readonly DirectiveSpec[] => {
    const names = new Map<string, DirectiveSpec>();
    for (const spec of all)
      if (spec.contexts.includes(context) && !names.has(spec.name)) names.set(spec.name, spec);
    return [...names.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  };
  return {
    directives: (name) => byName.get(name) ?? [],
    directive: (name, context) => byName.get(name)?.find(({ contexts }) => contexts.includes(context)),
    inContext: (context) => {
      const found = byContext.get(context) ?? inContext(context);
      byContext.set(context, found);
      return found;
    },
    names: new Set(byName.keys()),
    variable: (name, family) =>
      known.get(`${family} ${name}`) ??
      prefixes.find((one) => one.family === family && name.startsWith(one.name)),
    variables: (family) => variables.filter((one) => one.family === family),
  };
}

/** Whether the release `a` came after `b`: `1.9.15` and `1.25.1`. */
function isLater(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let at = 0; at < 3; at += 1) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

let rows: readonly DirectiveSpec[] | undefined;

function standard(): readonly DirectiveSpec[] {
  return (rows ??= directiveRows.map(directiveOfRow));
}

let shared: Catalogue | undefined;

/** The catalogue without a user's additions; made when it is first asked for. */
export function standardCatalogue(): Catalogue {
  return (shared ??= makeCatalogue());
}
