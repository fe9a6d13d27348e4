import type { Expression, FunctionExpression, Name, TableExpression } from '../lua/index.js';
import { callMetamethod, callSite, loadFrom } from './calls.js';
import type { AbstractObject, Instance, NodeId, Write } from './objects.js';
import { anyKey, newIndexKey, type Key } from './solver.js';
import { sinkObjects } from './api.js';
import { resultCount, type World } from './world.js';

/** Where an expression is evaluated: in which run, and under which conditions. */
export interface Frame {
  readonly world: World;
  readonly instance: Instance;
  /** Depends on the conditions that decide whether this code runs. */
  readonly control: NodeId;
}

/** The frame's conditions and some more. */
export function under({ world, control }: Frame, conditions: readonly NodeId[]): NodeId {
  const node = world.solver.node();
  for (const condition of [control, ...conditions]) world.solver.depend(node, condition);
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
    case 'string':
    case 'error':
      return world.constant;
    case 'name':
      return readName(expression, frame);
    case 'vararg':
      return instance.vararg;
    case 'function':
      return functionValue(expression, frame);
    case 'index': {
      const base = evaluate(expression.object, frame);
      const result = solver.node();
      load(base, constantKey(expression.key), keyNode(expression.key, frame), result, frame);
      return result;
    }
    case 'call':
    case 'method-call':
      return evaluateCall(expression, frame)[0] ?? world.constant;
    case 'table':
      return tableValue(expression, frame);
    case 'binary': {
      const left = evaluate(expression.left, frame);
      const decides = expression.operator === 'and' || expression.operator === 'or';
      const right = evaluate(expression.right, decides ? { ...frame, control: under(frame, [left]) } : frame);
      const result = solver.node();
      if (decides) {
        // `a and b` is b or a falsy a: no object comes from the left, but the choice depends on it.
        if (expression.operator === 'or') solver.copy(left, result);
        else solver.depend(result, left);
        solver.copy(right, result);
      } else {
        solver.depend(result, left);
        solver.depend(result, right);
      }
      return result;
    }
    case 'unary': {
      const operand = evaluate(expression.operand, frame);
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
  const { world } = frame;
  const { values, rest } = evaluateList(expression.args, frame);
  const literals = expression.args.map((arg) => (arg.kind === 'string' ? arg.value : undefined));
  const results = Array.from({ length: resultCount }, () => world.solver.node());
  const common = { instance: frame.instance, span: expression, control: frame.control, rest, results };
  if (expression.kind === 'call') {
    const callee = evaluate(expression.callee, frame);
    callSite(world, { ...common, callee, args: values, literals, method: undefined, isIterator: false });
    return results;
  }
  const self = evaluate(expression.object, frame);
  const callee = world.solver.node();
  load(self, expression.method.name, undefined, callee, frame);
  callSite(world, {
    ...common,
    callee,
    args: [self, ...values],
    literals: [undefined, ...literals],
    method: expression.method.name,
    isIterator: false,
  });
  return results;
}

/** `result = base[key]`, for whatever objects reach the base. */
export function load(
  base: NodeId,
  key: Key,
  keyValue: NodeId | undefined,
  result: NodeId,
  frame: Frame,
): void {
  const { world } = frame;
  world.solver.depend(result, base);
  if (keyValue !== undefined) world.solver.depend(result, keyValue);
  world.solver.listen(base, (object) => loadFrom(world, object, key, result, frame.instance));
}

/** `base[key] = value`, for whatever objects reach the base. */
export function store(base: NodeId, key: Key, value: NodeId, frame: Frame, write: Write): void {
  frame.world.solver.listen(base, (object) => storeInto(object, key, value, frame, write));
}

function storeInto(object: AbstractObject, key: Key, value: NodeId, frame: Frame, write: Write): void {
  const { world, control, instance } = frame;
  const { solver } = world;
  if (object.kind === 'api') {
    const leaves =
      sinkObjects.has(object.path) || (key !== anyKey && sinkObjects.has(`${object.path}.${key}`));
    if (leaves) {
      world.sink(value);
      world.sinks.add(control);
      return;
    }
  }
  solver.storeField(object, key, value, write);
  solver.depend(solver.field(object, key), control);
  if (object.kind !== 'table') return;
  solver.listen(solver.field(object, newIndexKey), (target) => {
    if (!world.firstTime(`store ${target.id} ${String(key)} ${value} ${write.span.start} ${instance.id}`))
      return;
    if (target.kind === 'function') callMetamethod(world, target, object, [value], solver.node(), instance);
    else storeInto(target, key, value, frame, write);
  });
}

/** Assigns to a name or an index; other targets are syntax errors and hold nothing. */
export function assign(target: Expression, value: NodeId, frame: Frame, write: Write): void {
  const { world, instance } = frame;
  if (target.kind === 'name') {
    const variable = instance.unit.scopes.variableOf(target);
    if (variable) world.storeVariable(variable, value, frame.control, write);
    else store(world.globalsNode, target.name, value, frame, write);
  } else if (target.kind === 'index') {
    const base = evaluate(target.object, frame);
    const keyValue = keyNode(target.key, frame);
    const stored = world.solver.node();
    world.solver.copy(value, stored);
    if (keyValue !== undefined) world.solver.depend(stored, keyValue);
    store(base, constantKey(target.key), stored, frame, write);
  }
}

function readName(name: Name, frame: Frame): NodeId {
  const { world, instance } = frame;
  const variable = instance.unit.scopes.variableOf(name);
  if (variable) return world.variableNode(variable, instance);
  const result = world.solver.node();
  load(world.globalsNode, name.name, undefined, result, frame);
  return result;
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
    const { values, rest } =
      isLast && !item.key
        ? evaluateList([item.value], frame)
        : { values: [evaluate(item.value, frame)], rest: undefined };
    for (const value of rest === undefined ? values : [...values, rest]) {
      solver.copy(value, solver.field(object, key));
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
