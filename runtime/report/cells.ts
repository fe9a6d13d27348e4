import type { CellAddress, CellReading } from '../../contract/index.js';
import { previewLimits } from '../../contract/index.js';
import type { LuaRef, LuaValue, LuaVm } from '../../lua-engine/index.js';

/** What reading needs of a VM; all of it is raw, so that no metamethod of the program runs. */
export type ReadableVm = Pick<LuaVm, 'get' | 'getGlobal' | 'inspect' | 'readWatch' | 'release'>;

type Reach = { readonly value: LuaValue; readonly name: string } | { readonly unreadable: string };

/**
 * What each cell holds in this VM now. A cell that cannot be reached says why; reading never throws for
 * what the program did.
 * @param watchIds the watches that were declared for each cell with an upvalue anchor
 */
export function readCells(
  vm: ReadableVm,
  cells: readonly CellAddress[],
  watchIds: ReadonlyMap<string, readonly string[]>,
): Record<string, CellReading> {
  return Object.fromEntries(cells.map((cell) => [cell.id, readCell(vm, cell, watchIds.get(cell.id) ?? [])]));
}

function readCell(vm: ReadableVm, cell: CellAddress, watches: readonly string[]): CellReading {
  const start = reachAnchor(vm, cell, watches);
  const reached = 'unreadable' in start ? start : walk(vm, start, cell.path);
  if ('unreadable' in reached) return { unreadable: reached.unreadable };
  const reading = vm.inspect(reached.value, previewLimits);
  letGo(vm, reached.value);
  return reading;
}

function reachAnchor(vm: ReadableVm, { anchor }: CellAddress, watches: readonly string[]): Reach {
  switch (anchor.kind) {
    case 'upvalue':
      return reachUpvalue(vm, anchor.name, watches);
    case 'module':
      return reachModule(vm, anchor.module);
    case 'globals': {
      const value = vm.getGlobal('_G');
      return isTable(value) ? { value, name: '_G' } : { unreadable: '`_G` was replaced' };
    }
  }
}

/** A chunk can be known under several names; the first that made a closure is read. */
function reachUpvalue(vm: ReadableVm, name: string, watches: readonly string[]): Reach {
  for (const id of watches) {
    const reading = vm.readWatch(id);
    if ('value' in reading) return { value: reading.value, name };
  }
  return { unreadable: 'no closure made yet: the code around it has not run in this worker' };
}

function reachModule(vm: ReadableVm, module: string): Reach {
  const library = vm.getGlobal('package');
  const loaded = isTable(library) ? vm.get(library, 'loaded') : undefined;
  letGo(vm, library);
  if (!isTable(loaded)) return { unreadable: '`package.loaded` was replaced' };
  const value = vm.get(loaded, module);
  letGo(vm, loaded);
  if (value === undefined) return { unreadable: 'module not loaded in this worker yet' };
  return { value, name: module };
}

/** Follows the keys; consumes `start.value`. */
function walk(vm: ReadableVm, start: { value: LuaValue; name: string }, path: readonly string[]): Reach {
  let { value, name } = start;
  for (const key of path) {
    if (!isTable(value)) {
      const kind = kindOf(value);
      letGo(vm, value);
      return { unreadable: `\`${name}\` is a ${kind}, so \`.${key}\` cannot be read` };
    }
    const next = vm.get(value, key) ?? numbered(vm, value, key);
    letGo(vm, value);
    value = next;
    name = `${name}.${key}`;
  }
  return { value, name };
}

/** Addresses hold keys as text; `t[1]` is meant by "1" where no string key is there. */
function numbered(vm: ReadableVm, table: LuaRef, key: string): LuaValue {
  return /^-?\d+$/.test(key) ? vm.get(table, Number(key)) : undefined;
}

function isTable(value: LuaValue): value is LuaRef {
  return typeof value === 'object' && value.type === 'table';
}

function kindOf(value: LuaValue): string {
  if (value === undefined) return 'nil';
  return typeof value === 'object' ? value.type : typeof value;
}

function letGo(vm: ReadableVm, value: LuaValue): void {
  if (typeof value === 'object') vm.release(value);
}
