import { exampleConf } from './example-conf.js';
import type { Rule } from './rule.js';
import { stateFindings, type StateWords } from './state-finding.js';
import { moveIntoFunctionFixes } from './fixes/move-into-function.js';
import { requestContextFixes } from './fixes/request-context.js';

const conf = exampleConf('ngx.say(require("session").greet())');

const words: StateWords = {
  say: ({ name, verdict }) => {
    if (verdict.connection) {
      return [
        `\`${name}\` keeps a connection that one request opened, and the other requests of the worker use it: nginx answers "bad request", or they read each other's data.`,
        'Open it in the request and give it back with set_keepalive.',
      ];
    }
    return [
      verdict.interleaves
        ? `\`${name}\` keeps data of one request while that request waits: another one of the same worker runs in between and changes it.`
        : `\`${name}\` keeps data of one request, and the next ones of the same worker meet it.`,
      'Pass it as an argument, or keep it in ngx.ctx.',
    ];
  },
  isError: ({ verdict }) => verdict.interleaves,
  fixes: (cell, { cells, project }) => [
    ...moveIntoFunctionFixes(cell, cells, project),
    ...(cell.confidence === 'route' ? requestContextFixes(cell, project) : []),
  ],
};

export const requestStateLeaks: Rule = {
  code: 'request-state/leaks',
  severity: 'warning',
  summary: 'data or a connection of one request is kept where other requests of the worker meet it',
  why:
    'A worker serves many requests at a time, and a module is loaded once for all of them. What one request writes to a module-level ' +
    'variable is there for the next one; and when the first one waits (a cosocket, ngx.sleep, a subrequest), the next one runs in between and ' +
    'changes it. A cosocket kept there belongs to the request that opened it: others get "bad request" or the answers of somebody else.',
  mend:
    'Pass it as an argument, or keep it in `ngx.ctx`, which each request has for itself. Open connections in the request, and give them ' +
    'back with `set_keepalive`: the pool is what lasts.',
  silent: [
    'ngx.ctx under another name',
    'a table that a function of the module makes anew',
    'a buffer that is set before it is read, with no wait in between',
  ],
  docs: 'lua-nginx-module manual, "Data Sharing within an Nginx Worker"',
  bad: {
    'conf/nginx.conf': conf,
    'lua/session.lua': `local current_user
local _M = {}

local function profile()
    ngx.sleep(0.1)
    return "profile of " .. tostring(current_user)
end

function _M.greet()
    current_user = ngx.var.arg_user
    return profile()
end

return _M
`,
  },
  good: {
    'conf/nginx.conf': conf,
    'lua/session.lua': `local _M = {}

local function profile(user)
    ngx.sleep(0.1)
    return "profile of " .. tostring(user)
end

function _M.greet()
    return profile(ngx.var.arg_user)
end

return _M
`,
  },
  check: (context) => stateFindings(context, 'request-state/leaks', 'leaks', words),
};
