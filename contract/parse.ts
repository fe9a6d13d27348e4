import * as z from 'zod/mini';
import { en } from 'zod/locales';
import { CellAddress } from './cell.js';
import { RunCommand } from './command.js';
import { FromDashboard, ToDashboard } from './dashboard.js';
import { RunEvent } from './event.js';
import { Finding, FindingReport } from './finding.js';
import { Configurations, EffectiveConfiguration, EffectiveRequest } from './language.js';
import { RunReport } from './report.js';
import { WorkerSnapshot } from './snapshot.js';

// Without a locale zod/mini says only "Invalid input".
z.config(en());

/** What came over the boundary is not what the contract says; `message` names the path and the fault. */
export class ContractError extends Error {
  override name = 'ContractError';
}

function parser<Schema extends z.ZodMiniType>(what: string, schema: Schema) {
  return (value: unknown): z.infer<Schema> => {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const faults = result.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`);
    throw new ContractError(`not a ${what}: ${faults.join('; ')}`);
  };
}

/** Each throws ContractError for what it does not know: a missing key, a key too many, another version. */
export const parseFinding = parser('finding', Finding);
export const parseFindingReport = parser('finding report', FindingReport);
export const parseCellAddress = parser('cell address', CellAddress);
export const parseWorkerSnapshot = parser('snapshot', WorkerSnapshot);
export const parseRunEvent = parser('run event', RunEvent);
export const parseRunReport = parser('run report', RunReport);
export const parseRunCommand = parser('run command', RunCommand);
export const parseToDashboard = parser('message to the dashboard', ToDashboard);
export const parseFromDashboard = parser('message of the dashboard', FromDashboard);
export const parseConfigurations = parser('list of configurations', Configurations);
export const parseEffectiveRequest = parser('request for a configuration', EffectiveRequest);
export const parseEffectiveConfiguration = parser('configuration in one text', EffectiveConfiguration);

/** Parses one line of `run --report events`. */
export function parseRunEventLine(line: string): RunEvent {
  return parseRunEvent(json('run event', line));
}

/** Parses one line of what `run --commands` reads. */
export function parseRunCommandLine(line: string): RunCommand {
  return parseRunCommand(json('run command', line));
}

function json(what: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new ContractError(`not a ${what}: not JSON: ${line.slice(0, 80)}`);
  }
}
