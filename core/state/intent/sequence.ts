import type { Expression, LuaNode } from '../../lua/index.js';
import type { WrittenCell } from '../cells.js';
import { settingsBefore } from '../definitions.js';
import { contains } from '../expression-parts.js';
import type { StateFacts } from '../facts.js';
import type { Instance } from '../objects.js';
import { isOwnStep, type Read } from '../reads.js';
import { around, isAssigned, isFunction } from '../source-tree.js';
import type { Intent } from './intent.js';

/** How many variables a number goes through on its way to the socket. */
const maxSteps = 4;

/**
 * The number of a message: each function that sends one counts on, and the number goes nowhere but into what is sent.
 * The other side, which answers, tells the messages of one connection apart by it, and a connection belongs to one
 * worker. What nobody answers may as well be a count that is reported.
 */
export const sequence: Intent = {
  name: 'sequence',
  summary: 'the number of a message, which only tells the messages of one connection apart',
  holds: ({ facts, cell }) => {
    if (cell.variable === undefined || !cell.writes.every(({ step }) => step !== undefined)) return false;
    if (!cell.writes.some(({ instance }) => awaitsAnswer(facts, instance))) return false;
    const reads = facts.reads(cell).filter((read) => !isOwnStep(cell, read));
    return reads.length > 0 && reads.every((read) => isNumbering(facts, cell, read));
  },
};

/** The run sends something over a connection and then reads what comes back on it. */
function awaitsAnswer(facts: StateFacts, { fn, unit }: Instance): boolean {
  const used = facts.yields.calls(fn).flatMap((call) => {
    const connection =
      call.kind === 'method-call' && call.object.kind === 'name'
        ? unit.scopes.variableOf(call.object)
        : undefined;
    return connection && call.kind === 'method-call'
      ? [{ connection, method: call.method.name, at: call.start }]
      : [];
  });
  return used.some(
    ({ connection, method, at }) =>
      method === 'send' &&
      used.some((later) => later.connection === connection && later.method === 'receive' && later.at > at),
  );
}

function isNumbering(facts: StateFacts, cell: WrittenCell, { instance, expression }: Read): boolean {
  return (
    cell.writes.some((write) => write.instance.fn === instance.fn) &&
    isSent(facts, instance, expression, maxSteps)
  );
}

/** The value is a part of what a socket's `send` takes, by way of local variables; of nothing else. */
function isSent(facts: StateFacts, instance: Read['instance'], node: LuaNode, steps: number): boolean {
  const { unit } = instance;
  for (const outer of around(unit, node)) {
    if (!('kind' in outer) || isFunction(outer)) return false;
    if (outer.kind === 'method-call')
      return outer.method.name === 'send' && outer.args.some((arg) => contains(arg, node));
    if (outer.kind === 'local' || outer.kind === 'assign') {
      const at = outer.values.findIndex((value) => contains(value, node));
      const name = outer.kind === 'local' ? outer.names[at] : outer.targets[at];
      const variable = name?.kind === 'name' ? unit.scopes.variableOf(name) : undefined;
      if (variable?.owner !== instance.fn || steps === 0) return false;
      const value = outer.values[at];
      const uses = unit.scopes
        .usesOf(variable)
        .filter((use) => !isAssigned(unit, use))
        .filter((use) => holdsThen(use, value, settingsBefore(variable, use, unit), outer));
      return uses.length > 0 && uses.every((use) => isSent(facts, instance, use, steps - 1));
    }
    if (!isMade(outer)) return false;
  }
  return false;
}

/** The variable may have the value at this use of it. */
function holdsThen(
  use: LuaNode,
  value: Expression | undefined,
  settings: readonly Expression[] | undefined,
  statement: LuaNode,
): boolean {
  if (use.start < statement.end) return false;
  return settings === undefined || settings.some((one) => one === value);
}

/** What a number becomes a part of on its way: a text, or what a function makes of it. A comparison decides. */
function isMade(outer: LuaNode): boolean {
  if (!('kind' in outer)) return false;
  return (
    outer.kind === 'call' ||
    outer.kind === 'parenthesized' ||
    (outer.kind === 'binary' && outer.operator === '..')
  );
}
