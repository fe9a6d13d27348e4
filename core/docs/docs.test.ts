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

const flags = '../shared/facts/nginx-directive-flags.json';

const contextOfFlag: Readonly<Record<string, string>> = {
  HTTP_MAIN_CONF: 'http',
  HTTP_SRV_CONF: 'server',
  HTTP_LOC_CONF: 'location',
  HTTP_SIF_CONF: 'if in server',
  HTTP_LIF_CONF: 'if in location',
  HTTP_LMT_CONF: 'limit_except',
  HTTP_UPS_CONF: 'upstream',
};

test(
  'directives stand where the command table of ngx_http_lua_module lets them',
  { skip: existsSync(flags) ? false : `${flags} is not there` },
  () => {
    const known = commandTable();
    const compared = allDirectiveDocs().flatMap(({ name, contexts: given = [] }) => {
      const expected = known.get(name);
      // Those of the stream module stand in a table of its own.
      const contexts = given.filter((context) => !/\bstream\b/.test(context));
      return expected ? [{ name, ours: contexts.toSorted(), table: expected.toSorted() }] : [];
    });
    assert.ok(compared.length > 50, `only ${compared.length} were compared`);
    assert.deepEqual(
      compared.filter(({ ours, table }) => ours.join() !== table.join()),
      [],
    );
  },
);

function commandTable(): Map<string, readonly string[]> {
  const table = JSON.parse(readFileSync(flags, 'utf8')) as Record<
    string,
    { module: string; flags: string[] }[]
  >;
  return new Map(
    Object.entries(table).flatMap(([name, entries]) =>
      entries
        .filter(({ module }) => module === 'ngx_http_lua_module')
        .map((entry): [string, string[]] => [name, entry.flags.flatMap((flag) => contextOfFlag[flag] ?? [])]),
    ),
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
