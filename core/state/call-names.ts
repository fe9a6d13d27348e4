import type { Expression, TableExpression } from '../lua/index.js';
import { definitionsOf } from './definitions.js';
import type { AnyCall, Instance } from './objects.js';
import type { SpokenArguments } from './outward.js';
import type { CallSite, World } from './world.js';

/** What a call calls: something of the library's by its path, or a module's function by name. */
export type Called =
  | { readonly kind: 'api'; readonly path: string }
  | { readonly kind: 'module'; readonly module: string; readonly method: string };

/** What may be called; a module counts by the name that it is required by, whether the project carries it or not. */
export function calledAt(world: World, site: CallSite): Called[] {
  const method = methodOf(site);
  return world.solver.objectsAt(site.callee).flatMap((object): Called[] => {
    if (object.kind === 'api') return [{ kind: 'api', path: object.path }];
    const module =
      object.kind === 'opaque'
        ? object.module
        : object.kind === 'function'
          ? world.moduleNames.get(object.unit)
          : undefined;
    return module === undefined || method === undefined ? [] : [{ kind: 'module', module, method }];
  });
}

/** The call itself; undefined for a loop's call of its iterator. */
export function callOf({ span, isIterator }: CallSite): AnyCall | undefined {
  const call = span as Partial<AnyCall>;
  return !isIterator && (call.kind === 'call' || call.kind === 'method-call') ? (call as AnyCall) : undefined;
}

function methodOf(site: CallSite): string | undefined {
  const call = callOf(site);
  if (call?.kind === 'method-call') return call.method.name;
  return call?.callee.kind === 'index' && call.callee.key.kind === 'string'
    ? call.callee.key.value
    : undefined;
}

/** The arguments without the object that a method is called on. */
export function ownArguments(call: AnyCall, isMethod: boolean): readonly Expression[] {
  return isMethod && call.kind === 'call' ? call.args.slice(1) : call.args;
}

/** What the arguments say as constants. */
export function spokenArguments(args: readonly Expression[], instance: Instance): SpokenArguments {
  const values = args.map((arg) => definitionsOf(arg, instance, 3));
  const tables = values.flat().filter((value): value is TableExpression => value.kind === 'table');
  return {
    texts: values.map(([value]) => value && textStart(value, instance)),
    option: (key) => {
      const item = tables
        .flatMap(({ items }) => items)
        .find((one) => one.key?.kind === 'string' && one.key.value === key);
      return item?.value.kind === 'string' ? item.value.value : undefined;
    },
  };
}

/** The constant text of a string, with a blank for each computed part: enough to see what a statement does. */
function textStart(expression: Expression, instance: Instance, depth = 6): string | undefined {
  if (depth === 0) return undefined;
  const inner = (one: Expression | undefined): string | undefined =>
    one && textStart(one, instance, depth - 1);
  switch (expression.kind) {
    case 'string':
      return expression.value;
    case 'parenthesized':
      return inner(expression.inner);
    case 'name': {
      const [value] = definitionsOf(expression, instance, 3);
      if (value !== expression) return inner(value);
      return inner(moduleConstant(expression, instance));
    }
    case 'binary': {
      if (expression.operator !== '..') return undefined;
      const left = inner(expression.left);
      return left === undefined ? undefined : `${left}${inner(expression.right) ?? ' '}`;
    }
    case 'method-call':
      return expression.method.name === 'format' ? inner(expression.object) : undefined;
    case 'call':
      // string.format, or table.concat and the like of a computed text.
      return inner(expression.args[0]);
    default:
      return undefined;
  }
}

/** `local SQL = "…"` at the top of a module, which nothing changes. */
function moduleConstant(name: Expression & { kind: 'name' }, { unit }: Instance): Expression | undefined {
  const variable = unit.scopes.variableOf(name);
  if (variable?.role !== 'local') return undefined;
  for (const statement of unit.syntax.main.body.statements) {
    if (statement.kind !== 'local') continue;
    const index = statement.names.indexOf(variable.declaration);
    if (index >= 0) return statement.values[index];
  }
  return undefined;
}

/** What a key says, for telling whether two calls mean the same: the constant, or else the source's own words. */
export function keyText(key: Expression | undefined, instance: Instance): string | undefined {
  if (!key) return undefined;
  const value = key.kind === 'name' ? (definitionsOf(key, instance, 2)[0] ?? key) : key;
  const constant = value.kind === 'name' ? moduleConstant(value, instance) : undefined;
  const { start, end, kind } = constant ?? value;
  const text = instance.unit.syntax.text.slice(start, end);
  return kind === 'string' ? text.slice(1, -1) : text;
}
