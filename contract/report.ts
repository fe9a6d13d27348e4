import * as z from 'zod/mini';
import { CellAddress } from './cell.js';
import { Listener, WorkerIdentity } from './event.js';
import { WorkerSnapshot } from './snapshot.js';

/** The requests that were sent to one path; `statuses` counts the answers by status code. */
export const LoadResult = z.strictObject({
  path: z.string(),
  sent: z.int(),
  statuses: z.record(z.string(), z.int()),
  /** Requests without an answer, with the reason. */
  failures: z.array(z.string()),
});
export type LoadResult = z.infer<typeof LoadResult>;

/** What `run --requests N --report json` prints. */
export const RunReport = z.strictObject({
  version: z.literal(1),
  listeners: z.array(Listener),
  load: z.array(LoadResult),
  cells: z.array(CellAddress),
  workers: z.array(z.strictObject({ identity: WorkerIdentity, snapshot: WorkerSnapshot })),
});
export type RunReport = z.infer<typeof RunReport>;
