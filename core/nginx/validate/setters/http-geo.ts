import { parseCidr, parseInet } from '../addresses.js';
import { declareVariable, useVariable } from '../complex-value.js';
import type { LocatedDirective } from '../../include.js';
import type { Word } from '../../tree.js';
import type { Call, Setters } from '../setter.js';

/** ngx_http_geo_module; stream's says the same. */
export const geoSetters: Setters = {
  ngx_http_geo_block: geo,
  ngx_stream_geo_block: geo,
};

function geo(call: Call): undefined {
  const [first, second] = call.args;
  const isVariable = (word: Word): boolean => {
    if (word.value.startsWith('$')) return true;
    call.report(`invalid variable name "${word.value}"`, { at: word });
    return false;
  };
  if (!first || !isVariable(first)) return;
  if (second && !useVariable(call, first.value.slice(1), first)) return;
  const target = second ?? first;
  if (!isVariable(target) || !declareVariable(call, target.value.slice(1), target)) return;
  const state: GeoState = { hasRanges: false, hasNetworks: false, values: new Map() };
  for (const entry of call.located.children) geoEntry(call, entry, state);
}

interface GeoState {
  hasRanges: boolean;
  hasNetworks: boolean;
  /** By the network as it is written. */
  readonly values: Map<string, string>;
}

function geoEntry(call: Call, entry: LocatedDirective, state: GeoState): void {
  const { name, args } = entry.directive;
  if (entry.directive.form !== 'simple') return;
  const report: Call['report'] = (message, details) => call.reportIn(entry, message, details);
  if ([name, ...args].some(({ raw }) => call.options.isPlaceholder?.(raw) === true)) return;
  const [value] = args;
  if (!value && name.value === 'ranges') {
    if (state.hasNetworks) report('the "ranges" directive must be the first directive inside "geo" block');
    state.hasRanges = true;
    return;
  }
  if (!value && name.value === 'proxy_recursive') return;
  if (!value || args.length !== 1) {
    report('invalid number of the geo parameters', { code: 'conf/wrong-arity' });
    return;
  }
  const isDelete = name.value === 'delete';
  const net = isDelete || name.value === 'proxy' ? value : name;
  const isRange = state.hasRanges && name.value !== 'proxy';
  if (!isRange && name.value !== 'proxy') state.hasNetworks = true;
  if (name.value !== 'default') {
    if (isRange ? !isAddressRange(net.value) : !isNetwork(report, net)) {
      if (isRange) report(`invalid range "${net.value}"`, { at: net });
      return;
    }
  }
  if (isDelete || name.value === 'proxy' || isRange) return;
  const old = state.values.get(net.value);
  if (old !== undefined) {
    const details = { level: 'warn', code: 'conf/duplicate', at: net } as const;
    const message = `duplicate network "${net.value}", value: "${value.value}", old value: "${old}"`;
    report(message, details);
    // The default is both networks'.
    if (net.value === 'default') report(message, details);
  }
  state.values.set(net.value, value.value);
}

function isNetwork(report: Call['report'], word: Word): boolean {
  if (word.value === '255.255.255.255') return true;
  const cidr = parseCidr(word.value);
  if (cidr === undefined) report(`invalid network "${word.value}"`, { at: word });
  else if (cidr === 'low bits')
    report(`low address bits of ${word.value} are meaningless`, { level: 'warn', at: word });
  return cidr !== undefined;
}

function isAddressRange(text: string): boolean {
  const [start = '', end = '', ...more] = text.split('-');
  const [low, high] = [parseInet(start), parseInet(end)];
  return more.length === 0 && low !== undefined && high !== undefined && number(low) <= number(high);
}

function number(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}
