import type { Expression, FunctionExpression, Name, Span, Variable } from '../lua/index.js';
import type { Era, LuaUnit, OpenRestyConfiguration, Project } from '../openresty/index.js';
import type { AbstractObject, Instance, NodeId, TableObject, VariableCell, Write } from './objects.js';
import { Solver, anyKey, type Key } from './solver.js';

/** A change of a variable; `cell` says whose. */
export interface VariableWrite extends Write {
  readonly cell: VariableCell;
}

/** Who calls whom, for routes. */
export interface CallEdge {
  readonly callee: Instance;
  readonly span: Span;
}

/** A call whose target may still become known. */
export interface CallSite {
  /** From 1 up: the label of the edges that this call makes. */
  readonly id: number;
  readonly instance: Instance;
  readonly span: Span;
  /** Depends on whatever decides that the call happens. */
  readonly control: NodeId;
  readonly callee: NodeId;
  readonly args: readonly NodeId[];
  /** The argument as a constant string, where the source has one. */
  readonly literals: readonly (string | undefined)[];
  /** Stands for all further arguments, where the list ends in `...`. */
  readonly rest: NodeId | undefined;
  readonly results: readonly NodeId[];
  /** A method of this name, for telling a string's methods from unknown ones. */
  readonly method: string | undefined;
  readonly isIterator: boolean;
  /** Came about by `__call`: a table that answers with a table is followed no further. */
  readonly isMetaCall?: true;
  resolved: boolean;
}

/** One place that reads a field: `base.key`. */
export interface LoadSite {
  readonly instance: Instance;
  readonly expression: Expression;
  readonly base: NodeId;
  readonly key: Key;
  readonly result: NodeId;
}

/** How many arguments and results of a call by name are kept apart. */
const groupWidth = 6;

/** All functions that a field of one name may hold, called together. */
export interface Group {
  readonly name: string;
  /** A run of nothing, for routes to go through. */
  readonly instance: Instance;
  readonly args: readonly NodeId[];
  readonly rest: NodeId;
  readonly results: readonly NodeId[];
}

/** Where a value that is not the program's own comes from. */
export type SourceKind =
  /** ngx.var, ngx.req and the like: another value for each request. */
  | 'request'
  /** A random number: another value each time. */
  | 'random'
  /** A clock: another value each time, but the same for whoever asks at that time. */
  | 'clock'
  /** The worker's own number or process: another value in each worker, and meant so. */
  | 'worker'
  /** A shared dictionary: the same for all workers. */
  | 'shared'
  /** A file, the environment, another server. */
  | 'outside';

/** How many results of a call are kept apart, e.g. in `local a, b = f()` or `f(g())`. */
export const resultCount = 4;

/** The nodes of a call's arguments, the further ones included. */
export function allArguments(site: CallSite): NodeId[] {
  return site.rest === undefined ? [...site.args] : [...site.args, site.rest];
}

/** Everything that one analysis of a project knows; the generators below fill it and the solver drives them. */
export class World {
  readonly solver: Solver;
  readonly variableWrites: VariableWrite[] = [];
  readonly sites: CallSite[] = [];
  /** Every place that reads a field, by its key. */
  readonly loads = new Map<Key, LoadSite[]>();
  /** What a request, or the worker itself, brings in: a value on which one of these depends differs. */
  readonly sources: Readonly<Record<SourceKind, NodeId>>;
  /** What leaves the worker: a value on which one of these depends can be observed. */
  readonly sinks = new Set<NodeId>();
  /** The name by which a file was first required. */
  readonly moduleNames = new Map<LuaUnit, string>();
  /** The names that a call of `require` was seen to get, `*` for what is computed; not those that it states itself. */
  readonly requires = new Map<Span, Set<string>>();
  readonly callsOf = new Map<Instance, CallEdge[]>();
  /** What plugins are handed as their configuration, with the parameter that it arrives in. */
  readonly configurations = new Map<TableObject, { readonly unit: LuaUnit; readonly parameter: Name }>();
  readonly loaders = new Map<Instance, Set<Instance>>();
  readonly instances: Instance[] = [];
  /** The node of every constant; nothing depends on what it depends on. */
  readonly constant: NodeId;
  readonly globals: AbstractObject;
  readonly globalsNode: NodeId;

  /** Which variable holds the type of which. */
  readonly typeNames = new Map<Variable, Variable>();

  private readonly instancesOf = new Map<FunctionExpression, Instance[]>();
  private readonly sitesOf = new Map<Span, CallSite[]>();
  private readonly loadNodes = new Map<NodeId, Map<Key, NodeId>>();
  private readonly globalNodes = new Map<string, NodeId>();
  private readonly variables = new Map<Variable, Map<Instance, NodeId>>();
  private readonly evaluated = new Map<Expression, Map<Instance, NodeId>>();
  private readonly deep = new Map<NodeId, NodeId>();
  private readonly done = new Set<string>();
  private readonly outsides = new Map<LuaUnit, FunctionExpression>();
  private readonly yielded = new Map<Instance, NodeId>();
  private readonly groups = new Map<string, Group>();
  private readonly returns = new Map<Instance, NodeId[]>();

