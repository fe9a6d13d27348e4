import { walkLua, type FunctionExpression, type LuaNode } from '../lua/index.js';
import { callEffects, libraryOf } from './api.js';
import type { AnyCall, Instance } from './objects.js';
import type { World } from './world.js';

/** Which calls may put their light thread aside, so that other requests of the worker run in between. */
export class Yields {
  private readonly known = new Map<Instance, boolean>();
  private readonly callsIn = new WeakMap<FunctionExpression, AnyCall[]>();

  constructor(private readonly world: World) {}

  /** Whether a run of a function may yield, itself or through what it calls. */
  mayYield(instance: Instance): boolean {
    const known = this.known.get(instance);
    if (known !== undefined) return known;
    // A ring of calls yields when some other part of it does.
    this.known.set(instance, false);
    const result = this.calls(instance.fn).some((call) => this.callYields(call, instance));
    this.known.set(instance, result);
    return result;
  }

  callYields(call: AnyCall, instance: Instance): boolean {
    const { solver } = this.world;
    for (const site of this.world.sitesAt(call, instance)) {
      for (const object of solver.objectsAt(site.callee)) {
        if (object.kind === 'api') {
          if (object.path === 'ngx.flush' && call.args[0]?.kind !== 'boolean') continue;
          if (callEffects[object.path]?.yields) return true;
        } else if (object.kind === 'opaque') {
          if (libraryOf(object.module).yields && object.site !== undefined) return true;
        }
      }
    }
    return this.callees(call, instance).some((callee) => this.mayYield(callee));
  }

  /** The runs that a call enters now; what a timer runs later does not hold it up. */
  callees(call: AnyCall, instance: Instance): Instance[] {
    return (this.world.callsOf.get(instance) ?? [])
      .filter(({ span, callee }) => span === call && callee.era === instance.era)
      .map(({ callee }) => callee);
  }

  /** The calls of a function's own body, in the order of the source. */
  calls(fn: FunctionExpression): AnyCall[] {
    let calls = this.callsIn.get(fn);
    if (!calls) this.callsIn.set(fn, (calls = callsOf(fn)));
    return calls;
  }
}

function callsOf(fn: FunctionExpression): AnyCall[] {
  const calls: AnyCall[] = [];
  const inner: LuaNode[] = [];
  for (const { node } of walkLua(fn)) {
    if (!('kind' in node)) continue;
    if (node.kind === 'function' && node !== fn) inner.push(node);
    else if (node.kind === 'call' || node.kind === 'method-call') calls.push(node);
  }
  return calls.filter((call) => !inner.some(({ start, end }) => start <= call.start && call.end <= end));
}
