import * as z from 'zod/mini';

/** A directive of a module that is none of nginx's or OpenResty's own, as a person describes it. */
export const ModuleDirective = z.strictObject({
  /** The blocks that it can stand in, in the words of nginx's manual: `http`, `server`, `location`, `if in location` … */
  contexts: z.array(z.string()).check(z.minLength(1)),
  /** How many arguments: `1`, `1-2`, `1,3`, `1+`, `any`, or `flag` for `on` and `off`. */
  arguments: z._default(
    z
      .string()
      .check(
        z.regex(
          /^(?:any|flag|\d{1,2}(?:,\d{1,2})*|\d{1,2}-\d{1,2}|\d{1,2}\+)$/,
          'not "1", "1-2", "1+", "any" or "flag"',
        ),
      ),
    'any',
  ),
  /** Whether `{` must follow the arguments. */
  block: z._default(z.boolean(), false),
  module: z.optional(z.string()),
  description: z.optional(z.string()),
});
export type ModuleDirective = z.infer<typeof ModuleDirective>;

/** Directive name -> what it is. */
export const ModuleDirectives = z.record(z.string().check(z.minLength(1)), ModuleDirective);
export type ModuleDirectives = Readonly<Record<string, ModuleDirective>>;

/** Never throws: a directive that is described wrongly is left out, and `faults` says by name what is wrong with it. */
export function readModules(value: unknown): { modules: ModuleDirectives; faults: string[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { modules: {}, faults: ['not an object of directives'] };
  const modules: Record<string, ModuleDirective> = {};
  const faults: string[] = [];
  for (const [name, given] of Object.entries(value)) {
    // What editors put into a JSON file to find its schema.
    if (name === '$schema') continue;
    const result = ModuleDirective.safeParse(given);
    if (result.success && name !== '') modules[name] = result.data;
    else
      for (const { path, message } of result.error?.issues ?? [])
        faults.push(`${[name, ...path].join('.')}: ${message}`);
  }
  return { modules, faults };
}
