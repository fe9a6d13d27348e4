import type { NameKind } from '../../core/nginx/index.js';

interface Written {
  /** Lua writes it behind a dot. */
  readonly isField: boolean;
  /** It is a group of a regular expression. */
  readonly isCapture: boolean;
}

const luaWords = new Set(
  `and break do else elseif end false for function goto if in local nil not or repeat return then true until
  while`.split(/\s+/),
);

/** PCRE's limit for the name of a group (pcre2pattern(3)), which the oldest version in use has. */
const longestGroup = 32;

/** Names that nginx reads bare in every place, and that need no escape in a regular expression, a URL or a string. */
const shapes: Readonly<Record<NameKind, RegExp>> = {
  variable: /^[A-Za-z_]\w*$/,
  upstream: /^[\w.-]+$/,
  zone: /^[\w.-]+$/,
  dict: /^[\w.-]+$/,
  location: /^[\w.-]+$/,
  'log format': /^[\w.-]+$/,
};

/** Why nginx, PCRE or Lua would not take a new name; undefined: they do. */
export function newNameFault(
  name: string,
  kind: NameKind,
  { isField, isCapture }: Written,
): string | undefined {
  if (!shapes[kind].test(name))
    return kind === 'variable'
      ? `"${name}" cannot be a variable: letters, digits and _ only, no digit first`
      : `"${name}" cannot be written without quotes: letters, digits, _ . and - only`;
  if (kind === 'upstream' && (name.toLowerCase() === 'unix' || /^[\d.]+$/.test(name)))
    return `"${name}" would be read as an address`;
  if (kind === 'zone' && name === 'off') return '"off" turns a cache off';
  if (kind === 'log format' && name === 'off') return '"off" turns the log off';
  if (isCapture && name.length > longestGroup)
    return `a group of a regular expression has a name of ${longestGroup} characters at most`;
  if (isField && (!/^[A-Za-z_]\w*$/.test(name) || luaWords.has(name)))
    return `Lua cannot write "${name}" behind a dot, as it does here`;
  return undefined;
}
