import type { LocatedDirective, Word } from '../../nginx/index.js';
import { mapsOf } from '../configuration/maps.js';
import { regexOf, type ConfRegex } from '../configuration/regexes.js';
import {
  argsOf,
  findings,
  named,
  nameOf,
  spanIn,
  valueOf,
  type ConfView,
  type Mark,
} from '../configuration/view.js';
import type { ConfigurationRule } from '../rule.js';
import { strangeOrigin } from './strange-origin.js';
import { strictOrigin } from './strict-origin.js';

const code = 'security/origins';

/** A regular expression for the Origin or Referer that also takes hosts of others. */
export const origins: ConfigurationRule = {
  scope: 'configuration',
  code,
  severity: 'warning',
  summary: 'a check of Origin or Referer by an expression that takes hosts of others too',
  why:
    'A page of anybody can be at `https://example.com.evil.com` or `https://evil.com/https://example.com/`. An expression for the Origin or the ' +
    'Referer has to begin with `^`, to end the host with `$` or a slash, and to write the dots of a name as `\\.`; otherwise it takes hosts that ' +
    'others can register, and who may read the answers or show the frame is no longer what it seems.',
  mend: 'Anchor both sides, and escape the dots: `^https://([\\w-]+\\.)?example\\.com$` for an Origin, the same with a slash at the end for a Referer.',
  silent: [
    'expressions that are anchored, with escaped dots',
    'lists of hosts that are turned away: `if ($http_referer ~ spam) { return 403; }`',
    'expressions that take every host',
  ],
  docs: 'nginx, rewrite module, if; RFC 6454; gixy, origins',
  bad: { 'conf/nginx.conf': example('^https://example\\.com') },
  good: { 'conf/nginx.conf': example('^https://example\\.com$') },
  check: (context) => findings(context, code, check),
};

function example(pattern: string): string {
  return `events {}
http {
    server {
        location /api {
            if ($http_origin !~ "${pattern}") { return 403; }
        }
    }
}
`;
}

const checked: Readonly<Record<string, string>> = { $http_origin: 'Origin', $http_referer: 'Referer' };

function* check(view: ConfView): Generator<Mark> {
  for (const at of named(view, 'if')) {
    const regex = regexOf(at);
    const header = regex && checked[regex.subject.toLowerCase()];
    const word = argsOf(at)[2];
    if (!regex || header === undefined || !word || (!regex.isNegated && turnsAway(at))) continue;
    yield* judged(at, word, header, regex);
  }
  for (const { source, lines } of mapsOf(view).values()) {
    const header = checked[source.toLowerCase()];
    if (header === undefined) continue;
    for (const { key, value, line } of lines) {
      // What a map gives an empty value, or a 0, is not let in by it.
      if (!key.startsWith('~') || ['', '0', 'off', 'false', 'deny', 'no'].includes(value)) continue;
      if (spam.test(value)) continue;
      const pattern = key.replace(/^~\*?/, '');
      yield* judged(line, line.directive.name, header, { pattern, anyCase: key.startsWith('~*') });
    }
  }
}

const spam = /^(?:1|bad|spam|block(?:ed)?)$/;

/** The block refuses who matches: a list of bad ones. */
function turnsAway({ children }: LocatedDirective): boolean {
  return children.some(
    (one) => nameOf(one) === 'deny' || (nameOf(one) === 'return' && /^4\d\d$/.test(valueOf(one) ?? '')),
  );
}

function* judged(
  at: LocatedDirective,
  word: Word,
  header: string,
  { pattern, anyCase }: Pick<ConfRegex, 'pattern' | 'anyCase'>,
): Generator<Mark> {
  const found = strangeOrigin(pattern, anyCase, header);
  if (!found) return;
  const strict = word.raw.includes(pattern) ? strictOrigin(pattern, anyCase, header) : undefined;
  yield {
    at,
    span: word.span,
    severity: found.canBeRegistered ? 'warning' : 'information',
    message: found.canBeRegistered
      ? `This expression also takes the ${header} \`${found.example}\`, a host that anybody can have.`
      : `This expression also takes the ${header} \`${found.example}\`: a dot that is not escaped stands for any character.`,
    ...(strict !== undefined && {
      fixes: [
        {
          title: `Use \`${strict}\``,
          edits: [{ at, span: spanIn(word, pattern), newText: strict }],
        },
      ],
    }),
  };
}
