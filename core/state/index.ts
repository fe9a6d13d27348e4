export {
  analyseState,
  type AnalysisOptions,
  type ReachedFunctions,
  type RoutedWrite,
  type StateCell,
  type StateReport,
} from './engine.js';
export type { Route } from './routes.js';
export type { StateFault, Verdict } from './verdict.js';
export { intents, type IntentName } from './intent/index.js';
