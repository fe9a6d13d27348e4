import type { LocatedDirective, Word } from '../../nginx/index.js';
import {
  argsOf,
  enclosing,
  findings,
  isFilledIn,
  named,
  valueOf,
  type ConfView,
  type Mark,
} from '../configuration/view.js';
import type { ConfEdit } from '../fixes/conf-edits.js';
import type { ConfigurationRule } from '../rule.js';

const code = 'security/alias-traversal';

/** `location /files { alias /home/; }`: `/files../` is `/home/../`. */
export const aliasTraversal: ConfigurationRule = {
  scope: 'configuration',
  code,
  severity: 'warning',
  summary: 'an alias through which a request leaves the folder, since the location does not end with a slash',
  why:
    'nginx puts the alias in the place of the location’s prefix, as text. `location /files` also takes `/files../secret`, in which `files..` is an ' +
    'ordinary name; with `alias /home/` the file is `/home/../secret`, a step outside. Where the alias has no slash at its end either, no step ' +
    'leads out, but `/files-old/x` reads `/home-old/x`: every folder whose name begins alike is served.',
  mend: 'End both with a slash: `location /files/ { alias /home/; }`. A `location = /files` may redirect what has none.',
  silent: [
    'a location that ends with a slash, an exact one (`=`), a regular expression',
    'an alias to one file (`location /favicon.ico { alias …/favicon.ico; }`)',
    '`root`, which appends the whole URI',
  ],
  docs: 'nginx, http core module, alias; gixy, alias_traversal',
  bad: { 'conf/nginx.conf': example('/files') },
  good: { 'conf/nginx.conf': example('/files/') },
  check: (context) => findings(context, code, check, { templates: true }),
};

function example(location: string): string {
  return `events {}
http {
    server {
        location ${location} {
            alias /srv/files/;
        }
    }
}
`;
}

function* check(view: ConfView): Generator<Mark> {
  for (const at of named(view, 'alias')) {
    const [target] = argsOf(at);
    const location = enclosing(at, 'location');
    const prefix = location && prefixWord(location);
    if (!location || !target || !prefix || prefix.value.endsWith('/')) continue;
    if (isFilledIn(target) || isFilledIn(prefix)) continue;
    const isOpen = target.value.endsWith('/');
    if (!isOpen && /\.\w+$|\$/.test(target.value)) continue;
    const uri = prefix.value;
    yield {
      at: location,
      span: prefix.span,
      severity: isOpen ? 'warning' : 'hint',
      message: isOpen
        ? `A request for \`${uri}../x\` reads \`${target.value}../x\`: it leaves the folder of the alias. End the location with a slash.`
        : `A request for \`${uri}-x/y\` reads \`${target.value}-x/y\`: every file and folder whose name begins alike is served. End both with a slash.`,
      related: [{ at, message: 'the alias' }],
      fixes: [
        isOpen
          ? { title: 'End the location with a slash', edits: [{ at: location, ...slash(prefix) }] }
          : {
              title: 'End both with a slash',
              edits: [
                { at: location, ...slash(prefix) },
                { at, ...slash(target) },
              ],
            },
      ],
    };
  }
}

/** The word of `location /x` and `location ^~ /x`. */
function prefixWord(location: LocatedDirective): ReturnType<typeof argsOf>[number] | undefined {
  const [first, second] = argsOf(location);
  if (second) return first?.value === '^~' ? second : undefined;
  return valueOf(location)?.startsWith('/') ? first : undefined;
}

function slash({ span, quote }: Word): ConfEdit {
  const end = span.end - (quote === undefined ? 0 : 1);
  return { span: { start: end, end }, newText: '/' };
}
