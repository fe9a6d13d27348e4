import * as z from 'zod/mini';

/** Bounds of one load: a button of the dashboard sends far less. */
export const sendLimits = { maxRequests: 100_000 } as const;

/**
 * What `run --report events --commands` reads: one JSON object a line on standard input. When standard input ends,
 * whoever started the run is gone, and it stops as for `stop`.
 */
export const RunCommand = z.discriminatedUnion('type', [
  z.strictObject({
    v: z.literal(1),
    /** Sends requests to the first listener; `load` events with the same id say how it goes. */
    type: z.literal('send'),
    id: z.int().check(z.nonnegative()),
    requests: z.int().check(z.positive(), z.maximum(sendLimits.maxRequests)),
    /** An absolute path with its query, e.g. `/hit?n=1`. */
    path: z.string().check(z.startsWith('/')),
  }),
  z.strictObject({ v: z.literal(1), type: z.literal('reload') }),
  /** `quit` lets requests in flight finish. */
  z.strictObject({ v: z.literal(1), type: z.literal('stop'), kind: z.enum(['stop', 'quit']) }),
]);
export type RunCommand = z.infer<typeof RunCommand>;
