import type { Fix, TextEdit } from '../../../contract/index.js';
import {
  walkLua,
  type AssignStatement,
  type Block,
  type Expression,
  type LocalStatement,
  type Name,
  type PlacedNode,
  type Span,
  type Variable,
} from '../../lua/index.js';
import {
  insertDirective,
  type LuaUnit,
  type OpenRestyConfiguration,
  type Project,
} from '../../openresty/index.js';
import type { StateCell } from '../../state/index.js';
import { dictCall, freeKey, newDictName } from './dict-names.js';
import { wholeLines } from './whole-lines.js';

/** How large a new dictionary is: room for some ten thousand counters. */
const newDictSize = '1m';
/** So many existing dictionaries are offered. */
const maxOffered = 3;

/**
 * Fixes that make a module's counter one for all workers: each `n = n + 1` becomes `incr` on a shared dictionary, and
 * what reads the variable reads the dictionary. First the one with a dictionary of its own, which nobody else fills or
 * flushes; it adds `lua_shared_dict` to `http {}`. None where a use of the variable has no counterpart.
 */
export function shareCounterFixes(
  cell: StateCell,
  configurations: readonly OpenRestyConfiguration[],
  project: Project,
): Fix[] {
  const counter = findCounter(cell);
  if (!counter || configurations.length === 0) return [];
  const { unit } = cell;
  const edit = (span: Span, newText: string): TextEdit => {
    const { file, range } = project.placeOf(unit, span);
    return { file, range, newText };
  };
  const replaced = (dict: string, key: string): TextEdit[] =>
    counterEdits(counter, unit.syntax.text, dictCall(dict), key).map(({ span, newText }) =>
      edit(span, newText),
    );

  const fixes: Fix[] = [];
  const taken = project.configurations.flatMap(({ dicts }) => dicts.map(({ name }) => name));
  const name = newDictName(unit.file, taken);
  const declarations = configurations.map(
    ({ http }) => http && insertDirective(http, `lua_shared_dict ${name} ${newDictSize};`, isLuaSetting),
  );
  if (declarations.every((insertion) => insertion !== undefined)) {
    const edits = declarations.map(({ file, offset, newText }): TextEdit => {
      const place = project.placeInConfiguration({ file, span: { start: offset, end: offset } });
      return { file: place.file, range: place.range, newText };
    });
    fixes.push({
      title: `Count \`${cell.name}\` in a shared dict of its own (adds lua_shared_dict ${name})`,
      edits: [...replaced(name, cell.name), ...once(edits)],
    });
  }
  const common = commonDicts(configurations);
  for (const dict of common.slice(0, maxOffered)) {
    fixes.push({
      title: `Count \`${cell.name}\` in the shared dict ${dict}`,
      edits: replaced(dict, freeKey(cell.name, unit, project)),
    });
  }
  return fixes;
}

/** New dictionaries stand beside the others, or behind the paths that `http` begins with. */
function isLuaSetting(name: string): boolean {
  return name === 'lua_shared_dict' || name === 'lua_package_path' || name === 'lua_package_cpath';
}

function commonDicts(configurations: readonly OpenRestyConfiguration[]): string[] {
  const [first, ...others] = configurations.map(({ dicts }) => dicts.map(({ name }) => name));
  return [...new Set(first)].filter((name) => others.every((names) => names.includes(name)));
}

/** Two configurations may include one file that has the `http` block. */
function once(edits: readonly TextEdit[]): TextEdit[] {
  return [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()];
}

interface CounterWrite {
  readonly statement: AssignStatement;
  readonly step: number;
  /** The block that the statement stands in. */
  readonly block: Block;
  readonly owner: Variable['owner'];
}

interface CounterReset {
  readonly statement: AssignStatement;
  readonly value: string;
}

interface CounterRead {
  readonly name: Name;
  readonly placed: PlacedNode;
}

/** A counter all of whose uses are understood. */
interface Counter {
  readonly name: string;
  readonly declaration: LocalStatement;
  readonly start: number;
  readonly writes: readonly CounterWrite[];
  readonly resets: readonly CounterReset[];
  readonly reads: readonly CounterRead[];
}

