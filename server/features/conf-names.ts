import {
  argumentForms,
  blockOf,
  matchArguments,
  parameterOf,
  standardCatalogue,
  type ConfNode,
  type ConfTree,
  type ValueSpec,
  type ZoneKind,
} from '../../core/nginx/index.js';

export type DeclaredKind = 'variable' | 'upstream' | 'zone' | 'dict' | 'location' | 'log format';

/** A name that some configuration brings into being. */
export interface DeclaredName {
  readonly kind: DeclaredKind;
  /** Without `$` and `@`. */
  readonly name: string;
  /** Undefined: known in both. */
  readonly family: 'http' | 'stream' | undefined;
  /** The directive that declares it: `set`, `map`, `limit_req_zone` … */
  readonly by: string;
  /** Named locations: where the `server` around it starts in its file; undefined: the file is included into servers. */
  readonly server?: number;
  /** The file, for people; undefined: the one at hand. */
  readonly file?: string;
}

const zonesBy: Readonly<Record<string, ZoneKind>> = {
  limit_req_zone: 'limit_req',
  limit_conn_zone: 'limit_conn',
  zone: 'upstream',
  keyval_zone: 'keyval',
  js_shared_dict_zone: 'js',
};

/** The module that a zone belongs to, by the directive that declares it. */
export function zoneKind(by: string): ZoneKind {
  return zonesBy[by] ?? (by.endsWith('_cache_path') ? 'cache' : 'other');
}

const known = new WeakMap<ConfTree, readonly DeclaredName[]>();

/** The names that a file declares, found by the kinds of its directives' arguments; kept with the tree. */
export function declaredIn(tree: ConfTree): readonly DeclaredName[] {
  const found = known.get(tree) ?? collect(tree.children, {});
  known.set(tree, found);
  return found;
}

interface Around {
  readonly family?: 'http' | 'stream';
  readonly server?: number;
}

function collect(nodes: readonly ConfNode[], around: Around): DeclaredName[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'entry') return [];
    const name = node.name.value;
    const children = blockOf(node)?.children ?? [];
    return [...declarations(node, around), ...collect(children, inside(node, name, around))];
  });
}

function inside(node: ConfNode, name: string, around: Around): Around {
  if (name === 'http' || name === 'stream') return { family: name };
  return name === 'server' ? { ...around, server: node.span.start } : around;
}

function declarations(node: ConfNode, { family, server }: Around): DeclaredName[] {
  const by = node.name.value;
  const values = node.args.map(({ value }) => value);
  // Modules that share a name declare alike.
  const forms = standardCatalogue()
    .directives(by)
    .flatMap((spec) => argumentForms(spec) ?? []);
  const places = matchArguments(forms, values);
  const declared = values.flatMap((value, index) => {
    const argument = places[index];
    const parameter = argument && parameterOf(argument, value);
    const spec: ValueSpec | undefined = parameter ? parameter.value : argument;
    const text = parameter ? value.slice(parameter.name.length + 1) : value;
    if (by === 'zone' && index === 0 && values.length > 1) return { kind: 'zone' as const, name: text };
    return spec?.declares ? declaredBy(spec, text) : [];
  });
  const captures = forms.some((form) => form.some(({ kinds }) => takesRegex.test(kinds.join())))
    ? values.flatMap((value) =>
        [...value.matchAll(/\(\?P?<([A-Za-z_]\w*)>/g)].map(([, name = '']) => ({
          kind: 'variable' as const,
          name,
        })),
      )
    : [];
  return [...declared, ...captures].map((one) => ({
    ...one,
    family,
    by,
    ...(one.kind === 'location' && server !== undefined && { server }),
  }));
}

const takesRegex = /regex|server name|condition/;

function declaredBy({ kinds }: ValueSpec, text: string): { kind: DeclaredKind; name: string }[] {
  const [kind] = kinds;
  switch (kind) {
    case 'variable':
      return text.startsWith('$') ? [{ kind, name: text.slice(1).replace(/[{}]/g, '') }] : [];
    case 'target':
      return text.startsWith('@') ? [{ kind: 'location', name: text.slice(1) }] : [];
    case 'zone':
      return [{ kind, name: text.split(':', 1)[0] ?? '' }];
    case 'format':
      return [{ kind: 'log format', name: text }];
    case 'dict':
    case 'upstream':
      return [{ kind, name: text }];
    default:
      return [];
  }
}
