import {
  walkLua,
  type Expression,
  type LuaSyntax,
  type Scopes,
  type StringExpression,
} from '../lua/index.js';
import type { NameKind, NameOccurrence, Span, UriUse, VariableValue } from '../nginx/index.js';
import { LuaPaths } from './lua-paths.js';

/** A name that Lua puts together: `ngx.var["arg_" .. i]` has the pattern `arg_*`, `ngx.var[name]` has `*`. */
export interface ComputedName {
  readonly kind: NameKind;
  readonly pattern: string;
  readonly span: Span;
}

/** The names of the configuration that a chunk of Lua uses. Spans are UTF-16 offsets of the chunk. */
export interface LuaChunkNames {
  readonly occurrences: readonly NameOccurrence[];
  readonly values: readonly VariableValue[];
  readonly uris: readonly UriUse[];
  readonly computed: readonly ComputedName[];
  /** Where a name is computed altogether: the strings of the chunk that it may be. */
  readonly strings: readonly { readonly value: string; readonly span: Span }[];
}

/** Tables of ngx whose keys are names of the configuration. */
const tables: Readonly<Record<string, NameKind>> = { 'ngx.var': 'variable', 'ngx.shared': 'dict' };

/** Libraries that take the name of a shared dictionary, and which argument that is. */
const dictArguments: Readonly<Record<string, number>> = {
  'resty.lock:new': 0,
  'resty.limit.req.new': 0,
  'resty.limit.conn.new': 0,
  'resty.limit.count.new': 0,
  'resty.mlcache.new': 1,
};

/** Functions whose first argument is a URI of the same server, or a named location. */
const redirecting = new Set(['ngx.exec', 'ngx.location.capture', 'ngx.req.set_uri']);

/** Whether a text may use names of the configuration at all; most Lua files need not be parsed for them. */
export function mayUseNames(text: string): boolean {
  return /\bngx\s*\.\s*(?:var|shared|exec|location|req)\b|\bresty\.(?:lock|limit|mlcache)\b|\bngx\b\s*[,\n]/.test(
    text,
  );
}

/** An index that is more than one string in quotes, or no string at all. */
const computedIndex = String.raw`\s*\[\s*(?!["'][^"'\n]*["']\s*\]|\[|\d)`;
const table = new RegExp(
  String.raw`(?:\b(\w+)\s*=\s*)?\bngx\s*\.\s*(?:var|shared)\b(${computedIndex})?(\s*[.[])?`,
  'g',
);

/** Whether a text may put names together, by itself or by a local that stands for the table; cheaper than parsing it. */
export function mayComputeNames(text: string): boolean {
  for (const [, alias, index, access] of text.matchAll(table)) {
    if (index !== undefined) return true;
    if (access !== undefined) continue;
    // Handed on in some other way: any index may be meant.
    if (new RegExp(String.raw`\b${alias ?? ''}${computedIndex}`).test(text)) return true;
  }
  return false;
}

