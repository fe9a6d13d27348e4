import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { check } from './testing/marked.js';
import { conf, run, say } from './testing/programs.js';

/**
 * What people keep in a module for later requests: with several workers each of these answers wrongly, now and then. A
 * location runs `set`, another one shows what `get` says.
 */
const apps: Readonly<Record<string, string>> = {
  'a feature that one endpoint turns on and off': `
local M = { enabled = true }
function M.set(v) M.enabled = (v == "on") end
function M.get() if M.enabled then return "on" else ngx.exit(503) end end return M`,
  'the same, in a local that begins with true': `
local enabled = true
local M = {}
function M.set(v) if v == "on" then enabled = true else enabled = false end end
function M.get() if not enabled then return ngx.exit(503) end return "ok" end return M`,
  'a rate limit with a window': `
local hits, start = {}, 0
local M = {}
function M.set(v) local now = ngx.now() if now - start > 60 then hits = {} start = now end
 local ip = ngx.var.remote_addr hits[ip] = (hits[ip] or 0) + 1 if hits[ip] > 100 then return ngx.exit(429) end end
function M.get() return "ok" end return M`,
  'a rate limit with a window for each client': `
local counts = {}
local M = {}
function M.set() local key = ngx.var.remote_addr local c = counts[key] if not c or c.reset < ngx.time() then c = { n = 0, reset = ngx.time() + 60 } counts[key] = c end
 c.n = c.n + 1 if c.n > 10 then return ngx.exit(429) end end
function M.get() return "" end return M`,
  'failed logins': `
local attempts = {}
local M = {}
function M.set(v) local u = ngx.var.arg_user if (attempts[u] or 0) >= 3 then return ngx.exit(403) end
 if v == "secret" then attempts[u] = nil else attempts[u] = (attempts[u] or 0) + 1 end end
function M.get() return "" end return M`,
  sessions: `
local sessions = {}
local M = {}
function M.set(v) local id = ngx.md5(ngx.now() .. v) sessions[id] = { user = v, at = ngx.now() } ngx.header["Set-Cookie"] = "sid=" .. id end
function M.get() local s = sessions[ngx.var.cookie_sid] if not s then return ngx.exit(401) end return s.user end return M`,
  'a shopping cart': `
local carts = {}
local M = {}
function M.set(v) local c = carts[ngx.var.cookie_sid] if not c then c = {} carts[ngx.var.cookie_sid] = c end c[#c + 1] = v end
function M.get() local c = carts[ngx.var.cookie_sid] or {} return #c end return M`,
  'a queue': `
local queue = {}
local M = {}
function M.set(v) table.insert(queue, v) end
function M.get() return table.remove(queue, 1) end return M`,
  'when somebody was here last': `
local last
local M = {}
function M.set(v) last = ngx.time() end
function M.get() return last and os.date("%c", last) or "never" end return M`,
  'the number of the next record': `
local id = 0
local M = {}
function M.set(v) id = id + 1 ngx.say("created ", id) end
function M.get() return "" end return M`,
  'a cache, an entry of which one endpoint throws away': `
local cache = {}
local M = {}
function M.get() local k = ngx.var.arg_k local v = cache[k] if not v then v = ngx.location.capture("/db?k=" .. k).body cache[k] = v end return v end
function M.set(v) cache[v] = nil end return M`,
  'a cache that one endpoint empties': `
local cache = {}
local M = {}
function M.get() local k = ngx.var.arg_k local v = cache[k] if not v then v = ngx.location.capture("/db?k=" .. k).body cache[k] = v end return v end
function M.set(v) cache = {} end return M`,
  'a cache that one endpoint updates': `
local cache = {}
local M = {}
function M.get() local k = ngx.var.arg_k local v = cache[k] if not v then v = ngx.location.capture("/db?k=" .. k).body cache[k] = v end return v end
function M.set(v) ngx.location.capture("/save?v=" .. v) cache[ngx.var.arg_k] = v end return M`,
  'who is in which group of an experiment': `
local assigned = {}
local M = {}
function M.get() local u = ngx.var.cookie_uid local v = assigned[u] if not v then v = math.random(2) == 1 and "a" or "b" assigned[u] = v end return v end
function M.set() end return M`,
  'answers to be checked later': `
local answers = {}
local M = {}
function M.set(v) local id = tostring(math.random(1e9)) answers[id] = v ngx.say(id) end
function M.get() return answers[ngx.var.arg_id] == ngx.var.arg_answer end return M`,
  'what must not be used twice': `
local seen = {}
local M = {}
function M.set(v) if seen[v] then return ngx.exit(409) end seen[v] = true end
function M.get() return "" end return M`,
  'what must not be used twice within a minute': `
local seen = {}
local M = {}
function M.set(v) local t = seen[v] if t and ngx.now() - t < 60 then return ngx.exit(409) end seen[v] = ngx.now() end
function M.get() return "" end return M`,
  'the progress of an upload': `
local progress = {}
local M = {}
function M.set(v) progress[v] = 0 for i = 1, 10 do ngx.sleep(0.1) progress[v] = i * 10 end progress[v] = nil end
function M.get() return progress[ngx.var.arg_id] or "done" end return M`,
  'the clients of a chat': `
local rooms = {}
local server = require("resty.websocket.server")
local M = {}
function M.set(v) local ws = server:new() local room = rooms[v] if not room then room = {} rooms[v] = room end room[ws] = true
 while true do local data = ws:recv_frame() if not data then break end for other in pairs(room) do other:send_text(data) end end room[ws] = nil end
function M.get() return "" end return M`,
  'an average': `
local total, count = 0, 0
local M = {}
function M.set() total = total + tonumber(ngx.var.request_time) count = count + 1 end
function M.get() return total / count end return M`,
  'a maximum': `
local max = 0
local M = {}
function M.set() local t = tonumber(ngx.var.request_time) if t > max then max = t end end
function M.get() return max end return M`,
  'addresses that are blocked': `
local blocked = {}
local M = {}
function M.set(v) blocked[v] = true end
function M.get() if blocked[ngx.var.remote_addr] then return ngx.exit(403) end return "ok" end return M`,
  'addresses that are blocked and freed': `
local blocked = {}
local M = {}
function M.set(v) if ngx.req.get_method() == "DELETE" then blocked[v] = nil else blocked[v] = true end end
function M.get() if blocked[ngx.var.remote_addr] then return ngx.exit(403) end return "ok" end return M`,
  'where to send requests': `
local upstreams = { api = { host = "127.0.0.1", port = 80 } }
local M = {}
function M.set(v) local h, p = v:match("(.*):(%d+)") upstreams.api = { host = h, port = tonumber(p) } end
function M.get() local u = upstreams.api ngx.var.backend = u.host .. ":" .. u.port return "" end return M`,
  'the language': `
local locale = "en"
local M = {}
function M.set(v) locale = v end
function M.get() return require("texts")[locale] end return M`,
  'how much to log': `
local M = { level = 4 }
function M.set(v) M.level = tonumber(v) or M.level end
function M.get() if M.level > 5 then ngx.header["X-Debug"] = "1" end return "ok" end return M`,
  'how many are being served': `
local online = 0
local M = {}
function M.set() online = online + 1 ngx.sleep(1) online = online - 1 end
function M.get() return online end return M`,
  'a configuration that is posted': `
local cjson = require("cjson")
local config = { rate = 1 }
local M = {}
function M.set() ngx.req.read_body() config = cjson.decode(ngx.req.get_body_data()) end
function M.get() return config.rate end return M`,
  'a configuration that is posted in parts': `
local cjson = require("cjson")
local config = { rate = 1 }
local M = {}
function M.set() ngx.req.read_body() for k, v in pairs(cjson.decode(ngx.req.get_body_data())) do config[k] = v end end
function M.get() return config.rate end return M`,
  'the last hundred messages': `
local history = {}
local M = {}
function M.set(v) history[#history + 1] = v if #history > 100 then table.remove(history, 1) end end
function M.get() return table.concat(history, "\\n") end return M`,
  'who came first': `
local winner
local M = {}
function M.set(v) if not winner then winner = v return ngx.say("you won") end ngx.say("lost") end
function M.get() return winner end return M`,
  'to whom a mail was sent': `
local sent = {}
local M = {}
function M.set(v) if not sent[v] then ngx.location.capture("/mail?to=" .. v) sent[v] = true end end
function M.get() return "" end return M`,
  'an object that counts': `
local Counter = {} Counter.__index = Counter
function Counter.new() return setmetatable({ n = 0 }, Counter) end
function Counter:hit() self.n = self.n + 1 return self.n end
local counter = Counter.new()
return { set = function() counter:hit() end, get = function() return counter.n end }`,
  'what is in stock': `
local stock = 10
local M = {}
function M.set() if stock <= 0 then return ngx.exit(410) end stock = stock - 1 ngx.say("one for you") end
function M.get() return stock end return M`,
  'a pause': `
local paused_until
local M = {}
function M.set(v) paused_until = ngx.now() + tonumber(v) end
function M.get() if paused_until and ngx.now() < paused_until then return ngx.exit(503) end return "ok" end return M`,
  votes: `
local votes = { yes = 0, no = 0 }
local M = {}
function M.set(v) if votes[v] then votes[v] = votes[v] + 1 end end
function M.get() return votes.yes .. ":" .. votes.no end return M`,
  'a key that is made when it is needed': `
local key
local M = {}
local function get_key() if not key then key = require("resty.random").bytes(16) end return key end
function M.set(v) ngx.header["Set-Cookie"] = "t=" .. ngx.encode_base64(ngx.hmac_sha1(get_key(), v)) end
function M.get() return ngx.encode_base64(ngx.hmac_sha1(get_key(), ngx.var.arg_v)) == ngx.var.cookie_t end return M`,
};

