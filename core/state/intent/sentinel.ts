import type { LuaNode } from '../../lua/index.js';
import type { LuaUnit } from '../../openresty/index.js';
import { initialOf } from '../cells.js';
import { around } from '../source-tree.js';
import type { Intent } from './intent.js';

/**
 * `local MISS = {}; … if value == MISS then value = nil end`: a table that stands for something and is only ever
 * recognised. A change that may go to other tables too goes to these.
 */
export const sentinel: Intent = {
  name: 'sentinel',
  summary: 'an empty table that stands for something, and is only ever recognised',
  holds: ({ facts, cell: { root, unit, variable }, write }) => {
    if (variable !== undefined || root?.role !== 'local' || root.isReassigned) return false;
    const initial = initialOf(unit, root.declaration);
    if (initial?.kind !== 'table' || initial.items.length > 0) return false;
    const uses = unit.scopes.usesOf(root);
    return (
      uses.some((use) => isRecognised(unit, use)) &&
      uses.every((use) => isRecognised(unit, use) || isPassedOn(unit, use)) &&
      write.base !== undefined &&
      facts.world.solver.objectsAt(write.base).length > 1
    );
  },
};

function isRecognised(unit: LuaUnit, use: LuaNode): boolean {
  const [outer] = around(unit, use);
  return (
    outer !== undefined &&
    'kind' in outer &&
    outer.kind === 'binary' &&
    (outer.operator === '==' || outer.operator === '~=')
  );
}

/** It becomes the value of something, as it is. */
function isPassedOn(unit: LuaUnit, use: LuaNode): boolean {
  const [outer] = around(unit, use);
  if (!outer || !('kind' in outer)) return false;
  return outer.kind === 'return' || outer.kind === 'local' || outer.kind === 'assign';
}
