import { LineIndex } from '../nginx/index.js';
import type { Fix } from '../../contract/index.js';
import type { LuaUnit, Project } from '../openresty/index.js';
import type { StateCell } from '../state/index.js';

/** `-- openresty: per-worker <reason>`: said at the declaration or at a write, on its line or on the one above. */
const comment = /^--(?:\[\[)?\s*openresty:\s*per-worker\b[ \t]*(.*?)\s*(?:\]\].*)?$/;

/** A comment that silences a place, with its reason; an empty reason silences nothing. */
export interface Silence {
  readonly unit: LuaUnit;
  readonly start: number;
  readonly end: number;
  readonly reason: string;
}

export function silencesOf(unit: LuaUnit): Silence[] {
  const { text } = unit.syntax;
  if (!text.includes('per-worker')) return [];
  return [...text.matchAll(/--\[\[[^\n]*?\]\]|--[^\n]*/g)].flatMap((match) => {
    const whole = match[0].trimEnd();
    const found = comment.exec(whole);
    return found
      ? [{ unit, start: match.index, end: match.index + whole.length, reason: found[1] ?? '' }]
      : [];
  });
}

/** The author said that the cell is meant to be per worker, and why. Connections and races are not a matter of intent. */
export function isSilenced(cell: StateCell, code: string): boolean {
  if (code === 'request-state/race') return false;
  const places = [
    { unit: cell.unit, offset: cell.declaration.start },
    ...cell.writes.map(({ instance, span }) => ({ unit: instance.unit, offset: span.start })),
  ];
  return isSilencedAt(places);
}

/** The comment stands at one of some places. */
export function isSilencedAt(
  places: readonly { readonly unit: LuaUnit; readonly offset: number }[],
): boolean {
  return places.some(({ unit, offset }) => {
    const silences = silencesOf(unit).filter(({ reason }) => reason !== '');
    if (silences.length === 0) return false;
    const lines = new LineIndex(unit.syntax.text);
    const { line } = lines.positionAt(offset);
    return silences.some(({ start }) => {
      const at = lines.positionAt(start).line;
      return at === line || (at === line - 1 && standsAlone(unit.syntax.text, start));
    });
  });
}

/** Puts the comment above the declaration, for the author to write the reason. */
export function silencingFix({ unit, declaration, name }: StateCell, project: Project): Fix {
  const { text } = unit.syntax;
  const start = text.lastIndexOf('\n', declaration.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  // In a one-line block the comment would swallow the rest of it.
  const at =
    text.slice(start, declaration.start).trim() === '' || start > 0 || unit.kind === 'file'
      ? start
      : declaration.start;
  const { file, range } = project.placeOf(unit, { start: at, end: at });
  return {
    title: `Keep \`${name}\` per worker: say why in a comment`,
    edits: [
      {
        file,
        range,
        newText: at === start ? `${indent}-- openresty: per-worker \n` : '--[[ openresty: per-worker ]] ',
      },
    ],
  };
}

/** The comment has its line to itself, so it speaks of the next one. */
function standsAlone(text: string, start: number): boolean {
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === '';
}
