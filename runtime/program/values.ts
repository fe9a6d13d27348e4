import { parseFlag, parseOffset, parseTime } from '../../core/nginx/index.js';
import { ConfProblem, type Statement } from './reader.js';

/** ngx_conf_set_flag_slot. */
export function flagOf({ name, args: [value = ''] }: Statement): boolean {
  const flag = parseFlag(value);
  if (flag === undefined) {
    throw new ConfProblem(`invalid value "${value}" in "${name}" directive, it must be "on" or "off"`);
  }
  return flag;
}

/** ngx_conf_set_enum_slot. */
export function choiceOf<T extends string>({ args: [value = ''] }: Statement, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new ConfProblem(`invalid value "${value}"`);
  return choice;
}

/** ngx_conf_set_msec_slot: milliseconds. */
export function millisecondsOf(statement: Statement, argument = 0): number {
  const value = parseTime(statement.args[argument] ?? '', 'ms');
  if (value === undefined) throw new ConfProblem(`"${statement.name}" directive invalid value`);
  return value;
}

/** ngx_conf_set_off_slot: bytes. */
export function bytesOf(statement: Statement): number {
  const value = parseOffset(statement.args[0] ?? '');
  if (value === undefined) throw new ConfProblem(`"${statement.name}" directive invalid value`);
  return value;
}
