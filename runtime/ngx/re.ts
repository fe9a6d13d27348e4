import type { LuaRef, LuaValue } from '../../lua-engine/index.js';
import { fromUtf8, utf8 } from '../../lua-engine/index.js';
import type { Api, ApiModule } from './api.js';
import { formatNumber } from './numbers.js';
import { optionsOf, translate, unknownOption } from './pcre.js';

interface Pattern {
  readonly regex: RegExp;
  readonly isUtf8: boolean;
}

/** A match in a subject; positions count characters of what was matched. */
interface Found {
  readonly match: RegExpExecArray;
  readonly start: number;
  readonly end: number;
}

/** ngx.re.* (resty.core.regex) on JavaScript's engine; gmatch's iterator is the prelude's. */
export const regexFunctions: ApiModule = (api) => {
  const cache = new Map<string, Pattern | string>();

  /** A compiled pattern, or ngx_lua's complaint about it. */
  const compile = (pattern: string, letters: string): Pattern | string => {
    const unknown = unknownOption(letters);
    if (unknown !== undefined) throw api.raised(`unknown flag "${unknown}" (flags "${letters}")`);
    const key = `${letters}/${pattern}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const compiled = compiledPattern(pattern, letters);
    cache.set(key, compiled);
    return compiled;
  };

  return {
    'ngx.re.match': (...args) => {
      const search = beginSearch(api, compile, args);
      if (typeof search === 'string') return [undefined, search];
      const found = search.next();
      if (found === undefined) return [undefined];
      const [, , , , into] = args;
      return captures(api, search.pattern, found, typeof into === 'object' ? into : undefined);
    },
    'ngx.re.find': (...args) => {
      const search = beginSearch(api, compile, args);
      if (typeof search === 'string') return [undefined, undefined, search];
      const found = search.next();
      if (found === undefined) return [undefined];
      const nth = typeof args[4] === 'number' ? args[4] : 0;
      const range = found.match.indices?.[nth];
      if (nth >= found.match.length) return [undefined, undefined, 'nth out of bound'];
      if (range === undefined) return [undefined];
      const [from, to] = range.map((at) => search.byteAt(at));
      return [(from ?? 0) + 1, to];
    },
    /** For gmatch: the captures and where to go on, from a byte position (from 1) on. */
    re_next: (subject, pattern, letters, position) => {
      const ctx = { position: typeof position === 'number' ? position : 1 };
      const search = beginSearch(api, compile, [subject, pattern, letters], ctx);
      if (typeof search === 'string') return [undefined, undefined, search];
      const found = search.next();
      if (found === undefined) return [undefined];
      const after = search.byteAt(found.end) + 1 + (found.end === found.start ? 1 : 0);
      return [captures(api, search.pattern, found, undefined), after];
    },
    'ngx.re.sub': (...args) => substitute(api, compile, args, false),
    'ngx.re.gsub': (...args) => substitute(api, compile, args, true),
  };
};

type Compile = (pattern: string, letters: string) => Pattern | string;

function compiledPattern(text: string, letters: string): Pattern | string {
  const options = optionsOf(letters);
  try {
    const { source, flags } = translate(options.utf8 ? fromUtf8(text) : text, options);
    return { regex: new RegExp(source, `${flags}d${options.anchored ? 'y' : 'g'}`), isUtf8: options.utf8 };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `pcre_compile() failed: ${pcreWords(reason)} in "${text}"`;
  }
}

/** What JavaScript's engine objects to, in PCRE's words where it has some. */
const pcreMessages: readonly (readonly [RegExp, string])[] = [
  [/Unterminated group/, 'missing )'],
  [/Unmatched '\)'/, 'unmatched parentheses'],
  [/Nothing to repeat/, 'nothing to repeat'],
  [/at end of pattern/, '\\ at end of pattern'],
  [/Range out of order/, 'range out of order in character class'],
  [/Duplicate capture group name/, 'two named subpatterns have the same name'],
];

function pcreWords(reason: string): string {
  return pcreMessages.find(([pattern]) => pattern.test(reason))?.[1] ?? reason;
}

function textOf(value: LuaValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatNumber(value);
  return value === undefined ? 'nil' : typeof value === 'object' ? value.type : String(value);
}

class Search {
  constructor(
    readonly pattern: Pattern,
    readonly subject: string,
    private at: number,
    private readonly moved: (byte: number) => void,
  ) {}

  next(): Found | undefined {
    const { regex } = this.pattern;
    if (this.at > this.subject.length) {
      this.moved(0);
      return undefined;
    }
    regex.lastIndex = this.at;
    const match = regex.exec(this.subject);
    if (match === null) {
      this.moved(0);
      return undefined;
    }
    const end = match.index + match[0].length;
    this.moved(this.byteAt(end) + 1);
    return { match, start: match.index, end };
  }

  byteAt(position: number): number {
    return this.pattern.isUtf8 ? Buffer.byteLength(this.subject.slice(0, position)) : position;
  }
}

function beginSearch(
  api: Api,
  compile: Compile,
  [subject, pattern, letters, ctx]: readonly LuaValue[],
  from?: { readonly position: number },
): Search | string {
  const compiled = compile(textOf(pattern), letters === undefined ? '' : textOf(letters));
  if (typeof compiled === 'string') return compiled;
  const bytes = textOf(subject);
  const text = compiled.isUtf8 ? fromUtf8(bytes) : bytes;
  const table = typeof ctx === 'object' && ctx.type === 'table' ? ctx : undefined;
  const stored = table && api.vm.get(table, 'pos');
  const start = from?.position ?? (typeof stored === 'number' ? stored : 1);
  const at = Math.max(0, start - 1);
  const moved = (byte: number): void => {
    if (table !== undefined && byte > 0) api.vm.set(table, 'pos', byte);
  };
  return new Search(compiled, text, compiled.isUtf8 ? fromUtf8(bytes.slice(0, at)).length : at, moved);
}

function captured(pattern: Pattern, text: string | undefined): string | false {
  if (text === undefined) return false;
  return pattern.isUtf8 ? utf8(text) : text;
}

/** The table of captures: by number, and by name where the pattern names some. */
function captures(api: Api, pattern: Pattern, { match }: Found, into: LuaRef | undefined): LuaRef {
  const table = into ?? api.vm.newTable();
  for (const [index, text] of match.entries()) {
    api.vm.set(table, index, captured(pattern, text));
  }
  for (const [name, text] of Object.entries(match.groups ?? {})) {
    api.vm.set(table, name, captured(pattern, text));
  }
  return table;
}

function substitute(api: Api, compile: Compile, args: readonly LuaValue[], isGlobal: boolean): LuaValue[] {
  const [subject, pattern, replacement, letters] = args;
  const search = beginSearch(api, compile, [subject, pattern, letters]);
  if (typeof search === 'string') return [undefined, undefined, search];
  const original = search.subject;
  let out = '';
  let copied = 0;
  let count = 0;
  let at = 0;
  const write = replacer(api, replacement);
  if (typeof write === 'string') return [undefined, undefined, write];
  for (;;) {
    const found = new Search(search.pattern, original, at, () => undefined).next();
    if (found === undefined) break;
    count += 1;
    const encode = (text: string): string => (search.pattern.isUtf8 ? utf8(text) : text);
    out += encode(original.slice(copied, found.start)) + write(search.pattern, found);
    copied = found.end;
    at = found.end === found.start ? found.end + 1 : found.end;
    if (!isGlobal) break;
  }
  if (count === 0) return [textOf(subject), 0];
  const rest = original.slice(copied);
  return [out + (search.pattern.isUtf8 ? utf8(rest) : rest), count];
}

type Write = (pattern: Pattern, found: Found) => string;

function replacer(api: Api, replacement: LuaValue): Write | string {
  if (typeof replacement === 'object' && replacement.type === 'function') {
    return (pattern, found) => {
      const [text] = api.vm.call(replacement, captures(api, pattern, found, undefined));
      return textOf(text);
    };
  }
  const template = textOf(replacement);
  const rest = template.replace(/\$(?:\$|\d+|\{\d+\})/g, '');
  if (rest.includes('$')) {
    api.services.log('error', templateFault(template, rest), api.context?.request?.logContext());
    return 'failed to compile the replacement template';
  }
  return (pattern, { match }) =>
    template.replace(/\$(?:(\$)|(\d+)|\{(\d+)\})/g, (_, dollar?: string, bare?: string, braced?: string) => {
      if (dollar !== undefined) return '$';
      const text = captured(pattern, match[Number(bare ?? braced)]);
      return text === false ? '' : text;
    });
}

/** ngx_http_lua_complex_value's complaint about the first `$` that is none of its forms. */
function templateFault(template: string, rest: string): string {
  const [, name = '', end] = /\$\{?(\w+)(\}?)/.exec(rest) ?? [];
  if (name === '') return `lua script: invalid capturing variable name found in "${template}"`;
  if (rest.includes('${') && end !== '}') return `the closing bracket in "${name}" variable is missing`;
  return `attempt to use named capturing variable "${name}" (named captures not supported yet)`;
}
