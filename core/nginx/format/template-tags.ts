import type { ConfTree } from '../tree.js';

const tag = /\{\{|\{%|<%|\{#.*#\}|\{\*.*\*\}/;

/** Whether a text that nginx's reader refuses looks like a template (Jinja, Liquid, Go, mustache, etlua …). */
export function looksLikeTemplate(text: string): boolean {
  return tag.test(text);
}

/**
 * The offset of a template's tag that nginx's reader takes for words and braces, where a blank more or less may mean
 * something else to the template; tags in quotes, in comments and in Lua are left alone with what they stand in.
 */
export function templateTag({ tokens, text }: ConfTree): number | undefined {
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' || token.quote) continue;
    const { raw, span } = token;
    if (raw.includes('<%') || raw.includes('%>')) return span.start;
    if (/^[%*(]/.test(raw) && tokens[index - 1]?.kind === '{') return span.start;
    if (/\$\([^)]*$/.test(raw)) return span.start;
    // Penlight's lines of Lua.
    if (raw === '>' && /(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, span.start - 200), span.start)))
      return span.start;
  }
  return undefined;
}
