import type { FunctionExpression } from '../lua/index.js';
import type { LuaUnit } from '../openresty/index.js';
import type { FunctionObject, NodeId, TableObject } from './objects.js';
import { anyKey } from './solver.js';
import type { World } from './world.js';

/** A program that runs other people's modules in its requests and hands them a configuration that all requests share. */
interface Platform {
  /** What a module says that is written for it. */
  readonly marks: readonly RegExp[];
  /** The functions that it calls in requests, by name: with the configuration first. */
  readonly phases: ReadonlySet<string>;
}

const phases = ['certificate', 'rewrite', 'access', 'header_filter', 'body_filter', 'log', 'preread'];

const platforms: readonly Platform[] = [
  // Kong, Plugin Development Guide, "Implementing Custom Logic": `Handler:access(conf)`, PRIORITY and VERSION.
  { marks: [/\bPRIORITY\s*=/, /\bVERSION\s*=/], phases: new Set([...phases, 'response']) },
  // APISIX, Plugin Develop: `_M.access(conf, ctx)`, with priority, name and schema.
  {
    marks: [/\bpriority\s*=/, /\bschema\s*=/],
    phases: new Set([...phases, 'before_proxy', 'delayed_body_filter']),
  },
];

/** Which parameter of a plugin's handler the plugin's configuration is. */
export function configurationParameter(
  { syntax: { text } }: LuaUnit,
  fn: FunctionExpression,
): number | undefined {
  const name = /(?:^|[.:])(\w+)$/.exec(fn.label ?? '')?.[1];
  if (name === undefined) return undefined;
  const isHandler = platforms.some(
    (one) => one.phases.has(name) && one.marks.every((mark) => mark.test(text)),
  );
  return isHandler ? Number(fn.isMethod) : undefined;
}

/** `conf.headers.add` is at depth 2. */
const depth = 2;

/**
 * The arguments of a plugin's handler: behind its own ones its configuration, of which nobody knows more than that it
 * is one table for all requests, with tables in it. Of other functions the arguments as they are.
 */
export function withConfiguration(
  world: World,
  { unit, fn }: FunctionObject,
  args: readonly NodeId[],
): readonly NodeId[] {
  const at = configurationParameter(unit, fn);
  const parameter = at === undefined ? undefined : fn.parameters[at];
  if (at === undefined || !parameter) return args;
  const configuration = sharedTable(world, unit, parameter.start, depth);
  world.configurations.set(configuration, { unit, parameter });
  const node = world.solver.node();
  world.solver.add(node, configuration);
  return [...args, ...Array.from({ length: at - args.length }, () => world.constant), node];
}

/** A table from outside that lasts; whoever looks into it finds more of them. */
function sharedTable(world: World, unit: LuaUnit, at: number, levels: number): TableObject {
  const { solver } = world;
  // A place of its own for each table, that no table of the source has.
  const table = solver.table(unit, { start: at, end: at }, world.outside(unit, 'startup'));
  if (levels > 0)
    solver.eachField(table, (field, key) => {
      if (key !== anyKey) solver.add(field, sharedTable(world, unit, at, levels - 1));
    });
  return table;
}
