import { walkLua, type Expression, type FunctionExpression, type LuaNode } from '../lua/index.js';
import { eraOf, type LuaUnit, type Project } from '../openresty/index.js';
import { initialOf } from './cells.js';
import { isStartupName } from './exports.js';
import type { IsCalled } from './confidence.js';
import { around, isFunction, placed } from './source-tree.js';

/** A place that names a function. */
interface Use {
  readonly unit: LuaUnit;
  readonly node: LuaNode;
  /** It is called there; otherwise it is handed to somebody. */
  readonly isCall: boolean;
  /** What it is read from, where that is a variable or a `require`. */
  readonly from?: Expression | undefined;
}

/** Callers of callers, so many times; further up anybody may call. */
const maxDepth = 5;

/**
 * Whether requests may run what a module exports, as far as names tell: some module of the server calls it, and not
 * only where the server starts. What computed names load is called in ways that names do not tell.
 * @param isLoaded whether a server may load the module
 * @param byPath the modules that it loads as files, found by their folders
 */
export function calledByName(
  project: Project,
  isLoaded: (unit: LuaUnit) => boolean,
  byPath: ReadonlySet<LuaUnit> = new Set(),
): IsCalled {
  const blocks = project.entries.map(({ unit }) => unit);
  const files = [...project.files.values()].filter((unit) => !isTest(unit.file) && isLoaded(unit));
  const uses = new NameUses([...new Set([...files, ...blocks])], project.resolveModule);
  const isEntry = new Set(
    project.entries.filter(({ phase }) => eraOf(phase) !== 'startup').map(({ unit }) => unit),
  );
  const dispatched = new Set([...project.dispatchedModules(), ...byPath]);
  const answers = new Map<FunctionExpression, boolean>();

  const mayRun = (unit: LuaUnit, fn: FunctionExpression, depth: number): boolean => {
    const known = answers.get(fn);
    if (known !== undefined) return known;
    // A ring of calls is entered from elsewhere or not at all.
    answers.set(fn, false);
    const found = usesOf(unit, fn, uses);
    const result = found === undefined || found.some((use) => isInRequests(use, depth));
    if (result || depth === maxDepth) answers.set(fn, result);
    else answers.delete(fn);
    return result;
  };
  const isInRequests = ({ unit, node, isCall }: Use, depth: number): boolean => {
    if (!isCall || depth === 0) return true;
    const caller = around(unit, node).find(isFunction);
    if (!caller) return true;
    if (caller === unit.syntax.main) return isEntry.has(unit);
    // A closure may be kept, and run at any time.
    if (unit.scopes.parentOf(caller) !== unit.syntax.main) return true;
    return !isStartupName(caller) && mayRun(unit, caller, depth - 1);
  };
  return ({ unit, fn }) => !isStartup(fn) && (dispatched.has(unit) || mayRun(unit, fn, maxDepth));
}

/** What is called as the server starts, whoever else names it; an object's `init` is run for each object. */
function isStartup(fn: FunctionExpression): boolean {
  return isStartupName(fn) && (!fn.isMethod || (fn.label ?? '').endsWith('init_worker'));
}

/** The places that name a function; undefined where it goes on under no name. */
function usesOf(unit: LuaUnit, fn: FunctionExpression, names: NameUses): Use[] | undefined {
  const owner = placed(unit, fn)?.parent?.node;
  // Of a text that was edited since only the name is known.
  if (!owner) return usesOfLabel(fn, names);
  const found = usesOfValue(unit, fn, owner, names)?.filter((use) => names.mayMean(use, unit));
  // Where some say which module they mean, `anything.new` means another one.
  const isSaid = !fn.isMethod && found?.some((use) => names.means(use, unit));
  return isSaid ? found?.filter((use) => use.unit === unit || names.means(use, unit)) : found;
}

function usesOfLabel({ label = '' }: FunctionExpression, names: NameUses): Use[] | undefined {
  const name = /[.:](\w+)$/.exec(label)?.[1];
  return name === undefined ? undefined : names.of(name);
}

/** Where a value goes from the statement or table that it stands in. */
function usesOfValue(unit: LuaUnit, value: LuaNode, owner: LuaNode, names: NameUses): Use[] | undefined {
  if (!('kind' in owner)) {
    // An item of a table: `{ load = load }`.
    if ('value' in owner && owner.value === value && owner.key?.kind === 'string')
      return names.of(owner.key.value);
    return undefined;
  }
  switch (owner.kind) {
    case 'local-function':
      return usesOfLocal(unit, owner.name, names);
    case 'local': {
      const name = owner.names[owner.values.findIndex((one) => one === value)];
      return name && usesOfLocal(unit, name, names);
    }
    case 'assign': {
      const target = owner.targets[owner.values.findIndex((one) => one === value)];
      if (target?.kind === 'index' && target.key.kind === 'string') return names.of(target.key.value);
      return target?.kind === 'name' ? usesOfLocal(unit, target, names) : undefined;
    }
    case 'return':
      return around(unit, owner).find(isFunction) === unit.syntax.main
        ? usesOfModule(names.ofModule(unit), names)
        : undefined;
    default:
      return undefined;
  }
}

