import type { ArgumentForm, ArgumentSpec, ParameterSpec, ValueKind, ValueSpec } from './argument.js';

/** A place in one of a directive's forms. */
export interface ExpectedArgument {
  readonly form: ArgumentForm;
  /** The index in `form`. */
  readonly index: number;
  readonly argument: ArgumentSpec;
}

interface State {
  readonly index: number;
  /** The argument at `index` has a value already, and may take more. */
  readonly filled: boolean;
}

/**
 * What may stand behind these arguments (their values, as nginx decodes them), in the order of the forms. Where no form
 * allows them, as for half-typed text, the forms are followed by the number of arguments alone. Empty: nothing more.
 */
export function expectedArguments(
  forms: readonly ArgumentForm[],
  before: readonly string[],
): readonly ExpectedArgument[] {
  const strict = expectedBy(forms, before, accepts);
  return strict.length > 0 ? strict : expectedBy(forms, before, () => true);
}

/** Of what may stand there, the first that takes the value; the first of all where none does. */
export function argumentFor(
  forms: readonly ArgumentForm[],
  before: readonly string[],
  value: string,
): ExpectedArgument | undefined {
  const expected = expectedArguments(forms, before);
  return expected.find(({ argument }) => accepts(argument, value)) ?? expected[0];
}

/**
 * Which argument each of these values is, of the first form that takes them all; where none does, as far as one goes.
 */
export function matchArguments(
  forms: readonly ArgumentForm[],
  values: readonly string[],
): readonly (ArgumentSpec | undefined)[] {
  for (const form of forms) {
    const found = assign(form, values, 0, 0, new Set());
    if (found) return found;
  }
  return values.map((value, index) => argumentFor(forms, values.slice(0, index), value)?.argument);
}

/** @param failed the places from which the rest of the values was found not to fit */
function assign(
  form: ArgumentForm,
  values: readonly string[],
  index: number,
  at: number,
  failed: Set<string>,
): ArgumentSpec[] | undefined {
  const argument = form[index];
  if (!argument) return at === values.length ? [] : undefined;
  const place = `${index} ${at}`;
  if (failed.has(place)) return undefined;
  // The longest run first, as in a regular expression.
  let most = at;
  while (most < values.length && (argument.repeated || most === at) && accepts(argument, values[most] ?? ''))
    most += 1;
  for (let next = most; next >= at + (argument.optional ? 0 : 1); next -= 1) {
    const rest = assign(form, values, index + 1, next, failed);
    if (rest) return [...Array.from({ length: next - at }, () => argument), ...rest];
  }
  failed.add(place);
  return undefined;
}

/** The parameter of a place that a word is, complete or half-typed: `backlog=`. */
export function parameterOf({ parameters = [] }: ArgumentSpec, value: string): ParameterSpec | undefined {
  const at = value.indexOf('=');
  return parameters.find((one) =>
    one.value && at !== -1 ? one.name === value.slice(0, at) : !one.value && one.name === value,
  );
}

type Test = (argument: ArgumentSpec, value: string) => boolean;

function expectedBy(
  forms: readonly ArgumentForm[],
  before: readonly string[],
  test: Test,
): ExpectedArgument[] {
  return forms.flatMap((form) => {
    let states: readonly State[] = [{ index: 0, filled: false }];
    for (const value of before)
      states = distinct(
        states
          .flatMap((state) => reachable(form, state))
          .filter(({ index }) => {
            const argument = form[index];
            return argument && test(argument, value);
          })
          .map(({ index }) =>
            form[index]?.repeated ? { index, filled: true } : { index: index + 1, filled: false },
          ),
      );
    const indexes = new Set(states.flatMap((state) => reachable(form, state)).map(({ index }) => index));
    return [...indexes]
      .sort((a, b) => a - b)
      .flatMap((index) => {
        const argument = form[index];
        return argument ? [{ form, index, argument }] : [];
      });
  });
}

/** A state, and those that are reached when arguments which may be left out are. */
function reachable(form: ArgumentForm, state: State): State[] {
  const states = [state];
  for (let { index, filled } = state; form[index]?.optional || filled; filled = false) {
    index += 1;
    states.push({ index, filled: false });
  }
  return states;
}

function distinct(states: readonly State[]): State[] {
  return [...new Map(states.map((state) => [`${state.index} ${state.filled}`, state])).values()];
}

/** Kinds whose values look like nothing else; all others take any text. */
const looks: Partial<Record<ValueKind, RegExp>> = {
  number: /^-?\d+(?:\.\d+)?$/,
  size: /^\d+[kKmMgG]?$/,
  offset: /^\d+[kKmMgG]?$/,
  time: /^-?[\d@]/,
  seconds: /^-?[\d@]/,
  status: /^\d{3}$/,
  variable: /^\$/,
  port: /^\d+(?:-\d+)?$/,
  'location uri': /^[^@]|^$/,
};

function accepts(argument: ArgumentSpec, value: string): boolean {
  if (argument.parameters) return parameterOf(argument, value) !== undefined;
  return acceptsValue(argument, value);
}

function acceptsValue({ kinds, words, declares }: ValueSpec, value: string): boolean {
  if (words.includes(value.toLowerCase()) || words.includes(value)) return true;
  if (declares && kinds.includes('target')) return value.startsWith('@');
  return kinds.some((kind) => looks[kind]?.test(value) ?? true);
}
