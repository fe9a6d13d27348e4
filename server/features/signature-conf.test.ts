import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseConf, standardCatalogue } from '../../core/nginx/index.js';
import { signaturesAt } from './signature-conf.js';

/** The line of the form that fits, the argument at the cursor in angle brackets. */
function help(marked: string): string | undefined {
  const cursor = marked.indexOf('|');
  const tree = parseConf(marked.replace('|', ''));
  const found = signaturesAt(tree, cursor, ['main'], standardCatalogue());
  const signature = found?.signatures[found.active];
  if (!found || !signature) return undefined;
  const span = found.parameter === undefined ? undefined : signature.parameters[found.parameter]?.span;
  const { label } = signature;
  return span ? `${label.slice(0, span[0])}<${label.slice(...span)}>${label.slice(span[1])}` : label;
}

const server = (inner: string): string => `http { server { ${inner} } }`;

suite('signature help', () => {
  const cases: [string, string, string][] = [
    ['a flag', server('gzip |'), 'gzip <on | off>;'],
    ['a flag that is there', server('gzip on |'), 'gzip on | off;'],
    [
      'the first argument',
      server('rewrite |'),
      'rewrite <regex> replacement [last | break | redirect | permanent];',
    ],
    [
      'the second',
      server('rewrite ^/a |;'),
      'rewrite regex <replacement> [last | break | redirect | permanent];',
    ],
    [
      'in the middle of one',
      server('rewrite ^/|a /b;'),
      'rewrite <regex> replacement [last | break | redirect | permanent];',
    ],
    [
      'the last',
      server('rewrite ^/a /b |'),
      'rewrite regex replacement <[last | break | redirect | permanent]>;',
    ],
    ['of several forms the one that fits', server('return 301 |;'), 'return code <[text]>;'],
    ['a repeated one', server('error_page 404 500 |'), 'error_page <code ...> [response] uri;'],
    ['a block', 'http { map |', 'map <string> variable { … }'],
    [
      'a parameter that must be there',
      'http { limit_req_zone $a |',
      'limit_req_zone key <zone=name:size> rate=string [sync];',
    ],
    [
      'the parameter that is being written',
      'http { server { location / { limit_req zone=a bur|',
      'limit_req <zone=zone> [burst=number] [nodelay] [delay=number];',
    ],
    [
      'the parameter that is written',
      'http { server { location / { limit_req zone=a burst=1| } } }',
      'limit_req zone=zone <[burst=number]> [nodelay] [delay=number];',
    ],
    ['a file that ends there', 'http { server { proxy_read_timeout |', 'proxy_read_timeout <time>;'],
    ['an enumeration in a context of its own', 'stream { upstream u { hash |', 'hash <key> [consistent];'],
  ];
  for (const [name, text, expected] of cases) test(name, () => assert.equal(help(text), expected));

  const nothing: [string, string][] = [
    ['before the name ends', server('gz|')],
    ['behind the ;', server('gzip on;|')],
    ['of an unknown directive', server('no_such |')],
    ['in a comment', server('gzip # |\n')],
    ['in Lua', server('content_by_lua_block { ngx.say( | }')],
    ['in a map', 'http { map $a $b { default | } }'],
    ['in an empty file', '|'],
  ];
  for (const [name, text] of nothing) test(name, () => assert.equal(help(text), undefined));
});
