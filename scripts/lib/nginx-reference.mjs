import { Format, getDirectives, getVariables } from '@nginx/reference-lib';

/**
 * nginx's own documentation as JSON, for `loadNginxReference` of core/docs: what the package says in Markdown, without
 * its HTML, so that the bundle carries half of it.
 * @returns {string}
 */
export function nginxReference() {
  const directives = getDirectives(Format.Markdown).map(
    ({ name, module, description, syntax, contexts, default: value, isBlock }) => ({
      name,
      module,
      text: description,
      syntax,
      contexts: contexts.filter((context) => context !== ''),
      default: value,
      isBlock,
    }),
  );
  const variables = getVariables(Format.Markdown).map(({ name, module, description }) => ({
    name,
    module,
    text: description,
  }));
  return JSON.stringify({ directives, variables });
}
