import type { Block, Expression, Statement } from '../lua/index.js';
import { callEffects } from './api.js';
import { partsOf } from './expression-parts.js';
import type { StateFacts } from './facts.js';
import type { Instance, Write } from './objects.js';

/**
 * A function that does nothing but note what it is handed: `function M.enable(name) enabled[name] = true end`. Whether
 * that happens in a request its callers decide; where none of them was followed, nothing is known of it.
 */
export function isSetter(facts: StateFacts, write: Write): boolean {
  const { instance, source, step } = write;
  if (step !== undefined || source.how === 'remove' || source.how === 'sort') return false;
  // What the function looks up itself it was not handed; what it assigns to nginx is seen at once.
  const names = partsOf(instance.fn).filter(({ kind }) => kind === 'name');
  const isGlobal = (name: Expression): boolean =>
    name.kind === 'name' && !instance.unit.scopes.variableOf(name) && !harmless.has(name.name);
  if (names.some(isGlobal) || facts.comesFrom(write, 'request')) return false;
  return isQuiet(facts, instance.fn.body, instance);
}

/** Globals that look at a value and change nothing. */
const harmless: ReadonlySet<string> = new Set(['assert', 'type', 'table']);

function isQuiet(facts: StateFacts, { statements }: Block, instance: Instance): boolean {
  return statements.every((statement) => isNote(facts, statement, instance));
}

function isNote(facts: StateFacts, statement: Statement, instance: Instance): boolean {
  switch (statement.kind) {
    case 'local':
      return statement.values.every(isPlain);
    case 'assign':
      return statement.values.every(isPlain);
    case 'call-statement':
      return isCheck(facts, statement.call, instance);
    case 'if':
      return (
        statement.clauses.every(
          ({ condition, body }) => isTest(condition) && isQuiet(facts, body, instance),
        ) &&
        (!statement.otherwise || isQuiet(facts, statement.otherwise, instance))
      );
    case 'return':
      return statement.values.length === 0;
    default:
      return false;
  }
}

/** A value that is handed on as it is: nothing is counted and nothing is asked for. */
function isPlain(value: Expression): boolean {
  switch (value.kind) {
    case 'name':
    case 'nil':
    case 'boolean':
    case 'number':
    case 'string':
      return true;
    case 'index':
      return isPlain(value.object) && isPlain(value.key);
    case 'parenthesized':
      return isPlain(value.inner);
    case 'binary':
      return (
        (value.operator === 'or' || value.operator === 'and') && isPlain(value.left) && isPlain(value.right)
      );
    case 'unary':
      return value.operator === 'not' && isPlain(value.operand);
    case 'table':
      return value.items.length === 0;
    default:
      return false;
  }
}

/** A comparison of such values and of their types. */
function isTest(condition: Expression): boolean {
  if (isPlain(condition)) return true;
  switch (condition.kind) {
    case 'parenthesized':
      return isTest(condition.inner);
    case 'unary':
      return isTest(condition.operand);
    case 'binary':
      return isTest(condition.left) && isTest(condition.right);
    case 'call':
      return (
        condition.callee.kind === 'name' && condition.callee.name === 'type' && condition.args.every(isPlain)
      );
    default:
      return false;
  }
}

/** `assert(type(name) == "string")`, or a call that adds a value to a list. */
function isCheck(facts: StateFacts, call: Expression, instance: Instance): boolean {
  if (call.kind !== 'call' || !call.args.every(isTest)) return false;
  const callees = facts.world
    .sitesAt(call, instance)
    .flatMap(({ callee }) => facts.world.solver.objectsAt(callee));
  return (
    callees.length > 0 &&
    callees.every(
      (callee) =>
        callee.kind === 'api' &&
        (callee.path === 'assert' || callEffects[callee.path]?.storesInto !== undefined),
    )
  );
}