  constructor(
    readonly project: Project,
    /** The server whose Lua this is; undefined for Lua that no server of the project runs. */
    readonly configuration: OpenRestyConfiguration | undefined,
    private readonly generate: (world: World, instance: Instance) => void,
    budget: number,
    /** Called now and then; may throw to end the analysis. */
    readonly checkpoint?: () => void,
    /** The files that are read; what lies outside is a library of which nothing is known. */
    private readonly scope: (unit: LuaUnit) => boolean = () => true,
  ) {
    this.solver = new Solver(budget, checkpoint);
    this.constant = this.solver.node();
    const source = (): NodeId => this.solver.node();
    this.sources = {
      request: source(),
      random: source(),
      clock: source(),
      worker: source(),
      shared: source(),
      outside: source(),
    };
    this.globals = this.solver.api('_G');
    this.globalsNode = this.solver.node();
    this.solver.add(this.globalsNode, this.globals);
  }

  /** The run of a function in an era, inside a run of the enclosing function; its body is generated once. */
  instance(
    unit: LuaUnit,
    fn: FunctionExpression,
    era: Era,
    definer: Instance | undefined,
    frame?: Instance,
  ): Instance {
    let all = this.instancesOf.get(fn);
    if (!all) this.instancesOf.set(fn, (all = []));
    const known = all.find((one) => one.era === era && one.definer === definer && one.frame === frame);
    if (known) return known;
    const instance: Instance = {
      id: this.instances.length,
      unit,
      fn,
      era,
      definer,
      frame,
      vararg: this.solver.node(),
      control: this.solver.node(),
    };
    all.push(instance);
    this.instances.push(instance);
    if (unit.syntax.tooDeep) this.solver.cut = true;
    try {
      this.generate(this, instance);
    } catch (error) {
      // An expression that nests deeper than the stack: the rest of this function stays unknown.
      if (!(error instanceof RangeError)) throw error;
      this.solver.cut = true;
    }
    return instance;
  }

  /** A module's main chunk runs once for each Lua VM, whoever requires it first: its state is start-up's. */
  module(unit: LuaUnit): Instance {
    return this.instance(unit, unit.syntax.main, 'startup', undefined);
  }

  /** A caller that the project does not show: a request of some other program. */
  outside(unit: LuaUnit, era: Era = 'request'): Instance {
    const { start, end } = unit.syntax.main;
    let nothing = this.outsides.get(unit);
    if (!nothing) {
      nothing = { ...unit.syntax.main, body: { statements: [], start, end }, label: undefined };
      this.outsides.set(unit, nothing);
    }
    return this.instance(unit, nothing, era, undefined);
  }

  /** The file that `require` loads here. */
  resolveModule(name: string): LuaUnit | undefined {
    const unit = this.project.resolveModule(name, this.configuration);
    return unit && this.scope(unit) ? unit : undefined;
  }

  /** The node of a variable as a run of some function sees it. */
  variableNode(variable: Variable, from: Instance): NodeId {
    const owner = this.ownerOf(variable, from);
    let nodes = this.variables.get(variable);
    if (!nodes) this.variables.set(variable, (nodes = new Map<Instance, NodeId>()));
    let node = nodes.get(owner);
    if (node === undefined) nodes.set(owner, (node = this.solver.place()));
    return node;
  }

  /** The run that owns the variable: the nearest enclosing one of the function that declares it. */
  ownerOf(variable: Variable, from: Instance): Instance {
    for (let instance: Instance | undefined = from; instance; instance = instance.definer) {
      if (instance.fn === variable.owner) return instance.frame ?? instance;
    }
    return from;
  }

  /** The variables of start-up runs with their nodes: from these, everything that lives on is reached. */
  startupVariables(): { variable: Variable; instance: Instance; node: NodeId }[] {
    return [...this.variables].flatMap(([variable, nodes]) =>
      [...nodes]
        .filter(([instance]) => instance.era === 'startup')
        .map(([instance, node]) => ({ variable, instance, node })),
    );
  }

  /**
   * A node that depends on a value and on everything that can be reached inside of it: what a library that
   * serialises or sends the value depends on.
   */
  contents(node: NodeId): NodeId {
    const known = this.deep.get(node);
    if (known !== undefined) return known;
    const contents = this.solver.node();
    // Noted before it is complete, since a table may hold itself.
    this.deep.set(node, contents);
    this.solver.depend(contents, node);
    this.solver.listen(node, (object) => {
      if (object.kind === 'table') this.solver.depend(contents, this.contents(this.solver.allFields(object)));
    });
    return contents;
  }

  /** The same, where something asked for it before. */
  knownContents(node: NodeId): NodeId | undefined {
    return this.deep.get(node);
  }

  /** What the value says leaves the worker. */
  sink(node: NodeId): void {
    this.sinks.add(this.contents(node));
  }

