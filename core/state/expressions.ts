import type { Expression, FunctionExpression, Name, TableExpression } from '../lua/index.js';
import type { LuaUnit } from '../openresty/index.js';
import { libraryOf, sinkObjects } from './api.js';
import { callMetamethod, callSite, loadFrom } from './calls.js';
import { valueOf } from './declared-values.js';
import { isLibraryTable } from './library-names.js';
import type { AbstractObject, Instance, NodeId, TextObject, Write } from './objects.js';
import { anyKey, newIndexKey, type Key } from './solver.js';
import type { PlainVariables } from './type-tests.js';
import { resultCount, type World } from './world.js';

/** Where an expression is evaluated: in which run, and under which conditions. */
export interface Frame {
  readonly world: World;
  readonly instance: Instance;
  /** Depends on the conditions that decide whether this code runs. */
  readonly control: NodeId;
  /** The variables that hold no table here. */
  readonly plain?: PlainVariables | undefined;
}

/** The frame's conditions and some more. */
export function under({ world, control }: Frame, conditions: readonly NodeId[]): NodeId {
  if (conditions.length === 0) return control;
  const node = world.solver.node();
  for (const condition of [control, ...conditions]) world.solver.decide(node, condition);
  return node;
}

/** The node of the expression's first value. */
export function evaluate(expression: Expression, frame: Frame): NodeId {
  const { world, instance } = frame;
  const { solver } = world;
  switch (expression.kind) {
    case 'nil':
    case 'boolean':
    case 'number':
    case 'error':
      return world.constant;
    case 'string':
      return textNode(expression.value, frame) ?? world.constant;
    case 'name':
      return readName(expression, frame);
    case 'vararg':
      return instance.vararg;
    case 'function':
      return functionValue(expression, frame);
    case 'index': {
      const base = evaluate(expression.object, frame);
      const key = constantKey(expression.key);
      const result = load(base, key, keyNode(expression.key, frame), frame);
      world.noteLoad({ instance, expression, base, key, result });
      return result;
    }
    case 'call':
    case 'method-call':
      return evaluateCall(expression, frame)[0] ?? world.constant;
    case 'table':
      return tableValue(expression, frame);
    case 'binary':
      return binary(expression, frame);
    case 'unary': {
      const operand = evaluate(expression.operand, frame);
      if (operand === world.constant) return operand;
      const result = solver.node();
      solver.depend(result, operand);
      if (expression.operator === '#') {
        solver.listen(operand, (object) => solver.depend(result, solver.allFields(object)));
      }
      return result;
    }
    case 'parenthesized':
      return evaluate(expression.inner, frame);
  }
}

function binary(expression: Expression & { kind: 'binary' }, frame: Frame): NodeId {
  const { world } = frame;
  const { solver } = world;
  const { operator } = expression;
  const left = evaluate(expression.left, frame);
  if (operator === 'and' || operator === 'or') {
    const right = evaluate(expression.right, { ...frame, control: under(frame, [left]) });
    const result = solver.node();
    // `a and b` is b or a falsy a: no object comes from the left, but the choice depends on it.
    if (operator === 'or') solver.copy(left, result);
    else solver.decide(result, left);
    solver.copy(right, result);
    return result;
  }
  const right = evaluate(expression.right, frame);
  const text =
    operator === '..' ? textNode(concatenation(expression, frame.instance.unit), frame) : undefined;
  if (text === undefined && left === world.constant && right === world.constant) return world.constant;
  const result = text ?? solver.node();
  solver.depend(result, left);
  solver.depend(result, right);
  return result;
}

/** A constant that may name a module or a handler, as an object: what uses it may be somewhere else. */
function textNode(text: string, { world }: Frame): NodeId | undefined {
  if (!world.project.isModuleText(text) && !world.project.isHandlerName(text)) return undefined;
  const node = world.solver.node();
  world.solver.add(node, world.solver.text(text));
  return node;
}

