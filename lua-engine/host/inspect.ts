import type { LuaRef, LuaValue } from './values.js';

/** Bounds of a report. */
export interface InspectLimits {
  /** Characters of a preview; 200 by default. */
  readonly maxChars?: number;
  /** Entries of a table; 50 by default. */
  readonly maxEntries?: number;
}

/** A value for a report: plain text, nothing of it runs Lua code. */
export interface Inspection {
  readonly kind: 'nil' | 'boolean' | 'number' | 'string' | LuaRef['type'];
  readonly preview: string;
  /** The preview or the entries do not show everything. */
  readonly truncated?: boolean;
  readonly entries?: [key: string, value: string][];
}

/** What inspecting needs of a VM; every function is raw. */
export interface Inspectable {
  /** Up to `limit` pairs; the references are the caller's to release. */
  entries(table: LuaRef, limit: number): { pairs: [LuaValue, LuaValue][]; isComplete: boolean };
  formatNumber(value: number): string;
  describeFunction(f: LuaRef): string;
  release(ref: LuaRef): void;
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};

/** See Inspection. Tables show their entries, tables inside of them only that they are tables. */
export function inspect(vm: Inspectable, value: LuaValue, limits: InspectLimits = {}): Inspection {
  const maxChars = limits.maxChars ?? 200;
  if (typeof value === 'object' && value.type === 'table') {
    return inspectTable(vm, value, maxChars, limits.maxEntries ?? 50);
  }
  const [preview, isCut] = cut(scalar(vm, value, maxChars), maxChars);
  const isTruncated = isCut || (typeof value === 'string' && value.length > maxChars);
  return { kind: kindOf(value), preview, ...(isTruncated && { truncated: true }) };
}

function kindOf(value: LuaValue): Inspection['kind'] {
  if (typeof value === 'object') {
    return value.type;
  }
  return value === undefined ? 'nil' : (typeof value as 'boolean' | 'number' | 'string');
}

function cut(text: string, maxChars: number): [text: string, isCut: boolean] {
  return text.length <= maxChars ? [text, false] : [`${text.slice(0, Math.max(0, maxChars - 1))}…`, true];
}

function quote(value: string, maxChars: number): string {
  const shown = value.slice(0, maxChars);
  const escaped = shown.replace(
    /[\u0000-\u001f"\\\u007f-\u00ff]/g,
    (c) => ESCAPES[c] ?? `\\${String(c.charCodeAt(0)).padStart(3, '0')}`,
  );
  return shown.length < value.length ? `"${escaped}…"` : `"${escaped}"`;
}

function scalar(vm: Inspectable, value: LuaValue, maxChars: number): string {
  if (typeof value === 'string') {
    return quote(value, maxChars);
  }
  if (typeof value === 'number') {
    return vm.formatNumber(value);
  }
  if (typeof value === 'object') {
    const shown = { table: '{…}', userdata: 'userdata', thread: 'thread' } as const;
    return value.type === 'function' ? `function <${vm.describeFunction(value)}>` : shown[value.type];
  }
  return value === undefined ? 'nil' : String(value);
}

function inspectTable(vm: Inspectable, table: LuaRef, maxChars: number, maxEntries: number): Inspection {
  const { pairs, isComplete } = vm.entries(table, maxEntries);
  const entries: [string, string][] = [];
  const parts: string[] = [];
  let position = 1;
  for (const [key, value] of pairs) {
    const [keyText] = cut(
      typeof key === 'string' && IDENTIFIER.test(key) ? key : scalar(vm, key, maxChars),
      maxChars,
    );
    const [valueText] = cut(scalar(vm, value, maxChars), maxChars);
    entries.push([keyText, valueText]);
    if (key === position) {
      parts.push(valueText);
      position++;
    } else {
      parts.push(`${IDENTIFIER.test(keyText) ? keyText : `[${keyText}]`} = ${valueText}`);
    }
    for (const part of [key, value]) {
      if (typeof part === 'object') {
        vm.release(part);
      }
    }
  }
  if (!isComplete) {
    parts.push('…');
  }
  const [preview, isCut] = cut(parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`, maxChars);
  return { kind: 'table', preview, ...((isCut || !isComplete) && { truncated: true }), entries };
}
