export { check, signal, type CheckOutcome } from './check.js';
export type { ControlCommand } from './control.js';
export { Master } from './master.js';
export {
  StartError,
  type ConfigurationOptions,
  type RunningRuntime,
  type RuntimeOptions,
  type StopKind,
  type WorkerEntry,
} from './options.js';
export type { FinishedRequest, MasterParts, WorkerApp, WorkerParts } from './parts.js';
