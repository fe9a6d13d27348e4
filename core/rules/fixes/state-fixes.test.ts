import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyFix } from '../testing/apply.js';
import { check } from '../testing/marked.js';
import { conf, run, say } from '../testing/programs.js';
import type { Example } from '../index.js';

const server = conf({ '/set': run('require("m").set(ngx.var.arg_v)'), '/get': say('require("m").get()') });

function applied(lua: string, title: RegExp): Record<string, string> {
  const texts: Example = { 'conf/nginx.conf': server, 'lua/m.lua': lua };
  const fixes = check(texts).findings.flatMap((finding) => finding.fixes ?? []);
  const fix = fixes.find((one) => title.test(one.title));
  assert.ok(fix, `no fix ${String(title)} among ${fixes.map((one) => one.title).join(', ')}`);
  return applyFix(texts, fix);
}

test('data of a request moves to ngx.ctx, and the finding is gone', () => {
  const texts = applied(
    `local user
local _M = {}
local function profile() ngx.sleep(1) return user end
function _M.set(v) user = v ngx.say(profile()) end
function _M.get() return 1 end
return _M
`,
    /ngx\.ctx/,
  );
  assert.equal(
    texts['lua/m.lua'],
    `local _M = {}
local function profile() ngx.sleep(1) return ngx.ctx.user end
function _M.set(v) ngx.ctx.user = v ngx.say(profile()) end
function _M.get() return 1 end
return _M
`,
  );
  assert.deepEqual(check(texts).findings, []);
});

test('a comment above the declaration asks for its reason', () => {
  const texts = applied(
    `do
  local n = 0
  return { set = function() n = n + 1 end, get = function() return n end }
end
`,
    /^Keep `n` per worker/,
  );
  assert.match(texts['lua/m.lua'] ?? '', /^do\n {2}-- openresty: per-worker \n {2}local n = 0\n/);
  assert.deepEqual(
    check(texts).findings.map(({ code }) => code),
    ['worker-state/silence', 'worker-state/diverges'],
  );
});
