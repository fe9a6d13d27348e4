import type { Family } from '../catalogue/index.js';
import type { LocatedDirective } from '../include.js';
import type { Word } from '../tree.js';
import type { Key } from './block-state.js';
import { bucketSize, fitsBucket, tooSmallBucket } from './hash-sizes.js';
import { suggestionFor } from './nearest.js';
import type { BlockEndCall, Call } from './setter.js';

/** Where a variable is used or declared for the first time. */
interface Place {
  readonly located: LocatedDirective;
  readonly word: Word | undefined;
}

/** The variables of one family: nginx's `cmcf->variables` and `cmcf->variables_keys`. Names are in lower case. */
interface Variables {
  /** By the order of nginx's indices. */
  readonly used: Map<string, Place>;
  readonly declared: Map<string, Place>;
}

const keys: Readonly<Record<'http' | 'stream', Key<Variables>>> = {
  http: { name: 'http variables', make: () => ({ used: new Map(), declared: new Map() }) },
  stream: { name: 'stream variables', make: () => ({ used: new Map(), declared: new Map() }) },
};

/** What a value with variables consists of. */
export interface CompiledValue {
  /** How many `$name` it has; captures do not count. */
  readonly variables: number;
  /** The numbers of the captures `$1` … `$9`. */
  readonly captures: ReadonlySet<number>;
  /** A capture stands in it twice. */
  readonly hasCaptureTwice: boolean;
  /** It has a `?` outside of the names. */
  readonly hasArguments: boolean;
}

/** Whether the value is not known before a request comes. */
export function isDynamic(value: CompiledValue): boolean {
  return value.variables > 0 || value.captures.size > 0;
}

/**
 * ngx_http_compile_complex_value, ngx_stream_compile_complex_value: notes the variables that a value uses.
 * @param word what to underline
 * @param text where the value is but a part of the word
 * @returns undefined where nginx gives up; it has been reported then
 */
export function compileComplex(call: Call, word: Word, text = word.value): CompiledValue | undefined {
  const captures = new Set<number>();
  let variables = 0;
  let hasCaptureTwice = false;
  let hasArguments = false;
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character !== '$') {
      if (character === '?') hasArguments = true;
      at += 1;
      continue;
    }
    at += 1;
    const digit = text.charAt(at);
    if (digit >= '1' && digit <= '9') {
      if (captures.has(Number(digit))) hasCaptureTwice = true;
      captures.add(Number(digit));
      at += 1;
      continue;
    }
    const isBraced = digit === '{';
    if (isBraced) at += 1;
    const name = nameAt(text, at);
    const isOpen = isBraced && text.charAt(at + name.length) !== '}';
    if (at < text.length && isOpen) {
      call.report(`the closing bracket in "${name}" variable is missing`, { at: word });
      return undefined;
    }
    if (name === '') {
      call.report('invalid variable name', { at: word });
      return undefined;
    }
    useVariable(call, name, word);
    variables += 1;
    at += name.length + (isBraced ? 1 : 0);
  }
  return { variables, captures, hasCaptureTwice, hasArguments };
}

/** The letters, digits and underscores from here on. */
function nameAt(text: string, start: number): string {
  let end = start;
  while (/[A-Za-z0-9_]/.test(text.charAt(end))) end += 1;
  return text.slice(start, end);
}

/** ngx_http_get_variable_index: at the end of `http` or `stream` the name must be known. */
export function useVariable(call: Call, name: string, word?: Word): boolean {
  if (name === '') {
    call.report('invalid variable name "$"', { ...(word && { at: word }) });
    return false;
  }
  const { used } = call.cycle.get(keyOf(call.family));
  const lower = name.toLowerCase();
  if (!used.has(lower)) used.set(lower, { located: call.located, word });
  return true;
}

/**
 * ngx_http_add_variable, as `set`, `map` … call it: names of nginx's own variables are taken.
 * @returns whether nginx goes on
 */
