import { parseCidr } from '../addresses.js';
import { compileComplex, declareVariable, useVariable } from '../complex-value.js';
import type { Setters } from '../setter.js';
import { once } from './slots.js';

/** The modules of the access phase, and realip. */
export const accessSetters: Setters = {
  ngx_http_access_rule: (call) => {
    const [word] = call.args;
    if (!word || word.value === 'all' || word.value === 'unix:') return undefined;
    const cidr = parseCidr(word.value);
    if (cidr === undefined) call.report(`invalid parameter "${word.value}"`, { at: word });
    else if (cidr === 'low bits')
      call.report(`low address bits of ${word.value} are meaningless`, { level: 'warn', at: word });
    return undefined;
  },
  ngx_http_realip_from: (call) => {
    const [word] = call.args;
    // Anything else is the name of a host.
    if (word && parseCidr(word.value) === 'low bits')
      call.report(`low address bits of ${word.value} are meaningless`, { level: 'warn', at: word });
    return undefined;
  },
  ngx_http_realip: once(() => undefined),
  ngx_http_auth_request: once(() => undefined),
  ngx_http_auth_request_set: (call) => {
    const [variable, value] = call.args;
    if (!variable || !value) return undefined;
    if (!variable.value.startsWith('$')) {
      call.report(`invalid variable name "${variable.value}"`, { at: variable });
      return undefined;
    }
    const name = variable.value.slice(1);
    if (!declareVariable(call, name, variable)) return undefined;
    useVariable(call, name, variable);
    compileComplex(call, value);
    return undefined;
  },
  ngx_http_auth_basic_user_file: once((call) => {
    const [word] = call.args;
    if (word) compileComplex(call, word);
    return undefined;
  }),
};
