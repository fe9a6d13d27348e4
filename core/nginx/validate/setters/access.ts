import { parseCidr } from '../addresses.js';
import { compileComplex, declareVariable, useVariable } from '../complex-value.js';
import type { Call, Setters } from '../setter.js';
import { once } from './slots.js';

/** What the address of a network makes nginx say; a name is looked up where this will run. */
function network(call: Call, directive: string | undefined): undefined {
  const [word] = call.args;
  if (word === undefined || word.value === 'unix:') return;
  const found = parseCidr(word.value);
  if (found === 'low bits')
    call.report(`low address bits of ${word.value} are meaningless`, { level: 'warn', at: word });
  if (found !== undefined) return;
  if (directive === undefined) call.report(`invalid parameter "${word.value}"`, { at: word });
  // No host has a slash in its name.
  else if (word.value.includes('/'))
    call.report(`host not found in ${directive} "${word.value}"`, { at: word });
}

function rule(call: Call): undefined {
  if (call.values[0] !== 'all') network(call, undefined);
}

/** `auth_request_set $variable value`; `set` in stream. */
function setVariable(call: Call): undefined {
  const [target, value] = call.args;
  if (target === undefined || value === undefined) return;
  if (!target.value.startsWith('$')) {
    call.report(`invalid variable name "${target.value}"`, { at: target });
    return;
  }
  const name = target.value.slice(1);
  if (declareVariable(call, name, target) && useVariable(call, name, target)) compileComplex(call, value);
}

export const accessSetters: Setters = {
  ngx_http_access_rule: rule,
  ngx_stream_access_rule: rule,
  ngx_http_realip_from: (call) => network(call, 'set_real_ip_from'),
  ngx_stream_realip_from: (call) => network(call, 'set_real_ip_from'),
  ngx_mail_realip_from: (call) => network(call, 'set_real_ip_from'),
  ngx_http_realip: once(() => undefined),
  ngx_http_auth_request: once(() => undefined),
  ngx_http_auth_request_set: setVariable,
  ngx_http_auth_basic_user_file: once((call) => {
    const [word] = call.args;
    if (word !== undefined) compileComplex(call, word);
    return undefined;
  }),
  ngx_stream_set: setVariable,
  ngx_stream_return: once((call) => {
    const [word] = call.args;
    if (word !== undefined) compileComplex(call, word);
    return undefined;
  }),
};
