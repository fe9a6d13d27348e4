/** What can be looked up by pointing at it. */
export interface DocEntry {
  /** A directive's name, or the path by which a program reaches it: `ngx.shared.DICT.incr`, `resty.lrucache:get`. */
  readonly name: string;
  readonly kind: 'directive' | 'function' | 'method' | 'field' | 'constant' | 'module' | 'variable';
  /** Its forms, as one writes them. */
  readonly syntax: readonly string[];
  readonly default?: string;
  /** A directive's blocks, or the phases in which a call works (`init_by_lua` …); none: everywhere. */
  readonly contexts?: readonly string[];
  /** Markdown. */
  readonly text: string;
  readonly url: string;
}

/** The hover of an entry: its forms, what bounds it, its text, and where the whole manual is. */
export function toMarkdown({ kind, syntax, default: value, contexts, text, url }: DocEntry): string {
  const language = kind === 'directive' || kind === 'variable' ? 'nginx' : 'lua';
  const facts = [
    ...(value === undefined ? [] : [`default: \`${value}\``]),
    ...(contexts && contexts.length > 0
      ? [`${kind === 'directive' ? 'context' : 'phases'}: ${contexts.join(', ')}`]
      : []),
  ];
  return [
    `\`\`\`${language}\n${syntax.join('\n')}\n\`\`\``,
    ...(facts.length > 0 ? [facts.join(' · ')] : []),
    text,
    `[manual](${url})`,
  ].join('\n\n');
}