/** `"a." .. x .. ".b"` as `a.*.b`, where x is no variable that holds a constant. */
function concatenation(expression: Expression, unit: LuaUnit): string {
  switch (expression.kind) {
    case 'string':
      return expression.value;
    case 'parenthesized':
      return concatenation(expression.inner, unit);
    case 'name': {
      const variable = unit.scopes.variableOf(expression);
      const value = variable && valueOf(variable, unit);
      return value?.kind === 'string' ? value.value : '*';
    }
    case 'binary':
      if (expression.operator === '..')
        return concatenation(expression.left, unit) + concatenation(expression.right, unit);
      return '*';
    default:
      return '*';
  }
}

/** The nodes of a whole list; its last expression may stand for several values, or for any number. */
export function evaluateList(
  expressions: readonly Expression[],
  frame: Frame,
): { values: NodeId[]; rest: NodeId | undefined } {
  const last = expressions.at(-1);
  const values = expressions.slice(0, -1).map((expression) => evaluate(expression, frame));
  if (!last) return { values, rest: undefined };
  if (last.kind === 'vararg') return { values, rest: frame.instance.vararg };
  if (last.kind === 'call' || last.kind === 'method-call') {
    return { values: [...values, ...evaluateCall(last, frame)], rest: undefined };
  }
  return { values: [...values, evaluate(last, frame)], rest: undefined };
}

/** The nodes of a call's results. */
export function evaluateCall(expression: Expression, frame: Frame): readonly NodeId[] {
  if (expression.kind !== 'call' && expression.kind !== 'method-call') return [evaluate(expression, frame)];
  const { world, instance } = frame;
  const { values, rest } = evaluateList(expression.args, frame);
  const literals = expression.args.map((arg) => (arg.kind === 'string' ? arg.value : undefined));
  const results = Array.from({ length: resultCount }, () => world.solver.node());
  const common = { instance, span: expression, control: frame.control, rest, results, isIterator: false };
  if (expression.kind === 'call') {
    const callee = evaluate(expression.callee, frame);
    callSite(world, { ...common, callee, args: values, literals, method: undefined });
    return results;
  }
  const self = evaluate(expression.object, frame);
  const callee = load(self, expression.method.name, undefined, frame);
  callSite(world, {
    ...common,
    callee,
    args: [self, ...values],
    literals: [undefined, ...literals],
    method: expression.method.name,
  });
  return results;
}

/** The node of `base[key]`, for whatever objects reach the base. */
export function load(
  base: NodeId,
  key: Key,
  keyValue: NodeId | undefined,
  { world, instance }: Frame,
): NodeId {
  const { solver } = world;
  return world.loadNode(base, key, (result) => {
    solver.reach(result, base);
    if (keyValue !== undefined) solver.reach(result, keyValue);
    if (key !== anyKey || keyValue === undefined || keyValue === world.constant) {
      return solver.listen(base, (object) => {
        if (isDecoded(object)) solver.depend(result, base);
        loadFrom(world, object, key, result, instance);
      });
    }
    // `handlers[phase]`: where the names that come here are known, what the tables keep under these.
    solver.listen(base, (object) => {
      if (isDecoded(object)) solver.depend(result, base);
      const names = handlerNamesAt(keyValue, world);
      if (names.length === 0) loadFrom(world, object, anyKey, result, instance);
      solver.listen(keyValue, (name) => {
        if (isHandlerName(name, world)) loadFrom(world, object, name.pattern, result, instance);
      });
    });
  });
}

/** What was decoded of a text is all of that text's data, whichever part of it is read. */
function isDecoded(object: AbstractObject): boolean {
  return object.kind === 'opaque' && libraryOf(object.module).makesData === true;
}

function handlerNamesAt(node: NodeId, world: World): TextObject[] {
  return world.solver.objectsAt(node).filter((object): object is TextObject => isHandlerName(object, world));
}

function isHandlerName(object: AbstractObject, world: World): object is TextObject {
  return object.kind === 'text' && world.project.isHandlerName(object.pattern);
}

/** `base[key] = value`, for whatever objects reach the base. */
export function store(base: NodeId, key: Key, value: NodeId, frame: Frame, write: Write): void {
  const { solver } = frame.world;
  solver.listen(
    base,
    (object) => {
      if (isDecoded(object)) solver.depend(base, value);
      storeInto(object, key, value, frame, write);
    },
    true,
  );
}

