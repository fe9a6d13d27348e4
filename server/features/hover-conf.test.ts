import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { loadNginxReference } from '../../core/docs/index.js';
import {
  directiveSpecsOf,
  makeCatalogue,
  standardCatalogue,
  type Catalogue,
} from '../../core/nginx/index.js';
import { readModules } from '../../contract/index.js';
import { testProject } from '../testing/project.js';
import { confHover } from './hover-conf.js';
import { duration, regexText } from './conf-value-texts.js';

/** What the build ships, made of the pinned package. */
const maker = (await import(pathToFileURL(resolve('scripts/lib/nginx-reference.mjs')).href)) as {
  nginxReference: () => string;
};
const reference = loadNginxReference(maker.nginxReference());

function hover(
  marked: Readonly<Record<string, string>> | string,
  catalogue: Catalogue = standardCatalogue(),
): { on: string; says: string } | undefined {
  const texts = typeof marked === 'string' ? { 'conf/nginx.conf': marked } : marked;
  const { document, cursor, result } = testProject(texts);
  const found = confHover(document, cursor, result.facts, () => reference, catalogue);
  return found && { on: document.parsed.text.slice(found.span.start, found.span.end), says: found.markdown };
}

const http = (inner: string): string => `events {} http { ${inner} }`;
const server = (inner: string): string => http(`server { ${inner} }`);

suite('hover on a directive', () => {
  test('one that a person describes has their words', () => {
    const described = { brew: { contexts: ['location'], module: 'pot', description: 'Makes **tea**.' } };
    const catalogue = makeCatalogue(directiveSpecsOf(readModules(described).modules).specs);
    const text = server('location / { b|rew green; }');
    assert.equal(hover(text, catalogue)?.says, '`brew` · pot\n\ncontext: location\n\nMakes **tea**.');
    assert.equal(hover(text), undefined);
  });

  test('syntax, default, context, module, text and link', () => {
    const says = hover(server('client_max_b|ody_size 1m;'))?.says ?? '';
    assert.match(says, /client_max_body_size size;/);
    assert.match(says, /default: `1m`/);
    assert.match(says, /context: http, server, location/);
    assert.match(says, /ngx_http_core_module/);
    assert.match(says, /nginx\.org\/en\/docs\/http\/ngx_http_core_module\.html#client_max_body_size/);
  });

  test('since when, and what to write instead', () => {
    assert.match(hover(server('http|2 on;'))?.says ?? '', /Since nginx 1\.25\.1/);
    assert.match(hover(server('s|sl on;'))?.says ?? '', /Gone/);
  });

  test('of names that several modules have the one of the block', () => {
    assert.match(hover(http('upstream u { ser|ver a:1; }'))?.says ?? '', /weight/);
    assert.match(hover('stream { ser|ver { } }')?.says ?? '', /ngx_stream_core_module/);
    assert.match(hover('stream { server { proxy_p|ass a:1; } }')?.says ?? '', /ngx_stream_proxy_module/);
  });

  test('a file that servers include knows where it is', () => {
    const says = hover({
      'conf/nginx.conf': 'events {} stream { server { include s.conf; } }',
      'conf/s.conf': 'li|sten 1;',
    })?.says;
    assert.match(says ?? '', /ngx_stream_core_module/);
  });
});

suite('hover on arguments', () => {
  const cases: [string, string, string, RegExp][] = [
    ['bytes', server('client_max_body_size 1|m;'), '1m', /`1m` = 1,048,576 bytes/],
    ['gigabytes', server('client_max_body_size 2|g;'), '2g', /= 2,147,483,648 bytes/],
    ['a time', server('proxy_read_timeout 90|;'), '90', /= 90 seconds \(1 minute 30 seconds\)/],
    ['milliseconds', server('proxy_read_timeout 5|00ms;'), '500ms', /= 500 milliseconds/],
    ['a status', server('return 40|4;'), '404', /\*\*code\*\* · first argument of `return`[^]*Not Found/],
    [
      'a parameter',
      server('listen 80 back|log=511;'),
      'backlog=511',
      /\*\*backlog\*\* · parameter of `listen` · number/,
    ],
    [
      'a zone and its size',
      http('limit_req_zone $a zone=a:1|0m rate=1r/s;'),
      'zone=a:10m',
      /= 10,485,760 bytes/,
    ],
    ['the flag of a rewrite', server('rewrite a b la|st;'), 'last', /look for a location/],
    ['a modifier', server('location ^|~ /a { }'), '^~', /before any regular expression/],
    ['which file', server('ssl_certificate a.p|em;'), 'a.pem', /\*\*file\*\* · first argument/],
    [
      'a regular expression and its groups',
      server('location ~ ^/(?<user>[^/(]+)/(a|b)$ { }'.replace('(a|b)', '(x)').replace('^/', '^|/')),
      '^/(?<user>[^/(]+)/(x)$',
      /`\$1`, `\$user`: `\(\?<user>\[\^\/\(\]\+\)`\n- `\$2`: `\(x\)`/,
    ],
  ];
  for (const [name, text, on, says] of cases)
    test(name, () => {
      const found = hover(text);
      assert.equal(found?.on, on);
      assert.match(found.says, says);
    });

  test('an upstream and where it is declared', () => {
    const says = hover({
      'conf/nginx.conf': http('include up.conf; server { location / { proxy_pass http://ap|i/v1; } }'),
      'conf/up.conf': 'upstream api { server a:1; }',
    })?.says;
    assert.match(says ?? '', /upstream `api`, declared by `upstream` in conf\/up\.conf/);
  });
});

suite('hover on variables', () => {
  test('nginx’s own, with its text', () => {
    assert.match(hover(server('return 200 $request_u|ri;'))?.says ?? '', /full original request URI/);
  });
  test('of the configuration, where they come from', () => {
    const found = hover(http('map $uri $kind { } server { set $kind 1; return 200 "a${ki|nd}"; }'));
    assert.equal(found?.on, '${kind}');
    assert.match(found.says, /declared by `map`, `set`/);
  });
  test('in the values of a map', () => {
    assert.equal(hover(http('map $uri $a { default $ho|st; }'))?.on, '$host');
  });
  test('a group by its number', () => {
    assert.match(hover(server('rewrite ^/(a)$ /$|1;'))?.says ?? '', /group 1/);
  });
});

suite('hover says nothing', () => {
  const cases: [string, string][] = [
    ['of keys of a map', http('map $a $b { lis|ten 1; }')],
    ['of types', http('types { text/h|tml html; }')],
    ['of an unknown directive', server('no_such_th|ing on;')],
    ['of its arguments', server('no_such_thing o|n;')],
    ['of an unknown variable', server('return 200 $no_su|ch;')],
    ['between statements', server('root a; | index b;')],
  ];
  for (const [name, text] of cases) test(name, () => assert.equal(hover(text), undefined));
  test('but the groups of a key that is a regular expression', () => {
    assert.match(hover(http('map $a $b { ~^(?<x>a)|b 1; }'))?.says ?? '', /`\$x`/);
  });
});

suite('values in words', () => {
  test('durations', () => {
    assert.equal(duration(0), '0 seconds');
    assert.equal(duration(1500), '1 second 500 milliseconds');
    assert.equal(duration(3_600_000), '3,600 seconds (1 hour)');
    assert.equal(duration(90_061_000), '90,061 seconds (1 day 1 hour 1 minute 1 second)');
  });
  test('groups that do not count, and one that is never closed', () => {
    assert.equal(regexText('a(?:b)[(]\\('), 'regular expression without groups');
    assert.match(regexText('a(b'), /`\$1`: `\(b`/);
  });
});
