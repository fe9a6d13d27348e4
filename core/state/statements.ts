import type { Block, Expression, Statement } from '../lua/index.js';
import { callSite } from './calls.js';
import {
  assign,
  evaluate,
  evaluateCall,
  evaluateList,
  functionValue,
  under,
  type Frame,
} from './expressions.js';
import type { Instance, NodeId } from './objects.js';
import { plainVariables, typeCall } from './type-tests.js';
import { leaves } from './source-tree.js';
import { resultCount, type World } from './world.js';

/** Generates the constraints of one run of a function. */
export function generateBody(world: World, instance: Instance): void {
  block(instance.fn.body, { world, instance, control: instance.control });
}

function block(body: Block, outer: Frame): void {
  let frame = outer;
  for (const statement of body.statements) {
    generate(statement, frame);
    const deciders = leavingConditions(statement, frame);
    if (deciders.length > 0) frame = { ...frame, control: under(frame, deciders) };
    if (
      statement.kind === 'if' &&
      !statement.otherwise &&
      statement.clauses.every(({ body: inner }) => leaves(inner))
    ) {
      for (const clause of statement.clauses) frame = knowing(clause.condition, false, frame);
    }
  }
}

/** The frame with what is known of variables where a condition came out so. */
function knowing(expression: Expression, outcome: boolean, frame: Frame): Frame {
  const { world, instance } = frame;
  // What is assigned somewhere may hold something else by the time it is read.
  const found = plainVariables(expression, outcome, instance.unit, world.typeNames).filter(
    ({ isReassigned }) => !isReassigned,
  );
  return found.length === 0 ? frame : { ...frame, plain: new Set([...(frame.plain ?? []), ...found]) };
}

/** Conditions are evaluated once a run: what follows an `if … return end` depends on the same node. */
function condition(expression: Expression, frame: Frame): NodeId {
  return frame.world.once(expression, frame.instance, () => evaluate(expression, frame));
}

/**
 * Where some branch of a statement leaves the block, all that follows depends on the conditions of that branch.
 * Empty where the statement always runs to its end.
 */
function leavingConditions(statement: Statement, frame: Frame): NodeId[] {
  if (statement.kind === 'if') {
    const { clauses, otherwise } = statement;
    const bodies = [...clauses.map((clause) => clause.body), ...(otherwise ? [otherwise] : [])];
    const inner = bodies.flatMap((body) => leavingIn(body, frame));
    const own = clauses.map((clause) => condition(clause.condition, frame));
    return inner.length > 0 || bodies.some(leaves) ? [...own, ...inner] : [];
  }
  if (statement.kind === 'while' || statement.kind === 'repeat') {
    const inner = leavingIn(statement.body, frame);
    return inner.length > 0 ? [condition(statement.condition, frame), ...inner] : [];
  }
  const isBlock =
    statement.kind === 'do' || statement.kind === 'numeric-for' || statement.kind === 'generic-for';
  return isBlock ? leavingIn(statement.body, frame) : [];
}

function leavingIn(body: Block, frame: Frame): NodeId[] {
  return body.statements.flatMap((statement) => leavingConditions(statement, frame));
}

