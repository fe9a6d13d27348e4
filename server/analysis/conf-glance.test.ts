import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Finding } from '../../contract/index.js';
import { Random } from '../../core/nginx/testing/random.js';
import { memoryFiles } from '../../core/openresty/index.js';
import { parser } from '../testing/project.js';
import { createAnalyser } from './analyse.js';
import type { Glances } from './glance.js';

const folder = { root: '/p', flat: false, prefix: '', conf: '', rules: {} };

interface Analysed {
  readonly glances: Glances;
  readonly findings: readonly Finding[];
}

function analysed(texts: Readonly<Record<string, string>>): Analysed {
  const analysis = createAnalyser(parser, () => undefined).analyse(
    folder,
    memoryFiles(texts),
    () => undefined,
  );
  return { glances: analysis.glances(), findings: analysis.result.findings };
}

const told = (findings: readonly Finding[]): string[] =>
  findings.map(
    ({ code, place: { file, range }, message }) => `${file}:${range.start.line + 1} ${code} ${message}`,
  );

const server = (name: string): string => `    upstream ${name} {
        server 127.0.0.1:8080;
    }
    server {
        listen 80;
        server_name ${name}.example.com;
        location / {
            proxy_pass http://${name};
            proxy_set_header Host $host;
        }
        location /files/ {
            alias /srv/${name}/;
            add_header X-Name ${name};
        }
    }
`;
const names = Array.from({ length: 60 }, (_, index) => `site${index}`);
const conf = `worker_processes 2;
events {
    worker_connections 1024;
}
http {
    log_format short '$remote_addr';
${names.map(server).join('')}}
`;

/** The configuration with a line behind the one that says `where`. */
function withLine(text: string, where: string, line: string): string {
  assert.ok(text.includes(`${where}\n`), where);
  return text.replace(`${where}\n`, `${where}\n${line}\n`);
}

/** What is told at once, and what the whole analysis says, of a text that somebody has just written. */
function edited(before: string, after: string): { at: string[]; whole: string[] } {
  const { glances } = analysed({ 'nginx.conf': before });
  const source = memoryFiles({ 'nginx.conf': after });
  const at = told(glances.editConfigurations(['nginx.conf'], source, () => undefined));
  return { at, whole: told(analysed({ 'nginx.conf': after }).findings) };
}

