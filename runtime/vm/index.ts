import type { LuaEngine, VmSnapshot } from '../../lua-engine/index.js';
import type { Program } from '../program/index.js';
import type { ProcessServices } from '../services.js';
import { RuntimeVm } from './runtime-vm.js';

export { InitFailure, LoadFailure, RuntimeVm } from './runtime-vm.js';

/** A VM with the ngx API; from a snapshot that the master took after `runInit`, or fresh. */
export function createRuntimeVm(
  engine: LuaEngine,
  program: Program,
  services: ProcessServices,
  snapshot?: VmSnapshot,
): RuntimeVm {
  return new RuntimeVm(engine, program, services, snapshot);
}
