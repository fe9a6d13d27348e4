import type { LocatedDirective, Span } from '../nginx/index.js';

/** Text to put into one of the configuration's files at a UTF-16 offset. */
export interface ConfInsertion {
  readonly file: string;
  readonly offset: number;
  readonly newText: string;
}

/**
 * Where and how a simple directive is added to a block of the configuration: behind the last of the directives that
 * `neighbours` names, else at the block's start; on a line of its own, indented as what stands there. `statement` is
 * the directive with its `;`. Undefined where the directive has no block, or none that is closed.
 */
export function insertDirective(
  parent: LocatedDirective,
  statement: string,
  neighbours: (name: string) => boolean,
): ConfInsertion | undefined {
  const { file, directive } = parent;
  if (directive.form !== 'block' || !directive.block.close) return undefined;
  const { text } = file.tree;
  const children = directive.block.children.filter((child) => child.form !== 'unterminated');
  const neighbour = children.findLast((child) => neighbours(child.name.value));
  const before = neighbour?.span ?? directive.block.open;
  const like = neighbour ?? children[0];
  const lineEnd = endOfLine(text, before.end);
  const restOfLine = text.slice(before.end, lineEnd);
  // Something else follows on this line: a one-line block stays one.
  if (!/^[ \t]*(?:#.*)?\r?$/.test(restOfLine))
    return { file: file.path, offset: before.end, newText: ` ${statement}` };
  const newLine = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = like ? indentation(text, like.span) : indentation(text, directive.span) + unitOf(text);
  const offset = restOfLine.endsWith('\r') ? lineEnd - 1 : lineEnd;
  return { file: file.path, offset, newText: `${newLine}${indent}${statement}` };
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

/** The white space in front of the line on which a span starts. */
function indentation(text: string, { start }: Span): string {
  const line = text.lastIndexOf('\n', start - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, start))?.[0] ?? '';
}

/** One step of indentation, as the file's first indented line has it. */
function unitOf(text: string): string {
  return /^(?:\t| {1,8})(?=\S)/m.exec(text)?.[0] ?? '    ';
}
