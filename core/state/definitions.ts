import type { Expression, LuaNode, Variable } from '../lua/index.js';
import type { LuaUnit } from '../openresty/index.js';
import type { Instance } from './objects.js';
import { blockOf, placed } from './source-tree.js';

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
  const found = settingsBefore(variable, expression, instance.unit);
  return found?.flatMap((value) => definitionsOf(value, instance, depth - 1)) ?? [expression];
}

/**
 * What a variable may hold at a place of the function that owns it: the values of the last assignment before that must
 * have run, and of the ones after it. Undefined where a list or a loop gives one of them.
 */
export function settingsBefore(variable: Variable, place: LuaNode, unit: LuaUnit): Expression[] | undefined {
  const found: Expression[] = [];
  for (const { value, statement } of settings(variable, unit).toReversed()) {
    if (statement.end > place.start) continue;
    if (!value) return undefined;
    found.push(value);
    const block = blockOf(unit, statement);
    if (block && block.start <= place.start && place.end <= block.end) break;
  }
  return found.length > 0 ? found : undefined;
}

interface Setting {
  readonly value: Expression | undefined;
  readonly statement: LuaNode;
}

/** The statements that give the variable a value, in the order of the source. */
function settings(variable: Variable, unit: LuaUnit): Setting[] {
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
