import type { Key } from '../block-state.js';
import type { LocatedDirective } from '../../include.js';
import type { Call, Setters } from '../setter.js';

const tablesKey: Key<Set<string>> = { name: 'charset tables', make: () => new Set() };

/** ngx_http_charset_filter_module's `charset_map`. */
export const charsetSetters: Setters = {
  ngx_http_charset_map_block: (call) => {
    const [from = '', to = ''] = call.values;
    const [source, target] = [from.toLowerCase(), to.toLowerCase()];
    if (source === target) {
      call.report(`"charset_map" between the same charsets "${from}" and "${to}"`);
      return undefined;
    }
    const tables = call.cycle.get(tablesKey);
    if (tables.has(`${source} ${target}`) || tables.has(`${target} ${source}`)) {
      call.report(`duplicate "charset_map" between "${from}" and "${to}"`, { code: 'conf/duplicate' });
      return undefined;
    }
    tables.add(`${source} ${target}`);
    for (const entry of call.located.children) charsetEntry(call, entry, target === 'utf-8');
    return undefined;
  },
};

function charsetEntry(call: Call, entry: LocatedDirective, isUtf8: boolean): void {
  const { directive } = entry;
  const [value, ...more] = directive.args;
  if (directive.form !== 'simple') return;
  if (!value || more.length > 0) {
    call.reportIn(entry, 'invalid parameters number', { code: 'conf/wrong-arity' });
    return;
  }
  const isTargetRight = isUtf8 ? /^(?:[0-9a-fA-F]{2})+$/.test(value.value) : isByte(value.value);
  const wrong = isByte(directive.name.value) ? (isTargetRight ? undefined : value) : directive.name;
  if (wrong) call.reportIn(entry, `invalid value "${wrong.value}"`, { at: wrong });
}

function isByte(text: string): boolean {
  return /^[0-9a-fA-F]+$/.test(text) && Number.parseInt(text, 16) <= 255;
}
