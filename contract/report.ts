import * as z from 'zod/mini';
import { CellAddress } from './cell.js';
import { Listener, WorkerIdentity } from './event.js';
import { WorkerSnapshot } from './snapshot.js';

/** The requests that were sent: how many to all paths together, and how they were answered. */
export const LoadReport = z.strictObject({
  sent: z.int(),
  /** Milliseconds from the first request to the last answer. */
  duration: z.number(),
  /** `statuses` counts the answers by status code. */
  paths: z.array(z.strictObject({ path: z.string(), statuses: z.record(z.string(), z.int()) })),
  /** Requests without an answer, by reason. */
  failures: z.record(z.string(), z.int()),
});
export type LoadReport = z.infer<typeof LoadReport>;

/** What `run --report json` prints at the end. */
export const RunReport = z.strictObject({
  version: z.literal(1),
  listeners: z.array(Listener),
  load: z.optional(LoadReport),
  cells: z.array(CellAddress),
  workers: z.array(z.strictObject({ identity: WorkerIdentity, snapshot: WorkerSnapshot })),
});
export type RunReport = z.infer<typeof RunReport>;
