export type { Assumption } from './assumptions.js';
export { analyseState, type AnalysisOptions } from './engine.js';
export { analyseModule, type Surroundings } from './module.js';
export type { FunctionRun, ReachedFunctions, RoutedWrite, StateCell, StateReport } from './report.js';
export type { Route } from './routes.js';
export type { StateFault, Verdict } from './verdict.js';
export { intents, type IntentName } from './intent/index.js';
