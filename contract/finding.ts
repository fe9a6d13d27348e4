import * as z from 'zod/mini';
import { Place, Range } from './place.js';

/** From the worst to the mildest: the order in which `--fail-on` compares them. */
export const severities = ['error', 'warning', 'information', 'hint'] as const;
export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;

/** True when `severity` is as bad as `level`, or worse. */
export function isAtLeast(severity: Severity, level: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(level);
}

/** A place that explains a finding: the declaration, a write, the route, the `worker_processes` line. */
export const Related = z.strictObject({ message: z.string(), place: Place });
export type Related = z.infer<typeof Related>;

/** One replacement; an insertion has an empty range. */
export const TextEdit = z.strictObject({ file: z.string(), range: Range, newText: z.string() });
export type TextEdit = z.infer<typeof TextEdit>;

/** A mend that can be applied as a whole: all of its edits, over all of their files, or none. */
export const Fix = z.strictObject({ title: z.string(), edits: z.array(TextEdit) });
export type Fix = z.infer<typeof Fix>;

/** What a run said of a finding; `values` has one preview for each worker that was read. */
export const Evidence = z.strictObject({
  state: z.enum(['confirmed', 'not-seen', 'refuted']),
  values: z.array(z.string()),
});
export type Evidence = z.infer<typeof Evidence>;

/**
 * How it is known that the code behind a finding runs, from the surest: an entry of a configuration leads there; the
 * program loads the module, by name or as one of many; or what the module exports is assumed to be called.
 */
export const confidences = ['route', 'loaded', 'assumed'] as const;
export const Confidence = z.enum(confidences);
export type Confidence = z.infer<typeof Confidence>;

/** One fault at one place. `code` is `family/name`, e.g. `worker-state/diverges`. */
export const Finding = z.strictObject({
  code: z.string().check(z.regex(/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/)),
  severity: Severity,
  message: z.string(),
  place: Place,
  related: z.array(Related),
  route: z.optional(z.array(z.string())),
  fixes: z.optional(z.array(Fix)),
  evidence: z.optional(Evidence),
  /** For findings that hang on whether the code runs at all. */
  confidence: z.optional(Confidence),
});
export type Finding = z.infer<typeof Finding>;

/** What `check --format json` prints. */
export const FindingReport = z.strictObject({ version: z.literal(1), findings: z.array(Finding) });
export type FindingReport = z.infer<typeof FindingReport>;
