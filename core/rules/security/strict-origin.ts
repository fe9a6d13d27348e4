import { strangeOrigin } from './strange-origin.js';

/** The changes in their order, each a step towards an expression that takes no host of others. */
const steps: readonly ((pattern: string, header: string) => string)[] = [
  // `example.com`: the dot of a name, behind a letter and before one.
  (pattern) => pattern.replace(/(?<=[A-Za-z0-9-])\.(?=[A-Za-z0-9])/g, '\\.'),
  // `https://.*example\.com`: subdomains, not whatever ends in the same letters.
  (pattern) => pattern.replace(/(:\\?\/\\?\/)(?:\.\*|\.\+|\[\^\/\][*+])(?=[\w-]+\\\.)/g, '$1(?:[\\w-]+\\.)*'),
  (pattern) => (/^(?:\(\?i\))?https?\b/.test(pattern) ? `^${pattern}` : pattern),
  (pattern, header) => (pattern.endsWith('$') ? pattern : closed(pattern, header)),
];

/** An Origin ends with its host or port; behind that of a Referer comes a slash. */
function closed(pattern: string, header: string): string {
  if (header === 'Origin') return `${pattern.replace(/\\?\/$/, '')}$`;
  return pattern.endsWith('/') ? pattern : `${pattern}(?:/|$)`;
}

/**
 * An expression for the same hosts that takes none of somebody else's: with as few of the usual changes as are enough.
 * Undefined where these do not do it, and for alternatives, which may each need changes of their own.
 */
export function strictOrigin(pattern: string, anyCase: boolean, header: string): string | undefined {
  if (pattern.includes('|')) return undefined;
  const subsets = Array.from({ length: 2 ** steps.length }, (_, bits) =>
    steps.filter((_step, index) => (bits >> index) & 1),
  ).sort((a, b) => a.length - b.length);
  for (const subset of subsets) {
    const changed = subset.reduce((text, step) => step(text, header), pattern);
    if (changed !== pattern && strangeOrigin(changed, anyCase, header) === undefined) return changed;
  }
  return undefined;
}
