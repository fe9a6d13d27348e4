import type { Word } from '../../tree.js';
import { compileComplex } from '../complex-value.js';
import type { Call, Setter, Setters } from '../setter.js';

interface Kind {
  /** The options that it takes, and whether a word follows them. */
  readonly options: Readonly<Record<string, boolean>>;
  readonly clears: boolean;
}

/** Headers that nginx keeps in fields of their own, of which there is one: nothing can be added to them. */
const BUILT_IN: ReadonlySet<string> = new Set([
  ...['server', 'date', 'content-encoding', 'location', 'refresh', 'last-modified', 'content-range'],
  ...['accept-ranges', 'www-authenticate', 'expires', 'e-tag', 'content-length', 'content-type'],
  'cache-control',
]);

/** ngx_http_headers_more_parse_directive; it logs without a place, and with the level `error`, but nginx stops. */
function moreHeaders({ options, clears }: Kind): Setter {
  return (call) => {
    const words = [...call.args];
    const names: string[] = [];
    const refuse = (message: string, at: Word): void =>
      call.report(`${call.name}: ${message}`, { level: 'error', at, unplaced: true });
    let appends = false;
    for (let word = words.shift(); word !== undefined; word = words.shift()) {
      const { value } = word;
      if (value === '') continue;
      if (!value.startsWith('-')) {
        const name = header(call, word, clears, refuse);
        if (name === undefined) return undefined;
        names.push(name);
        continue;
      }
      const takesWord = options[value];
      if (takesWord === undefined) {
        refuse(`invalid option name: "${value}"`, word);
        return undefined;
      }
      if (value === '-a') appends = true;
      if (!takesWord) continue;
      const next = words.shift();
      if (next === undefined) {
        refuse(`option ${value} takes an argument.`, word);
        return undefined;
      }
      const wrong = value === '-s' ? /[^\d\s]/.exec(next.value) : null;
      if (wrong !== null) {
        refuse(`invalid digit "${wrong[0]}" found in the status code list "${next.value}"`, next);
        return undefined;
      }
    }
    const builtIn = appends ? names.find((name) => BUILT_IN.has(name.toLowerCase())) : undefined;
    const [at] = call.args;
    if (builtIn !== undefined && at !== undefined) {
      refuse(`can not append builtin headers "${builtIn}"`, at);
      return undefined;
    }
    return undefined;
  };
}

/** ngx_http_headers_more_parse_header: `name: value`. @returns the name, or undefined where nginx gives up */
function header(
  call: Call,
  word: Word,
  clears: boolean,
  refuse: (message: string, at: Word) => void,
): string | undefined {
  const [, name = '', value = ''] = /^\s*([^\s][^\s:]*)?[\s:]*(.*)$/s.exec(word.value) ?? [];
  if (name === '') {
    refuse(`no key found in the header argument: ${word.value}`, word);
    return undefined;
  }
  if (name === '*') {
    refuse(`wildcard key too short: ${word.value}`, word);
    return undefined;
  }
  if (clears || value === '') return name;
  return compileComplex(call, word, value) && name;
}

const OUTPUT = { '-t': true, '-s': true };
const INPUT = { '-t': true, '-r': false };

export const headersMoreSetters: Setters = {
  ngx_http_headers_more_set_headers: moreHeaders({ options: { ...OUTPUT, '-a': false }, clears: false }),
  ngx_http_headers_more_clear_headers: moreHeaders({ options: OUTPUT, clears: true }),
  ngx_http_headers_more_set_input_headers: moreHeaders({ options: INPUT, clears: false }),
  ngx_http_headers_more_clear_input_headers: moreHeaders({ options: INPUT, clears: true }),
};