function storeInto(object: AbstractObject, key: Key, value: NodeId, frame: Frame, write: Write): void {
  const { world, control, instance } = frame;
  const { solver } = world;
  if (object.kind === 'wide' || object.kind === 'group' || object.kind === 'text') return;
  if (object.kind === 'api') {
    const leaves =
      sinkObjects.has(object.path) || (key !== anyKey && sinkObjects.has(`${object.path}.${key}`));
    if (leaves) {
      world.sink(value);
      world.sinks.add(control);
      return;
    }
    // `ngx.ctx = t` gives this request another table.
    if (!isLibraryTable(object) || (object.path === 'ngx' && key === 'ctx')) return;
    // The ngx.ctx of init_worker is gone when requests come.
    if (object.path === 'ngx.ctx' && instance.era === 'startup') return;
  }
  solver.storeField(object, key, value, write);
  solver.decide(solver.field(object, key), control);
  if (object.kind !== 'table') return;
  solver.listen(solver.field(object, newIndexKey), (target) => {
    if (!world.firstTime(`store ${target.id} ${String(key)} ${value} ${write.span.start} ${instance.id}`))
      return;
    if (target.kind === 'function') callMetamethod(world, target, object, [value], solver.node(), instance);
    else storeInto(target, key, value, frame, write);
  });
}

/** Assigns to a name or an index; other targets are syntax errors and hold nothing. */
export function assign(
  target: Expression,
  value: NodeId,
  frame: Frame,
  place: Omit<Write, 'source' | 'base'>,
  expression: Expression | undefined,
): void {
  const { world, instance } = frame;
  const write = (key: Expression | undefined, node: NodeId, base?: NodeId): Write => ({
    ...place,
    base,
    source: { target, key, value: expression, node, how: 'assign' },
  });
  if (target.kind === 'name') {
    const variable = instance.unit.scopes.variableOf(target);
    if (variable) world.storeVariable(variable, value, frame.control, write(undefined, value));
    else store(world.globalsNode, target.name, value, frame, write(undefined, value));
  } else if (target.kind === 'index') {
    const base = evaluate(target.object, frame);
    const keyValue = keyNode(target.key, frame);
    let stored = value;
    if (keyValue !== undefined && keyValue !== world.constant) {
      stored = world.solver.node();
      world.solver.copy(value, stored);
      world.solver.reach(stored, keyValue);
    }
    store(base, constantKey(target.key), stored, frame, write(target.key, value, base));
  }
}

function readName(name: Name, frame: Frame): NodeId {
  const { world, instance } = frame;
  const { solver } = world;
  const variable = instance.unit.scopes.variableOf(name);
  if (!variable) {
    const result = load(world.globalsNode, name.name, undefined, frame);
    world.noteLoad({ instance, expression: name, base: world.globalsNode, key: name.name, result });
    return result;
  }
  const node = world.variableNode(variable, instance);
  if (!frame.plain?.has(variable)) return node;
  const plain = solver.node();
  solver.depend(plain, node);
  return plain;
}

export function functionValue(fn: FunctionExpression, { world, instance }: Frame): NodeId {
  const node = world.solver.node();
  world.solver.add(node, world.solver.closure(instance.unit, fn, instance));
  return node;
}

function tableValue(expression: TableExpression, frame: Frame): NodeId {
  const { world, instance } = frame;
  const { solver } = world;
  const node = solver.node();
  const object = solver.table(instance.unit, expression, instance);
  solver.add(node, object);
  expression.items.forEach((item, index) => {
    const isLast = index === expression.items.length - 1;
    const key: Key = item.key ? constantKey(item.key) : anyKey;
    // A field that is there counts, also where its value is a constant: a metatable's __mode.
    if (key !== anyKey) solver.field(object, key);
    const { values, rest } =
      isLast && !item.key
        ? evaluateList([item.value], frame)
        : { values: [evaluate(item.value, frame)], rest: undefined };
    for (const value of rest === undefined ? values : [...values, rest]) {
      if (value !== world.constant) solver.copy(value, solver.field(object, key));
    }
  });
  return node;
}

function constantKey(key: Expression): Key {
  return key.kind === 'string' ? key.value : anyKey;
}

function keyNode(key: Expression, frame: Frame): NodeId | undefined {
  return key.kind === 'string' ? undefined : evaluate(key, frame);
}
