import type { DictOperation, DictScalar } from '../../services.js';

export interface Operation {
  readonly operation: DictOperation;
  readonly args: readonly DictScalar[];
}

type Pick = (below: number) => number;

/** The same operations for the same seed: values of all sizes, enough of them to fill a small dictionary. */
export function randomOperations(seed: number, count: number): Operation[] {
  let state = seed;
  const pick: Pick = (below) => {
    // The constants of POSIX's rand(); its low bits are poor.
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
  return Array.from({ length: count }, () => randomOperation(pick));
}

function randomOperation(pick: Pick): Operation {
  const key = `k${pick(40 + pick(200))}`;
  const kinds: (() => Operation)[] = [
    () => ({ operation: oneOf(pick, ['get', 'get_stale', 'ttl', 'llen'] as const), args: [key] }),
    () => ({ operation: oneOf(pick, ['lpop', 'rpop', 'delete'] as const), args: [key] }),
    () => ({ operation: oneOf(pick, stores), args: [key, randomValue(pick), 0, pick(3)] }),
    () => ({ operation: 'set', args: [key, randomValue(pick)] }),
    () => ({ operation: 'incr', args: pick(2) === 0 ? [key, pick(10)] : [key, pick(10), pick(5)] }),
    () => ({
      operation: oneOf(pick, ['lpush', 'rpush'] as const),
      args: [key, pick(2) === 0 ? pick(1000) : text(pick(300))],
    }),
    () => ({ operation: oneOf(pick, ['free_space', 'capacity'] as const), args: [] }),
    () => ({ operation: 'get_keys', args: [pick(2) === 0 ? 0 : pick(10)] }),
    () => ({ operation: pick(40) === 0 ? 'flush_all' : 'flush_expired', args: [] }),
  ];
  return oneOf(pick, kinds)();
}

const stores = ['set', 'safe_set', 'add', 'safe_add', 'replace'] as const;

function randomValue(pick: Pick): DictScalar {
  return oneOf<() => DictScalar>(pick, [
    () => text(pick(oneOf(pick, [10, 200, 3000, 9000]))),
    () => pick(100),
    () => pick(2) === 0,
  ])();
}

function text(length: number): string {
  return 'x'.repeat(length);
}

function oneOf<T>(pick: Pick, values: readonly T[]): T {
  return values[pick(values.length)]!;
}
