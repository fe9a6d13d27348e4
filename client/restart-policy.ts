/** Crashes within this time count together, in milliseconds. */
const windowTime = 3 * 60_000;
/** So many crashes are answered with a new start; the next one is left to the user. */
const maxRestarts = 5;

/** Whether a language server that crashed now is started again; `crashes` are the times of the crashes before (ms). */
export function judgeCrash(
  crashes: readonly number[],
  now: number,
): { restart: boolean; crashes: readonly number[] } {
  const recent = [...crashes.filter((time) => now - time < windowTime), now];
  return { restart: recent.length <= maxRestarts, crashes: recent };
}