suite('the moment after an edit of a long configuration', () => {
  const inside = [
    ['an unknown directive', 'proxy_passs http://site7;'],
    ['a directive of another block', 'server_name a;'],
    ['too many arguments', 'root /a /b;'],
    ['a bad value', 'client_max_body_size 10x;'],
    ['a bad address', 'proxy_pass http://:80;'],
    ['a second one', 'proxy_pass http://site8;'],
    ['a bad expression', 'rewrite ^/(a$ /b;'],
    ['a log format that there is', 'access_log logs/a.log short;'],
    ['one that there is not', 'access_log logs/a.log long;'],
    ['a zone that there is not', 'limit_req zone=one;'],
    ['a variable that there is not', 'set $a $nobody_sets_this;'],
    ['a danger', 'return 302 https://a.example.com$uri;'],
    ['nothing wrong', 'proxy_read_timeout 5s;'],
    ['an empty line', ''],
  ] satisfies [string, string][];
  for (const [what, line] of inside)
    test(`the same as the whole analysis: ${what}`, () => {
      const { at, whole } = edited(conf, withLine(conf, '            proxy_pass http://site30;', line));
      assert.deepEqual(at, whole);
    });

  test('what is mended is gone, also where it lay before the program was analysed', () => {
    const broken = withLine(conf, '        server_name site30.example.com;', '        lissten 81;');
    const { at, whole } = edited(broken, conf);
    assert.deepEqual(whole, []);
    assert.deepEqual(at, []);
  });

  test('what is wrong elsewhere stays, and moves with its line', () => {
    const broken = withLine(conf, '        server_name site40.example.com;', '        lissten 81;');
    const before = analysed({ 'nginx.conf': broken });
    const [line = ''] = told(before.findings);
    const { at } = edited(broken, withLine(broken, '        server_name site3.example.com;', ''));
    const moved = Number(/:(\d+) /.exec(line)?.[1]) + 1;
    assert.deepEqual(at, [line.replace(/:\d+ /, `:${moved} `)]);
  });

  test('a block that is not closed: nothing that the whole analysis would not say too', () => {
    const { at, whole } = edited(
      conf,
      withLine(conf, '            proxy_pass http://site30;', '            if ($a) {'),
    );
    assert.deepEqual(
      at.filter((one) => !whole.includes(one)),
      [],
    );
    assert.match(at.at(-1) ?? '', /^nginx\.conf:\d+ conf\/syntax unexpected end of file, expecting "}"/);
  });

  test('between the blocks, names count in both directions', () => {
    const at = "    log_format short '$remote_addr';";
    const second = edited(conf, withLine(conf, at, "    log_format short '$host';"));
    assert.deepEqual(second.at, second.whole);
    assert.equal(second.whole.length, 1);
    const again = edited(conf, withLine(conf, at, '    upstream site5 { server 127.0.0.1; }'));
    assert.ok(again.at.length > 0, 'an upstream of this name comes further down');
  });

  test('several edits before the whole is analysed again', () => {
    const { glances } = analysed({ 'nginx.conf': conf });
    let text = conf;
    const write = (where: string, line: string): string[] => {
      text = withLine(text, where, line);
      const source = memoryFiles({ 'nginx.conf': text });
      return told(glances.editConfigurations(['nginx.conf'], source, () => undefined));
    };
    const first = write('            proxy_pass http://site30;', 'a;');
    assert.equal(first.length, 1);
    const second = write('a;', 'b;');
    assert.deepEqual(second.length, 2);
    assert.equal(write('            proxy_pass http://site50;', 'c;').length, 3);
    assert.equal(write('            proxy_pass http://site1;', '').length, 3);
  });

  test('a snippet is read where it is included', () => {
    const texts = {
      'nginx.conf': withLine(
        conf,
        '            proxy_pass http://site30;',
        '            include "part.conf";',
      ),
      'part.conf': 'proxy_connect_timeout 1s;\n',
    };
    const { glances, findings } = analysed(texts);
    assert.deepEqual(told(findings), []);
    const write = (text: string): string[] =>
      told(
        glances.editConfigurations(
          ['part.conf'],
          memoryFiles({ ...texts, 'part.conf': text }),
          () => undefined,
        ),
      );
    assert.deepEqual(write('proxy_connect_timeout 1s;\nproxy_pass http://site1;\n'), [
      'part.conf:2 conf/duplicate "proxy_pass" directive is duplicate',
    ]);
    assert.deepEqual(write('proxy_connect_timeout 1s;\nserver_name a;\n'), [
      'part.conf:2 conf/wrong-context "server_name" directive is not allowed here',
    ]);
    assert.deepEqual(write('proxy_connect_timeout 1s;\n'), []);
  });

  test('wherever a line is put in, what is told of its server is what the whole analysis says', () => {
    const random = new Random(3);
    const ends = [...conf.matchAll(/;\n/g)].map(({ index }) => index + 2);
    for (let round = 0; round < 25; round += 1) {
      const at = random.pick(ends as [number, ...number[]]);
      const [, line] = random.pick(inside as [[string, string]]);
      const after = `${conf.slice(0, at)}${line}\n${conf.slice(at)}`;
      const { at: now, whole } = edited(conf, after);
      // An upstream's lines, and those of http, may mean something for the servers.
      if (conf.slice(0, at).trimEnd().endsWith('8080;') || at < conf.indexOf('upstream')) continue;
      assert.deepEqual(now, whole, `${line} behind ${conf.slice(0, at).split('\n').at(-2)}`);
    }
  });
});
