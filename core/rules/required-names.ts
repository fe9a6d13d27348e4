import { walkLua, type CallExpression, type Expression, type LuaNode, type Variable } from '../lua/index.js';
import type { LuaUnit } from '../openresty/index.js';
import { valueOf } from '../state/index.js';
import { functionCalled, libraryPath } from './known-values.js';

/** So many names of one call are told apart; a list that is longer is taken for any text. */
const maxNames = 64;
/** So many steps of the program from the call are looked at. */
const maxDepth = 6;

const anything: readonly string[] = ['*'];

/** A call that loads a module, with the expression that names it: `require(x)`, `pcall(require, x)`. */
export interface RequireCall {
  readonly call: CallExpression;
  readonly name: Expression;
}

export function requireCalls(unit: LuaUnit): RequireCall[] {
  // Most files name what they load.
  if (!/\brequire\b(?!\s*\(?\s*(["'])[^"'\n]*\1\s*(?!\s|\.\.))/.test(unit.syntax.text)) return [];
  return [...walkLua(unit.syntax.main)].flatMap(({ node }): RequireCall[] => {
    if (!('kind' in node) || node.kind !== 'call') return [];
    const path = libraryPath(node.callee, unit);
    const isHanded = (path === 'pcall' || path === 'xpcall') && isRequire(node.args[0], unit);
    const name =
      path === 'require' ? node.args[0] : isHanded ? node.args[path === 'pcall' ? 1 : 2] : undefined;
    return name ? [{ call: node, name }] : [];
  });
}

function isRequire(value: Expression | undefined, unit: LuaUnit): boolean {
  return value !== undefined && libraryPath(value, unit) === 'require';
}

/**
 * The texts that an expression may be, `*` for a part of any text: constants, what is joined of them, what a variable
 * is given anywhere, what a loop over a constant list or a constant table gives, and what the callers of a local
 * function hand to it.
 */
export function namesOf(expression: Expression, unit: LuaUnit, depth = maxDepth): readonly string[] {
  const names = [...new Set(find(expression, unit, depth))];
  return names.length > maxNames ? anything : names;
}

function find(expression: Expression, unit: LuaUnit, depth: number): readonly string[] {
  if (depth === 0) return anything;
  const inner = (one: Expression): readonly string[] => namesOf(one, unit, depth - 1);
  switch (expression.kind) {
    case 'string':
      return [expression.value];
    case 'number':
      return [String(expression.value)];
    // What is no text loads nothing.
    case 'nil':
    case 'boolean':
      return [];
    case 'parenthesized':
      return namesOf(expression.inner, unit, depth);
    case 'binary':
      if (expression.operator === '..')
        return joined(namesOf(expression.left, unit, depth), namesOf(expression.right, unit, depth));
      if (expression.operator === 'or') return [...inner(expression.left), ...inner(expression.right)];
      return expression.operator === 'and' ? inner(expression.right) : anything;
    case 'call':
      return formatted(expression, unit, depth - 1);
    case 'index':
      return elements(expression.object, expression.key, unit, depth - 1);
    case 'name': {
      const variable = unit.scopes.variableOf(expression);
      return variable ? ofVariable(variable, unit, depth - 1) : anything;
    }
    default:
      return anything;
  }
}

function joined(left: readonly string[], right: readonly string[]): readonly string[] {
  if (left.length * right.length > maxNames) return anything;
  return left.flatMap((one) => right.map((other) => (one + other).replace(/\*+/g, '*')));
}

/** `string.format("a.%s.b", x)` */
function formatted({ callee, args }: CallExpression, unit: LuaUnit, depth: number): readonly string[] {
  const [format, ...values] = args;
  if (libraryPath(callee, unit) !== 'string.format' || format?.kind !== 'string') return anything;
  const parts = format.value.split(/%[sd]/);
  if (parts.some((part) => part.includes('%'))) return anything;
  return parts.slice(1).reduce<readonly string[]>(
    (names, part, index) => {
      const value = values[index];
      return joined(joined(names, value ? namesOf(value, unit, depth) : anything), [part]);
    },
    [parts[0] ?? ''],
  );
}

/** What a table that nobody changes has under a key; under any of its keys where that is computed. */
function elements(object: Expression, key: Expression, unit: LuaUnit, depth: number): readonly string[] {
  const table = constantTable(object, unit);
  if (!table) return anything;
  const wanted = key.kind === 'string' || key.kind === 'number' ? key.value : undefined;
  const fits = (one: Expression | undefined): boolean =>
    wanted === undefined || !one || !('value' in one) || one.value === wanted;
  return table.items.filter((item) => fits(item.key)).flatMap(({ value }) => namesOf(value, unit, depth));
}

function constantTable(object: Expression, unit: LuaUnit): (Expression & { kind: 'table' }) | undefined {
  if (object.kind === 'table') return object;
  if (object.kind === 'parenthesized') return constantTable(object.inner, unit);
  const variable = object.kind === 'name' ? unit.scopes.variableOf(object) : undefined;
  const value = variable && valueOf(variable, unit);
  return value?.kind === 'table' && isOnlyRead(variable, unit) ? value : undefined;
}

/** The table is indexed, counted and gone through, and gets nowhere else. */
function isOnlyRead(variable: Variable | undefined, unit: LuaUnit): boolean {
  const uses = new Set<LuaNode>(variable ? unit.scopes.usesOf(variable) : []);
  for (const { node, parent } of walkLua(unit.syntax.main)) {
    if (!uses.has(node)) continue;
    const around = parent?.node;
    if (!around || !('kind' in around)) return false;
    const outer = parent.parent?.node;
    const isTarget =
      outer !== undefined &&
      'kind' in outer &&
      outer.kind === 'assign' &&
      outer.targets.some((target) => target === around);
    const isGoneThrough =
      around.kind === 'call' && /^(?:ipairs|pairs|next|unpack)$/.test(libraryPath(around.callee, unit) ?? '');
    const isRead =
      around.kind === 'unary' || isGoneThrough || (around.kind === 'index' && around.object === node);
    if (!isRead || isTarget) return false;
  }
  return true;
}

function ofVariable(variable: Variable, unit: LuaUnit, depth: number): readonly string[] {
  switch (variable.role) {
    case 'local':
      return assigned(variable, unit).flatMap((value) => (value ? namesOf(value, unit, depth) : anything));
    case 'loop':
      return variable.isReassigned ? anything : ofLoop(variable, unit, depth);
    case 'parameter':
      return variable.isReassigned ? anything : ofCallers(variable, unit, depth);
    default:
      return anything;
  }
}

/** Everything that a variable is given; undefined for what cannot be told. */
function assigned(variable: Variable, unit: LuaUnit): (Expression | undefined)[] {
  const single = (values: readonly Expression[], at: number, count: number): Expression | undefined =>
    values.length === count ? values[at] : undefined;
  return [...walkLua(unit.syntax.main)].flatMap(({ node }): (Expression | undefined)[] => {
    if (!('kind' in node)) return [];
    if (node.kind === 'local') {
      const at = node.names.indexOf(variable.declaration);
      return at < 0 || node.values.length === 0 ? [] : [single(node.values, at, node.names.length)];
    }
    if (node.kind !== 'assign' || !variable.isReassigned) return [];
    const at = node.targets.findIndex(
      (target) => target.kind === 'name' && unit.scopes.variableOf(target) === variable,
    );
    return at < 0 ? [] : [single(node.values, at, node.targets.length)];
  });
}

/** `for _, name in ipairs(names)`: the elements of a constant list; `for name in pairs(t)`: its keys. */
function ofLoop(variable: Variable, unit: LuaUnit, depth: number): readonly string[] {
  for (const { node } of walkLua(unit.syntax.main)) {
    if (!('kind' in node) || node.kind !== 'generic-for') continue;
    const at = node.variables.indexOf(variable.declaration);
    if (at < 0) continue;
    const [call] = node.values;
    if (call?.kind !== 'call' || !/^i?pairs$/.test(libraryPath(call.callee, unit) ?? '')) return anything;
    const table = call.args[0] && constantTable(call.args[0], unit);
    if (!table) return anything;
    return table.items.flatMap(({ key, value }) =>
      at === 1 ? namesOf(value, unit, depth) : key ? namesOf(key, unit, depth) : [],
    );
  }
  return anything;
}

/** What the calls of a local function hand to it, where it is called and nothing else. */
function ofCallers(variable: Variable, unit: LuaUnit, depth: number): readonly string[] {
  const { owner } = variable;
  const index = owner.parameters.indexOf(variable.declaration);
  const uses = unit.scopes.variables
    .filter((one) => valueOf(one, unit) === owner)
    .flatMap((one) => unit.scopes.usesOf(one));
  const calls = [...walkLua(unit.syntax.main)].flatMap(({ node }) =>
    'kind' in node && node.kind === 'call' && functionCalled(node.callee, unit) === owner ? [node] : [],
  );
  const isCalledOnly = uses.length > 0 && uses.every((use) => calls.some(({ callee }) => callee === use));
  if (!isCalledOnly || calls.length !== uses.length) return anything;
  return calls.flatMap(({ args }) => (args[index] ? namesOf(args[index], unit, depth) : anything));
}
