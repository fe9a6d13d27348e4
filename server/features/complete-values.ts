import {
  expectedArguments,
  type ArgumentSpec,
  type ValueKind,
  type ValueSpec,
} from '../../core/nginx/index.js';
import { conditionItems } from './complete-conditions.js';
import type { CompletionContext } from './complete-context.js';
import { locationProposals, plainNames, upstreamProposals, zoneProposals } from './complete-names.js';
import { parameterProposals } from './complete-parameters.js';
import { pathItems, type PathWish } from './complete-paths.js';
import { endsInVariable, variableItems, variableProposals } from './complete-variables.js';
import { choicesOf, wordDetails } from './complete-words.js';
import { formsAt } from './conf-arguments.js';
import { placed, type ConfItem, type Proposal } from './conf-item.js';
import type { ConfPlace } from './conf-place.js';

/** What is being typed: a whole word, or the value behind the `=` of a parameter. */
interface Typed {
  readonly place: ConfPlace;
  readonly directive: string;
  /** The text before the cursor, without the quote and the parameter's name. */
  readonly inner: string;
  /** Where the value ends that the items replace. */
  readonly end: number;
  readonly text: string;
  readonly context: CompletionContext;
}

/** What can stand at the cursor behind a directive's name. */
export function valueItems(place: ConfPlace, text: string, context: CompletionContext): ConfItem[] {
  const [name, ...before] = place.words;
  if (!name) return [];
  if (name.value === 'if') return conditionItems(place, text, context);
  const given = before.map(({ value }) => value);
  const expected = expectedArguments(formsAt(name.value, place.block.contexts, context.catalogue), given);
  const quote = /^["']/.exec(place.prefix)?.[0] ?? '';
  const typed: Typed = {
    place,
    directive: name.value,
    inner: place.prefix.slice(quote.length),
    end: valueEnd(place, text, quote),
    text,
    context,
  };
  const found = expected.flatMap(({ argument }) => argumentItems(argument, given, typed));
  return distinct(found);
}

/** A word is replaced as a whole where some of it is typed; its closing quote stays. */
function valueEnd({ word, offset, prefix }: ConfPlace, text: string, quote: string): number {
  if (prefix === '') return offset;
  const closed = quote !== '' && word.end - 1 > word.start && text.charAt(word.end - 1) === quote;
  return Math.max(offset, closed ? word.end - 1 : word.end);
}

function argumentItems(argument: ArgumentSpec, given: readonly string[], typed: Typed): ConfItem[] {
  if (!argument.parameters) return specItems(argument, given, typed);
  const { inner } = typed;
  const equals = inner.indexOf('=');
  if (equals !== -1) {
    const parameter = argument.parameters.find(({ name, value }) => value && name === inner.slice(0, equals));
    return parameter?.value
      ? specItems(parameter.value, [], { ...typed, inner: inner.slice(equals + 1) })
      : [];
  }
  const zones = (value: ValueSpec): Proposal[] => zoneProposals(value.zone, typed.place, typed.context);
  return placed(parameterProposals(argument.parameters, given, zones, typed.context.snippets), spanOf(typed));
}

function spanOf({ place, inner, end }: Typed): { start: number; end: number } {
  return { start: place.offset - inner.length, end };
}

/** The kinds whose values may hold variables. */
const withVariables: ReadonlySet<ValueKind> = new Set([
  'complex',
  'url',
  'peer',
  'target',
  'uri',
  'variable',
  'format',
]);

function specItems(spec: ValueSpec, given: readonly string[], typed: Typed): ConfItem[] {
  const { inner, place, text, context, directive } = typed;
  if (endsInVariable(inner)) {
    const holds = spec.kinds.some((kind) => withVariables.has(kind));
    if (!holds || (spec.kinds.includes('format') && spec.declares)) return [];
    const items = variableItems(place, inner, text, context);
    // What `set` and its like write to is a variable of the configuration's own, or a new one.
    return spec.declares ? items.filter(({ rank }) => rank === 0) : items;
  }
  const details = wordDetails[directive] ?? {};
  const words = spec.words
    .filter((word) => !given.includes(word) && !(word.endsWith('://') && inner.includes('://')))
    .map((label, rank): Proposal => {
      const detail = details[label];
      return { label, kind: 'word', rank, ...(detail !== undefined && { detail }) };
    });
  return [...placed(words, spanOf(typed)), ...spec.kinds.flatMap((kind) => kindItems(kind, spec, typed))];
}

function kindItems(kind: ValueKind, spec: ValueSpec, typed: Typed): ConfItem[] {
  const { place, context, inner, directive, end } = typed;
  const span = spanOf(typed);
  switch (kind) {
    case 'zone':
      return spec.declares ? newZoneItems(typed) : placed(zoneProposals(spec.zone, place, context), span);
    case 'format':
      return spec.declares ? [] : placed(plainNames('log format', place, context), span);
    case 'dict':
      return spec.declares ? [] : placed(plainNames('dict', place, context), span);
    case 'target':
      return spec.declares ? [] : placed(locationProposals(place, context), span);
    case 'url':
    case 'peer':
      return peerItems(kind, typed);
    case 'complex':
    case 'variable':
      // Every text may hold a variable: the list is for who asks, not for who types a blank.
      if (inner !== '' || context.trigger !== undefined) return [];
      return placed(
        variableProposals(place, context)
          .filter(({ rank }) => !spec.declares || rank === 0)
          .map((one) => ({ ...one, rank: one.rank + 200 })),
        span,
      );
    case 'file':
    case 'directory':
    case 'conf file':
    case 'lua file':
      return fileItems(kind, typed);
    default:
      // A blank shows what a person has to choose from, not what they only might write.
      if (context.trigger === ' ' && !chosen.has(kind)) return [];
      return placed(
        choicesOf(kind, inner, directive).map(([label, detail], index): Proposal => ({
          label,
          kind: 'value',
          rank: 30 + index,
          ...(detail !== undefined && { detail }),
        })),
        { start: span.start, end },
      );
  }
}

const chosen: ReadonlySet<ValueKind> = new Set(['status', 'method', 'mime', 'header']);

function fileItems(kind: PathWish, { place, context, inner, directive, end }: Typed): ConfItem[] {
  return context.paths && context.trigger !== ' '
    ? pathItems(inner, kind, directive, place.offset, end, context.paths)
    : [];
}

/** `name:size`: the size once the name is there. */
function newZoneItems({ inner, place, end }: Typed): ConfItem[] {
  const colon = inner.indexOf(':');
  if (colon === -1) return [];
  const size = inner.slice(colon + 1);
  return placed(
    choicesOf('size', size, '').map(([label], index): Proposal => ({
      label,
      kind: 'value',
      rank: 30 + index,
    })),
    { start: place.offset - size.length, end },
  );
}

/** Upstreams for the host of `http://…`, and behind a `*_pass` that takes a host alone. */
function peerItems(kind: 'url' | 'peer', typed: Typed): ConfItem[] {
  const { inner, place, context, end, directive } = typed;
  const upstreams = upstreamProposals(place, context);
  const scheme = /^[a-z]+:\/\//i.exec(inner)?.[0];
  const host = inner.slice(scheme?.length ?? 0);
  if (/[/:$]/.test(host)) return [];
  // A path behind the host stays.
  const rest = /^[^/:$\s;]*/.exec(typed.text.slice(place.offset, end))?.[0].length ?? 0;
  const span = { start: place.offset - host.length, end: place.offset + rest };
  if (scheme !== undefined || kind === 'peer') return placed(upstreams, span);
  if (directive !== 'proxy_pass') return [];
  return placed(
    upstreams.map((one) => ({ ...one, label: `http://${one.label}` })),
    span,
  );
}

function distinct(items: readonly ConfItem[]): ConfItem[] {
  const seen = new Map<string, ConfItem>();
  for (const item of items) {
    const key = `${item.span.start} ${item.label}`;
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}
