import {
  type CallExpression,
  type Expression,
  type FunctionExpression,
  type LuaNode,
  type PlacedNode,
  type Statement,
  type Variable,
  walkLua,
} from '../../lua/index.js';
import type { LuaUnit, Project } from '../../openresty/index.js';
import { functionCalled, libraryPath, requiredName } from '../known-values.js';
import type { Use } from './set-before-read.js';

/** The library's functions that keep what they are handed, or hand it to what runs later. */
const keeps = /^(?:ngx\.(?:timer|thread)\.\w+)$/;
/** The libraries, and the functions that have no table, whose functions only look at what they are handed. */
const libraries =
  /^(?:(?:ngx|ndk|string|table|math|io|os|bit)\..+|tostring|tonumber|type|pairs|ipairs|next|unpack|print|rawget|rawlen|rawequal)$/;
/** Those that look at the whole of their first argument, and those that also change it. */
const appends = /^table\.(?:insert|remove|sort|move)$/;

/** So many calls deep what is done with an argument is looked at. */
const argumentDepth = 3;

/**
 * What a use of the variable does to the table that it holds; undefined where the table may get somewhere from where
 * it is seen after the call.
 */
export function tableUse(
  placed: PlacedNode,
  unit: LuaUnit,
  project: Project,
  depth = argumentDepth,
): Use | undefined {
  const { node: name, parent } = placed;
  const around = parent?.node;
  if (!around || !('kind' in around)) return undefined;
  switch (around.kind) {
    case 'index':
      return around.object === name ? fieldUse(around.key, parent) : undefined;
    case 'unary':
      return around.operator === '#' ? { does: 'read-all' } : undefined;
    case 'return':
      return { does: 'read-all' };
    case 'method-call':
      // A cosocket sends a table of strings.
      return around.object !== name && around.method.name === 'send' ? { does: 'read-all' } : undefined;
    case 'call':
      return around.callee === name
        ? undefined
        : argumentUse(around, name as Expression, parent, unit, project, depth);
    default:
      return undefined;
  }
}

function fieldUse(key: Expression, index: PlacedNode): Use {
  const around = index.parent?.node;
  const isTarget =
    around !== undefined &&
    'kind' in around &&
    around.kind === 'assign' &&
    around.targets.some((target) => target === index.node);
  const constant = key.kind === 'string' || key.kind === 'number' ? `${key.kind} ${key.value}` : undefined;
  if (constant === undefined) return { does: isTarget ? 'add' : 'read-all' };
  return { does: isTarget ? 'set' : 'read', key: constant };
}

function argumentUse(
  call: CallExpression,
  argument: Expression,
  placed: PlacedNode,
  unit: LuaUnit,
  project: Project,
  depth: number,
): Use | undefined {
  const index = call.args.indexOf(argument);
  const path = libraryPath(call.callee, unit);
  if (path !== undefined) {
    if (path === 'table.clear') {
      const statement = placed.parent?.node;
      return statement && 'kind' in statement && statement.kind === 'call-statement'
        ? { does: 'clear' }
        : undefined;
    }
    if (appends.test(path)) return index === 0 ? { does: 'append' } : undefined;
    return libraries.test(path) && !keeps.test(path) ? { does: 'read-all' } : undefined;
  }
  const fn = functionCalled(call.callee, unit);
  if (fn)
    return depth > 0 && onlyLooksAt(fn, index, unit, project, depth - 1) ? { does: 'read-all' } : undefined;
  const module = requiredName(call.callee, unit);
  // What a library outside the project is handed it encodes, prints or sends.
  return module !== undefined && project.resolveModule(module) === undefined
    ? { does: 'read-all' }
    : undefined;
}

/** The function reads its argument's fields, and puts it nowhere. */
function onlyLooksAt(
  fn: FunctionExpression,
  index: number,
  unit: LuaUnit,
  project: Project,
  depth: number,
): boolean {
  const parameter = fn.parameters[index];
  const variable = parameter && unit.scopes.variableOf(parameter);
  if (!variable || variable.isReassigned || variable.capturedBy.length > 0) return false;
  return placedUses(variable, unit).every((placed) => {
    const use = tableUse(placed, unit, project, depth);
    return use?.does === 'read' || use?.does === 'read-all';
  });
}

/** `for k in pairs(t) do t[k] = nil end` */
export function emptiesByLoop(statement: Statement, variable: Variable, { scopes }: LuaUnit): boolean {
  if (statement.kind !== 'generic-for' || statement.body.statements.length !== 1) return false;
  const isTable = (one: Expression | undefined): boolean =>
    one?.kind === 'name' && scopes.variableOf(one) === variable;
  const [call] = statement.values;
  const [key] = statement.variables;
  const [only] = statement.body.statements;
  if (
    call?.kind !== 'call' ||
    call.callee.kind !== 'name' ||
    call.callee.name !== 'pairs' ||
    !isTable(call.args[0])
  )
    return false;
  const [target] = only?.kind === 'assign' && only.targets.length === 1 ? only.targets : [];
  return (
    key !== undefined &&
    only?.kind === 'assign' &&
    only.values[0]?.kind === 'nil' &&
    target?.kind === 'index' &&
    isTable(target.object) &&
    target.key.kind === 'name' &&
    scopes.variableOf(target.key) === scopes.variableOf(key)
  );
}

/** Every use of a variable, with the way up from it. */
export function placedUses(variable: Variable, { scopes, syntax }: LuaUnit): PlacedNode[] {
  const uses = new Set<LuaNode>(scopes.usesOf(variable));
  return [...walkLua(syntax.main)].filter(({ node }) => uses.has(node));
}

/** Whether a function may run again before it is through: it, or one that it calls in this module, calls it. */
export function mayReenter(fn: FunctionExpression, unit: LuaUnit): boolean {
  const seen = new Set<FunctionExpression>();
  const pending = [fn];
  for (let at = pending.pop(); at; at = pending.pop()) {
    for (const called of functionsNamedIn(at, unit)) {
      if (called === fn) return true;
      if (seen.has(called)) continue;
      seen.add(called);
      pending.push(called);
    }
  }
  return false;
}

/** The module's functions that a function may call: by a variable, or by a field of the table that has them. */
function functionsNamedIn(fn: FunctionExpression, unit: LuaUnit): FunctionExpression[] {
  const byField = (object: Expression, key: string): FunctionExpression[] => {
    if (object.kind !== 'name') return [];
    const fits = (label: string): boolean =>
      object.name === 'self'
        ? new RegExp(`[.:]${key}$`).test(label)
        : label.replace(':', '.') === `${object.name}.${key}`;
    return /^\w+$/.test(key) ? unit.scopes.functions.filter(({ label = '' }) => fits(label)) : [];
  };
  return [...walkLua(fn.body)].flatMap(({ node }): FunctionExpression[] => {
    if (!('kind' in node)) return [];
    if (node.kind === 'name') {
      const called = functionCalled(node, unit);
      return called ? [called] : [];
    }
    if (node.kind === 'index' && node.key.kind === 'string') return byField(node.object, node.key.value);
    return node.kind === 'method-call' ? byField(node.object, node.method.name) : [];
  });
}
