import {
  argumentFor,
  expectedArguments,
  type ArgumentForm,
  type ArgumentSpec,
  type Catalogue,
  type ConfTree,
  type Context,
  type ParameterSpec,
} from '../../core/nginx/index.js';
import { describe } from './complete-parameters.js';
import { formsAt, specAt } from './conf-arguments.js';
import { placeAt } from './conf-place.js';

/** One form of a directive, as signature help shows it. */
export interface ConfSignature {
  /** `limit_req zone=name [burst=number] [nodelay];` */
  readonly label: string;
  /** The parts of the label that are arguments: UTF-16 offsets in it, and what they take. */
  readonly parameters: readonly { readonly span: readonly [number, number]; readonly text: string }[];
}

export interface ConfSignatures {
  readonly name: string;
  readonly module: string;
  readonly signatures: readonly ConfSignature[];
  /** The form that fits what is written. */
  readonly active: number;
  /** The argument at the cursor; undefined: there is none any more. */
  readonly parameter: number | undefined;
}

/** The forms of the directive around an offset, and the argument there; undefined behind no directive's name. */
export function signaturesAt(
  tree: ConfTree,
  offset: number,
  outer: readonly Context[],
  catalogue: Catalogue,
): ConfSignatures | undefined {
  const place = placeAt(tree, offset, outer, catalogue);
  const name = place?.words[0]?.value;
  if (!place || name === undefined || place.block.content !== 'directives') return undefined;
  const spec = specAt(name, place.block.contexts, catalogue);
  const forms = formsAt(name, place.block.contexts, catalogue);
  if (!spec || forms.length === 0) return undefined;
  const before = place.words.slice(1).map(({ value }) => value);
  const shown = forms.map((form) => drawForm(name, form, spec.isBlock));
  const current = place.prefix.replace(/^["']/, '');
  const found = current === '' ? expectedArguments(forms, before)[0] : argumentFor(forms, before, current);
  const active = found ? forms.indexOf(found.form) : 0;
  return {
    name,
    module: spec.module,
    signatures: shown.map(({ label, parameters }) => ({ label, parameters })),
    active,
    parameter: found && shown[active]?.placeOf(found.index, parameterName(current)),
  };
}

function parameterName(word: string): string {
  return word.split('=', 1)[0] ?? word;
}

interface Drawn extends ConfSignature {
  /** The index among the parameters of an argument; of one of its parameters, where the word is one. */
  placeOf(index: number, word: string): number | undefined;
}

function drawForm(name: string, form: ArgumentForm, isBlock: boolean): Drawn {
  let label = name;
  const parameters: { span: readonly [number, number]; text: string }[] = [];
  const places: { index: number; word: string | undefined }[] = [];
  const add = (text: string, about: string, index: number, word?: string): void => {
    label += ' ';
    parameters.push({ span: [label.length, label.length + text.length], text: about });
    places.push({ index, word });
    label += text;
  };
  form.forEach((argument, index) => {
    if (!argument.parameters) return add(drawArgument(argument), aboutValue(argument), index);
    for (const one of argument.parameters) add(drawParameter(one), aboutParameter(one), index, one.name);
  });
  return {
    label: label + (isBlock ? ' { … }' : ';'),
    parameters,
    placeOf: (index, word) => {
      const exact = places.findIndex((place) => place.index === index && place.word === word);
      const any = exact === -1 ? places.findIndex((place) => place.index === index) : exact;
      return any === -1 ? undefined : any;
    },
  };
}

const manyWords = 6;

/** `on | off`, `name`, `[level]`, `file ...`. */
function drawArgument({ name, words, kinds, optional, repeated }: ArgumentSpec): string {
  const isChoice = kinds.length === 0 && words.length > 0 && words.length <= manyWords;
  const base = isChoice ? words.join(' | ') : words.includes('off') ? `${name} | off` : name;
  const many = repeated ? `${base} ...` : base;
  return optional ? `[${many}]` : many;
}

function drawParameter({ name, value, required }: ParameterSpec): string {
  const kind = value?.kinds[0];
  const text = value
    ? value.words.length > 1 && value.words.length <= manyWords && !kind
      ? `${name}=${value.words.join('|')}`
      : `${name}=${kind === 'zone' ? (value.declares ? 'name:size' : 'zone') : (kind ?? 'value')}`
    : name;
  return required ? text : `[${text}]`;
}

function aboutValue(value: ArgumentSpec): string {
  return describe(value);
}

function aboutParameter({ value }: ParameterSpec): string {
  return value ? describe(value) : '';
}
