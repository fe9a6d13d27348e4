import type { CellAddress, RunEventOf } from '../../contract/index.js';

/** A module's variable, as the engine would name it. */
export function upvalue(id: string, name: string): CellAddress {
  return {
    id,
    file: 'lua/m.lua',
    offset: 0,
    name,
    kind: 'upvalue',
    path: [],
    anchor: { kind: 'upvalue', file: 'lua/m.lua', line: 1, name },
  };
}

/** The first event of a run with two workers. */
export function startingWith(
  cells: readonly CellAddress[],
  counters: readonly string[],
  uris: readonly string[] = ['/'],
): RunEventOf<'starting'> {
  return {
    v: 1,
    t: 0,
    type: 'starting',
    configuration: 'conf/nginx.conf',
    workers: 2,
    cells: [...cells],
    counters: [...counters],
    uris: [...uris],
  };
}

export const ready: RunEventOf<'ready'> = {
  v: 1,
  t: 1,
  type: 'ready',
  pid: 1,
  listeners: [{ address: '127.0.0.1', port: 8080, configured: '8080' }],
};