export function declareVariable(call: Call, name: string, word?: Word): boolean {
  if (name === '') {
    call.report('invalid variable name "$"', { ...(word && { at: word }) });
    return false;
  }
  const lower = name.toLowerCase();
  const builtIn = call.catalogue.variable(lower, call.family === 'stream' ? 'stream' : 'http');
  const isTaken = builtIn !== undefined && !builtIn.isPrefix && !builtIn.isChangeable;
  // A module that is not loaded, or not there yet, takes no name.
  if (isTaken && !isNewer(builtIn.since) && ALWAYS_THERE.has(builtIn.module)) {
    call.report(`the duplicate "${name}" variable`, { code: 'conf/duplicate', ...(word && { at: word }) });
    return false;
  }
  const { declared } = call.cycle.get(keyOf(call.family));
  if (!declared.has(lower)) declared.set(lower, { located: call.located, word });
  return true;
}

/** The names that `set`, `map` … have declared so far, in lower case. */
export function isDeclared(call: Call, name: string): boolean {
  return call.cycle.get(keyOf(call.family)).declared.has(name.toLowerCase());
}

/** Whether the release came after 1.22, the oldest that is still about. */
function isNewer(since: string | undefined): boolean {
  const [major = 0, minor = 0] = (since ?? '').split('.').map(Number);
  return major > 1 || minor > 22;
}

/** The modules of every nginx. */
const ALWAYS_THERE: ReadonlySet<string> = new Set([
  'ngx_http_variables',
  'ngx_http_core_module',
  'ngx_http_upstream',
  'ngx_http_proxy_module',
  'ngx_http_ssl_module',
  'ngx_http_gzip_filter_module',
  'ngx_stream_variables',
  'ngx_stream_core_module',
]);

/** ngx_http_variables_init_vars, ngx_stream_variables_init_vars: every variable that is used must have a meaning. */
export function reportUnknownVariables(
  { cycle, catalogue, options, report }: Pick<BlockEndCall, 'cycle' | 'catalogue' | 'options' | 'report'>,
  family: 'http' | 'stream',
  isSilentlyDeclared: (name: string) => boolean,
): void {
  if (options.isPart) return;
  const { used, declared } = cycle.get(keyOf(family));
  for (const [name, { located, word }] of used) {
    if (declared.has(name) || catalogue.variable(name, family) || isSilentlyDeclared(name)) continue;
    const at = word && usedIn(word, name);
    const known = [...declared.keys(), ...catalogue.variables(family).map((one) => one.name)];
    report(`unknown "${name}" variable`, {
      code: 'conf/undefined-variable',
      in: located,
      at: at ?? word ?? located,
      unplaced: true,
      ...(at && suggestionFor(name, known, at.raw.toLowerCase())),
    });
  }
}

/** The `$name` or `${name}` in a word; undefined where escapes hide it. */
function usedIn(word: Word, name: string): Word | undefined {
  const found = new RegExp(`\\$(?:\\{${name}\\}|${name}(?![A-Za-z0-9_]))`, 'i').exec(word.raw);
  if (!found) return undefined;
  const start = word.span.start + found.index;
  const [raw] = found;
  return { kind: 'word', span: { start, end: start + raw.length }, raw, value: raw };
}

/** The hash of all variables, as ngx_http_variables_init_vars builds it in the end. */
export function reportLongVariables(
  end: Pick<BlockEndCall, 'block' | 'cycle' | 'options' | 'configuration' | 'report'>,
  family: 'http' | 'stream',
): void {
  const bucket = bucketSize(end.block, 'variables_hash_bucket_size', end);
  for (const [name, { located, word }] of end.cycle.get(keyOf(family)).declared) {
    if (fitsBucket(name, bucket)) continue;
    end.report(tooSmallBucket('variables_hash', bucket), {
      in: located,
      at: word ?? located,
      unplaced: true,
    });
    return;
  }
}

function keyOf(family: Family): Key<Variables> {
  return keys[family === 'stream' ? 'stream' : 'http'];
}
