/** The Lua engine: LuaJIT-flavoured Lua 5.2 in WebAssembly. See README.md. */
export { loadLuaEngine } from './host/engine.js';
export type { LuaEngine } from './host/engine.js';
export type { HostFiles, OutputStream } from './host/files.js';
export type { Inspection, InspectLimits } from './host/inspect.js';
export type { LuaTask, TaskOutcome } from './host/task.js';
export { abort, Abort, EngineCrash, fromUtf8, LuaError, suspend, Suspension, utf8 } from './host/values.js';
export type {
  Fail,
  HostFunction,
  HostResult,
  LuaRef,
  LuaValue,
  Resume,
  SuspensionStarter,
} from './host/values.js';
export type { LuaVm, UpvalueWatch, VmOptions, VmSnapshot, WatchReading } from './host/vm.js';
