import * as z from 'zod/mini';

/**
 * Where a walk to a cell begins; something that both the static and the running world know.
 * - `upvalue`: a variable captured by the function whose `function` keyword stands on `line` (from 1, Lua's
 *   `linedefined`) of `file`. The running VM meets that function when its closure is made.
 * - `module`: the value `package.loaded[module]`.
 * - `globals`: the table `_G`.
 */
export const CellAnchor = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('upvalue'),
    file: z.string(),
    line: z.int().check(z.positive()),
    name: z.string(),
  }),
  z.strictObject({ kind: z.literal('module'), module: z.string() }),
  z.strictObject({ kind: z.literal('globals') }),
]);
export type CellAnchor = z.infer<typeof CellAnchor>;

/**
 * A place that outlives a request, as the state engine names it and the runtime reads it.
 * `file` is relative to the project's root; `offset` is that of the declaration in UTF-16 units;
 * `path` holds the keys that lead from the anchor's value to the cell's.
 */
export const CellAddress = z.strictObject({
  id: z.string(),
  file: z.string(),
  offset: z.int().check(z.nonnegative()),
  name: z.string(),
  kind: z.enum(['upvalue', 'field', 'global']),
  path: z.array(z.string()),
  module: z.optional(z.string()),
  anchor: CellAnchor,
});
export type CellAddress = z.infer<typeof CellAddress>;
