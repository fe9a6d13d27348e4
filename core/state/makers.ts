import type { FunctionExpression } from '../lua/index.js';

/**
 * A function that does nothing but make an empty table: `local function new_tab() return {} end`, which stands in for
 * the library's `table.new` where that is missing. Each of its calls makes a table of its own: seen as one, all that a
 * program makes by it, at load and in requests, would be the same.
 */
export function makesEmptyTable({ body: { statements } }: FunctionExpression): boolean {
  const [only] = statements;
  if (statements.length !== 1 || only?.kind !== 'return' || only.values.length !== 1) return false;
  const [value] = only.values;
  return value?.kind === 'table' && value.items.length === 0;
}
