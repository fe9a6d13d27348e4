import { factLine, fenced } from './markdown.js';

/** A directive as nginx's own documentation has it. */
export interface NginxDirective {
  readonly name: string;
  /** `ngx_http_core_module`, `Core functionality` … */
  readonly module: string;
  /** The arguments of its forms, in Markdown. */
  readonly syntax: readonly string[];
  /** Empty: none. */
  readonly default: string;
  readonly contexts: readonly string[];
  readonly isBlock: boolean;
  /** Markdown. */
  readonly text: string;
}

/** The three kinds of servers, whose modules share names. */
export type NginxFamily = 'http' | 'stream' | 'mail';

export interface NginxReference {
  /** Those of all modules that have a directive of this name. */
  directives(name: string): readonly NginxDirective[];
  /**
   * The hover of a variable, without its `$`; those that are named after a header or an argument too. Where http and
   * stream have one of the same name, it is the one of the family.
   */
  variable(name: string, family?: NginxFamily): string | undefined;
}

interface NginxVariable {
  readonly name: string;
  readonly module: string;
  readonly text: string;
}

interface Variables {
  readonly byName: ReadonlyMap<string, readonly NginxVariable[]>;
  /** `$arg_NAME` stands for every variable that begins with `arg_`. */
  readonly byPrefix: ReadonlyMap<string, readonly NginxVariable[]>;
}

/**
 * Reads the JSON of `scripts/lib/nginx-reference.mjs`. Never throws: what is no such JSON is a reference without
 * entries.
 */
export function loadNginxReference(json: string): NginxReference {
  const { directives, variables } = read(json);
  const directivesByName = grouped(directives, ({ name }) => name);
  const known: Variables = {
    byName: grouped(variables, ({ name }) => name.slice(1)),
    byPrefix: grouped(
      variables.filter(({ name }) => name.endsWith(placeholder)),
      ({ name }) => name.slice(1, -placeholder.length),
    ),
  };
  return {
    directives: (name) => directivesByName.get(name) ?? [],
    variable: (name, family = 'http') => {
      const found = variableOf(known, name);
      const best = found?.find(({ module }) => familyOf(module) === family) ?? found?.[0];
      return best && variableToMarkdown(best, name);
    },
  };
}

const placeholder = 'NAME';

/** Map.groupBy, which Node 20 has not. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The variable itself, else the family of names that it belongs to; of several the one with the longest prefix. */
function variableOf({ byName, byPrefix }: Variables, name: string): readonly NginxVariable[] | undefined {
  const exact = byName.get(name);
  if (exact) return exact;
  const prefixes = [...byPrefix.keys()].filter((prefix) => name.startsWith(prefix) && name !== prefix);
  const [longest] = prefixes.sort((a, b) => b.length - a.length);
  return longest === undefined ? undefined : byPrefix.get(longest);
}

function variableToMarkdown({ name, module, text }: NginxVariable, asked: string): string {
  // The page names the anchor of a family after its prefix: `#var_arg_`.
  const anchor = `var_${name.slice(1).replace(placeholder, '')}`;
  return [`\`$${asked}\` · ${module}`, text, link(module, anchor)].join('\n\n');
}

/** The hover of one of nginx's directives. */
export function nginxToMarkdown(directive: NginxDirective): string {
  const { name, module, syntax, default: value, contexts, isBlock, text } = directive;
  const forms = syntax.map((form) => {
    const plain = withoutMarkup(form);
    const words = plain === '' ? name : `${name} ${plain}`;
    return isBlock ? `${words.replace(/\s*\{.*$/, '')} { … }` : `${words};`;
  });
  return [
    fenced('nginx', forms),
    factLine([
      value === '' ? '' : `default: \`${value}\``,
      contexts.length > 0 ? `context: ${contexts.join(', ')}` : '',
      module,
    ]),
    text,
    link(module, name),
  ].join('\n\n');
}

/** `*`name`*` and `` `word` `` as plain text: a `*` within a word, as in `~*`, is part of it. */
function withoutMarkup(form: string): string {
  return form.replace(/\*`([^`]*)`\*|`([^`]*)`/g, (_, name?: string, word?: string) => name ?? word ?? '');
}

function link(module: string, anchor: string): string {
  return `[manual](https://nginx.org/en/docs/${pageOf(module)}.html#${anchor})`;
}

function familyOf(module: string): string | undefined {
  return /^ngx_(http|stream|mail)_/.exec(module)?.[1];
}

/** The page of a module: those of http, stream and mail have folders of their own. */
function pageOf(module: string): string {
  const family = familyOf(module);
  if (family !== undefined) return `${family}/${module}`;
  return module === 'Core functionality' ? 'ngx_core_module' : module;
}

interface ReferenceJson {
  readonly directives: readonly NginxDirective[];
  readonly variables: readonly NginxVariable[];
}

function read(json: string): ReferenceJson {
  try {
    const value: unknown = JSON.parse(json);
    // Made by our own build from a pinned package: its shape is checked, its entries are not.
    if (isReference(value)) return value;
  } catch {
    // No hover is better than a server that falls.
  }
  return { directives: [], variables: [] };
}

function isReference(value: unknown): value is ReferenceJson {
  if (typeof value !== 'object' || value === null) return false;
  const { directives, variables } = value as { directives?: unknown; variables?: unknown };
  return Array.isArray(directives) && Array.isArray(variables);
}
