/** Of a list of times, in the unit of the list. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** By the nearest rank: the value that so many per cent of all do not exceed. Undefined for an empty list. */
export function percentiles(times: readonly number[]): Percentiles | undefined {
  if (times.length === 0) return undefined;
  const sorted = [...times].sort((a, b) => a - b);
  const rank = (percent: number): number =>
    sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!;
  return { p50: rank(50), p90: rank(90), p99: rank(99), max: sorted.at(-1)! };
}
