import {
  directiveDoc,
  nginxToMarkdown,
  toMarkdown,
  type NginxDirective,
  type NginxReference,
} from '../../core/docs/index.js';
import type { Catalogue, DirectiveSpec } from '../../core/nginx/index.js';

/** What is to be read about a directive of a module: ours for OpenResty's modules, else nginx's, else the bare facts. */
export function directiveText(
  name: string,
  module: string,
  reference: NginxReference,
  catalogue: Catalogue,
): string | undefined {
  const spec = catalogue.directives(name).find((one) => one.module === module);
  // Whoever describes a directive knows best which one it is.
  if (spec?.description !== undefined) return factsText(spec);
  const own = directiveDoc(name);
  // Some names of OpenResty's modules are nginx's as well.
  if (own && (spec === undefined || !isNginx(name, module, reference)))
    return withNotes(toMarkdown(own), spec);
  const manual = manualOf(name, module, reference);
  if (manual) return withNotes(nginxToMarkdown(manual), spec);
  return spec && factsText(spec);
}

/** A name that the manual has for this very module. */
function isNginx(name: string, module: string, reference: NginxReference): boolean {
  return reference.directives(name).some((one) => one.module === module || one.module === `${module}_module`);
}

/** The manual's entry of the module, else that of the family that the module is of. */
export function manualOf(
  name: string,
  module: string,
  reference: NginxReference,
): NginxDirective | undefined {
  const all = reference.directives(name);
  const family = familyOfModule(module);
  // The manual has one page for all that stands in upstreams, and says elsewhere what the core does for every module.
  const upstreams = /^ngx_(?:http|stream)_upstream/.exec(module)?.[0];
  const pages = [module, `${module}_module`, ...(upstreams === undefined ? [] : [`${upstreams}_module`])];
  return (
    all.find((one) => pages.includes(one.module)) ??
    all.find((one) => familyOfModule(one.module) === family) ??
    all.find((one) => one.module === 'Core functionality')
  );
}

function familyOfModule(module: string): string | undefined {
  return /^ngx_(http|stream|mail)(?:_|$)/.exec(module)?.[1];
}

function withNotes(markdown: string, spec: DirectiveSpec | undefined): string {
  const notes = spec ? notesOf(spec) : [];
  return [markdown, ...notes].join('\n\n');
}

function notesOf({ since, instead, gone }: DirectiveSpec): string[] {
  return [
    ...(instead === undefined ? [] : [`**Deprecated**: use \`${instead}\`.`]),
    ...(gone && instead === undefined ? ['**Gone** from current nginx.'] : []),
    ...(since === undefined ? [] : [`Since nginx ${since}.`]),
  ];
}

/** A directive that no manual at hand tells of. */
function factsText(spec: DirectiveSpec): string {
  const contexts = spec.contexts.join(', ');
  return [
    `\`${spec.name}\` · ${spec.module}`,
    ...(contexts === '' ? [] : [`context: ${contexts}`]),
    ...(spec.description === undefined ? [] : [spec.description]),
    ...notesOf(spec),
  ].join('\n\n');
}

export function variableText(
  name: string,
  family: 'http' | 'stream',
  reference: NginxReference,
): string | undefined {
  return reference.variable(name, family);
}

/** What signature help says under the line: what the directive is for, in one paragraph, and its default. */
export function signatureText(
  name: string,
  module: string,
  reference: NginxReference,
  catalogue: Catalogue,
): string | undefined {
  const added = catalogue.directives(name).find((one) => one.module === module)?.description;
  if (added !== undefined) return firstParagraph(added);
  const own = directiveDoc(name);
  const manual = manualOf(name, module, reference);
  if (own && !isNginx(name, module, reference)) return firstParagraph(own.text);
  if (!manual) return undefined;
  const value = manual.default === '' ? '' : `\n\ndefault: \`${manual.default}\``;
  return firstParagraph(manual.text) + value;
}

function firstParagraph(markdown: string): string {
  return markdown.split(/\n\s*\n/, 1)[0] ?? '';
}

/** The manual's text of a directive that the catalogue does not have. */
export function manualText(name: string, reference: NginxReference): string | undefined {
  const own = directiveDoc(name);
  if (own) return toMarkdown(own);
  const [manual] = reference.directives(name);
  return manual && nginxToMarkdown(manual);
}
