import { argsOf, enclosing, findings, named, type ConfView, type Mark } from '../configuration/view.js';
import { regexOf } from '../configuration/regexes.js';
import { withoutWord } from '../fixes/conf-edits.js';
import type { ConfigurationRule } from '../rule.js';

const code = 'security/valid-referers';

/** `valid_referers none`: a request without the header passes. */
export const validReferers: ConfigurationRule = {
  scope: 'configuration',
  code,
  severity: 'warning',
  summary: 'requests without a Referer count as coming from a valid page',
  why:
    'Any page can make a browser leave the Referer out (`Referrer-Policy: no-referrer`, a link with `rel="noreferrer"`). With `none`, or with ' +
    '`blocked` for a header that is empty, such a request passes as if it came from one of the names, so `$invalid_referer` keeps nobody out ' +
    'who wants to come in. Against hotlinked images that may be good enough, and is only told as information there; as the condition for a ' +
    'frame, a form or an API it is not.',
  mend: 'Leave `none` out where the header decides on access; a token or `SameSite` cookies decide better.',
  silent: ['a list of names only', 'a host that is called so (`none.example`)'],
  docs: 'nginx, referer module, valid_referers; gixy, valid_referers',
  bad: { 'conf/nginx.conf': example('none server_names') },
  good: { 'conf/nginx.conf': example('server_names') },
  check: (context) => findings(context, code, check, { templates: true }),
};

function example(names: string): string {
  return `events {}
http {
    server {
        location /frame {
            valid_referers ${names} *.example.com;
            if ($invalid_referer) { return 403; }
        }
    }
}
`;
}

/** Files that a page shows. */
const media =
  /\b(?:gif|jpe\??g|png|webp|svg|ico|bmp|swf|flv|mp[34]|webm|avi|wmv|mov|mpe?g|zip|rar|gz|7z|css|js|woff2?|ttf|eot)\b/i;

function* check(view: ConfView): Generator<Mark> {
  for (const at of named(view, 'valid_referers')) {
    const none = argsOf(at).find(({ value }) => value === 'none');
    if (!none) continue;
    const location = enclosing(at, 'location');
    const isHotlink = location !== undefined && media.test(regexOf(location)?.pattern ?? '');
    yield {
      at,
      span: none.span,
      severity: isHotlink ? 'information' : 'warning',
      message: `With \`none\`, a request without a Referer counts as valid, and any page can make a browser send none${isHotlink ? ': this stops hotlinks of those only who do not mean to' : ''}.`,
      // Without any name left, nginx has nothing to compare with.
      ...(argsOf(at).length > 1 && {
        fixes: [{ title: 'Leave `none` out', edits: [{ at, ...withoutWord(none, at.file.tree.text) }] }],
      }),
    };
  }
}
