import type { Expression } from '../../lua/index.js';
import type { LuaUnit } from '../../openresty/index.js';
import { initialOf, type WrittenCell } from '../cells.js';
import type { Write } from '../objects.js';

/** A literal, or a table of literals: the same for everybody, at any time. */
export function isConstant(value: Expression | undefined): boolean {
  switch (value?.kind) {
    case 'nil':
    case 'boolean':
    case 'number':
    case 'string':
      return true;
    case 'parenthesized':
      return isConstant(value.inner);
    case 'unary':
      return isConstant(value.operand);
    case 'table':
      return value.items.every((item) => isConstant(item.value));
    default:
      return false;
  }
}

/** A literal, or a variable that never holds anything but one: `local LIMIT = 100`. */
export function isConstantIn(value: Expression | undefined, unit: LuaUnit): boolean {
  if (value?.kind !== 'name') return isConstant(value);
  const variable = unit.scopes.variableOf(value);
  if (!variable || variable.isReassigned) return false;
  const initial = initialOf(unit, variable.declaration);
  return initial !== undefined && isConstant(initial);
}

export function isEmpty(value: Expression | undefined): boolean {
  if (value?.kind === 'nil') return true;
  if (value?.kind === 'table') return value.items.length === 0;
  if (value?.kind === 'boolean') return !value.value;
  if (value?.kind === 'number') return value.value === 0;
  return value?.kind === 'string' && value.value === '';
}

/** Back to nothing: nil, empty, zero, false, or whatever the cell began with. */
export function isReset({ source: { how, value, target } }: Write, cell: WrittenCell): boolean {
  if (how === 'clear') return true;
  if (how !== 'assign' && how !== 'raw') return false;
  if (isEmpty(value)) return true;
  // Taking an element out is a change like any other; the table's own initial value is a reset.
  const { initial } = cell;
  if (!value || !initial || !isConstant(value) || target.kind === 'index') return false;
  return isSameLiteral(value, initial);
}

/** After the write the cell holds what it held in the beginning. */
export function isAsBefore({ source: { how, value } }: Write, { initial }: WrittenCell): boolean {
  const wasEmpty = initial === undefined || isEmpty(initial);
  if (how === 'clear') return wasEmpty;
  if (!value) return false;
  if (isEmpty(value)) return wasEmpty;
  return isConstant(value) && initial !== undefined && isSameLiteral(value, initial);
}

function isSameLiteral(one: Expression, other: Expression): boolean {
  return one.kind === other.kind && 'value' in one && 'value' in other && one.value === other.value;
}

/** A constant that says that something happened; a table of constants is made rather than said. */
export function isFlag(value: Expression | undefined): boolean {
  return isConstant(value) && (value?.kind !== 'table' || value.items.length === 0);
}
