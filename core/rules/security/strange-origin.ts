import { hasByte, parseRegex, type ByteSet, type RegexNode } from '../../nginx/index.js';

/** An origin that an expression takes though it is none of those that it was written for. */
export interface StrangeOrigin {
  readonly example: string;
  /** Whether its host is one that can be bought. */
  readonly canBeRegistered: boolean;
}

/**
 * Looks for an origin of somebody else that the expression accepts: tries what the expression spells out with
 * something before it, something behind it, and something else in the place of each piece that leaves a choice.
 * Undefined where none was found, and where the expression names no host of its own.
 */
export function strangeOrigin(pattern: string, anyCase: boolean, header: string): StrangeOrigin | undefined {
  const regex = parseRegex(pattern, { anyCase });
  const accepts = regex && javascript(pattern, anyCase);
  if (!regex || !accepts) return undefined;
  const plain = texts(regex.node, plainly);
  const meant = [...new Set(plain.flatMap((text) => domainOf(text) ?? []))];
  if (meant.length === 0) return undefined;
  const tried = [
    ...plain.flatMap(around),
    ...choices.flatMap((choice) => texts(regex.node, choice).flatMap((text) => [text, `https://${text}`])),
  ];
  const strange = tried.flatMap((example): StrangeOrigin[] => {
    const host = hostOf(example);
    if (host === undefined || !accepts.test(example) || !isPossible(example, header)) return [];
    if (meant.some((domain) => host === domain || host.endsWith(`.${domain}`))) return [];
    return [{ example, canBeRegistered: /[\w-]\.[a-z]{2,}$/.test(host) }];
  });
  return strange.find(({ canBeRegistered }) => canBeRegistered) ?? strange[0];
}

/** What could stand around the spelt-out text; the expression decides whether it may. */
function around(text: string): string[] {
  const bare = text.replace(/^https?:\/\//, '');
  const ends = [`${text}.evil.com`, `${text}.evil.com/`];
  return [
    ...(domainOf(text) === undefined ? [] : ends),
    ...(domainOf(`https://${bare}`) === undefined
      ? []
      : [`https://${bare}.evil.com`, `https://evil.com/?${text}`]),
    `https://evil.com/${text}`,
    ...(/^\w/.test(bare) && bare === text ? [`https://evil${bare}`] : []),
  ];
}

/** An Origin has no path; a Referer may have one. */
function isPossible(example: string, header: string): boolean {
  return header !== 'Origin' || /^https?:\/\/[^/?#]*\/?$/.test(example);
}

/** PCRE and JavaScript agree on nearly all that stands in such an expression. */
function javascript(pattern: string, anyCase: boolean): RegExp | undefined {
  const flag = pattern.startsWith('(?i)');
  try {
    return new RegExp(pattern.replace(/^\(\?i\)/, '').replace(/\(\?P</g, '(?<'), anyCase || flag ? 'i' : '');
  } catch {
    return undefined;
  }
}

function hostOf(text: string): string | undefined {
  const host = /^https?:\/\/([^/?#:\\]+)/i.exec(text)?.[1]?.toLowerCase();
  return host !== undefined && /^[\w.-]+$/.test(host) ? host : undefined;
}

/** The last two labels of the host, the last three below a country's `co.`, `com.` …; an address as a whole. */
function domainOf(text: string): string | undefined {
  const host = hostOf(text.includes('://') ? text : `https://${text}`);
  if (host === undefined) return undefined;
  if (/^\d+(?:\.\d+)+$/.test(host) || host === 'localhost') return host;
  const labels = host.split('.').filter((label) => label !== '');
  if (labels.length < 2) return undefined;
  const isBelowCountry = labels.length > 2 && /^(?:com?|net|org|gov|ac|edu)$/.test(labels.at(-2) ?? '');
  return labels.slice(isBelowCountry ? -3 : -2).join('.');
}

/** A text for a node that leaves a choice; `isWild` for a repeated one. Undefined: the plain one. */
type Choice = (bytes: ByteSet, isWild: boolean) => string | undefined;

const plainly: Choice = () => undefined;

const choices: readonly Choice[] = [
  (bytes, isWild) => (isWild && hasAll(bytes, 'evil.com/') ? 'evil.com/' : undefined),
  (bytes, isWild) => (isWild && hasAll(bytes, 'evil.com?') ? 'evil.com?' : undefined),
  (bytes) => (hasAll(bytes, '-x') ? 'x' : undefined),
  (bytes) => (hasAll(bytes, '/.') ? '/' : undefined),
];

function hasAll(bytes: ByteSet, text: string): boolean {
  return Array.from(text).every((character) => hasByte(bytes, character));
}

const MAX_TEXTS = 40;

/** Texts that the node matches: each branch once, a piece that leaves a choice as `choice` says. */
function texts(node: RegexNode, choice: Choice): string[] {
  switch (node.kind) {
    case 'set':
      return [choice(node.bytes, false) ?? plainCharacter(node.bytes)];
    case 'sequence':
      return node.parts.reduce<string[]>(
        (before, part) => {
          const next = texts(part, choice);
          return before.flatMap((one) => next.map((two) => one + two)).slice(0, MAX_TEXTS);
        },
        [''],
      );
    case 'choice':
      return node.branches.flatMap((branch) => texts(branch, choice)).slice(0, MAX_TEXTS);
    case 'repeat': {
      const wild = node.node.kind === 'set' && node.max > 8 ? choice(node.node.bytes, true) : undefined;
      if (wild !== undefined) return [wild];
      if (node.min === 0 && node.node.kind === 'set') {
        return choice === plainly || node.max > 1 ? [''] : ['', ...texts(node.node, choice)];
      }
      const once = texts(node.node, choice);
      return node.min === 0
        ? ['', ...once].slice(0, MAX_TEXTS)
        : once.map((one) => one.repeat(Math.min(node.min, 4)));
    }
    case 'group':
      return texts(node.node, choice);
    case 'anchor':
    case 'assertion':
      return [''];
  }
}

/** What the author had in mind: the dot for a `.`, else a letter, else whatever there is. */
function plainCharacter(bytes: ByteSet): string {
  const isAny = hasAll(bytes, '.-/a');
  const preferred = Array.from(isAny ? '.' : 'a0:/.-').find((character) => hasByte(bytes, character));
  if (preferred !== undefined) return preferred;
  const code = bytes === 0n ? 0 : (bytes & -bytes).toString(2).length - 1;
  return String.fromCharCode(code).toLowerCase();
}