  storeVariable(variable: Variable, value: NodeId, control: NodeId, write: Write): void {
    const owner = this.ownerOf(variable, write.instance);
    const node = this.variableNode(variable, write.instance);
    const outlives = owner.era === 'startup';
    this.solver.copy(value, node, outlives);
    this.solver.decide(node, control);
    if (outlives && write.instance.era !== 'startup') {
      this.variableWrites.push({ ...write, cell: { variable, instance: owner } });
    }
  }

  returnNode(instance: Instance, index: number): NodeId {
    let nodes = this.returns.get(instance);
    if (!nodes) this.returns.set(instance, (nodes = []));
    return (nodes[index] ??= this.solver.node());
  }

  /** The node of an expression that several statements of a run ask for; evaluated the first time. */
  once(expression: Expression, instance: Instance, evaluate: () => NodeId): NodeId {
    let nodes = this.evaluated.get(expression);
    if (!nodes) this.evaluated.set(expression, (nodes = new Map<Instance, NodeId>()));
    let node = nodes.get(instance);
    if (node === undefined) nodes.set(instance, (node = evaluate()));
    return node;
  }

  /** The node of a condition of this run; undefined for what no statement asked for. */
  conditionNode(expression: Expression, instance: Instance): NodeId | undefined {
    return this.evaluated.get(expression)?.get(instance);
  }

  /** True when this was not asked before: for work that objects in a ring would ask for without end. */
  firstTime(what: string): boolean {
    if (this.done.has(what)) return false;
    this.done.add(what);
    return true;
  }

  /** Registers a call; edges that come of it carry its number. */
  site(site: Omit<CallSite, 'resolved' | 'id'>): CallSite {
    const open: CallSite = { ...site, id: this.sites.length + 1, resolved: false };
    this.sites.push(open);
    const known = this.sitesOf.get(site.span);
    if (known) known.push(open);
    else this.sitesOf.set(site.span, [open]);
    return open;
  }

  /** The calls that an expression makes, one for each run of its function. */
  sitesAt(call: Span, instance?: Instance): CallSite[] {
    const all = this.sitesOf.get(call) ?? [];
    return instance ? all.filter((site) => site.instance === instance) : all;
  }

  /** The runs of a function. */
  runsOf(fn: FunctionExpression): readonly Instance[] {
    return this.instancesOf.get(fn) ?? [];
  }

  /** The one node for `base[key]`: variables are not told apart by time, so every such read gives the same. */
  loadNode(base: NodeId, key: Key, make: (node: NodeId) => void): NodeId {
    if (key === anyKey) {
      const own = this.solver.node();
      make(own);
      return own;
    }
    let nodes = this.loadNodes.get(base);
    if (!nodes) this.loadNodes.set(base, (nodes = new Map<Key, NodeId>()));
    let node = nodes.get(key);
    if (node === undefined) {
      nodes.set(key, (node = this.solver.node()));
      make(node);
    }
    return node;
  }

  /** What the coroutine's function hands out by `coroutine.yield`. */
  yieldNode(instance: Instance): NodeId {
    let node = this.yielded.get(instance);
    if (node === undefined) this.yielded.set(instance, (node = this.solver.node()));
    return node;
  }

  /** Who requires a module, so that its main chunk runs. */
  noteLoading(module: Instance, from: Instance): void {
    const known = this.loaders.get(module);
    if (known) known.add(from);
    else this.loaders.set(module, new Set([from]));
  }

  noteRequire(call: Span, pattern: string): void {
    const known = this.requires.get(call);
    if (known) known.add(pattern);
    else this.requires.set(call, new Set([pattern]));
  }

  noteLoad(load: LoadSite): void {
    const known = this.loads.get(load.key);
    if (known) known.push(load);
    else this.loads.set(load.key, [load]);
  }

  /** What stands between the callers of "some table's field `name`" and the functions that this may be. */
  group(name: string, era: Era, unit: LuaUnit, make: (group: Group) => void): Group {
    const key = `${name} ${era}`;
    let group = this.groups.get(key);
    if (!group) {
      const { solver } = this;
      const { start, end } = unit.syntax.main;
      const nothing = { ...unit.syntax.main, body: { statements: [], start, end }, label: undefined };
      const nodes = (): NodeId[] => Array.from({ length: groupWidth }, () => solver.node());
      const instance = this.instance(unit, nothing, era, undefined);
      group = { name, instance, args: nodes(), rest: solver.node(), results: nodes() };
      this.groups.set(key, group);
      make(group);
    }
    return group;
  }

  noteCall(caller: Instance, edge: CallEdge): void {
    const edges = this.callsOf.get(caller);
    if (!edges) this.callsOf.set(caller, [edge]);
    else if (!edges.some((known) => known.callee === edge.callee)) edges.push(edge);
  }

  /** The units that run at all. */
  reachedUnits(): Set<LuaUnit> {
    return new Set(this.instances.map((instance) => instance.unit));
  }
}
