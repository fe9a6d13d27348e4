/** How a process ended; one of the two is null. */
export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What is remembered of a worker id between two deaths. */
export interface DeathRecord {
  /** Deaths that each came soon after their start, in a row. */
  readonly early: number;
}

export interface RespawnPlan {
  readonly record: DeathRecord;
  /** Milliseconds until the next start. */
  readonly delay: number;
  /** To be logged where the worker keeps dying. */
  readonly message?: string;
}

export const noDeaths: DeathRecord = { early: 0 };

/** A worker that served shorter, in milliseconds, died early: five such in a row are a crash loop within five seconds. */
const earlyDeath = 1_000;
const loopDeaths = 5;
const longestDelay = 30_000;

/**
 * When to start a worker again that died. nginx does so at once, for ever; a program that dies at start would
 * keep a machine busy with that, so from the fifth early death in a row on each pause is twice as long as the
 * one before, up to half a minute. The other workers are not touched.
 * @param lifetime how long this one served, in milliseconds
 */
export function planRespawn(id: number, before: DeathRecord, lifetime: number): RespawnPlan {
  const early = lifetime < earlyDeath ? before.early + 1 : 0;
  const record = { early };
  if (early < loopDeaths) return { record, delay: 0 };
  const delay = Math.min(longestDelay, 1000 * 2 ** (early - loopDeaths));
  const message = `worker ${id} died ${early} times in a row right after its start; next start in ${delay / 1000} s`;
  return { record, delay, message };
}

/** nginx's line about a worker's end (ngx_process_get_status): a signal is an alert, a status of its own too. */
export function describeExit(
  pid: number,
  { code, signal }: ExitStatus,
  signalNumber: number | undefined,
): { readonly level: 'alert' | 'notice'; readonly message: string } {
  if (signal !== null)
    return { level: 'alert', message: `worker process ${pid} exited on signal ${signalNumber ?? signal}` };
  return {
    level: code === 0 ? 'notice' : 'alert',
    message: `worker process ${pid} exited with code ${code ?? 0}`,
  };
}
