import type { Expression } from '../../lua/index.js';
import type { StateFacts } from '../facts.js';
import type { Instance } from '../objects.js';
import { isConstant } from './values.js';
import type { Intent } from './intent.js';

/**
 * `if not kdf then kdf = require("…") OPTS = { mode = kdf.EXTRACT, key = "" } end`: a table of what the source and a
 * library's own module say, which each worker makes alike. What is put into its fields later is asked there.
 */
export const options: Intent = {
  name: 'options',
  summary: 'a table of constants, which every worker makes alike',
  holds: ({ facts, cell, write }) => {
    if (cell.variable === undefined || write.source.how !== 'assign') return false;
    if (facts.isDecidedByRequest(write) || facts.isDecidedBy(write, 'worker')) return false;
    const values = facts.valuesOf(write);
    return values.length > 0 && values.every((value) => isOptions(facts, value, write.instance));
  },
};

function isOptions(facts: StateFacts, value: Expression, instance: Instance): boolean {
  return (
    value.kind === 'table' &&
    value.items.length > 0 &&
    value.items.every(
      (item) =>
        (item.key === undefined || item.key.kind === 'string') &&
        (isConstant(item.value) || isMember(facts, item.value, instance)),
    )
  );
}

/** `library.NAME`: what a module that is not the program's offers under a name. */
function isMember(facts: StateFacts, value: Expression, instance: Instance): boolean {
  if (value.kind !== 'index' || value.key.kind !== 'string') return false;
  const modules = facts.nodesIn(value.object, instance).flatMap((node) => facts.world.solver.objectsAt(node));
  return (
    modules.length > 0 && modules.every((object) => object.kind === 'opaque' && object.site === undefined)
  );
}
