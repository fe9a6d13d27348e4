import { compileComplex, declareVariable } from '../complex-value.js';
import { bucketSize, hostFits, tooSmallBucket } from '../hash-sizes.js';
import { hostKeys } from '../host-keys.js';
import { compileRegex } from '../regex.js';
import type { LocatedDirective } from '../../include.js';
import type { Call, Setters } from '../setter.js';

/** ngx_http_map_module and ngx_http_split_clients_module; stream's say the same. */
export const mapSetters: Setters = {
  ngx_http_map_block: mapBlock,
  ngx_stream_map_block: mapBlock,
  ngx_conf_split_clients_block: splitClients,
};

/** Compiles the first argument and declares the second, which must begin with `$`. */
function sourceAndVariable(call: Call): boolean {
  const [source, variable] = call.args;
  if (!source || !variable || !compileComplex(call, source)) return false;
  if (variable.value.startsWith('$')) return declareVariable(call, variable.value.slice(1), variable);
  call.report(`invalid variable name "${variable.value}"`, { at: variable });
  return false;
}

/** The same call, with an entry of its block in hand. */
function entryCall(call: Call, entry: LocatedDirective): Call {
  return {
    ...call,
    located: entry,
    report: (message, details) => call.reportIn(entry, message, details),
  };
}

interface MapState {
  hasHostnames: boolean;
  hasDefault: boolean;
  readonly keys: Map<string, LocatedDirective>;
}

function mapBlock(call: Call): undefined {
  if (!sourceAndVariable(call)) return;
  const state: MapState = { hasHostnames: false, hasDefault: false, keys: new Map() };
  for (const entry of call.located.children) mapEntry(entryCall(call, entry), entry, state);
  const bucket = bucketSize(call.block, 'map_hash_bucket_size', call);
  for (const [key, entry] of state.keys) {
    if (hostFits(key, bucket)) continue;
    const at = entry.file === call.located.file ? entry.directive.name : call.located;
    call.reportAtEnd(tooSmallBucket('map_hash', bucket), { at, unplaced: true });
    return;
  }
}

function mapEntry(call: Call, entry: LocatedDirective, state: MapState): void {
  const { directive } = entry;
  const { name, args } = directive;
  if (directive.form !== 'simple') return;
  const [value] = args;
  if ([name, ...args].some(({ raw }) => call.options.isPlaceholder?.(raw) === true)) return;
  if (args.length === 0 && (name.value === 'hostnames' || name.value === 'volatile')) {
    if (name.value === 'hostnames') state.hasHostnames = true;
    return;
  }
  if (args.length !== 1 || !value) {
    call.report('invalid number of the map parameters', { code: 'conf/wrong-arity' });
    return;
  }
  if (!compileComplex(call, value)) return;
  if (name.value === 'default') {
    if (state.hasDefault) call.report('duplicate default map parameter', { code: 'conf/duplicate' });
    state.hasDefault = true;
    return;
  }
  if (name.value.startsWith('~')) {
    compileRegex(call, name, name.value.replace(/^~\*?/, ''));
    return;
  }
  const key = name.value.replace(/^\\/, '');
  const keys = state.hasHostnames ? hostKeys(key.toLowerCase()) : [`exact ${key.toLowerCase()}`];
  if (keys === undefined) {
    call.report(`invalid hostname or wildcard "${key}"`, { at: name });
    return;
  }
  if (keys.some((one) => state.keys.has(one)))
    call.report(`conflicting parameter "${key.toLowerCase()}"`, { at: name, code: 'conf/duplicate' });
  for (const one of keys) state.keys.set(one, entry);
}

/** In hundredths of a percent. */
const ALL = 10_000;

function splitClients(call: Call): undefined {
  if (!sourceAndVariable(call)) return;
  let total = 0;
  let isRight = true;
  for (const entry of call.located.children) {
    const { name } = entry.directive;
    const percent = name.value === '*' ? 0 : hundredths(name.value);
    if (percent === undefined) {
      call.reportIn(entry, `invalid percent value "${name.value}"`, { at: name });
      isRight = false;
    } else total = percent === 0 ? ALL : total + percent;
    if (total > ALL) break;
  }
  if (isRight && total > ALL) call.reportAtEnd('percent total is greater than 100%');
}

/** ngx_atofp of what stands before the `%`, with two places; undefined where it fails or is nothing. */
function hundredths(text: string): number | undefined {
  const [, whole = '', places = ''] = /^([0-9]*)(?:\.([0-9]{0,2}))?%$/.exec(text) ?? [];
  if (!/^[0-9.]+%$/.test(text) || !/^([0-9]*)(?:\.([0-9]{0,2}))?%$/.test(text)) return undefined;
  return Number(whole + places.padEnd(2, '0')) || undefined;
}
