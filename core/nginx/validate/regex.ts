import type { Word } from '../tree.js';
import { declareVariable, useVariable } from './complex-value.js';
import { readPattern } from './pcre.js';
import type { Call } from './setter.js';

export interface CompiledRegex {
  /** The number of capturing groups, named ones too; undefined where the pattern is beyond us. */
  readonly captures: number | undefined;
}

/**
 * ngx_http_regex_compile: each named group becomes a variable.
 * @param word what to underline
 * @param pattern where the pattern is but a part of the word
 * @returns undefined where nginx gives up; it has been reported then
 */
export function compileRegex(call: Call, word: Word, pattern = word.value): CompiledRegex | undefined {
  if (!testRegex(call, word, pattern)) return undefined;
  const { names, captures } = readPattern(pattern);
  for (const name of [...names].sort()) {
    if (!declareVariable(call, name, word)) return undefined;
    useVariable(call, name, word);
  }
  return { captures };
}

/** ngx_regex_compile: no variables. @returns whether nginx goes on */
export function testRegex(call: Call, word: Word, pattern = word.value): boolean {
  const { fault } = readPattern(pattern);
  if (fault === undefined) return true;
  // nginx shows where, unless that is the end.
  const place = fault.offset >= pattern.length ? '' : ` at "${pattern.slice(fault.offset)}"`;
  call.report(`pcre2_compile() failed: ${fault.message} in "${pattern}"${place}`, { at: word });
  return false;
}
