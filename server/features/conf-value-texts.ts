import { parseOffset, parseSize, parseTime, type ValueSpec } from '../../core/nginx/index.js';
import { statuses, wordDetails } from './complete-words.js';

/** What a value says, in plain words; none where there is nothing to add. */
export function sayValue({ kinds, words }: ValueSpec, value: string, directive: string): string[] {
  const detail = wordDetails[directive]?.[value];
  if (detail !== undefined) return [`\`${value}\`: ${detail}`];
  if (words.includes(value)) return [];
  for (const kind of kinds) {
    switch (kind) {
      case 'size':
      case 'offset': {
        const bytes = kind === 'size' ? parseSize(value) : parseOffset(value);
        if (bytes !== undefined) return [`\`${value}\` = ${grouped(bytes)} bytes`];
        break;
      }
      case 'time':
      case 'seconds': {
        const time = parseTime(value.replace(/^-/, ''), kind === 'time' ? 'ms' : 's');
        if (time !== undefined) return [`\`${value}\` = ${duration(kind === 'time' ? time : time * 1000)}`];
        break;
      }
      case 'status': {
        const status = statuses.find(([code]) => code === value);
        if (status?.[1] !== undefined) return [`\`${value}\`: ${status[1]}`];
        break;
      }
      case 'zone': {
        const size = /^([^:]+):(\w+)$/.exec(value)?.[2];
        const bytes = size === undefined ? undefined : parseSize(size);
        if (bytes !== undefined) return [`\`${size}\` = ${grouped(bytes)} bytes`];
        break;
      }
      case 'regex':
        return [regexText(value)];
      default:
    }
  }
  return [];
}

/** `1,048,576` */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

const units: readonly (readonly [name: string, milliseconds: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
  ['millisecond', 1],
];

/** `5,400 seconds (1 hour 30 minutes)` */
export function duration(milliseconds: number): string {
  const parts: string[] = [];
  let rest = milliseconds;
  for (const [name, length] of units) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(`${grouped(count)} ${name}${count === 1 ? '' : 's'}`);
  }
  const words = parts.join(' ') || '0 seconds';
  const seconds = milliseconds / 1000;
  if (milliseconds < 60_000 || !Number.isInteger(seconds)) return words;
  return `${grouped(seconds)} seconds (${words})`;
}

/** The groups of a regular expression, as `$1` and by name. */
export function regexText(regex: string): string {
  const groups = groupsIn(regex);
  if (groups.length === 0) return 'regular expression without groups';
  const lines = groups.map(({ name, text }, index) => {
    const names = name === undefined ? `\`$${index + 1}\`` : `\`$${index + 1}\`, \`$${name}\``;
    return `- ${names}: \`${text.replaceAll('`', '')}\``;
  });
  return ['regular expression with the groups', ...lines].join('\n');
}

/** The capturing groups in the order of their opening brackets; one that is never closed goes to the end. */
function groupsIn(regex: string): { name?: string; text: string }[] {
  const groups: { name?: string; start: number; text: string }[] = [];
  const open: ((typeof groups)[number] | undefined)[] = [];
  let inClass = false;
  for (let at = 0; at < regex.length; at += 1) {
    const character = regex.charAt(at);
    if (character === '\\') at += 1;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') {
      const [, name] = /^\(\?P?[<'](\w+)[>']/.exec(regex.slice(at)) ?? [];
      const isGroup = name !== undefined || regex.charAt(at + 1) !== '?';
      const group = isGroup
        ? { ...(name !== undefined && { name }), start: at, text: regex.slice(at) }
        : undefined;
      if (group) groups.push(group);
      open.push(group);
    } else if (character === ')') {
      const group = open.pop();
      if (group) group.text = regex.slice(group.start, at + 1);
    }
  }
  return groups;
}
