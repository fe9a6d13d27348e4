import type { Expression, GenericForStatement, LuaNode, Variable } from '../../lua/index.js';
import { definitionsOf } from '../definitions.js';
import { choicesOf, partsOf } from '../expression-parts.js';
import type { StateFacts } from '../facts.js';
import type { Instance, Write } from '../objects.js';
import { runsOnce } from '../once.js';
import { around, guardsOf } from '../source-tree.js';
import type { Intent } from './intent.js';
import { isFlag } from './values.js';

/**
 * `if not log.ready() then log.init(settings.log) end`, where `settings` is what the module had when it was loaded: each
 * worker takes it over once, at its first request. What requests may put into the settings is asked there.
 */
export const configured: Intent = {
  name: 'configured',
  summary: 'what a worker takes over once from the program’s settings',
  holds: ({ facts, write }) => {
    const { instance, source } = write;
    if (source.how !== 'assign' || !runsOnce(facts, instance)) return false;
    const values = facts.valuesOf(write).flatMap(choicesOf);
    return (
      values.length > 0 &&
      values.every((value) => isFlag(value) || isTakenFromSettings(facts, value, write)) &&
      guardsOf(instance.unit, source.target).every(
        ({ condition }) => !asksRequest(facts, condition, instance),
      )
    );
  },
};

function isTakenFromSettings(facts: StateFacts, value: Expression, { instance }: Write): boolean {
  const parameter = parameterOf(value, instance);
  const at = parameter ? instance.fn.parameters.indexOf(parameter) : -1;
  return (
    at >= 0 && facts.callers(instance).every(({ caller, span }) => isLoaded(argumentOf(span, at), caller))
  );
}

/** The parameter that holds a value, or of which a loop takes it. */
function parameterOf(
  value: Expression,
  { fn, unit }: Pick<Instance, 'fn' | 'unit'>,
): FunctionParameter | undefined {
  let root = value;
  while (root.kind === 'index') root = root.object;
  if (root.kind !== 'name') return undefined;
  const variable = unit.scopes.variableOf(root);
  if (variable?.owner !== fn || variable.isReassigned) return undefined;
  const own = fn.parameters.find((one) => unit.scopes.variableOf(one) === variable);
  if (own) return own;
  const loop = around(unit, value).find(
    (outer): outer is GenericForStatement =>
      'kind' in outer && outer.kind === 'generic-for' && isVariableOf(outer, variable, unit.scopes),
  );
  const [iterator] = loop?.values ?? [];
  const [over] = iterator?.kind === 'call' ? iterator.args : [];
  return over && parameterOf(over, { fn, unit });
}

type FunctionParameter = Instance['fn']['parameters'][number];

function isVariableOf(
  { variables }: GenericForStatement,
  wanted: Variable,
  scopes: Instance['unit']['scopes'],
): boolean {
  return variables.some((one) => scopes.variableOf(one) === wanted);
}

function argumentOf(span: LuaNode, at: number): Expression | undefined {
  if (!('kind' in span)) return undefined;
  return span.kind === 'call' || span.kind === 'method-call' ? span.args[at] : undefined;
}

/** `settings.log.limits`, of a variable that was set when its module was loaded, and not since. */
function isLoaded(argument: Expression | undefined, caller: Instance): boolean {
  if (!argument) return false;
  return definitionsOf(argument, caller, 3).every((value) => {
    let root = value;
    while (root.kind === 'index' && root.key.kind === 'string') root = root.object;
    const variable = root.kind === 'name' ? caller.unit.scopes.variableOf(root) : undefined;
    return variable?.owner === caller.unit.syntax.main && !variable.isReassigned;
  });
}

function asksRequest(facts: StateFacts, condition: Expression, instance: Instance): boolean {
  return partsOf(condition).some((part) =>
    facts
      .nodesIn(part, instance)
      .flatMap((node) => facts.world.solver.objectsAt(node))
      .some((object) => object.kind === 'api' && /^ngx\.(?:var|req|ctx|header)\b/.test(object.path)),
  );
}
