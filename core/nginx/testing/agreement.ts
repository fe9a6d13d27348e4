import { LineIndex } from '../lines.js';
import type { ConfTree } from '../tree.js';
import type { Verdict } from './judge.js';

/**
 * nginx parses and checks in one go and stops at its first error, so most rejections say something about the
 * directives, not about the text. What its answer still proves about the text:
 *
 * - accepted: there is no lexical error at all.
 * - rejected in the parser's own words: that is the first lexical error. Message and line must be ours.
 * - rejected otherwise, at line L: nginx had read the text up to there and found it sound, so our first error
 *   must not lie on an earlier line. (On the same line it may come behind.)
 * - rejected otherwise, without a line: the fault shows after reading, but possibly at the end of `http { }`
 *   with text left. Only the check that comes last of all, for `events`, proves the whole text sound.
 */
export type Agreement =
  | { readonly kind: 'agree'; readonly on: 'accept' | 'error' | 'sound so far' }
  | { readonly kind: 'disagree'; readonly reason: string }
  | { readonly kind: 'unjudged'; readonly reason: string };

const LEXICAL = [
  /^unexpected "[\s\S]"$/,
  /^unexpected end of file, expecting /,
  /^too long parameter/,
  /^too long lua code block/,
  /^Lua code block missing the closing long bracket/,
  /^directive "\w+_by_lua_block" has no opening "\{"$/,
];

export function agreement(tree: ConfTree, verdict: Verdict): Agreement {
  const [error] = tree.errors;
  const line =
    error === undefined ? undefined : new LineIndex(tree.text).positionAt(error.span.start).line + 1;
  const ours = error === undefined ? 'no error' : `${error.message} (line ${line ?? 0})`;
  if (verdict.kind === 'unclear') return { kind: 'unjudged', reason: verdict.output.slice(0, 200) };
  if (verdict.kind === 'accepted') {
    return error === undefined ? { kind: 'agree', on: 'accept' } : disagree('accepts', ours);
  }
  const said = `${verdict.message} (line ${verdict.line ?? 'unknown'})`;
  if (LEXICAL.some((pattern) => pattern.test(verdict.message))) {
    const same = error?.message === verdict.message && line === verdict.line;
    return same ? { kind: 'agree', on: 'error' } : disagree(said, ours);
  }
  if (error === undefined) return { kind: 'agree', on: 'sound so far' };
  if (verdict.line === undefined) {
    if (verdict.message.startsWith('no "events" section')) return disagree(said, ours);
    return { kind: 'unjudged', reason: verdict.message };
  }
  return (line ?? 0) >= verdict.line ? { kind: 'agree', on: 'sound so far' } : disagree(said, ours);
}

function disagree(nginx: string, ours: string): Agreement {
  return { kind: 'disagree', reason: `nginx: ${nginx}; ours: ${ours}` };
}