function generate(statement: Statement, frame: Frame): void {
  const { world, instance } = frame;
  const { solver } = world;
  switch (statement.kind) {
    case 'local': {
      const { values, rest } = evaluateList(statement.values, frame);
      statement.names.forEach((name, index) => declare(name, values[index] ?? rest, frame));
      const [typed] = statement.values.slice(0, 1).map(typeCall);
      const [first] = statement.names;
      const [of, as] = [typed, first].map((name) => name && instance.unit.scopes.variableOf(name));
      if (of && as) world.typeNames.set(as, of);
      return;
    }
    case 'local-function':
      return declare(statement.name, functionValue(statement.value, frame), frame);
    case 'assign': {
      const { values, rest } = evaluateList(statement.values, frame);
      statement.targets.forEach((target, index) => {
        const write = {
          instance,
          span: statement.targets.length === 1 ? statement : target,
          step: stepOf(target, statement.values[index], instance.unit.syntax.text),
        };
        const value = values[index] ?? rest ?? world.constant;
        assign(target, value, frame, write, statement.values[index]);
      });
      return;
    }
    case 'call-statement':
      evaluateCall(statement.call, frame);
      return;
    case 'do':
      return block(statement.body, frame);
    case 'while':
    case 'repeat':
      return block(statement.body, {
        ...frame,
        control: under(frame, [condition(statement.condition, frame)]),
      });
    case 'if': {
      const seen: NodeId[] = [];
      let known = frame;
      for (const clause of statement.clauses) {
        seen.push(condition(clause.condition, known));
        block(clause.body, { ...knowing(clause.condition, true, known), control: under(frame, seen) });
        known = knowing(clause.condition, false, known);
      }
      if (statement.otherwise) block(statement.otherwise, { ...known, control: under(frame, seen) });
      return;
    }
    case 'numeric-for': {
      const bounds = statement.bounds.map((bound) => evaluate(bound, frame));
      const variable = instance.unit.scopes.variableOf(statement.variable);
      if (variable) for (const bound of bounds) solver.depend(world.variableNode(variable, instance), bound);
      return block(statement.body, { ...frame, control: under(frame, bounds) });
    }
    case 'generic-for':
      return genericFor(statement, frame);
    case 'return': {
      const { values, rest } = evaluateList(statement.values, frame);
      for (let index = 0; index < resultCount; index++) {
        const value = values[index] ?? rest;
        const node = world.returnNode(instance, index);
        if (value !== undefined) solver.copy(value, node);
        solver.decide(node, frame.control);
      }
      return;
    }
    case 'break':
    case 'goto':
    case 'label':
      return;
  }
}

/** A declaration starts a new variable: nothing that lives on is changed by it. */
function declare(name: Expression & { kind: 'name' }, value: NodeId | undefined, frame: Frame): void {
  const { world, instance } = frame;
  const variable = instance.unit.scopes.variableOf(name);
  if (!variable || value === undefined) return;
  world.solver.copy(value, world.variableNode(variable, instance));
  world.solver.decide(world.variableNode(variable, instance), frame.control);
}

/** The loop calls its iterator with the state and the control variable (Lua 5.1 manual, 2.4.5). */
function genericFor(statement: Statement & { kind: 'generic-for' }, frame: Frame): void {
  const { world, instance } = frame;
  const { solver } = world;
  const { values, rest } = evaluateList(statement.values, frame);
  const sources = rest === undefined ? values : [...values, rest];
  const results = Array.from({ length: resultCount }, () => solver.node());
  const [iterator = world.constant, ...state] = sources;
  callSite(world, {
    instance,
    span: statement,
    control: frame.control,
    callee: iterator,
    args: state.slice(0, 2),
    literals: [],
    rest: undefined,
    results,
    method: undefined,
    isIterator: true,
  });
  statement.variables.forEach((name, index) => {
    const variable = instance.unit.scopes.variableOf(name);
    const result = results[index];
    if (!variable || result === undefined) return;
    const node = world.variableNode(variable, instance);
    solver.copy(result, node);
    for (const source of sources) solver.reach(node, source);
  });
  block(statement.body, { ...frame, control: under(frame, [...sources, ...results.slice(0, 2)]) });
}

/** By how much `n = n + 1` or `t.n = (t.n or 0) - 2` counts; undefined for other assignments, and for `t[k] = …`. */
function stepOf(target: Expression, value: Expression | undefined, text: string): number | undefined {
  if (value?.kind !== 'binary' || (value.operator !== '+' && value.operator !== '-')) return undefined;
  if (value.right.kind !== 'number' || (target.kind === 'index' && target.key.kind !== 'string'))
    return undefined;
  const source = (expression: Expression): string =>
    text.slice(expression.start, expression.end).replace(/\s+/g, '');
  const own = source(target);
  const left = source(value.left);
  if (left !== own && left !== `(${own}or0)`) return undefined;
  return value.operator === '+' ? value.right.value : -value.right.value;
}
