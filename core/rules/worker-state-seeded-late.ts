import { exampleConf } from './example-conf.js';
import type { Rule } from './rule.js';
import { stateFindings, type StateWords } from './state-finding.js';

const conf = exampleConf('ngx.say(require("token").sign(ngx.var.arg_user))');

const words: StateWords = {
  say: (cell, { workers }) => [
    `\`${cell.name}\` is made at random in each worker${workers.text}, the first time that one needs it: the workers hold different values, and what one makes with it the others do not know.`,
    'Make it in init_by_lua, which runs before the fork, or take it from one place, such as the environment or a shared dict.',
  ],
};

export const workerStateSeededLate: Rule = {
  code: 'worker-state/seeded-late',
  severity: 'warning',
  summary: 'a random value that each worker makes for itself, where all need the same one',
  why:
    'What init_by_lua makes is copied into every worker when nginx forks. What a request makes the first time that it is needed is made ' +
    'once in each worker, and a random value differs each time: a token that one worker signs is refused by the others.',
  mend:
    'Make it in init_by_lua, where the fork copies it into every worker; or take it from one place: the environment, a file, ' +
    'or a shared dictionary, with `add` so that only the first worker’s value counts.',
  silent: ['a value that is made while init_by_lua runs', 'lazily made values without a random part'],
  docs: 'lua-nginx-module manual, "init_by_lua"',
  bad: {
    'conf/nginx.conf': conf,
    'lua/token.lua': `local random = require("resty.random")
local secret
local _M = {}

function _M.sign(user)
    if not secret then
        secret = random.bytes(16)
    end
    return ngx.encode_base64(ngx.hmac_sha1(secret, user or ""))
end

return _M
`,
  },
  good: {
    'conf/nginx.conf': `env TOKEN_SECRET;\n${conf}`,
    'lua/token.lua': `local secret = os.getenv("TOKEN_SECRET")
local _M = {}

function _M.sign(user)
    return ngx.encode_base64(ngx.hmac_sha1(secret or "", user or ""))
end

return _M
`,
  },
  check: (context) => stateFindings(context, 'worker-state/seeded-late', 'seeded-late', words),
};
