import type { IncludedConfiguration, LocatedDirective } from '../../include.js';
import type { BlockState } from '../block-state.js';
import { suggestionFor } from '../nearest.js';
import type { BlockEnd } from '../setter.js';

/**
 * Named locations that `try_files` and `error_page` lead to and that the server does not have. nginx itself finds out
 * with the request and answers 500: "could not find named location".
 */
export const namedLocations: BlockEnd = ({ block, configuration, report }) => {
  const { directive } = block;
  if (directive === undefined || mayLackIncludes(directive, configuration)) return;
  const known = new Set(block.inner.flatMap(nameOf));
  for (const located of within(directive)) {
    const { name, args } = located.directive;
    if (name.value !== 'try_files' && name.value !== 'error_page') continue;
    const word = args.at(-1);
    if (word === undefined || !/^@[^$]+$/.test(word.value) || known.has(word.value)) continue;
    report(`could not find named location "${word.value}"`, {
      code: 'conf/undefined-location',
      level: 'warn',
      in: located,
      at: word,
      ...suggestionFor(word.value, known),
    });
  }
};

function nameOf({ directive }: BlockState): string[] {
  const first = directive?.directive.args[0]?.value ?? '';
  return first.startsWith('@') ? [first] : [];
}

function* within(top: LocatedDirective): Generator<LocatedDirective> {
  const pending = top.children.toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next;
    for (const child of next.children.toReversed()) pending.push(child);
  }
}

/** Whether a block includes something that is not here: it lies on the machine where this will run. */
export function mayLackIncludes(block: LocatedDirective, { includes }: IncludedConfiguration): boolean {
  const files = new Set([block.file, ...[...within(block)].map(({ file }) => file)]);
  const { start, end } = block.directive.span;
  return includes.some(({ file, files: found, target }) => {
    if (found.length > 0 || !files.has(file)) return false;
    return file !== block.file || (target.span.start > start && target.span.end < end);
  });
}
