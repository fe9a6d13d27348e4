import * as fs from 'node:fs';
import { readFileSync } from 'node:fs';
import { loadLuaEngine } from '../index.js';
import type { LuaEngine, LuaRef, LuaTask, LuaValue, LuaVm, TaskOutcome, VmOptions } from '../index.js';

/** The committed build, for tests: out/lua-engine/host/ is three folders below the repository. */
export const wasmFile = new URL('../../../lua-engine/built/lua.wasm', import.meta.url);

let engine: LuaEngine | undefined;

export function testEngine(): LuaEngine {
  return (engine ??= loadLuaEngine(readFileSync(wasmFile)));
}

export function testVm(options: VmOptions = {}): LuaVm {
  return testEngine().createVm({ fs, ...options });
}

/** Loads and calls a chunk named `t`. */
export function run(vm: LuaVm, code: string, ...args: LuaValue[]): LuaValue[] {
  return vm.call(vm.load(code, '=t'), ...args);
}

/** The one result of a chunk, which must be a reference. */
export function runForRef(vm: LuaVm, code: string, ...args: LuaValue[]): LuaRef {
  const [value] = run(vm, code, ...args);
  if (typeof value !== 'object') {
    throw new Error(`the chunk returned ${String(value)}`);
  }
  return value;
}

/** Starts a chunk as a task. */
export function startTask(vm: LuaVm, code: string, context?: unknown, ...args: LuaValue[]): LuaTask {
  return vm.start(vm.load(code, '=t'), args, context);
}

export function outcomeOf(task: LuaTask): Promise<TaskOutcome> {
  return new Promise((resolve) => task.onEnd(resolve));
}
