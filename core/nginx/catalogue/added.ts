import type { ModuleDirectives } from '../../../contract/index.js';
import { contexts as allContexts } from './contexts.js';
import type { Arity, DirectiveSpec } from './directive.js';

export interface AddedDirectives {
  readonly specs: readonly DirectiveSpec[];
  /** What is wrong, by the directive's name; its other parts count. */
  readonly faults: readonly string[];
}

/** The directives that a person describes, as the catalogue has them. */
export function directiveSpecsOf(modules: ModuleDirectives): AddedDirectives {
  const faults: string[] = [];
  const specs = Object.entries(modules).flatMap(([name, described]): DirectiveSpec[] => {
    const wrong = described.contexts.filter((word) => !allContexts.some((context) => context === word));
    for (const word of wrong) faults.push(`${name}.contexts: "${word}" is none of ${allContexts.join(', ')}`);
    const contexts = allContexts.filter((context) => described.contexts.includes(context));
    const arity = arityOf(described.arguments);
    if (!arity) faults.push(`${name}.arguments: "${described.arguments}" counts backwards`);
    if (contexts.length === 0) return [];
    return [
      {
        name,
        module: described.module ?? 'openresty.modules',
        contexts,
        arity: arity ?? { kind: 'any' },
        isBlock: described.block,
        setter: '',
        ...(described.description !== undefined && { description: described.description }),
      },
    ];
  });
  return { specs, faults };
}

/** `1`, `1-2`, `1,3`, `1+`, `any`, `flag`; undefined for a range whose end is before its start. */
function arityOf(text: string): Arity | undefined {
  if (text === 'any' || text === 'flag') return { kind: text };
  if (text.endsWith('+')) return { kind: 'at least', least: Number(text.slice(0, -1)) };
  const [low, high] = text.split('-').map(Number);
  if (low !== undefined && high !== undefined)
    return high < low
      ? undefined
      : { kind: 'counts', counts: Array.from({ length: high - low + 1 }, (_, index) => low + index) };
  return { kind: 'counts', counts: text.split(',').map(Number) };
}
