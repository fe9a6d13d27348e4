import { parseConf } from '../nginx/index.js';

/** A configuration that is made from a template, laid out so that every offset is that of the file it stands in. */
export interface TemplateConfiguration {
  readonly path: string;
  readonly text: string;
}

const runsLua = /\b(?:\w+_)?by_lua(?:_block|_file)?\b/;

/** The endings of files that become an nginx configuration when something fills them in. */
export const templateEndings = ['tmpl', 'tpl', 'template', 'j2', 'erb', 'ejs', 'mustache', 'etlua'] as const;

export function isTemplateName(path: string): boolean {
  return templateEndings.some((ending) => path.endsWith(`.${ending}`));
}

/**
 * A template of an nginx configuration as that configuration, where it runs Lua: what the template engine would
 * compute is blanked, offsets stay. Known are Go's and Jinja's `{{ }}`, `{% %}`, `{# #}`, lua-resty-template's
 * `{* *}`, Penlight's lines with `>` and `$(…)`, `${{…}}`, ERB's and etlua's `<% %>`.
 */
export function templateConfiguration(path: string, text: string): TemplateConfiguration | undefined {
  return runsLua.test(text) && /[;{]\s*(?:\n|$)/.test(text)
    ? { path, text: withoutMarkers(text) }
    : undefined;
}

/**
 * A file that bears a configuration's name and is the template of one (Liquid, Jinja), read as `templateConfiguration`
 * reads it: nginx refuses it as it stands, and takes what is left without the tags. Undefined for any other file, and
 * for one that is broken besides.
 */
export function configurationOfTemplate(text: string): string | undefined {
  if (!/\{[{%]/.test(text) || parseConf(text).errors.length === 0) return undefined;
  const filled = withoutMarkers(text);
  return parseConf(filled).errors.length === 0 ? filled : undefined;
}

/** The configurations that a Lua program keeps in long strings, as Kong and APISIX do: all else is blanked. */
export function configurationInLua(path: string, text: string): TemplateConfiguration | undefined {
  if (!runsLua.test(text) || !text.includes('[')) return undefined;
  let result = '';
  let at = 0;
  for (const match of text.matchAll(/\[(=*)\[/g)) {
    if (match.index < at) continue;
    const start = match.index + match[0].length;
    const end = text.indexOf(`]${match[1]}]`, start);
    if (end < 0) break;
    const body = text.slice(start, end);
    if (!isConfiguration(body)) continue;
    result += blank(text.slice(at, start)) + body;
    at = end;
  }
  return at === 0 ? undefined : { path, text: withoutMarkers(result + blank(text.slice(at))) };
}

/** A directive that runs Lua, at the start of a line, with a block or an argument. */
function isConfiguration(text: string): boolean {
  return /^[ \t]*(?:\w+_)?by_lua(?:_block[ \t]*\{|_file[ \t]+\S|[ \t]+['"])/m.test(text);
}

/**
 * The text without what a template's language puts into it: what prints something is a word, all else is blank. Offsets
 * and lines are as before.
 */
export function withoutMarkers(text: string): string {
  return text
    .replace(/^[ \t]*>.*$/gm, blank)
    .replace(/\{\{-?\s*\/\*[^]*?\*\/\s*-?\}\}/g, blank)
    .replace(/\{%[^]*?%\}|\{#[^]*?#\}|<%[^]*?%>/g, (marker) =>
      /^<%[-=]/.test(marker) ? word(marker) : blank(marker),
    )
    .replace(/\$\{\{[^\n]*?\}\}|\$\([^\n)]*\)|\{\*[^\n]*?\*\}|\{\([^\n]*?\)\}/g, word)
    .replace(/\{\{[^]*?\}\}/g, (marker) => (isStatement(marker) ? blank(marker) : word(marker)));
}

/** Go's `{{ if }}`, `{{ end }}`, `{{ $x := … }}` print nothing. */
function isStatement(marker: string): boolean {
  return /^\{\{-?\s*(?:if|else|end|range|with|define|template|block|break|continue)\b|^\{\{-?\s*\$\w+\s*:?=/.test(
    marker,
  );
}

function blank(text: string): string {
  return text.replace(/[^\n\r]/g, ' ');
}

/** One word in place of what a template would print. */
function word(text: string): string {
  return text.replace(/[^\n\r]/g, '_');
}
