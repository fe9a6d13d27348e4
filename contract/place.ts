import * as z from 'zod/mini';

/** A position in a text, as LSP counts it: lines from 0, UTF-16 code units from 0. */
export const Position = z.strictObject({
  line: z.int().check(z.nonnegative()),
  character: z.int().check(z.nonnegative()),
});
export type Position = z.infer<typeof Position>;

/** A half-open range of a text. */
export const Range = z.strictObject({ start: Position, end: Position });
export type Range = z.infer<typeof Range>;

/** A range in a file; `file` is relative to the project's root and uses `/` on every system. */
export const Place = z.strictObject({ file: z.string(), range: Range });
export type Place = z.infer<typeof Place>;
