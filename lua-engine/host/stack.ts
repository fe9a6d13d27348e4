import { LinearMemory } from './memory.js';
import type { LuaRef, LuaValue } from './values.js';
import type { LuaExports, Pointer } from './wasm.js';
import { luaType } from './wasm.js';

/** c/host.c: MAX_MARSHALLED and the layout of `Argument`, in 4-byte words. */
const MAX_MARSHALLED = 64;
const ARGUMENT_WORDS = 4;

/** The types that cross as registry slots. */
const objectTypes: Readonly<Record<number, LuaRef['type']>> = {
  [luaType.lightUserdata]: 'userdata',
  [luaType.table]: 'table',
  [luaType.function]: 'function',
  [luaType.userdata]: 'userdata',
  [luaType.thread]: 'thread',
};

/** Moves values between JavaScript and Lua stacks. */
export class ValueStack {
  readonly memory: LinearMemory;
  readonly #arguments: Pointer;

  /** @param makeRef wraps a registry slot that Lua has just filled */
  constructor(
    private readonly exports: LuaExports,
    private readonly makeRef: (type: LuaRef['type'], slot: number) => LuaRef,
  ) {
    this.memory = new LinearMemory(exports);
    this.#arguments = exports.lens_arguments();
  }

  push(L: Pointer, value: LuaValue): void {
    const { exports } = this;
    if (typeof value === 'number') {
      exports.lua_pushnumber(L, value);
    } else if (typeof value === 'string') {
      this.memory.withText(value, (at, length) => exports.lua_pushlstring(L, at, length));
    } else if (typeof value === 'object') {
      exports.lens_push_kept(L, value.slot);
    } else if (value === undefined) {
      exports.lua_pushnil(L);
    } else {
      exports.lua_pushboolean(L, value ? 1 : 0);
    }
  }

  pushAll(L: Pointer, values: readonly LuaValue[]): void {
    if (this.exports.lua_checkstack(L, values.length + 8) === 0) {
      throw new Error('too many values for the Lua stack');
    }
    for (const value of values) {
      this.push(L, value);
    }
  }

  /** The `count` values from position `first` (absolute) on; they stay where they are. */
  read(L: Pointer, first: number, count: number): LuaValue[] {
    const values: LuaValue[] = [];
    for (let done = 0; done < count; done += MAX_MARSHALLED) {
      this.exports.lens_marshal(L, first + done, count - done);
      this.#unmarshal(Math.min(count - done, MAX_MARSHALLED), values);
    }
    return values;
  }

  /** The arguments that Lua has just marshalled for a host function. */
  readArguments(L: Pointer, count: number): LuaValue[] {
    const values: LuaValue[] = [];
    this.#unmarshal(Math.min(count, MAX_MARSHALLED), values);
    if (count > MAX_MARSHALLED) {
      values.push(...this.read(L, MAX_MARSHALLED + 1, count - MAX_MARSHALLED));
    }
    return values;
  }

  /** The value on top, which is popped. */
  pop(L: Pointer): LuaValue {
    const top = this.exports.lua_gettop(L);
    const [value] = this.read(L, top, 1);
    this.exports.lua_settop(L, top - 1);
    return value;
  }

  #unmarshal(count: number, into: LuaValue[]): void {
    const { int32, float64 } = this.memory;
    const start = this.#arguments >> 2;
    for (let i = 0; i < count; i++) {
      const at = start + i * ARGUMENT_WORDS;
      const type = int32[at]!;
      const word = int32[at + 1]!;
      if (type === luaType.number) {
        into.push(float64[(at + 2) >> 1]);
      } else if (type === luaType.string) {
        into.push(this.memory.read(int32[at + 2]!, word));
      } else if (type === luaType.boolean) {
        into.push(word !== 0);
      } else {
        const kind = objectTypes[type];
        into.push(kind === undefined ? undefined : this.makeRef(kind, word));
      }
    }
  }
}
