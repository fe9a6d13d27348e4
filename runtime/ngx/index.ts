import type { LuaEngine, LuaVm } from '../../lua-engine/index.js';
import type { HostFunction } from '../../lua-engine/index.js';
import type { Program } from '../program/index.js';
import type { ProcessServices } from '../services.js';
import { Api, type ApiModule } from './api.js';
import { argFunctions } from './arg.js';
import { bodyFunctions } from './body.js';
import { exitFunctions } from './exit.js';
import { fieldFunctions } from './fields.js';
import { headerFunctions } from './header.js';
import { logFunctions } from './log.js';
import { moduleFunctions } from './modules.js';
import { regexFunctions } from './re.js';
import { threadFunctions } from './threads.js';
import { timerFunctions } from './timers.js';
import { requestFunctions } from './request-api.js';
import { sayFunctions } from './say.js';
import { sharedFunctions } from './shared.js';
import { stubFunctions } from './stubs.js';
import { textFunctions } from './text.js';
import { timeFunctions } from './time.js';
import { varFunctions } from './var.js';
import { phaseFunctions, workerFunctions } from './worker.js';

/** The features in the order in which their functions are registered: a snapshot depends on it. */
const modules: readonly ApiModule[] = [
  sayFunctions,
  logFunctions,
  exitFunctions,
  varFunctions,
  headerFunctions,
  fieldFunctions,
  argFunctions,
  requestFunctions,
  bodyFunctions,
  timeFunctions,
  textFunctions,
  workerFunctions,
  phaseFunctions,
  sharedFunctions,
  moduleFunctions,
  regexFunctions,
  timerFunctions,
  threadFunctions,
  stubFunctions,
];

export interface HostFunctions {
  readonly api: Api;
  readonly functions: readonly (readonly [name: string, f: HostFunction])[];
}

/** All host functions by name, always in the same order. */
export function hostFunctions(
  vm: LuaVm,
  engine: LuaEngine,
  program: Program,
  services: ProcessServices,
): HostFunctions {
  const api = new Api(vm, engine, program, services);
  return { api, functions: modules.flatMap((module) => Object.entries(module(api))) };
}

export { Api } from './api.js';
export { constants } from './constants.js';
export { errorText, logLine, surroundings, traceLines } from './log.js';
export { readText } from './modules.js';
export type * from './context.js';