export function namesOfLua({ syntax, scopes }: { syntax: LuaSyntax; scopes: Scopes }): LuaChunkNames {
  const { text, main } = syntax;
  const paths = new LuaPaths(main, scopes);
  const occurrences: NameOccurrence[] = [];
  const values: VariableValue[] = [];
  const uris: UriUse[] = [];
  const computed: ComputedName[] = [];

  const use = (
    kind: NameKind,
    name: string,
    span: Span,
    by: string,
    isField: boolean,
    isWrite = false,
  ): void => {
    occurrences.push({
      ...{ kind, name, role: 'use', span, family: undefined, server: undefined, by },
      ...(isWrite && { isWrite }),
      ...(isField && { isField }),
    });
  };
  const member = (expression: Expression, isWrite: boolean, value?: Expression): void => {
    if (expression.kind !== 'index') return;
    const by = paths.pathOf(expression.object);
    const kind = by !== undefined && Object.hasOwn(tables, by) ? tables[by] : undefined;
    if (by === undefined || !kind) return;
    const { key } = expression;
    const written = key.kind === 'string' ? writtenString(key, text) : undefined;
    // `ngx.var[1]` is a capture.
    if (key.kind === 'number') return;
    if (!written) {
      computed.push({ kind, pattern: patternOf(key), span: spanOf(key) });
      return;
    }
    if (!/^\w/.test(written.value) || /^\d+$/.test(written.value)) return;
    use(kind, written.value, written.span, by, written.isField, isWrite);
    const literal = value?.kind === 'string' && kind === 'variable' ? writtenString(value, text) : undefined;
    if (literal)
      values.push({
        variable: written.value.toLowerCase(),
        value: literal.value,
        span: literal.span,
        family: undefined,
      });
  };
  const target = (argument: Expression | undefined, by: string): void => {
    const written = argument?.kind === 'string' ? writtenString(argument, text) : undefined;
    if (!written) return;
    const { value, span } = written;
    if (by === 'ngx.exec' && value.startsWith('@') && value.length > 1)
      use('location', value.slice(1), { start: span.start + 1, end: span.end }, by, false);
    if (!value.startsWith('/')) return;
    const end = value.search(/[?#]|$/);
    uris.push({
      uri: value.slice(0, end),
      span: { start: span.start, end: span.start + end },
      server: undefined,
    });
  };

  const written = new Set<Expression>();
  for (const { node } of walkLua(main)) {
    if (!('kind' in node)) continue;
    if (node.kind === 'assign')
      node.targets.forEach((one, index) => {
        written.add(one);
        member(one, true, node.values[index]);
      });
    else if (node.kind === 'index') {
      if (!written.has(node)) member(node, false);
    } else if (node.kind === 'call' || node.kind === 'method-call') {
      const object = paths.pathOf(node.kind === 'call' ? node.callee : node.object);
      if (object === undefined) continue;
      const path = node.kind === 'call' ? object : `${object}:${node.method.name}`;
      if (redirecting.has(path)) target(node.args[0], path);
      if (path === 'ngx.location.capture_multi')
        for (const one of requestsOf(node.args[0])) target(one, path);
      const at = Object.hasOwn(dictArguments, path) ? dictArguments[path] : undefined;
      const dict = at === undefined ? undefined : node.args[at];
      const name = dict?.kind === 'string' ? writtenString(dict, text) : undefined;
      if (name) use('dict', name.value, name.span, path, false);
    }
  }
  const strings = computed.some(({ pattern }) => pattern === '*') ? stringsOf(syntax) : [];
  return { occurrences, values, uris, computed, strings };
}

/** A string as the source writes it: a field's name, or the inside of quotes; undefined where escapes are in it. */
function writtenString(
  { start, end, value }: StringExpression,
  text: string,
): { value: string; span: Span; isField: boolean } | undefined {
  const raw = text.slice(start, end);
  if (raw === value) return { value, span: { start, end }, isField: true };
  const open = /^(?:["']|\[=*\[)/.exec(raw)?.[0].length ?? 0;
  if (open === 0 || raw.slice(open, raw.length - open) !== value) return undefined;
  return { value, span: { start: start + open, end: end - open }, isField: false };
}

/** `"a_" .. i` is `a_*`. */
function patternOf(key: Expression): string {
  if (key.kind === 'string') return key.value;
  if (key.kind === 'parenthesized') return patternOf(key.inner);
  if (key.kind === 'binary' && key.operator === '..')
    return `${patternOf(key.left)}${patternOf(key.right)}`.replace(/\*+/g, '*');
  return '*';
}

/** The URIs in `{ {"/a"}, {"/b", opts} }`. */
function requestsOf(list: Expression | undefined): Expression[] {
  if (list?.kind !== 'table') return [];
  return list.items.flatMap(({ value }) =>
    value.kind === 'table' && value.items[0] ? [value.items[0].value] : [],
  );
}

function stringsOf({ main, text }: LuaSyntax): { value: string; span: Span }[] {
  const found: { value: string; span: Span }[] = [];
  for (const { node } of walkLua(main)) {
    if (!('kind' in node) || node.kind !== 'string') continue;
    const written = writtenString(node, text);
    if (written && !written.isField && /^[\w.-]+$/.test(written.value)) found.push(written);
  }
  return found;
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}
