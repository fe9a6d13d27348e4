import {
  argumentForms,
  type ArgumentForm,
  type Catalogue,
  type Context,
  type DirectiveSpec,
} from '../../core/nginx/index.js';

/** The command that a name is in one of these contexts, else the first of that name: half-typed text may lack a block. */
export function specAt(
  name: string,
  contexts: readonly Context[],
  catalogue: Catalogue,
): DirectiveSpec | undefined {
  for (const context of contexts) {
    const spec = catalogue.directive(name, context);
    if (spec) return spec;
  }
  return catalogue.directives(name)[0];
}

/** The forms of the arguments of that command; none where nobody knows. */
export function formsAt(
  name: string,
  contexts: readonly Context[],
  catalogue: Catalogue,
): readonly ArgumentForm[] {
  const spec = specAt(name, contexts, catalogue);
  return (spec && argumentForms(spec)) ?? [];
}
