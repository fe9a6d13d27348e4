import type { Expression, LuaNode, Variable } from '../lua/index.js';
import type { LuaUnit } from '../openresty/index.js';
import { settingsBefore } from './definitions.js';
import { identity } from './holders.js';
import type { AbstractObject, Instance, ObjectId } from './objects.js';
import type { ProgramReads } from './reads.js';
import type { FieldWrite } from './solver.js';
import { around, blockOf, isAssigned, isFunction, placed } from './source-tree.js';

/** So many local variables a table goes through before the search gives up. */
const maxSteps = 3;

/**
 * Whether a write may go to an object, as far as the order of statements tells: in `t = conf.headers; t = copy(t);
 * t.x = 1` the variable held the shared table once, and holds the copy by then. The analysis of values itself knows no
 * order. True where nothing is known.
 */
export function mayWriteTo(reads: ProgramReads, write: FieldWrite, object: AbstractObject): boolean {
  const { target, how } = write.source;
  const base = how === 'assign' && target.kind === 'index' ? target.object : target;
  if (base.kind !== 'name') return true;
  const held = heldAt(reads, base, write.instance, maxSteps);
  return held?.has(identity(object)) ?? true;
}

/** What an expression holds where it stands; undefined for what is not known any better than without the order. */
function heldAt(
  reads: ProgramReads,
  expression: Expression,
  instance: Instance,
  steps: number,
): ReadonlySet<ObjectId> | undefined {
  if (expression.kind !== 'name' || steps === 0) return undefined;
  const variable = instance.unit.scopes.variableOf(expression);
  const values = variable && lastValues(variable, expression, instance);
  if (!values) return undefined;
  const held = new Set<ObjectId>();
  for (const value of values) {
    const objects = objectsOf(reads, value, instance, steps);
    if (!objects) return undefined;
    for (const id of objects) held.add(id);
  }
  return held;
}

function objectsOf(
  reads: ProgramReads,
  value: Expression,
  instance: Instance,
  steps: number,
): Iterable<ObjectId> | undefined {
  const { solver } = reads.world;
  switch (value.kind) {
    case 'parenthesized':
      return objectsOf(reads, value.inner, instance, steps);
    case 'nil':
    case 'boolean':
    case 'number':
    case 'string':
      return [];
    case 'table':
      return solver.tablesMadeAt(value).map(identity);
    case 'binary': {
      if (value.operator !== 'and' && value.operator !== 'or') return undefined;
      const left = objectsOf(reads, value.left, instance, steps);
      const right = objectsOf(reads, value.right, instance, steps);
      return left && right && [...left, ...right];
    }
    case 'name': {
      const known = heldAt(reads, value, instance, steps - 1);
      if (known) return known;
      break;
    }
    case 'index':
    case 'call':
    case 'method-call':
      break;
    default:
      return undefined;
  }
  const node = reads.nodeOf(value, instance);
  if (node === undefined || solver.isWide(node)) return undefined;
  return solver.objectsAt(node).map(identity);
}

/** What the variable was last set to before a place of its own function; undefined where some other value may be there. */
function lastValues(variable: Variable, place: LuaNode, instance: Instance): Expression[] | undefined {
  const { unit, fn } = instance;
  if (variable.owner !== fn || !isFunction(fn)) return undefined;
  const assigned = unit.scopes.usesOf(variable).filter((use) => isAssigned(unit, use));
  // A loop comes back to the place with what it set later, and an inner function sets it at any time.
  const loops = around(unit, place).filter(isLoop);
  const isElsewhere = assigned.some((use) => {
    if (around(unit, use).find(isFunction) !== fn) return true;
    return use.end > place.start && loops.some(({ start, end }) => start <= use.start && use.end <= end);
  });
  if (isElsewhere || assigned.length === 0) return undefined;
  const values = settingsBefore(variable, place, unit);
  if (!values) return undefined;
  // A parameter may still be what it was, unless one assignment must have run.
  return variable.role === 'local' || assigned.some((use) => mustRunBefore(unit, use, place))
    ? values
    : undefined;
}

function mustRunBefore(unit: LuaUnit, use: LuaNode, place: LuaNode): boolean {
  const statement = placed(unit, use)?.parent?.node;
  if (!statement || statement.end > place.start) return false;
  const block = blockOf(unit, statement);
  return block !== undefined && block.start <= place.start && place.end <= block.end;
}

function isLoop(node: LuaNode): boolean {
  return (
    'kind' in node &&
    (node.kind === 'while' ||
      node.kind === 'repeat' ||
      node.kind === 'numeric-for' ||
      node.kind === 'generic-for')
  );
}
