export interface RehearsalOptions {
  readonly count: number;
  /** Nobody edits or asks anything. */
  readonly isIdle: () => boolean;
  /** Told of the first failure, which ends the rehearsals. */
  readonly onFailure: (error: unknown) => void;
  /** Calls back a moment later. */
  readonly later?: (step: () => void) => void;
  /** Milliseconds, from any beginning. */
  readonly now?: () => number;
}

/** Milliseconds: they take a part of one processor, and what is asked meanwhile is soon answered. */
const pauseTime = 40;
/** Milliseconds: what takes longer would keep somebody waiting, so it is the last. */
const longestTime = 100;

/**
 * V8 compiles what has run for a while, so the first answers of a session would take much longer than later ones.
 * While nobody edits or asks anything, some are made that nobody asked for, and thrown away.
 * @param once makes the answer of this index, which grows from 0
 */
export function rehearse(
  once: (index: number) => void,
  { count, isIdle, onFailure, later = afterPause, now = () => performance.now() }: RehearsalOptions,
): void {
  let index = 0;
  const step = (): void => {
    const start = now();
    try {
      if (isIdle()) once(index++);
    } catch (error) {
      onFailure(error);
      return;
    }
    if (index < count && now() - start <= longestTime) later(step);
  };
  later(step);
}

function afterPause(step: () => void): void {
  // Nothing waits for it at the end.
  setTimeout(step, pauseTime).unref();
}

/** Steps of this many places go around all of them, and are far apart. */
const stride = 37;

/**
 * The beginning of a line of the text, an offset; places of neighbouring indexes are far apart, so that a few already
 * lie in several blocks.
 * @param count how many places there are: no multiple of 37, or all are one
 */
export function lineFor(text: string, index: number, count: number): number {
  return text.indexOf('\n', Math.floor((text.length * ((index * stride) % count)) / count)) + 1;
}
