import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { get } from './testing/client.js';
import { confOf, makePrefix, serve, type TestServer } from './testing/serve.js';

/**
 * Programs whose state lives in one place or another. What they answer was first seen from nginx 1.22.1 with
 * ngx_lua 0.10.23; each worker here is a VM with a port of its own.
 */
interface App {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly conf: string;
  readonly http?: string;
  /** Worker, path, and the body that is expected. */
  readonly requests: readonly (readonly [worker: number, path: string, body: string])[];
}

const packagePath = 'lua_package_path "$prefix/lua/?.lua;;"; default_type text/plain;';
const counter = `local _M = {}
local count = 0
function _M.hit() count = count + 1 return count end
function _M.get() return count end
return _M
`;

const apps: readonly App[] = [
  {
    name: 'a module counts once per worker',
    files: { 'lua/counter.lua': counter },
    http: packagePath,
    conf: `location = /hit { content_by_lua_block { ngx.say(require("counter").hit()) } }`,
    requests: [
      [0, '/hit', '1\n'],
      [0, '/hit', '2\n'],
      [1, '/hit', '1\n'],
      [0, '/hit', '3\n'],
    ],
  },
  {
    name: 'a shared dictionary counts for all workers',
    files: {},
    http: 'lua_shared_dict hits 1m;',
    conf: 'location = /hit { content_by_lua_block { ngx.say((ngx.shared.hits:incr("n", 1, 0))) } }',
    requests: [
      [0, '/hit', '1\n'],
      [1, '/hit', '2\n'],
      [0, '/hit', '3\n'],
    ],
  },
  {
    name: 'a global of inline code lives as long as the worker',
    files: {},
    conf: `location = /hit { content_by_lua_block { hits = (hits or 0) + 1 ngx.say(hits) } }
      location = /hits { content_by_lua_block { ngx.say(tostring(rawget(_G, "hits"))) } }`,
    requests: [
      [0, '/hit', '1\n'],
      [0, '/hit', '2\n'],
      [0, '/hits', '2\n'],
      [1, '/hits', 'nil\n'],
    ],
  },
  {
    name: 'ngx.ctx lives for one request, through its phases',
    files: {},
    conf: `location = /t {
      rewrite_by_lua_block { ngx.ctx.steps = (ngx.ctx.steps or "") .. "rewrite " }
      access_by_lua_block { ngx.ctx.steps = ngx.ctx.steps .. "access " }
      content_by_lua_block { ngx.say(ngx.ctx.steps .. "content") } }`,
    requests: [
      [0, '/t', 'rewrite access content\n'],
      [0, '/t', 'rewrite access content\n'],
    ],
  },
  {
    name: 'init_by_lua runs once, and every worker starts from what it left',
    files: { 'lua/counter.lua': counter },
    http: `${packagePath} init_by_lua_block { require("counter").hit() }`,
    conf: 'location = /hit { content_by_lua_block { ngx.say(require("counter").hit()) } }',
    requests: [
      [0, '/hit', '2\n'],
      [0, '/hit', '3\n'],
      [1, '/hit', '2\n'],
    ],
  },
  {
    name: 'init_worker_by_lua runs in each worker',
    files: {},
    http: 'init_worker_by_lua_block { started = ngx.worker.id() .. " of " .. ngx.worker.count() }',
    conf: 'location = /t { content_by_lua_block { ngx.say(started, " ", ngx.worker.pid()) } }',
    requests: [
      [0, '/t', '0 of 2 50000\n'],
      [1, '/t', '1 of 2 50001\n'],
    ],
  },
  {
    name: 'without code cache nothing stays',
    files: { 'lua/counter.lua': counter },
    http: `${packagePath} lua_code_cache off;`,
    conf: 'location = /hit { content_by_lua_block { ngx.say(require("counter").hit()) } }',
    requests: [
      [0, '/hit', '1\n'],
      [0, '/hit', '1\n'],
    ],
  },
  {
    name: 'a handler in a file',
    files: { 'lua/page.lua': 'local n = ngx.var.arg_n\nngx.say("page ", n)\n' },
    conf: 'location = /page { content_by_lua_file lua/page.lua; }',
    requests: [[0, '/page?n=7', 'page 7\n']],
  },
];

for (const { name, files, conf, http, requests } of apps) {
  suite(name, () => {
    let server: TestServer;
    before(async () => {
      server = await serve(makePrefix({ ...files, 'conf/nginx.conf': confOf(conf, http) }), 2);
    });
    after(() => server.quit());
    test('answers', async () => {
      for (const [worker, path, body] of requests) {
        assert.equal((await get(server.ports[worker] ?? 0, path)).body, body, `worker ${worker}, ${path}`);
      }
    });
  });
}

test('requests of one worker overlap where Lua sleeps', async () => {
  const conf = `location = /slow { content_by_lua_block {
      scratch = ngx.var.arg_n ngx.sleep(0.05) ngx.say(scratch) } }
    location = /set { content_by_lua_block { scratch = "other" ngx.say("set") } }`;
  const server = await serve(makePrefix({ 'conf/nginx.conf': confOf(conf) }));
  const [port = 0] = server.ports;
  const slow = get(port, '/slow?n=mine');
  // The slow request sleeps when the other one is answered: both go to one event loop, in this order.
  await get(port, '/set');
  assert.equal((await slow).body, 'other\n');
  await server.quit();
});
