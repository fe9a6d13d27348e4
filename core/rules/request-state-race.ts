import { exampleConf } from './example-conf.js';
import { moveIntoFunctionFixes } from './fixes/move-into-function.js';
import type { Rule } from './rule.js';
import { stateFindings, type StateWords } from './state-finding.js';

const conf = exampleConf('ngx.say(require("mail").send(ngx.var.arg_to))');

const words: StateWords = {
  say: ({ name, verdict }) =>
    verdict.isScratch
      ? [
          `\`${name}\` is set, then the request waits, then it is read: another request of the same worker runs in between and sets it for itself.`,
          'Make it local to the function.',
        ]
      : [
          `\`${name}\` is read, then the request waits, then it is written from what was read: what another request of the same worker wrote in between is lost.`,
          'Read it again after the wait, or change it in one step.',
        ],
  fixes: (cell, { cells, project }) => moveIntoFunctionFixes(cell, cells, project),
};

export const requestStateRace: Rule = {
  code: 'request-state/race',
  severity: 'warning',
  summary: 'state is read, the request waits, and then the state is used as if nobody had changed it',
  why:
    'Lua code is never interrupted, except where it waits: at a cosocket, ngx.sleep, a subrequest, ngx.thread.wait. There the worker serves ' +
    'other requests. A value that was read before the wait is old after it, and a table that was filled before is filled by somebody else.',
  mend:
    'Read again after the wait, or change in one step (`count = count + 1` with nothing that waits in between, `incr` in a shared dictionary); ' +
    'make scratch tables local to the function, or take them from a pool; or hold a lock (lua-resty-lock).',
  silent: [
    'reading and writing with no wait in between',
    'a buffer that is emptied, filled and read without a wait',
  ],
  docs: 'lua-nginx-module manual, "Data Sharing within an Nginx Worker"',
  bad: {
    'conf/nginx.conf': conf,
    'lua/mail.lua': `local message = {}
local _M = {}

local function deliver(m)
    ngx.sleep(0.1)
    return "sent to " .. m.to
end

function _M.send(to)
    message.to = to
    return deliver(message)
end

return _M
`,
  },
  good: {
    'conf/nginx.conf': conf,
    'lua/mail.lua': `local _M = {}

local function deliver(m)
    ngx.sleep(0.1)
    return "sent to " .. m.to
end

function _M.send(to)
    local message = { to = to }
    return deliver(message)
end

return _M
`,
  },
  check: (context) => stateFindings(context, 'request-state/race', 'race', words),
};