suite('things that people keep in a module', () => {
  for (const [name, lua] of Object.entries(apps))
    test(name, () => {
      const { findings } = check({
        'conf/nginx.conf': conf({
          '/set': run('require("m").set(ngx.var.arg_v)'),
          '/get': say('require("m").get()'),
        }),
        'lua/m.lua': lua,
        'lua/texts.lua': 'return { en = "hello", de = "hallo" }',
      });
      const told = findings.filter(
        ({ severity, code }) => severity === 'warning' && /^(?:worker|request)-state/.test(code),
      );
      assert.ok(told.length > 0, 'silent');
    });
});

suite('a cache that is emptied, and no other worker needs to know', () => {
  const silent = (title: string, purge: string, init = ''): void => {
    test(title, () => {
      const { findings } = check({
        'conf/nginx.conf': conf(
          { '/set': run('require("m").set(ngx.var.arg_v)'), '/get': say('require("m").get()') },
          'worker_processes 4;',
          init && `init_worker_by_lua_block { require("m").init() }`,
        ),
        'lua/m.lua': `
local events = require("resty.worker.events")
local cache, count = {}, 0
local M = {}
local function forget(key) cache[key] = nil end
function M.get()
  local key = ngx.var.arg_k
  local entry = cache[key]
  if not entry then
    entry = { body = ngx.location.capture("/db?k=" .. key).body, at = ngx.now() }
    cache[key] = entry
  end
  ${purge.includes('entry') ? purge : ''}
  return entry.body
end
function M.set(v) ${purge.includes('entry') ? '' : purge} end
function M.init() ${init} end
return M`,
      });
      assert.deepEqual(findings, []);
    });
  };

  silent('an entry is too old', 'if ngx.now() - entry.at > 60 then cache[key] = nil end');
  silent('an entry is too old, in a helper', 'if ngx.now() - entry.at > 60 then forget(key) end');
  silent('all workers are told', 'events.post("m", "forget", v)', 'events.register(forget, "m", "forget")');
  silent(
    'all workers are told, and each listens from its first request on',
    'if not M.listens then M.listens = true events.register(forget, "m", "forget") end events.post("m", "forget", v)',
  );
  silent('a timer does it', '', 'ngx.timer.every(60, function() cache = {} end)');
});
