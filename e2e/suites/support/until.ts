import { setTimeout as pause } from 'node:timers/promises';

/** How long a wait may last, in milliseconds. */
export const deadline = 30_000;

/**
 * Waits until the condition gives something, asking again and again: for what announces itself by no event.
 * @throws {Error} naming `what` when the deadline has passed.
 */
export async function until<T>(
  what: string,
  condition: () => T | undefined | false | PromiseLike<T | undefined | false>,
): Promise<T> {
  const end = Date.now() + deadline;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`waited ${deadline / 1000} s in vain for ${what}`);
    await pause(30);
  }
}
