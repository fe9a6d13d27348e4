import type { Finding, Severity } from '../../../contract/index.js';
import type { LocatedDirective, Span, Word } from '../../nginx/index.js';
import type { OpenRestyConfiguration } from '../../openresty/index.js';
import { fixOf } from '../fixes/conf-fix.js';
import type { ConfigurationContext } from '../rule.js';

/** One configuration, as the rules walk it. */
export interface ConfView {
  readonly configuration: OpenRestyConfiguration;
  /** Every directive and entry, the includes filled in, in the order of the source. */
  readonly all: readonly LocatedDirective[];
  /** By the directive's name; entries of `map`, `types` … are none. */
  readonly byName: ReadonlyMap<string, readonly LocatedDirective[]>;
}

const views = new WeakMap<readonly LocatedDirective[], ConfView>();

export function viewOf(configuration: OpenRestyConfiguration): ConfView {
  const known = views.get(configuration.expanded);
  if (known) return known;
  const all = flatten(configuration.expanded);
  const byName = new Map<string, LocatedDirective[]>();
  for (const located of all) {
    if (located.directive.kind === 'entry') continue;
    const name = located.directive.name.value;
    const named = byName.get(name);
    if (named) named.push(located);
    else byName.set(name, [located]);
  }
  const view = { configuration, all, byName };
  views.set(configuration.expanded, view);
  return view;
}

function flatten(top: readonly LocatedDirective[]): LocatedDirective[] {
  const found: LocatedDirective[] = [];
  const pending = top.toReversed();
  for (let next = pending.pop(); next; next = pending.pop()) {
    found.push(next);
    for (let index = next.children.length - 1; index >= 0; index -= 1) {
      const child = next.children[index];
      if (child) pending.push(child);
    }
  }
  return found;
}

export function named(view: ConfView, ...names: readonly string[]): readonly LocatedDirective[] {
  return names.flatMap((name) => view.byName.get(name) ?? []);
}

/** The directives of the block that this one stands in, itself among them. */
export function levelOf(located: LocatedDirective, { configuration }: ConfView): readonly LocatedDirective[] {
  return located.parent?.children ?? configuration.expanded;
}

/** The blocks around, the nearest first. */
export function parentsOf(located: LocatedDirective): LocatedDirective[] {
  const parents: LocatedDirective[] = [];
  for (let parent = located.parent; parent; parent = parent.parent) parents.push(parent);
  return parents;
}

/** The nearest enclosing block of a name. */
export function enclosing(located: LocatedDirective, name: string): LocatedDirective | undefined {
  return parentsOf(located).find((parent) => nameOf(parent) === name);
}

/** The levels from the directive's own block outwards: what it inherits from, the nearest first. */
export function levelsOf(
  located: LocatedDirective,
  view: ConfView,
): readonly (readonly LocatedDirective[])[] {
  return [levelOf(located, view), ...parentsOf(located).map((parent) => levelOf(parent, view))];
}

/** The directive that holds here: the last one of the nearest block that has any. */
export function effective(
  located: LocatedDirective,
  name: string,
  view: ConfView,
): LocatedDirective | undefined {
  for (const level of levelsOf(located, view)) {
    const found = level.findLast((one) => nameOf(one) === name);
    if (found) return found;
  }
  return undefined;
}

export function nameOf({ directive }: LocatedDirective): string {
  return directive.kind === 'directive' ? directive.name.value : '';
}

export function argsOf({ directive }: LocatedDirective): readonly Word[] {
  return directive.args;
}

export function valueOf(located: LocatedDirective | undefined, index = 0): string | undefined {
  return located?.directive.args[index]?.value;
}

/** A finding that a rule wants at a span of a directive's file. */
export interface Mark {
  readonly at: LocatedDirective;
  readonly span: Span;
  readonly severity: Severity;
  readonly message: string;
  readonly related?: readonly { readonly at: LocatedDirective; readonly message: string }[];
  readonly fixes?: readonly ConfFix[];
}

export interface ConfFix {
  readonly title: string;
  readonly edits: readonly { readonly at: LocatedDirective; readonly span: Span; readonly newText: string }[];
}

/** The directive without its block or `;`. */
export function headSpan({ directive: { name, args } }: LocatedDirective): Span {
  return { start: name.span.start, end: (args.at(-1) ?? name).span.end };
}

/** Where the first `source` of a word's text stands; the whole word where escapes hide it. */
export function spanIn(word: Word, source: string): Span {
  const at = word.raw.indexOf(source);
  if (at < 0 || source === '') return word.span;
  return { start: word.span.start + at, end: word.span.start + at + source.length };
}

export interface CheckedConfigurations {
  /** Whether blocks of a template are read too: what an `if` of the template leaves out is not known there. */
  readonly templates: boolean;
}

/** Runs a check over every configuration; what several of them include is found once. */
export function findings(
  { project, checkpoint }: ConfigurationContext,
  code: string,
  check: (view: ConfView) => Iterable<Mark>,
  { templates }: CheckedConfigurations = { templates: false },
): Finding[] {
  const found = new Map<string, Finding>();
  const placeOf = (at: LocatedDirective, span: Span): Finding['place'] =>
    project.placeInConfiguration({ file: at.file.path, span });
  for (const configuration of project.configurations) {
    checkpoint?.();
    if (configuration.isTemplate && !templates) continue;
    for (const { at, span, severity, message, related = [], fixes } of check(viewOf(configuration))) {
      const key = `${at.file.path}:${span.start}-${span.end}`;
      if (found.has(key)) continue;
      const mended = (fixes ?? []).flatMap(({ title, edits }) =>
        fixOf({ title, edits: edits.map((edit) => ({ ...edit, file: edit.at.file })) }, project),
      );
      found.set(key, {
        code,
        severity,
        message,
        place: placeOf(at, span),
        related: related.map((one) => ({ message: one.message, place: placeOf(one.at, headSpan(one.at)) })),
        ...(mended.length > 0 && { fixes: mended }),
      });
    }
  }
  return [...found.values()];
}

/** A word that a template fills in: nobody knows what stands there. */
export function isFilledIn({ value }: Word): boolean {
  return /_{4}|\{\{|<%|\$\(|@@|%[A-Z_]+%/.test(value);
}
