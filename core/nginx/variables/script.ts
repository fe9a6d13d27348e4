/** A piece of a value that nginx puts together for each request. */
export type ScriptPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `$name`, `${name}`, or a capture `$1`; `name` without the `$` and braces, in lower case. */
  | { readonly kind: 'variable'; readonly name: string; readonly source: string };

/**
 * Splits a value as ngx_http_script_compile does: a digit from 1 to 9 is a capture and no more than that digit, a
 * name is made of letters, digits and `_`. A `$` that begins neither stays text (nginx refuses it).
 */
export function scriptParts(value: string): ScriptPart[] {
  const parts: ScriptPart[] = [];
  let at = 0;
  for (const match of value.matchAll(/\$(?:\{(\w+)\}|([1-9])|([A-Za-z_0]\w*))/g)) {
    if (match.index > at) parts.push({ kind: 'text', text: value.slice(at, match.index) });
    const name = (match[1] ?? match[2] ?? match[3] ?? '').toLowerCase();
    parts.push({ kind: 'variable', name, source: match[0] });
    at = match.index + match[0].length;
  }
  if (at < value.length) parts.push({ kind: 'text', text: value.slice(at) });
  return parts;
}

export function hasVariables(value: string): boolean {
  return scriptParts(value).some(({ kind }) => kind === 'variable');
}
