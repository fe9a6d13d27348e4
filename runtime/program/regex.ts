import { utf8 } from './binary.js';
import { ConfProblem } from './reader.js';

/**
 * A PCRE pattern as a JavaScript one over binary strings. What JavaScript's engine cannot express is refused.
 */
export function compileRegex(pattern: string, caseless: boolean): RegExp {
  const [, flags = ''] = /^\(\?([a-z]+)\)/.exec(pattern) ?? [];
  const body = pattern
    .slice(flags === '' ? 0 : flags.length + 3)
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\A', '^')
    .replaceAll('\\z', '$');
  const known = flags.replace(/[^ims]/g, '');
  const all = caseless && !known.includes('i') ? `${known}i` : known;
  try {
    return new RegExp(utf8(body), all);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfProblem(`the pattern "${pattern}" is not supported by the embedded runtime (${reason})`);
  }
}