/** What is done with what a module returns, `require("m")(…)`; undefined where nothing seems to load it. */
function usesOfModule(loads: readonly Use[], names: NameUses): Use[] | undefined {
  if (loads.length === 0) return undefined;
  return loads.flatMap((load) => {
    const { unit, node } = load;
    const owner = placed(unit, node)?.parent?.node;
    if (!owner || !('kind' in owner)) return [load];
    if (owner.kind === 'call' && owner.callee === node) return [{ unit, node, isCall: true }];
    if (owner.kind !== 'local' && owner.kind !== 'assign') return [load];
    return usesOfValue(unit, node, owner, names) ?? [load];
  });
}

function usesOfLocal(unit: LuaUnit, name: Expression & { kind: 'name' }, names: NameUses): Use[] | undefined {
  const variable = unit.scopes.variableOf(name);
  if (!variable) return undefined;
  const found: Use[] = [];
  for (const use of unit.scopes.usesOf(variable)) {
    const owner = placed(unit, use)?.parent?.node;
    if (!owner) return undefined;
    if ('kind' in owner && owner.kind === 'call' && owner.callee === use) {
      found.push({ unit, node: use, isCall: true });
      continue;
    }
    if ('kind' in owner && owner.kind === 'assign' && owner.targets.some((target) => target === use))
      continue;
    const further = usesOfValue(unit, use, owner, names);
    if (!further) return undefined;
    found.push(...further);
  }
  return found;
}

/** Who says `.name` or `:name`, in the files of the server. */
class NameUses {
  private index: Map<string, Use[]> | undefined;
  private readonly modules = new Map<LuaUnit, Use[]>();

  constructor(
    private readonly units: readonly LuaUnit[],
    private readonly resolveModule: Project['resolveModule'],
  ) {}

  /** Whether the name may be one of this module's: not where it is read from what another module is known to give. */
  mayMean(use: Use, unit: LuaUnit): boolean {
    const value = use.from && valueOf(use.from, use.unit);
    if (value && requiredName(value) !== undefined) return this.means(use, unit);
    // `local M = {}; M.new()`: a table of the module that says so.
    return value?.kind !== 'table' || use.unit === unit;
  }

  /** Whether the name is read from what `require` is known to give: this module. */
  means({ from, unit: user }: Use, unit: LuaUnit): boolean {
    const value = from && valueOf(from, user);
    const module = value && requiredName(value);
    return module !== undefined && this.resolveModule(module) === unit;
  }

  of(name: string): Use[] {
    return this.collected().get(name) ?? [];
  }

  /** Where a module is loaded. */
  ofModule(unit: LuaUnit): Use[] {
    this.collected();
    return this.modules.get(unit) ?? [];
  }

  private collected(): Map<string, Use[]> {
    return (this.index ??= this.collect());
  }

  private collect(): Map<string, Use[]> {
    const index = new Map<string, Use[]>();
    for (const unit of this.units) {
      for (const { node, parent } of walkLua(unit.syntax.main)) {
        const required = 'kind' in node ? requiredName(node) : undefined;
        const module = required === undefined ? undefined : this.resolveModule(required);
        if (module) {
          const known = this.modules.get(module);
          if (known) known.push({ unit, node, isCall: false });
          else this.modules.set(module, [{ unit, node, isCall: false }]);
        }
        const use = useAt(unit, node, parent?.node);
        if (!use) continue;
        const known = index.get(use.name);
        if (known) known.push(use);
        else index.set(use.name, [use]);
      }
    }
    return index;
  }
}

function useAt(
  unit: LuaUnit,
  node: LuaNode,
  owner: LuaNode | undefined,
): (Use & { name: string }) | undefined {
  if (!('kind' in node)) return undefined;
  if (node.kind === 'method-call')
    return { unit, node, isCall: true, name: node.method.name, from: node.object };
  if (node.kind !== 'index' || node.key.kind !== 'string') return undefined;
  const isOf = owner && 'kind' in owner ? owner : undefined;
  // What is assigned is no use, and a table that something is read from is no function.
  if (isOf?.kind === 'assign' && isOf.targets.some((target) => target === node)) return undefined;
  if ((isOf?.kind === 'index' || isOf?.kind === 'method-call') && isOf.object === node) return undefined;
  const isCall = isOf?.kind === 'call' && isOf.callee === node;
  return { unit, node, isCall, name: node.key.value, from: node.object };
}

/** What a variable that is never set again begins with; the expression itself for anything else. */
function valueOf(expression: Expression, unit: LuaUnit): Expression | undefined {
  if (expression.kind !== 'name') return expression;
  const variable = unit.scopes.variableOf(expression);
  return variable && !variable.isReassigned && variable.role === 'local'
    ? initialOf(unit, variable.declaration)
    : undefined;
}

/** The name in `require "name"`. */
function requiredName(value: LuaNode): string | undefined {
  if (
    !('kind' in value) ||
    value.kind !== 'call' ||
    value.callee.kind !== 'name' ||
    value.callee.name !== 'require'
  )
    return undefined;
  const [name] = value.args;
  return name?.kind === 'string' ? name.value : undefined;
}

/** A file of tests calls everything by name. */
function isTest(file: string): boolean {
  return /(?:^|\/)(?:spec|specs|t|tests?)\//.test(file);
}
