import {
  LuaError,
  type HostFunction,
  type LuaEngine,
  type LuaRef,
  type LuaValue,
  type LuaVm,
} from '../../lua-engine/index.js';
import type { HttpRequest } from '../http/request.js';
import type { Program } from '../program/index.js';
import type { ProcessServices } from '../services.js';
import type { LuaContext, LuaPhase } from './context.js';
import { Timers } from './timer-set.js';
import { formatNumber } from './numbers.js';

/** Functions of one feature by their full Lua names (`ngx.say`); names without a table go to the prelude. */
export type ApiFunctions = Readonly<Record<string, HostFunction>>;
export type ApiModule = (api: Api) => ApiFunctions;

/** What the functions of the Lua API share. */
export class Api {
  #null: LuaRef | undefined;
  readonly timers: Timers;

  constructor(
    readonly vm: LuaVm,
    readonly engine: LuaEngine,
    readonly program: Program,
    readonly services: ProcessServices,
  ) {
    this.timers = new Timers(this);
  }

  get context(): LuaContext | undefined {
    return this.vm.context as LuaContext | undefined;
  }

  get phase(): LuaPhase {
    return this.context?.phase ?? 'init';
  }

  /** The current request; outside of one, ngx_lua's error. */
  request(): HttpRequest {
    const request = this.context?.request;
    if (request === undefined) {
      throw this.phase === 'init' || this.context === undefined
        ? this.raised('no request found')
        : this.disabled();
    }
    return request;
  }

  /** The current request, in one of these phases only (ngx_http_lua_check_context). */
  requestIn(phases: ReadonlySet<LuaPhase>): HttpRequest {
    if (!phases.has(this.phase)) throw this.disabled();
    return this.request();
  }

  /** `API disabled in the context of content_by_lua*`. */
  disabled(): LuaError {
    return this.raised(`API disabled in the context of ${phaseName(this.phase)}`);
  }

  /** An error with a place before it: that of the caller at this level (1: of the host function). */
  raised(message: string, level = 1): LuaError {
    return new LuaError(this.vm.where(level) + message);
  }

  /** luaL_argerror. */
  badArgument(index: number, name: string, reason: string): LuaError {
    return this.raised(`bad argument #${index} to '${name}' (${reason})`);
  }

  /** ngx.null, and the same value elsewhere. */
  isNull(value: LuaValue): boolean {
    if (typeof value !== 'object' || value.type !== 'userdata') return false;
    this.#null ??= this.vm.newNull();
    return this.vm.rawEqual(value, this.#null);
  }

  /** luaL_checklstring: strings, and numbers as strings. */
  stringArgument(value: LuaValue, index: number, name: string): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return formatNumber(value);
    throw this.badArgument(index, name, `string expected, got ${typeName(value)}`);
  }

  numberArgument(value: LuaValue, index: number, name: string): number {
    if (typeof value === 'number') return value;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
    if (!Number.isNaN(number)) return number;
    throw this.badArgument(index, name, `number expected, got ${typeName(value)}`);
  }

  /** A table of these values; what is undefined is left out. */
  table(entries: Iterable<readonly [string | number, LuaValue]>): LuaRef {
    const table = this.vm.newTable();
    for (const [key, value] of entries) if (value !== undefined) this.vm.set(table, key, value);
    return table;
  }

  list(values: readonly LuaValue[]): LuaRef {
    return this.table(values.map((value, index) => [index + 1, value] as const));
  }
}

export function phaseName(phase: LuaPhase): string {
  return phase === 'timer' ? 'ngx.timer' : `${phase}_by_lua*`;
}

/** lua_typename, with luaL_typename's `no value` for what was not passed. */
export function typeName(value: LuaValue): string {
  if (typeof value === 'object') return value.type;
  return value === undefined ? 'nil' : typeof value;
}
