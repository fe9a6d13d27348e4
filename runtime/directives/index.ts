import { acceptedDirectives } from './accepted-table.js';
import { coreDirectives } from './core-table.js';
import { knownDirectiveNames } from './known-names.js';
import { luaDirectives } from './lua-table.js';
import type { ConfContext, DirectiveSpec, DirectiveTable } from './spec.js';
import { allowsContext, takesCount } from './spec.js';

export type { ConfContext, DirectiveClass, DirectiveSpec } from './spec.js';
export { repeatable } from './repeatable.js';

const table: DirectiveTable = { ...coreDirectives, ...luaDirectives, ...acceptedDirectives };

/** Every directive that is executed or accepted, by name: the source of the docs' list. */
export const supportedDirectives: ReadonlyMap<string, DirectiveSpec> = new Map(Object.entries(table));

/** The names that are known and refused. */
export function refusedDirectives(): string[] {
  return [...knownDirectiveNames].filter((name) => !supportedDirectives.has(name));
}

/** How a directive is written, as far as the checks ask. */
export interface DirectiveShape {
  readonly name: string;
  readonly arguments: number;
  /** It is followed by `{` (a Lua block counts). */
  readonly hasBlock: boolean;
}

/** nginx's objection to a directive at this place, in ngx_conf_handler's words and order; undefined if there is none. */
export function objectionTo(shape: DirectiveShape, context: ConfContext): string | undefined {
  const { name } = shape;
  const spec = supportedDirectives.get(name);
  if (spec === undefined) {
    return knownDirectiveNames.has(name)
      ? `"${name}" directive is not supported by the embedded runtime`
      : `unknown directive "${name}"`;
  }
  if (!allowsContext(spec, context)) return `"${name}" directive is not allowed here`;
  if (spec.block !== true && shape.hasBlock) return `directive "${name}" is not terminated by ";"`;
  if (spec.block === true && !shape.hasBlock) return `directive "${name}" has no opening "{"`;
  if (!takesCount(spec.takes, shape.arguments)) return `invalid number of arguments in "${name}" directive`;
  return undefined;
}
