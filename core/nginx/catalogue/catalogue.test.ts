import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { suite, test } from 'node:test';
import { arityOf, makeCatalogue, standardCatalogue, takes } from './index.js';

suite('catalogue', () => {
  const catalogue = standardCatalogue();

  test('a name that several modules have is told apart by its context', () => {
    assert.equal(catalogue.directive('server', 'http')?.module, 'ngx_http_core_module');
    assert.equal(catalogue.directive('server', 'http')?.isBlock, true);
    assert.equal(catalogue.directive('server', 'upstream')?.module, 'ngx_http_upstream');
    assert.equal(catalogue.directive('server', 'upstream')?.isBlock, false);
    assert.equal(catalogue.directive('server', 'location'), undefined);
    assert.equal(catalogue.directive('lua_shared_dict', 'stream')?.module, 'ngx_stream_lua_module');
  });

  test('what the manual says of contexts, counts and values', () => {
    const gzip = catalogue.directive('gzip_comp_level', 'location');
    assert.deepEqual(gzip?.bounds, [1, 9]);
    assert.equal(gzip.once, true);
    assert.deepEqual(catalogue.directive('set', 'location')?.contexts, [
      'server',
      'if in server',
      'location',
      'if in location',
    ]);
    assert.deepEqual(catalogue.directive('location', 'server')?.arity, { kind: 'counts', counts: [1, 2] });
    assert.equal(catalogue.directive('include', 'stream upstream')?.name, 'include');
    assert.equal(catalogue.directive('http2', 'server')?.since, '1.25.1');
    assert.equal(catalogue.directive('ssl', 'server')?.gone, true);
  });

  test('arity as ngx_conf_handler reads it', () => {
    assert.ok(takes(arityOf(['CONF_TAKE123']), 3));
    assert.ok(!takes(arityOf(['CONF_TAKE13']), 2));
    assert.ok(takes(arityOf(['CONF_NOARGS']), 0));
    assert.ok(!takes(arityOf(['CONF_FLAG']), 2));
    assert.ok(!takes(arityOf(['CONF_2MORE']), 1));
  });

  test('variables by name and by prefix, in their family', () => {
    assert.equal(catalogue.variable('remote_addr', 'http')?.isPrefix, false);
    assert.equal(catalogue.variable('args', 'http')?.isChangeable, true);
    assert.equal(catalogue.variable('http_x_real_ip', 'http')?.name, 'http_');
    assert.equal(catalogue.variable('upstream_http_etag', 'http')?.name, 'upstream_http_');
    assert.equal(catalogue.variable('arg_x', 'stream'), undefined);
    assert.equal(catalogue.variable('no_such', 'http'), undefined);
  });

  test("a user's directive is known, and goes before ours", () => {
    const own = {
      name: 'gzip',
      module: 'mine',
      contexts: ['http' as const],
      arity: { kind: 'any' as const },
      isBlock: false,
      setter: '',
    };
    assert.equal(makeCatalogue([own]).directive('gzip', 'http')?.module, 'mine');
    assert.equal(makeCatalogue([own]).directive('gzip', 'location')?.module, 'ngx_http_gzip_filter_module');
  });

  test('the generated files are what the facts say', () => {
    execFileSync(process.execPath, ['scripts/catalogue/generate.mjs', '--check'], { stdio: 'pipe' });
  });
});
