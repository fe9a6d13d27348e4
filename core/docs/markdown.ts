import type { DocEntry } from './entry.js';

/** The hover of an entry: its forms, what bounds it, its text, and where the whole manual is. */
export function toMarkdown(entry: DocEntry): string {
  const { kind, syntax, default: value, contexts, since, text, url } = entry;
  const language = kind === 'directive' || kind === 'variable' ? 'nginx' : 'lua';
  return [
    fenced(language, syntax),
    factLine([
      value === undefined ? '' : `default: ${value.includes('`') ? value : `\`${value}\``}`,
      contexts && contexts.length > 0
        ? `${kind === 'directive' ? 'context' : 'phases'}: ${contexts.join(', ')}`
        : '',
      since === undefined ? '' : `since ${since}`,
    ]),
    text,
    `[manual](${url})`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

export function fenced(language: string, lines: readonly string[]): string {
  return `\`\`\`${language}\n${lines.join('\n')}\n\`\`\``;
}

/** Facts beside each other; empty ones are left out. */
export function factLine(facts: readonly string[]): string {
  return facts.filter((fact) => fact !== '').join(' · ');
}
