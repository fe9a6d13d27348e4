import { utf8 } from './binary.js';

/** A text with nginx variables in it, compiled once. Constant parts are binary strings. */
export interface Template {
  /** As written, for messages. */
  readonly source: string;
  /** The text if no variable is in it. */
  readonly constant: string | undefined;
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'capture'; readonly index: number };

/** Raised for a text that ngx_http_script_compile refuses; the message is nginx's. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

const NAME = /^[A-Za-z0-9_]+/;

/** Text that stands for itself, `$` included. */
export function constantTemplate(source: string): Template {
  const text = utf8(source);
  return { source, constant: text, parts: text === '' ? [] : [{ kind: 'text', text }] };
}

/**
 * Compiles `a $b ${c} $1` as ngx_http_script_compile does; throws TemplateError.
 * @param withCaptures whether `$1` is a regex's capture; it is an invalid name otherwise
 */
export function compileTemplate(source: string, withCaptures = true): Template {
  const parts: TemplatePart[] = [];
  let text = '';
  let at = 0;
  const flush = (): void => {
    if (text !== '') parts.push({ kind: 'text', text: utf8(text) });
    text = '';
  };
  while (at < source.length) {
    if (source.charAt(at) !== '$') {
      const next = source.indexOf('$', at);
      text += source.slice(at, next === -1 ? undefined : next);
      at = next === -1 ? source.length : next;
      continue;
    }
    const { part, length } = readVariable(source, at, withCaptures);
    flush();
    parts.push(part);
    at += length;
  }
  flush();
  const isConstant = parts.every((part) => part.kind === 'text');
  return { source, constant: isConstant ? utf8(source) : undefined, parts };
}

function readVariable(
  source: string,
  at: number,
  withCaptures: boolean,
): { part: TemplatePart; length: number } {
  const digit = source.charAt(at + 1);
  if (withCaptures && digit >= '1' && digit <= '9') {
    return { part: { kind: 'capture', index: Number(digit) }, length: 2 };
  }
  const braced = digit === '{';
  const [name] = NAME.exec(source.slice(at + (braced ? 2 : 1))) ?? [];
  if (braced && source.charAt(at + 2 + (name?.length ?? 0)) !== '}') {
    throw new TemplateError(`the closing bracket in "${name ?? ''}" variable is missing`);
  }
  if (name === undefined) throw new TemplateError('invalid variable name');
  return {
    part: { kind: 'variable', name: name.toLowerCase() },
    length: name.length + (braced ? 3 : 1),
  };
}

/** The names of the variables in a template. */
export function variablesOf(template: Template): string[] {
  return template.parts.flatMap((part) => (part.kind === 'variable' ? [part.name] : []));
}
