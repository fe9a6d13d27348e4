/** A kept Lua object: a slot of the VM's registry. Valid in the VM it came from and in VMs restored from it. */
export interface LuaRef {
  readonly type: 'table' | 'function' | 'userdata' | 'thread';
  readonly slot: number;
}

/**
 * A Lua value on the JavaScript side. `undefined` is nil. A string is a *binary string*: one
 * character (0–255) for each byte; `utf8()` makes one from text.
 */
export type LuaValue = undefined | boolean | number | string | LuaRef;

/** What a host function may return: an array is several results, nothing (or undefined) is none; [undefined] is one nil. */
export type HostResult = LuaValue | readonly LuaValue[] | Suspension | Abort;

/**
 * A function that Lua can call. A thrown LuaError raises its value as it is; any other Error
 * raises its message with the caller's place before it, as luaL_error does.
 */
// `void` so that a function without results needs no return statement.
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type
export type HostFunction = (...args: LuaValue[]) => HostResult | void;

/** An error that Lua code raised, or one that a host function raises with a value of any type. */
export class LuaError extends Error {
  override readonly name = 'LuaError';

  /**
   * @param value the error value as Lua sees it
   * @param traceback `stack traceback:\n\t…` in LuaJIT's format, without the message
   */
  constructor(
    readonly value: LuaValue,
    readonly traceback?: string,
  ) {
    super(describeErrorValue(value));
  }
}

/** The engine itself broke (a WebAssembly trap, an exhausted stack): its VM can only be dropped. */
export class EngineCrash extends Error {
  override readonly name = 'EngineCrash';
}

/** Called with the results of the suspended host function: its task goes on. Later calls do nothing. */
export type Resume = (...results: LuaValue[]) => void;
/** Called with an error value, which the suspended host function raises. */
export type Fail = (error: LuaValue) => void;
/** Begins to wait; returns what ends the waiting early when the task is cancelled. */
export type SuspensionStarter = (resume: Resume, fail: Fail) => (() => void) | undefined;

/** Returned by a host function: the calling task waits until `resume` or `fail` is called. */
export class Suspension {
  constructor(readonly starter: SuspensionStarter) {}
}

/** See Suspension. Calling `resume` at once, inside the starter, does not suspend at all. */
export function suspend(starter: SuspensionStarter): Suspension {
  return new Suspension(starter);
}

/** Returned by a host function: the calling task ends, and no Lua code of it runs any more. */
export class Abort {
  constructor(readonly value: unknown) {}
}

/** For ngx.exit, ngx.exec, ngx.redirect: the task ends as `{ status: 'aborted', value }`. */
export function abort(value?: unknown): Abort {
  return new Abort(value);
}

/** Text as a binary string in UTF-8. */
export function utf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** A binary string in UTF-8 as text; wrong bytes become U+FFFD. */
export function fromUtf8(binary: string): string {
  return Buffer.from(binary, 'latin1').toString('utf8');
}

function describeErrorValue(value: LuaValue): string {
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value === 'object') {
    return `(error object is a ${value.type} value)`;
  }
  return value === undefined ? 'nil' : String(value);
}
