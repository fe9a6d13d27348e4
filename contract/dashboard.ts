import * as z from 'zod/mini';
import { RunEvent } from './event.js';

/** What the dashboard is told by whoever shows it. */
export const ToDashboard = z.discriminatedUnion('type', [
  /** A new run begins, or there is none: what was shown is over. */
  z.strictObject({ v: z.literal(1), type: z.literal('reset') }),
  z.strictObject({ v: z.literal(1), type: z.literal('event'), event: RunEvent }),
]);
export type ToDashboard = z.infer<typeof ToDashboard>;

/** What a person did on the dashboard. */
export const FromDashboard = z.discriminatedUnion('type', [
  /** The page listens: it wants everything that it should show. */
  z.strictObject({ v: z.literal(1), type: z.literal('listening') }),
  z.strictObject({
    v: z.literal(1),
    type: z.literal('send'),
    requests: z.int().check(z.positive()),
    path: z.string().check(z.startsWith('/')),
  }),
  z.strictObject({ v: z.literal(1), type: z.literal('run') }),
  z.strictObject({ v: z.literal(1), type: z.literal('restart') }),
  z.strictObject({ v: z.literal(1), type: z.literal('stop') }),
  z.strictObject({ v: z.literal(1), type: z.literal('show-log') }),
  /** Show where a cell is declared. */
  z.strictObject({ v: z.literal(1), type: z.literal('reveal'), cell: z.string() }),
]);
export type FromDashboard = z.infer<typeof FromDashboard>;
