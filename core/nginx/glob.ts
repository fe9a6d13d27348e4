/**
 * glob(3) as nginx's `include` calls it, with no flags: `*` and `?` match neither `/` nor a leading dot,
 * `[…]` is a set, a backslash takes the next character literally, matches come sorted by their bytes.
 */

/** The names in a directory; undefined where there is no such directory. */
export type ListDirectory = (directory: string) => readonly string[] | undefined;

/** Whether nginx reads this `include` as a pattern: its strpbrk(name, "*?["). */
export function isPattern(name: string): boolean {
  return /[*?[]/.test(name);
}

type Item = { kind: 'star' } | { kind: 'one'; explicit: boolean; test: (character: string) => boolean };

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\s]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** The set that opens at `start`, or undefined if no `]` closes it: then the `[` stands for itself. */
function parseSet(pattern: string, start: number): { item: Item; end: number } | undefined {
  const negated = '!^'.includes(pattern.charAt(start + 1)) && pattern.length > start + 1;
  const tests: ((character: string) => boolean)[] = [];
  const first = start + (negated ? 2 : 1);
  for (let at = first; at < pattern.length;) {
    // A `]` in the first place belongs to the set.
    if (pattern.charAt(at) === ']' && at > first) {
      const test = (character: string): boolean => tests.some((matches) => matches(character)) !== negated;
      return { item: { kind: 'one', explicit: false, test }, end: at + 1 };
    }
    const named = /^\[:([a-z]+):\]/.exec(pattern.slice(at, at + 12));
    const set = named?.[1] === undefined ? undefined : CLASSES[named[1]];
    if (named !== null && set !== undefined) {
      tests.push((character) => set.test(character));
      at += named[0].length;
      continue;
    }
    const [low, behind] = literal(pattern, at);
    const ranged =
      pattern.charAt(behind) === '-' && behind + 1 < pattern.length && pattern.charAt(behind + 1) !== ']';
    const [high, end] = ranged ? literal(pattern, behind + 1) : [low, behind];
    tests.push((character) => low <= character && character <= high);
    at = end;
  }
  return undefined;
}

/** A character of the pattern that stands for itself, and the offset behind it. */
function literal(pattern: string, at: number): [string, number] {
  const escaped = pattern.charAt(at) === '\\' && at + 1 < pattern.length;
  const character = String.fromCodePoint(pattern.codePointAt(escaped ? at + 1 : at) ?? 0);
  return [character, at + (escaped ? 1 : 0) + character.length];
}

function compile(pattern: string): readonly Item[] {
  const items: Item[] = [];
  for (let at = 0; at < pattern.length;) {
    const character = pattern.charAt(at);
    const set = character === '[' ? parseSet(pattern, at) : undefined;
    if (set !== undefined) {
      items.push(set.item);
      at = set.end;
    } else if (character === '*') {
      items.push({ kind: 'star' });
      at += 1;
    } else if (character === '?') {
      items.push({ kind: 'one', explicit: false, test: () => true });
      at += 1;
    } else {
      const [own, end] = literal(pattern, at);
      items.push({ kind: 'one', explicit: true, test: (other) => other === own });
      at = end;
    }
  }
  return items;
}

function matches(items: readonly Item[], name: string): boolean {
  const [first] = items;
  if (name.startsWith('.') && !(first?.kind === 'one' && first.explicit)) return false;
  const characters = Array.from(name);
  let item = 0;
  let at = 0;
  // Only the last `*` ever needs to take more: everything before it has matched as early as possible.
  let star: { item: number; at: number } | undefined;
  while (at < characters.length) {
    const next = items[item];
    if (next?.kind === 'star') {
      star = { item, at };
      item += 1;
    } else if (next?.test(characters[at] ?? '') === true) {
      item += 1;
      at += 1;
    } else if (star !== undefined) {
      star.at += 1;
      item = star.item + 1;
      at = star.at;
    } else {
      return false;
    }
  }
  while (items[item]?.kind === 'star') item += 1;
  return item === items.length;
}

/** Whether one component of a path matches a pattern without `/`. */
export function matchesName(pattern: string, name: string): boolean {
  return matches(compile(pattern), name);
}

function unescape(component: string): string {
  return component.replace(/\\([\s\S])/g, '$1');
}

/** Directories are asked for without the slash at their end, except the root's own. */
function directoryName(prefix: string): string {
  if (prefix === '') return '.';
  return /^(?:[A-Za-z]:)?\/$/.test(prefix) ? prefix : prefix.slice(0, -1);
}

/** The paths that match `pattern`, sorted; each is a name that `list` gave, or follows from such names. */
export function expandGlob(pattern: string, list: ListDirectory): string[] {
  const components = pattern.split('/');
  // Up to the first component with a wildcard nothing needs to be looked up.
  const fixed = components.findIndex(isPattern);
  if (fixed === -1) return [];
  let prefixes = [
    components
      .slice(0, fixed)
      .map((part) => `${unescape(part)}/`)
      .join(''),
  ];
  components.slice(fixed).forEach((component, index, rest) => {
    const end = index === rest.length - 1 ? '' : '/';
    const items = compile(component);
    prefixes = prefixes.flatMap((prefix) =>
      (list(directoryName(prefix)) ?? [])
        .filter((name) => (component === '' ? false : matches(items, name)))
        .map((name) => prefix + name + end),
    );
  });
  return [...new Set(prefixes)].sort(byBytes);
}

/** The order of strcmp on UTF-8, which is that of code points. */
function byBytes(left: string, right: string): number {
  const a = Array.from(left);
  const b = Array.from(right);
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const difference = (a[at]?.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
