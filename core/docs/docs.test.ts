import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import {
  allApiDocs,
  allDirectiveDocs,
  apiDoc,
  constructedBy,
  directiveDoc,
  loadNginxReference,
  moduleDoc,
  nginxToMarkdown,
  toMarkdown,
} from './index.js';

const all = [...allDirectiveDocs(), ...allApiDocs()];

suite('every entry', () => {
  test('has a name of its own', () => {
    const names = all.map(({ kind, name }) => `${kind === 'directive' ? 'directive ' : ''}${name}`);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  for (const entry of all) {
    test(`${entry.name} has a text, and a place where the manual is`, () => {
      assert.match(entry.text, /^[\s\S]{15,}[.:`]$/);
      assert.match(entry.url, /^https:\/\//);
      const fences = toMarkdown(entry).match(/^```/gm) ?? [];
      assert.equal(fences.length, 2);
    });
  }
});

suite('what the sample and the twenty applications of the truth use is there', () => {
  const directives =
    'content_by_lua_block content_by_lua_file access_by_lua_block rewrite_by_lua_block init_by_lua_block init_worker_by_lua_block log_by_lua_block lua_package_path lua_shared_dict lua_code_cache';
  for (const name of directives.split(' ')) test(name, () => assert.ok(directiveDoc(name)));
  const calls =
    'ngx.say ngx.print ngx.exit ngx.sleep ngx.ctx ngx.var.VARIABLE ngx.header.HEADER ngx.log ngx.shared ngx.shared.DICT ngx.shared.DICT.incr ngx.shared.DICT.get ngx.shared.DICT.set ngx.worker.pid ngx.timer.at ngx.now ngx.req.get_uri_args resty.lrucache.new resty.lrucache:get resty.lrucache:set';
  for (const path of calls.split(' ')) test(path, () => assert.ok(apiDoc(path)));
  for (const name of ['resty.lrucache', 'table.clear', 'cjson']) test(name, () => assert.ok(moduleDoc(name)));
});

test('what a constructor returns has methods of that name', () => {
  assert.ok(apiDoc(`${constructedBy('resty.lrucache.new') ?? ''}:get`));
  assert.ok(apiDoc(`${constructedBy('ngx.socket.tcp') ?? ''}:connect`));
  assert.equal(constructedBy('toString'), undefined);
});

const facts = '../shared/facts/openresty-docs.json';

test(
  'directives have the contexts that the manual gives them',
  { skip: existsSync(facts) ? false : `${facts} is not there` },
  () => {
    const known = manualContexts();
    const wrong = allDirectiveDocs().flatMap(({ name, contexts = [] }) => {
      const expected = known.get(name);
      if (!expected) return [];
      const difference = [...contexts].sort().join(', ') === [...expected].sort().join(', ') ? [] : [name];
      return difference.map((one) => `${one}: ${contexts.join(', ')} | manual: ${expected.join(', ')}`);
    });
    assert.deepEqual(wrong, []);
  },
);

interface Fact {
  readonly name: string;
  readonly contexts: readonly string[];
  readonly source: string;
}

/** Of the http module's manual, which writes one context as "location if" and as "location-if". */
function manualContexts(): Map<string, readonly string[]> {
  const { directives } = JSON.parse(readFileSync(facts, 'utf8')) as { directives: Fact[] };
  return new Map(
    directives
      .filter(({ source }) => source.startsWith('openresty/lua-nginx-module@'))
      .map(({ name, contexts }) => [
        name,
        contexts.map((context) => context.replace(/^location[ -]if$/, 'if in location')),
      ]),
  );
}

suite('nginx’s own documentation', () => {
  test('what is no JSON is a reference without entries', () => {
    for (const text of ['', '{', '[]', 'null']) {
      const reference = loadNginxReference(text);
      assert.deepEqual(reference.directives('listen'), []);
      assert.equal(reference.variable('host'), undefined);
    }
  });

  test('a directive’s hover has its forms, its bounds and its page', () => {
    const hover = nginxToMarkdown({
      name: 'worker_processes',
      module: 'Core functionality',
      syntax: ['*`number`* | `auto`'],
      default: '1',
      contexts: ['main'],
      isBlock: false,
      text: 'How many.',
    });
    assert.match(hover, /worker_processes number \| auto;/);
    assert.match(hover, /default: `1` · context: main/);
    assert.match(hover, /ngx_core_module\.html#worker_processes/);
  });
});
