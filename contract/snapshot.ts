import * as z from 'zod/mini';

/** Bounds of a value's preview: characters of text, entries of a table. */
export const previewLimits = { maxChars: 200, maxEntries: 50 } as const;

/** A Lua value as a person reads it; strings are escaped so that every preview is printable. */
export const CellValue = z.strictObject({
  kind: z.enum(['nil', 'boolean', 'number', 'string', 'table', 'function', 'userdata', 'thread']),
  preview: z.string().check(z.maxLength(previewLimits.maxChars)),
  truncated: z.optional(z.boolean()),
  entries: z.optional(
    z.array(z.tuple([z.string(), z.string()])).check(z.maxLength(previewLimits.maxEntries)),
  ),
});
export type CellValue = z.infer<typeof CellValue>;

/** A cell that could not be reached, and why: never a guess. */
export const Unreadable = z.strictObject({ unreadable: z.string() });
export type Unreadable = z.infer<typeof Unreadable>;

export const CellReading = z.union([CellValue, Unreadable]);
export type CellReading = z.infer<typeof CellReading>;

/** A shared dictionary: its size and the first of its entries, as previews. */
export const DictSummary = z.strictObject({
  capacity: z.number(),
  keys: z.number(),
  entries: z.array(z.tuple([z.string(), z.string()])),
});
export type DictSummary = z.infer<typeof DictSummary>;

/**
 * What one worker holds. `requests` counts those it finished, `connections` those it accepted;
 * memory in bytes: `lua` in use by the Lua VM, `rss` resident in the process. Dictionaries are the
 * same for all workers: of a round that was asked for they stand in the first snapshot only, and in every one
 * that a worker told by itself.
 */
export const WorkerSnapshot = z.strictObject({
  worker: z.int().check(z.nonnegative()),
  requests: z.number(),
  connections: z.number(),
  memory: z.strictObject({ lua: z.number(), rss: z.number() }),
  cells: z.record(z.string(), CellReading),
  dicts: z.optional(z.record(z.string(), DictSummary)),
});
export type WorkerSnapshot = z.infer<typeof WorkerSnapshot>;
