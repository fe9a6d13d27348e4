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

export interface NginxReference {
  /** Those of all modules that have a directive of this name. */
  directives(name: string): readonly NginxDirective[];
  /** The hover of a variable, without its `$`; those that are named after a header or an argument too. */
  variable(name: string): string | undefined;
}

interface NginxVariable {
  readonly name: string;
  readonly module: string;
  readonly text: string;
}

/**
 * Reads the JSON of `scripts/lib/nginx-reference.mjs`. Never throws: what is no such JSON is a reference without
 * entries.
 */
export function loadNginxReference(json: string): NginxReference {
  const { directives, variables } = read(json);
  const byName = new Map<string, NginxDirective[]>();
  for (const directive of directives) {
    byName.set(directive.name, [...(byName.get(directive.name) ?? []), directive]);
  }
  const known = new Map(variables.map((variable) => [variable.name.replace(/^\$/, ''), variable]));
  // `$arg_NAME` stands for every variable that begins with `arg_`.
  const families = variables.flatMap((variable) => {
    const prefix = /^\$(\w+_)NAME$/.exec(variable.name)?.[1];
    return prefix === undefined ? [] : [{ prefix, variable }];
  });
  return {
    directives: (name) => byName.get(name) ?? [],
    variable: (name) => {
      const found = known.get(name) ?? families.find(({ prefix }) => name.startsWith(prefix))?.variable;
      return found && `\`$${name}\` · ${found.module}\n\n${found.text}`;
    },
  };
}

function read(json: string): { directives: readonly NginxDirective[]; variables: readonly NginxVariable[] } {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && 'directives' in value && 'variables' in value) {
      // Made by our own build from a pinned package.
      return value as { directives: NginxDirective[]; variables: NginxVariable[] };
    }
  } catch {
    // Said by what is missing: no hover is better than a server that falls.
  }
  return { directives: [], variables: [] };
}

/** The hover of one of nginx's directives. */
export function nginxToMarkdown(directive: NginxDirective): string {
  const { name, module, syntax, default: value, contexts, isBlock, text } = directive;
  const forms = syntax.map((form) => {
    const plain = form.replace(/[*`]/g, '');
    const words = plain === '' ? name : `${name} ${plain}`;
    return isBlock ? `${words.replace(/\s*\{.*$/, '')} { … }` : `${words};`;
  });
  const facts = [
    ...(value === '' ? [] : [`default: \`${value}\``]),
    ...(contexts.length > 0 ? [`context: ${contexts.join(', ')}`] : []),
    module,
  ];
  return [
    `\`\`\`nginx\n${forms.join('\n')}\n\`\`\``,
    facts.join(' · '),
    text,
    `[manual](https://nginx.org/en/docs/${pageOf(module)}.html#${name})`,
  ].join('\n\n');
}

/** The page of a module: those of http, stream and mail have folders of their own. */
function pageOf(module: string): string {
  const [, family] = /^ngx_(http|stream|mail)_/.exec(module) ?? [];
  if (family !== undefined) return `${family}/${module}`;
  return module === 'Core functionality' ? 'ngx_core_module' : module;
}
