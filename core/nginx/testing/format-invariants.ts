import {
  applyEdits,
  formatDocument,
  formatOnType,
  formatRange,
  significantTokens,
  typedCharacters,
  type FormatOptions,
  type FormatRefusal,
  type FormatResult,
} from '../format/index.js';
import { parseConf } from '../parser.js';
import type { Random } from './random.js';

export type FormatVerdict =
  | { readonly kind: 'formatted'; readonly text: string }
  | FormatRefusal
  | { readonly kind: 'fault'; readonly fault: string };

/** What must hold for every text: the same tokens, and laid out twice it is as laid out once. */
export function formatVerdict(text: string, options: FormatOptions = {}): FormatVerdict {
  const result = attempt(() => formatDocument(text, options));
  if (result.kind !== 'formatted') return result;
  const once = applyEdits(text, result.edits);
  const changed = changedTokens(text, once, options);
  if (changed !== undefined) return { kind: 'fault', fault: changed };
  const again = attempt(() => formatDocument(once, options));
  if (again.kind === 'fault') return again;
  if (again.kind === 'refused') return { kind: 'fault', fault: `its result is refused: ${again.message}` };
  const twice = applyEdits(once, again.edits);
  if (twice !== once) return { kind: 'fault', fault: `twice is not once: ${difference(once, twice)}` };
  return { kind: 'formatted', text: once };
}

/** The same for a part of the text and behind a typed character, of which nothing is asked but to keep the tokens. */
export function partialFormatFault(text: string, random: Random): string | undefined {
  const start = random.between(0, text.length);
  const end = Math.min(text.length, start + random.pick([0, 1, 10, 100, 1000]));
  const range = attempt(() => formatRange(text, { start, end }));
  const rangeFault = faultOfPart(text, range);
  if (rangeFault !== undefined) return `range ${start}-${end}: ${rangeFault}`;
  const typed = random.pick(typedCharacters);
  const at = text.indexOf(typed, start);
  if (at === -1) return undefined;
  const fault = faultOfPart(
    text,
    attempt(() => formatOnType(text, at + 1, typed)),
  );
  return fault === undefined ? undefined : `typed ${JSON.stringify(typed)} at ${at}: ${fault}`;
}

function faultOfPart(text: string, result: FormatResult | Failure): string | undefined {
  if (result.kind === 'fault') return result.fault;
  return result.kind === 'refused' ? undefined : changedTokens(text, applyEdits(text, result.edits), {});
}

interface Failure {
  readonly kind: 'fault';
  readonly fault: string;
}

function attempt(format: () => FormatResult): FormatResult | Failure {
  try {
    return format();
  } catch (error) {
    return { kind: 'fault', fault: `throws ${String(error)}` };
  }
}

function changedTokens(
  before: string,
  after: string,
  { byteLength, formatLua }: FormatOptions,
): string | undefined {
  const tokens = (text: string): string =>
    significantTokens(parseConf(text, byteLength ? { byteLength } : {}), !formatLua);
  const [old, now] = [tokens(before), tokens(after)];
  return old === now ? undefined : `other tokens: ${difference(old, now)}`;
}

function difference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const part = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 30), at + 50));
  return `${part(one)} and ${part(other)}`;
}
