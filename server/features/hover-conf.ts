import type { NginxReference } from '../../core/docs/index.js';
import {
  contextsAt,
  familyOf,
  matchArguments,
  parameterOf,
  type ArgumentSpec,
  type Catalogue,
  type ConfNode,
  type Context,
  type Span,
  type Word,
} from '../../core/nginx/index.js';
import type { ProjectFacts } from '../analysis/facts.js';
import { formsAt, specAt } from './conf-arguments.js';
import type { DeclaredName } from './conf-names.js';
import { namesAround, topContexts } from './conf-surroundings.js';
import { directiveText, manualText, variableText } from './conf-texts.js';
import { regexText, sayValue } from './conf-value-texts.js';
import { describe } from './complete-parameters.js';
import { directivesAt, type FeatureDocument } from './place.js';

/** Markdown, and the part of the document that it is about (UTF-16 offsets). */
export interface HoverText {
  readonly markdown: string;
  readonly span: Span;
}

interface Place {
  readonly document: FeatureDocument;
  readonly node: ConfNode;
  readonly contexts: readonly Context[];
  readonly family: 'http' | 'stream';
  readonly facts: ProjectFacts;
  readonly reference: NginxReference;
  readonly catalogue: Catalogue;
}

/** What is to be read about the place of a configuration: a directive, a variable, an argument. */
export function confHover(
  document: FeatureDocument,
  offset: number,
  facts: ProjectFacts,
  reference: () => NginxReference,
  catalogue: Catalogue,
): HoverText | undefined {
  const { conf } = document.parsed;
  const path = directivesAt(conf, offset);
  const node = path.at(-1);
  const word = node && [node.name, ...node.args].find(({ span }) => touches(span, offset));
  if (!word) return undefined;
  const top = topContexts(document.file, conf, facts, catalogue);
  const contexts = contextsAt(conf, node.span.start, top);
  // A place that belongs to no block that is known may still say what it is by the blocks around it.
  const outermost = path[0]?.name.value;
  const families = [...contexts, ...top].map(familyOf);
  const family =
    outermost === 'stream' ||
    (outermost !== 'http' && families.includes('stream') && !families.includes('http'))
      ? 'stream'
      : 'http';
  const place: Place = { document, node, contexts, family, facts, reference: reference(), catalogue };
  if (word === node.name && node.kind === 'directive') return aboutDirective(place);
  const variable = variableAt(word, offset);
  if (variable) return aboutVariable(variable, place);
  if (node.kind === 'entry') return aboutEntry(word, place);
  return aboutArgument(word, place);
}

function aboutDirective({ node, contexts, reference, catalogue }: Place): HoverText | undefined {
  const { value: name, span } = node.name;
  const spec = specAt(name, contexts, catalogue);
  const markdown = spec
    ? directiveText(name, spec.module, reference, catalogue)
    : manualText(name, reference);
  return markdown === undefined ? undefined : { markdown, span };
}

/** Where a variable comes from: the directives that declare it, nginx's own text, or a group of an expression. */
function aboutVariable({ name, span }: { name: string; span: Span }, place: Place): HoverText | undefined {
  if (/^\d+$/.test(name))
    return { markdown: `\`$${name}\` · group ${name} of the last regular expression that matched`, span };
  const { family, reference } = place;
  const declared = namesOf(place).filter(
    (one) =>
      one.kind === 'variable' &&
      one.name.toLowerCase() === name.toLowerCase() &&
      (one.family === undefined || one.family === family),
  );
  const own = declared.length > 0 ? `\`$${name}\` · declared by ${listOf(declared)}` : undefined;
  const manual = variableText(name, family, reference);
  if (own === undefined && manual === undefined) return undefined;
  return { markdown: [own, manual].filter((part) => part !== undefined).join('\n\n'), span };
}

const shownPlaces = 5;

function listOf(declared: readonly DeclaredName[]): string {
  const places = [
    ...new Set(declared.map(({ by, file }) => (file === undefined ? `\`${by}\`` : `\`${by}\` in ${file}`))),
  ];
  const more = places.length - shownPlaces;
  return places.slice(0, shownPlaces).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** A key of a map is a text, unless it is a regular expression. */
function aboutEntry(word: Word, { node, document }: Place): HoverText | undefined {
  if (word !== node.name || !word.value.startsWith('~')) return undefined;
  const owner = directivesAt(document.parsed.conf, word.span.start).at(-2);
  if (owner?.name.value !== 'map') return undefined;
  return { markdown: regexText(word.value.replace(/^~\*?/, '')), span: word.span };
}

function aboutArgument(word: Word, place: Place): HoverText | undefined {
  const { node, contexts, catalogue } = place;
  const directive = node.name.value;
  const index = node.args.indexOf(word);
  const forms = formsAt(directive, contexts, catalogue);
  const values = node.args.map(({ value }) => value);
  const argument = matchArguments(forms, values)[index];
  if (!argument || argument.kinds.includes('lua')) return undefined;
  const parameter = argument.parameters && parameterOf(argument, word.value);
  if (argument.parameters && !parameter) return undefined;
  const value = parameter ? word.value.slice(parameter.name.length + 1) : word.value;
  const spec = parameter ? parameter.value : argument;
  const title = parameter
    ? `**${parameter.name}** · parameter of \`${directive}\``
    : `**${argument.name}** · ${ordinal(argument, index)}argument of \`${directive}\``;
  const takes = spec && describe(spec);
  const lines = [
    title + (takes === undefined || takes === '' ? '' : ` · ${takes}`),
    ...(spec ? sayValue(spec, value, directive) : []),
    ...named(value, spec?.kinds ?? [], place),
  ];
  return { markdown: lines.join('\n\n'), span: word.span };
}

function ordinal({ repeated }: ArgumentSpec, index: number): string {
  return repeated ? '' : `${['first', 'second', 'third', 'fourth'][index] ?? 'an'} `;
}

const namedBy: Readonly<Record<string, DeclaredName['kind']>> = {
  url: 'upstream',
  peer: 'upstream',
  zone: 'zone',
  target: 'location',
  format: 'log format',
};

function namesOf({ document, facts, catalogue }: Place): ReturnType<typeof namesAround> {
  const { conf } = document.parsed;
  return namesAround(document.file, conf, facts, conf, catalogue);
}

/** Where the thing is declared that a value names. */
function named(value: string, kinds: readonly string[], place: Place): string[] {
  const wanted = kinds.flatMap((kind) => namedBy[kind] ?? []);
  const name = value
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/^@/, '')
    .replace(/[:/?].*$/, '');
  if (wanted.length === 0 || name === '') return [];
  const found = namesOf(place).filter((one) => wanted.includes(one.kind) && one.name === name);
  const [first] = found;
  return first ? [`${first.kind} \`${name}\`, declared by ${listOf(found)}`] : [];
}

/** `$name` and `${name}` in a word, quoted or not. */
function variableAt({ raw, span }: Word, offset: number): { name: string; span: Span } | undefined {
  for (const match of raw.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)) {
    const start = span.start + match.index;
    const found = { start, end: start + match[0].length };
    if (touches(found, offset)) return { name: match[1] ?? match[2] ?? '', span: found };
  }
  return undefined;
}

function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
