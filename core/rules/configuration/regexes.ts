import type { LocatedDirective } from '../../nginx/index.js';
import { argsOf, nameOf, valueOf } from './view.js';

/** The regular expression of a directive, and the script whose value it is matched against. */
export interface ConfRegex {
  readonly pattern: string;
  readonly anyCase: boolean;
  readonly subject: string;
  /** `!~`: the block is run where the expression does not match. */
  readonly isNegated: boolean;
}

/** The regular expression of `location`, `if`, `rewrite` and `server_name`, where it has one. */
export function regexOf(located: LocatedDirective): ConfRegex | undefined {
  switch (nameOf(located)) {
    case 'location':
      return locationRegex(located);
    case 'if':
      return conditionRegex(located);
    case 'rewrite': {
      const pattern = valueOf(located);
      // ngx_http_rewrite: matched against the URI as the location sees it.
      return pattern === undefined ? undefined : plain(pattern, '$uri');
    }
    case 'server_name': {
      const name = argsOf(located).find(({ value }) => value.startsWith('~'));
      // Names are compared without regard to case.
      return name && { ...plain(name.value.slice(1), '$host'), anyCase: true };
    }
    default:
      return undefined;
  }
}

function plain(pattern: string, subject: string): ConfRegex {
  return { pattern, anyCase: false, subject, isNegated: false };
}

function locationRegex(located: LocatedDirective): ConfRegex | undefined {
  const [first, second] = argsOf(located);
  if (first === undefined) return undefined;
  // The modifier may also be written together with the expression: `location ~^/a`.
  const match = /^(~\*?)([^]*)$/.exec(second ? `${first.value}${second.value}` : first.value);
  if (match === null || (second && !['~', '~*'].includes(first.value))) return undefined;
  return { ...plain(match[2] ?? '', '$uri'), anyCase: match[1] === '~*' };
}

/** `($http_x !~* "…")`: the first and the last word hold the parentheses. */
function conditionRegex(located: LocatedDirective): ConfRegex | undefined {
  const words = argsOf(located)
    .map(({ value, quote }, index, all) => {
      const opened = index === 0 ? value.replace(/^\(/, '') : value;
      return index === all.length - 1 && quote === undefined ? opened.replace(/\)$/, '') : opened;
    })
    .filter((value, index, all) => value !== '' || (index > 0 && index < all.length - 1));
  const [subject, operator, pattern] = words;
  const match = /^(!?)~(\*?)$/.exec(operator ?? '');
  if (subject === undefined || pattern === undefined || match === null || words.length !== 3)
    return undefined;
  return { pattern, anyCase: match[2] === '*', subject, isNegated: match[1] === '!' };
}
