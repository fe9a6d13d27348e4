import type { ParameterSpec, ValueSpec } from '../../core/nginx/index.js';
import { snippetText, type Proposal } from './conf-item.js';

/** The parameters that are not given yet, those that must be there first; with the zones that they can name. */
export function parameterProposals(
  parameters: readonly ParameterSpec[],
  given: readonly string[],
  zones: (value: ValueSpec) => readonly Proposal[],
  snippets: boolean,
): Proposal[] {
  const isGiven = ({ name, value }: ParameterSpec): boolean =>
    given.some((word) => (value ? word.startsWith(`${name}=`) : word === name));
  return parameters.flatMap((parameter, index): Proposal[] => {
    if (isGiven(parameter)) return [];
    const { name, value, required } = parameter;
    const rank = 10 + (required ? 0 : 10) + index;
    if (!value) return [{ label: name, kind: 'parameter', rank }];
    const known = value.kinds.includes('zone') && !value.declares ? zones(value) : [];
    if (known.length > 0)
      return known.map((zone) => ({ ...zone, label: `${name}=${zone.label}`, rank: zone.rank }));
    const words = value.words.length > 1 && value.kinds.length === 0 && snippets;
    return [
      {
        label: `${name}=`,
        kind: 'parameter',
        detail: describe(value),
        rank,
        ...(words && {
          insert: `${name}=\${1|${value.words.map(snippetText).join(',')}|}`,
          isSnippet: true as const,
        }),
      },
    ];
  });
}

/** For people: `on | off`, `size`. */
export function describe({ words, kinds, declares }: ValueSpec): string {
  const shown = kinds.map((kind) => {
    if (kind === 'zone' && declares) return 'name:size';
    return kind === 'complex' ? 'text' : kind === 'offset' ? 'size' : kind === 'seconds' ? 'time' : kind;
  });
  return [...words, ...new Set(shown)].join(' | ');
}
