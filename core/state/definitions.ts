import type { Expression, LuaNode, Variable } from '../lua/index.js';
import type { Instance } from './objects.js';
import { around, placed } from './source-tree.js';

/**
 * What an expression's value was set to: behind a local variable of the same function the last assignment before it
 * that must have run, and the ones after that which may have. The expression itself for anything else, and where a
 * list or a loop gives the value.
 */
export function definitionsOf(expression: Expression, instance: Instance, depth: number): Expression[] {
  if (expression.kind === 'parenthesized') return definitionsOf(expression.inner, instance, depth);
  if (expression.kind !== 'name' || depth === 0) return [expression];
  const variable = instance.unit.scopes.variableOf(expression);
  if (variable?.owner !== instance.fn || variable.role !== 'local') return [expression];
  const found: Expression[] = [];
  for (const { value, statement } of settings(variable, instance).toReversed()) {
    if (statement.end > expression.start) continue;
    if (!value) return [expression];
    found.push(value);
    const block = around(instance.unit, statement).find((outer) => 'statements' in outer);
    if (block && block.start <= expression.start && expression.end <= block.end) break;
  }
  if (found.length === 0) return [expression];
  return found.flatMap((value) => definitionsOf(value, instance, depth - 1));
}

interface Setting {
  readonly value: Expression | undefined;
  readonly statement: LuaNode;
}

/** The statements that give the variable a value, in the order of the source. */
function settings(variable: Variable, { unit }: Instance): Setting[] {
  return [variable.declaration, ...unit.scopes.usesOf(variable)].flatMap((name): Setting[] => {
    const statement = placed(unit, name)?.parent?.node;
    if (!statement || !('kind' in statement)) return [];
    if (statement.kind === 'local') {
      return [{ value: valueAt(statement.values, statement.names.indexOf(name)), statement }];
    }
    if (statement.kind !== 'assign') return [];
    const index = statement.targets.indexOf(name);
    return index < 0 ? [] : [{ value: valueAt(statement.values, index), statement }];
  });
}

/** One of several results of a call is not the call's own value, so it has no expression. */
function valueAt(values: readonly Expression[], index: number): Expression | undefined {
  return values[index];
}
