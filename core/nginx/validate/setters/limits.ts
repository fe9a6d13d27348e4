import { parseSize } from '../../values.js';
import type { Word } from '../../tree.js';
import type { Key } from '../block-state.js';
import { compileComplex } from '../complex-value.js';
import { parseNumber } from '../numbers.js';
import type { Call, Setters } from '../setter.js';
import { addZone, type Zone } from '../zones.js';

/** Eight pages. */
const LEAST_ZONE = 8 * 4096;

/** ngx_http_limit_req_zone, ngx_http_limit_conn_zone: `key zone=name:size`, and a rate for requests. */
function zone(call: Call): undefined {
  const [key, ...parameters] = call.args;
  if (key === undefined || compileComplex(call, key) === undefined) return;
  let named: { readonly name: string; readonly size: number; readonly word: Word } | undefined;
  for (const word of parameters) {
    const fault = zoneParameter(call.name, word.value);
    if (fault !== undefined) {
      call.report(fault, { at: word });
      return;
    }
    const [, name = '', size = ''] = /^zone=([^:]*):(.*)$/s.exec(word.value) ?? [];
    if (word.value.startsWith('zone=')) named = { name, size: parseSize(size) ?? 0, word };
  }
  if (named === undefined || named.name === '') {
    call.report(`"${call.name}" must have "zone" parameter`);
    return;
  }
  const found = addZone(call, named.name, named.size, call.spec.module, named.word);
  if (found === undefined) return;
  if (typeof found.data === 'string')
    call.report(`${call.name} "${named.name}" is already bound to key "${found.data}"`, {
      code: 'conf/duplicate',
      at: named.word,
      related: [{ message: 'the first one', file: found.located.file, span: found.word.span }],
    });
  else found.data = key.value;
}

function zoneParameter(directive: string, value: string): string | undefined {
  if (value.startsWith('zone=')) {
    const colon = value.indexOf(':');
    const size = colon === -1 ? undefined : parseSize(value.slice(colon + 1));
    if (size === undefined) return `invalid zone size "${value}"`;
    return size < LEAST_ZONE ? `zone "${value}" is too small` : undefined;
  }
  if (value.startsWith('rate=') && directive === 'limit_req_zone') {
    const rate = parseNumber(value.slice('rate='.length).replace(/r\/[sm]$/, ''));
    return rate === undefined || rate === 0 ? `invalid rate "${value}"` : undefined;
  }
  return `invalid parameter "${value}"`;
}

const limitKeys: Readonly<Record<string, Key<Set<Zone>>>> = {
  limit_req: { name: 'limit_req', make: () => new Set() },
  limit_conn: { name: 'limit_conn', make: () => new Set() },
};

function isSecond(call: Call, used: Zone): boolean {
  const key = limitKeys[call.name];
  const limits = key && call.block.get(key);
  if (limits?.has(used)) return true;
  limits?.add(used);
  return false;
}

function limitRequests(call: Call): string | undefined {
  let used: Zone | undefined;
  for (const word of call.args) {
    const [name, value] = word.value.split(/=(.*)/s);
    if (name === 'zone' && value !== undefined) {
      used = addZone(call, value, 0, call.spec.module, word);
      if (used === undefined) return undefined;
    } else if ((name === 'burst' || name === 'delay') && value !== undefined) {
      if (parseNumber(value)) continue;
      call.report(`invalid ${name} value "${word.value}"`, { at: word });
      return undefined;
    } else if (word.value !== 'nodelay') {
      call.report(`invalid parameter "${word.value}"`, { at: word });
      return undefined;
    }
  }
  if (used === undefined) {
    call.report('"limit_req" must have "zone" parameter');
    return undefined;
  }
  return isSecond(call, used) ? 'is duplicate' : undefined;
}

/** The count is kept in 16 bits. */
const MOST_CONNECTIONS = 65_535;

function limitConnections(call: Call): string | undefined {
  const [name, count] = call.args;
  if (name === undefined || count === undefined) return undefined;
  const used = addZone(call, name.value, 0, call.spec.module, name);
  if (used === undefined) return undefined;
  if (isSecond(call, used)) return 'is duplicate';
  const number = parseNumber(count.value);
  if (!number) call.report(`invalid number of connections "${count.value}"`, { at: count });
  else if (number > MOST_CONNECTIONS) call.report('connection limit must be less 65536', { at: count });
  return undefined;
}

export const limitSetters: Setters = {
  ngx_http_limit_req_zone: zone,
  ngx_http_limit_conn_zone: zone,
  ngx_stream_limit_conn_zone: zone,
  ngx_http_limit_req: limitRequests,
  ngx_http_limit_conn: limitConnections,
  ngx_stream_limit_conn: limitConnections,
};
