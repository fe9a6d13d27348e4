import * as z from 'zod/mini';
import { en } from 'zod/locales';
import { CellAddress } from './cell.js';
import { RunEvent } from './event.js';
import { Finding, FindingReport } from './finding.js';
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

/** Parses one line of `run --report events`. */
export function parseRunEventLine(line: string): RunEvent {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ContractError(`not a run event: not JSON: ${line.slice(0, 80)}`);
  }
  return parseRunEvent(value);
}
