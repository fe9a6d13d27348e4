import { parseSize } from '../../values.js';
import type { Key } from '../block-state.js';
import { compileComplex } from '../complex-value.js';
import type { Call, Setters } from '../setter.js';
import { addZone, type Zone } from '../zones.js';
import { parseNumber } from './slots.js';

/** ngx_pagesize, in bytes, of most machines. */
const PAGE = 4096;
const MOST_CONNECTIONS = 65535;

/** ngx_http_limit_req_module and ngx_http_limit_conn_module. */
export const limitSetters: Setters = {
  ngx_http_limit_req_zone: (call) => zone(call, 'ngx_http_limit_req_module', true),
  ngx_http_limit_conn_zone: (call) => zone(call, 'ngx_http_limit_conn_module', false),
  ngx_http_limit_req: limitReq,
  ngx_http_limit_conn: limitConn,
};

function zone(call: Call, tag: string, hasRate: boolean): undefined {
  const [key, ...parameters] = call.args;
  if (!key || !compileComplex(call, key)) return;
  let named: { name: string; size: number; word: (typeof parameters)[number] } | undefined;
  for (const word of parameters) {
    const wrong = (message: string): void => call.report(`${message} "${word.value}"`, { at: word });
    const [, name = '', text] = /^zone=([^:]*)(?::(.*))?$/s.exec(word.value) ?? [];
    if (word.value.startsWith('zone=')) {
      const size = text === undefined ? undefined : parseSize(text);
      if (size === undefined) {
        wrong('invalid zone size');
        return;
      }
      if (size < 8 * PAGE) {
        call.report(`zone "${word.value}" is too small`, { at: word });
        return;
      }
      named = { name, size, word };
    } else if (hasRate && word.value.startsWith('rate=')) {
      const rate = word.value.slice('rate='.length).replace(/r\/[sm]$/, '');
      if ((parseNumber(rate) ?? 0) > 0) continue;
      wrong('invalid rate');
      return;
    } else {
      wrong('invalid parameter');
      return;
    }
  }
  if (!named?.name) {
    call.report(`"${call.name}" must have "zone" parameter`);
    return;
  }
  const added = addZone(call, named.name, named.size, tag, named.word);
  if (!added) return;
  if (added.data !== undefined)
    call.report(`${call.name} "${named.name}" is already bound to key "${String(added.data)}"`, {
      code: 'conf/duplicate',
    });
  else added.data = key.value;
}

const reqKey: Key<Set<Zone>> = { name: 'limit_req', make: () => new Set() };
const connKey: Key<Set<Zone>> = { name: 'limit_conn', make: () => new Set() };

function limitReq(call: Call): string | undefined {
  let used: Zone | undefined;
  for (const word of call.args) {
    const [, name = '', text = ''] = /^(zone|burst|delay)=(.*)$/s.exec(word.value) ?? [];
    if (name === 'zone') {
      used = addZone(call, text, 0, 'ngx_http_limit_req_module', word);
      if (!used) return undefined;
    } else if (name !== '') {
      if ((parseNumber(text) ?? 0) > 0) continue;
      call.report(`invalid ${name} value "${word.value}"`, { at: word });
      return undefined;
    } else if (word.value !== 'nodelay') {
      call.report(`invalid parameter "${word.value}"`, { at: word });
      return undefined;
    }
  }
  if (!used) {
    call.report(`"${call.name}" must have "zone" parameter`);
    return undefined;
  }
  const limits = call.block.get(reqKey);
  if (limits.has(used)) return 'is duplicate';
  limits.add(used);
  return undefined;
}

function limitConn(call: Call): string | undefined {
  const [name, count] = call.args;
  if (!name || !count) return undefined;
  const used = addZone(call, name.value, 0, 'ngx_http_limit_conn_module', name);
  if (!used) return undefined;
  const limits = call.block.get(connKey);
  if (limits.has(used)) return 'is duplicate';
  const number = parseNumber(count.value) ?? 0;
  if (number === 0) call.report(`invalid number of connections "${count.value}"`, { at: count });
  else if (number > MOST_CONNECTIONS) call.report('connection limit must be less 65536', { at: count });
  else limits.add(used);
  return undefined;
}
