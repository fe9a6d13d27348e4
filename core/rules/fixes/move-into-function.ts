import type { Fix, TextEdit } from '../../../contract/index.js';
import {
  walkLua,
  type AssignStatement,
  type Block,
  type Expression,
  type FunctionExpression,
  type LocalStatement,
  type LuaNode,
  type PlacedNode,
  type Span,
  type Statement,
  type Variable,
} from '../../lua/index.js';
import type { LuaUnit, Project } from '../../openresty/index.js';
import type { StateCell } from '../../state/index.js';
import { setsBeforeReading, type Use } from './set-before-read.js';
import { libraryPath } from '../known-values.js';
import { emptiesByLoop, mayReenter, placedUses, tableUse } from './table-uses.js';
import { wholeLines } from './whole-lines.js';

/**
 * Makes a variable of a module, or a table that it holds, local to the one function that uses it. Only where every run
 * of the function sets what it reads before it reads it, so that nothing of an earlier run was ever wanted; and where
 * the table gets nowhere from where it is seen after the run.
 * @param cells all that the analysis knows to be written
 */
export function moveIntoFunctionFixes(cell: StateCell, cells: readonly StateCell[], project: Project): Fix[] {
  const { unit } = cell;
  const { scopes, syntax } = unit;
  if (unit.kind !== 'file' || syntax.errors.length > 0) return [];
  const variable = scopes.variables.find(({ declaration }) => declaration.start === cell.declaration.start);
  if (variable?.owner !== syntax.main || variable.role !== 'local') return [];
  const declaration = declarationOf(variable, unit);
  const uses = placedUses(variable, unit);
  const fn = commonFunction(uses);
  if (declaration?.names.length !== 1 || declaration.values.length > 1) return [];
  if (!fn || fn === syntax.main || mayReenter(fn, unit)) return [];
  const { text } = syntax;
  const insertion = variable.isReassigned
    ? variableInsertion(variable, declaration, uses, fn, unit)
    : tableInsertion(variable, declaration, uses, fn, { unit, cells, project });
  if (!insertion) return [];
  const edit = ({ span, newText }: Insertion): TextEdit => ({ ...project.placeOf(unit, span), newText });
  return [
    {
      title: `Make \`${variable.name}\` local to ${fn.label === undefined ? 'the function that uses it' : `\`${fn.label}\``}`,
      edits: [{ span: removed(declaration, text), newText: '' }, insertion].map(edit),
    },
  ];
}

interface Insertion {
  readonly span: Span;
  readonly newText: string;
}

/** Every run gives the variable a value before it looks at it: what it begins with nobody sees. */
function variableInsertion(
  variable: Variable,
  { values: [initial] }: LocalStatement,
  uses: readonly PlacedNode[],
  fn: FunctionExpression,
  unit: LuaUnit,
): Insertion | undefined {
  if (initial && !isPlain(initial) && !isPlainTable(initial)) return undefined;
  const whole = new Map(uses.map((placed) => [placed.node, wholeUse(placed)]));
  if (
    !setsBeforeReading(
      fn,
      (name) => whole.get(name),
      [...whole.values()],
      () => false,
    )
  )
    return undefined;
  const first = firstSet(uses, fn);
  if (first) return { span: { start: first.start, end: first.start }, newText: 'local ' };
  return before(statementWith(fn.body, uses), `local ${variable.name}`, unit);
}

function wholeUse({ node, parent }: PlacedNode): Use {
  const around = parent?.node;
  const isSet =
    around !== undefined &&
    'kind' in around &&
    around.kind === 'assign' &&
    around.targets.some((target) => target === node);
  return { does: isSet ? 'set' : 'read', key: '' };
}

/** The statement that can declare the variable where it first gives it a value: nothing outside its block uses it. */
function firstSet(uses: readonly PlacedNode[], fn: FunctionExpression): AssignStatement | undefined {
  const [first, ...others] = uses;
  const statement = first?.parent?.node;
  const block = first?.parent?.parent?.node;
  if (
    !statement ||
    !('kind' in statement) ||
    statement.kind !== 'assign' ||
    !block ||
    !('statements' in block)
  )
    return undefined;
  const [value] = statement.values;
  if (statement.targets.length !== 1 || statement.values.length !== 1 || value?.kind === 'function')
    return undefined;
  const reaches = others.every(({ node }) => node.start >= statement.end && node.end <= block.end);
  // A closure of one turn of a loop would see the variable of that turn only.
  const isShared = block === fn.body || uses.every((placed) => functionAround(placed) === fn);
  return reaches && isShared && first.node === statement.targets[0] ? statement : undefined;
}

/** Every run fills the table before it looks into it: it may as well have a table of its own. */
function tableInsertion(
  variable: Variable,
  declaration: LocalStatement,
  uses: readonly PlacedNode[],
  fn: FunctionExpression,
  { unit, cells, project }: { unit: LuaUnit; cells: readonly StateCell[]; project: Project },
): Insertion | undefined {
  const [initial] = declaration.values;
  if (!initial || !makesTable(initial, fn, unit)) return undefined;
  if (!cells.filter((one) => isOf(variable, one, unit)).every((one) => isWrittenBy(one, fn, unit)))
    return undefined;
  const clears = (statement: Statement): boolean =>
    emptiesByLoop(statement, variable, unit) ||
    (statement.kind === 'call-statement' && clearsBy(statement.call));
  const clearsBy = (call: Expression): boolean =>
    call.kind === 'call' && call.args[0] !== undefined && known.get(call.args[0])?.does === 'clear';
  const loops = [...walkLua(fn)].flatMap(({ node }) =>
    'kind' in node && node.kind === 'generic-for' && emptiesByLoop(node, variable, unit) ? [node] : [],
  );
  const known = new Map<LuaNode, Use>();
  for (const placed of uses) {
    if (loops.some(({ start, end }) => start <= placed.node.start && placed.node.end <= end)) continue;
    const use = tableUse(placed, unit, project);
    if (!use || (functionAround(placed) !== fn && use.does !== 'read' && use.does !== 'read-all'))
      return undefined;
    known.set(placed.node, use);
  }
  if (!setsBeforeReading(fn, (name) => known.get(name), [...known.values()], clears)) return undefined;
  const text = unit.syntax.text.slice(declaration.start, declaration.end);
  return before(statementWith(fn.body, uses), text, unit);
}

/** A new table each time that it is run, whatever else the module did before. */
function makesTable(value: Expression, fn: FunctionExpression, unit: LuaUnit): boolean {
  if (isPlainTable(value)) return true;
  if (value.kind !== 'call' || libraryPath(value.callee, unit) !== 'table.new' || !value.args.every(isPlain))
    return false;
  const { callee } = value;
  // The name means the same inside.
  return (
    callee.kind === 'name' &&
    !unit.scopes.variables.some(
      ({ name, owner }) => name === callee.name && owner !== unit.syntax.main && isWithin(owner, fn, unit),
    )
  );
}

function isPlainTable(value: Expression): boolean {
  return (
    value.kind === 'table' &&
    value.items.every((item) => isPlain(item.value) && (!item.key || isPlain(item.key)))
  );
}

function isPlain({ kind }: Expression): boolean {
  return kind === 'nil' || kind === 'boolean' || kind === 'number' || kind === 'string';
}

function isOf({ declaration }: Variable, cell: StateCell, unit: LuaUnit): boolean {
  return cell.unit === unit && cell.declaration.start === declaration.start;
}

function isWrittenBy({ writes }: StateCell, fn: FunctionExpression, unit: LuaUnit): boolean {
  return writes.every(({ instance }) => instance.unit === unit && instance.fn === fn);
}

/** One function is the other, or a part of it, or the other way round. */
function isWithin(one: FunctionExpression, other: FunctionExpression, { scopes }: LuaUnit): boolean {
  const chain = (fn: FunctionExpression | undefined): FunctionExpression[] =>
    fn ? [fn, ...chain(scopes.parentOf(fn))] : [];
  return chain(one).includes(other) || chain(other).includes(one);
}

function declarationOf({ declaration }: Variable, { syntax }: LuaUnit): LocalStatement | undefined {
  for (const { node } of walkLua(syntax.main))
    if ('kind' in node && node.kind === 'local' && node.names.includes(declaration)) return node;
  return undefined;
}

function functionsAround(placed: PlacedNode): FunctionExpression[] {
  const found: FunctionExpression[] = [];
  for (let at: PlacedNode | undefined = placed; at; at = at.parent)
    if ('kind' in at.node && at.node.kind === 'function') found.push(at.node);
  return found;
}

function functionAround(placed: PlacedNode): FunctionExpression | undefined {
  return functionsAround(placed)[0];
}

/** The innermost function that has all the uses. */
function commonFunction(uses: readonly PlacedNode[]): FunctionExpression | undefined {
  const [first = [], ...others] = uses.map(functionsAround);
  return first.find((fn) => others.every((around) => around.includes(fn)));
}

function statementWith({ statements }: Block, uses: readonly PlacedNode[]): Statement | undefined {
  const start = Math.min(...uses.map(({ node }) => node.start));
  return statements.find((statement) => statement.start <= start && start < statement.end);
}

/** A statement in front of another one, in a line of its own where that one has its line to itself. */
function before(
  statement: Statement | undefined,
  newText: string,
  { syntax: { text } }: LuaUnit,
): Insertion | undefined {
  if (!statement) return undefined;
  const { start } = statement;
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const end = indent.trim() === '' ? `${text.includes('\r\n') ? '\r\n' : '\n'}${indent}` : '; ';
  return { span: { start, end: start }, newText: newText + end };
}

/** The declaration with its line where nothing else is on it; a comment behind it stays. */
function removed({ start, end }: LocalStatement, text: string): Span {
  const semicolon = /^[ \t]*;/.exec(text.slice(end))?.[0].length ?? 0;
  const whole = wholeLines({ start, end: end + semicolon }, text);
  if (whole.start !== start || whole.end !== end + semicolon) return whole;
  const gap = /^[ \t]*/.exec(text.slice(end + semicolon))?.[0].length ?? 0;
  return { start, end: end + semicolon + gap };
}