function findCounter(cell: StateCell): Counter | undefined {
  const { unit, kind, declaration: place } = cell;
  if (kind !== 'upvalue' || unit.kind !== 'file' || unit.syntax.errors.length > 0) return undefined;
  const variable = unit.scopes.variables.find(({ declaration }) => declaration.start === place.start);
  if (variable?.owner !== unit.syntax.main) return undefined;

  let declaration: LocalStatement | undefined;
  const writes: CounterWrite[] = [];
  const resets: CounterReset[] = [];
  const reads: CounterRead[] = [];
  const consumed = new Set<Name>();
  for (const placed of walkLua(unit.syntax.main)) {
    const { node } = placed;
    if (!('kind' in node)) continue;
    if (node.kind === 'local' && node.names.includes(variable.declaration)) {
      declaration = node;
      consumed.add(variable.declaration);
    } else if (node.kind === 'assign' && assigns(node, variable, unit)) {
      const [target] = node.targets;
      const [value] = node.values;
      if (node.targets.length !== 1 || node.values.length !== 1 || !value || target?.kind !== 'name')
        return undefined;
      consumed.add(target);
      const step = stepOf(value, variable, unit);
      const block = placed.parent?.node;
      if (step && block && 'statements' in block) {
        consumed.add(step.own);
        writes.push({ statement: node, step: step.by, block, owner: functionAround(placed) });
      } else if (value.kind === 'number')
        resets.push({ statement: node, value: unit.syntax.text.slice(value.start, value.end) });
      else return undefined;
    } else if (node.kind === 'name' && unit.scopes.variableOf(node) === variable && !consumed.has(node)) {
      reads.push({ name: node, placed });
    }
  }
  const start = declaration && initialValue(declaration);
  if (!declaration || start === undefined || writes.length === 0) return undefined;
  return { name: variable.name, declaration, start, writes, resets, reads };
}

function assigns({ targets }: AssignStatement, variable: Variable, { scopes }: LuaUnit): boolean {
  return targets.some((target) => target.kind === 'name' && scopes.variableOf(target) === variable);
}

/** `n + 1`, `n - 1`, `(n or 0) + 1`: by how much, and the use of the variable in it. */
function stepOf(
  value: Expression,
  variable: Variable,
  { scopes }: LuaUnit,
): { by: number; own: Name } | undefined {
  if (value.kind !== 'binary' || value.right.kind !== 'number' || !Number.isFinite(value.right.value))
    return undefined;
  const sign = value.operator === '+' ? 1 : value.operator === '-' ? -1 : undefined;
  if (sign === undefined) return undefined;
  const inner = value.left.kind === 'parenthesized' ? value.left.inner : value.left;
  const own =
    inner.kind === 'binary' &&
    inner.operator === 'or' &&
    inner.right.kind === 'number' &&
    inner.right.value === 0
      ? inner.left
      : inner;
  if (own.kind !== 'name' || scopes.variableOf(own) !== variable) return undefined;
  return { by: sign * value.right.value, own };
}

/** What the variable begins with; a variable without a value is counted up from `(n or 0)`. */
function initialValue({ names, values }: LocalStatement): number | undefined {
  if (names.length !== 1 || values.length > 1) return undefined;
  const [value] = values;
  if (value === undefined || value.kind === 'nil') return 0;
  return value.kind === 'number' && Number.isFinite(value.value) ? value.value : undefined;
}

function functionAround(placed: PlacedNode): Variable['owner'] {
  let at: PlacedNode | undefined = placed;
  for (; at; at = at.parent) if ('kind' in at.node && at.node.kind === 'function') return at.node;
  throw new Error('every node of a chunk stands in its main function');
}

interface Replacement {
  readonly span: Span;
  readonly newText: string;
}

function counterEdits(counter: Counter, text: string, dict: string, key: string): Replacement[] {
  const { declaration, start, writes, resets, reads } = counter;
  const quoted = `"${key}"`;
  // After its own increment a function goes on with the number that `incr` gave it: nobody else can have that one.
  const kept = new Set<Name>();
  const shown = new Set<CounterWrite>();
  for (const write of writes) {
    // Whatever else writes may be called in between.
    if (writes.length > 1 || resets.length > 0) continue;
    for (const { name, placed } of reads) {
      if (!follows(placed, write)) continue;
      kept.add(name);
      shown.add(write);
    }
  }
  return [
    { span: wholeLines(declaration, text), newText: '' },
    ...writes.map((write): Replacement => {
      const call = `${dict}:incr(${quoted}, ${write.step}, ${start})`;
      return { span: write.statement, newText: shown.has(write) ? `local ${counter.name} = ${call}` : call };
    }),
    ...resets.map(({ statement, value }): Replacement => ({
      span: statement,
      newText: `${dict}:set(${quoted}, ${value})`,
    })),
    ...reads
      .filter(({ name }) => !kept.has(name))
      .map(({ name, placed }): Replacement => {
        const value = `${dict}:get(${quoted}) or ${start}`;
        return { span: name, newText: standsAlone(placed) ? value : `(${value})` };
      }),
  ];
}

/** Whether a read comes after the write in the write's own block and function, so that a local there reaches it. */
function follows({ node, parent }: PlacedNode, { statement, block, owner }: CounterWrite): boolean {
  if (node.start < statement.end) return false;
  let isBelow = false;
  for (let at = parent; at; at = at.parent) {
    if (at.node === block) isBelow = true;
    if ('kind' in at.node && at.node.kind === 'function') return isBelow && at.node === owner;
  }
  return false;
}

/** Places where an `or` needs no parentheses around it. */
function standsAlone({ node, parent }: PlacedNode): boolean {
  const around = parent?.node;
  if (!around || !('kind' in around)) return false;
  if (around.kind === 'return') return true;
  if (around.kind === 'local' || around.kind === 'assign') return around.values.includes(node as Expression);
  return around.kind === 'call' && around.args.includes(node as Expression);
}
