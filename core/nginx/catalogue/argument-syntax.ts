import {
  valueKinds,
  type ArgumentForm,
  type ArgumentSpec,
  type ParameterSpec,
  type ValueKind,
  type ValueSpec,
  type ZoneKind,
} from './argument.js';

/**
 * Reads the notation of the tables `arguments-*.ts`, in which a form of a directive is one line:
 *
 *     realm:off|<complex>                       one argument named "realm": the word, or text with variables
 *     file:<file>...  level:error|warn?         one or more; one that may be left out; `...?` is both
 *     [ssl backlog=<number> ipv6only=on|off]    parameters in any order
 *     zone=<zone:limit_req!>                    a parameter that must be there; `!`: the name is declared here
 */
export function readForm(notation: string): ArgumentForm {
  const form: ArgumentSpec[] = [];
  let parameters: ParameterSpec[] = [];
  const endParameters = (): void => {
    if (parameters.length > 0)
      form.push({ name: 'parameter', kinds: [], words: [], optional: true, repeated: true, parameters });
    parameters = [];
  };
  for (const [token] of notation.matchAll(/\[[^\]]*\]|(?:<[^>]*>|[^\s<])+/g)) {
    if (token.startsWith('[')) {
      for (const part of token.slice(1, -1).split(/ (?![^<]*>)/)) parameters.push(readParameter(part));
    } else if (/^[\w-]+=/.test(token)) {
      parameters.push({ ...readParameter(token), required: true });
    } else {
      endParameters();
      form.push(readArgument(token));
    }
  }
  endParameters();
  return form;
}

function readParameter(token: string): ParameterSpec {
  const at = token.indexOf('=');
  return at === -1 ? { name: token } : { name: token.slice(0, at), value: readValue(token.slice(at + 1)) };
}

function readArgument(token: string): ArgumentSpec {
  const at = token.indexOf(':');
  const [, values = '', dots, mark] = /^(.*?)(\.\.\.)?(\?)?$/.exec(token.slice(at + 1)) ?? [];
  return {
    name: token.slice(0, at).replaceAll('_', ' '),
    ...readValue(values),
    ...(mark !== undefined && { optional: true as const }),
    ...(dots !== undefined && { repeated: true as const }),
  };
}

function readValue(text: string): ValueSpec {
  const kinds: ValueKind[] = [];
  const words: string[] = [];
  let zone: ZoneKind | undefined;
  let declares = false;
  for (const part of text === '' ? [] : text.split('|')) {
    const [, name, of, mark] = /^<([^:!>]+)(?::([^!>]+))?(!)?>$/.exec(part) ?? [];
    if (name === undefined) {
      words.push(part);
      continue;
    }
    const kind = valueKinds.find((one) => one === name);
    // A table with a kind that is not there is a fault of ours, and its test says so.
    if (kind === undefined) throw new Error(`no kind of value: ${name}`);
    kinds.push(kind);
    if (of !== undefined) zone = of as ZoneKind;
    declares ||= mark !== undefined;
  }
  return { kinds, words, ...(zone && { zone }), ...(declares && { declares: true as const }) };
}
